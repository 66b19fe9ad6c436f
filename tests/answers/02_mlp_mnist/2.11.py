# %% right: logits of zero
def balance_level(d_loss):
    undecided = torch.zeros(8)
    return d_loss(undecided, undecided).item()


# %% right: the logit of one half
def balance_level(d_loss):
    p = torch.tensor([0.5])
    logit = torch.log(p / (1 - p))
    return float(d_loss(logit, logit))


# %% right: torch.logit, a tensor comes back
def balance_level(d_loss):
    return d_loss(torch.logit(torch.full((4,), 0.5)), torch.logit(torch.full((4,), 0.5)))


# %% wrong: balance_called_half
def balance_level(d_loss):
    return 0.5


# %% wrong: balance_called_half (a tensor)
def balance_level(d_loss):
    return torch.sigmoid(torch.zeros(1)).mean()


# %% wrong: half_as_logit
def balance_level(d_loss):
    half = torch.full((64,), 0.5)
    return d_loss(half, half).item()


# %% wrong: ignores_d_loss
def balance_level(d_loss):
    return 2 * math.log(2)


# %% wrong: wrong_level (one term only)
def balance_level(d_loss):
    return -math.log(0.5)


# %% wrong: wrong_level (belief 0 as undecided)
def balance_level(d_loss):
    nothing = torch.logit(torch.full((4,), 0.001))
    return d_loss(nothing, nothing).item()


# %% wrong: wrong_level (log to base 2)
def balance_level(d_loss):
    return -2 * math.log2(0.5)


# %% wrong: squared_error
def balance_level(d_loss):
    return 0.5**2


# %% wrong: not_a_number
def balance_level(d_loss):
    return torch.zeros(8)


# %% wrong: returns_nothing
def balance_level(d_loss):
    undecided = torch.zeros(8)
    d_loss(undecided, undecided).item()
