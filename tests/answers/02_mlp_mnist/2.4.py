# %% right: BCE with logits
def generator_loss(d_fake):
    return F.binary_cross_entropy_with_logits(d_fake, torch.ones_like(d_fake))


# %% right: softplus
def generator_loss(d_fake):
    return F.softplus(-d_fake).mean()


# %% right: logsigmoid
def generator_loss(d_fake):
    return -torch.nn.LogSigmoid()(d_fake).mean()


# %% note: sigmoid, then BCE
def generator_loss(d_fake):
    p = torch.sigmoid(d_fake)
    return nn.BCELoss()(p, torch.ones_like(p))


# %% wrong: saturating
def generator_loss(d_fake):
    return F.logsigmoid(-d_fake).mean()


# %% wrong: saturating (through BCE with a minus)
def generator_loss(d_fake):
    return -F.binary_cross_entropy_with_logits(d_fake, torch.zeros_like(d_fake))


# %% wrong: labels_swapped
def generator_loss(d_fake):
    return F.binary_cross_entropy_with_logits(d_fake, torch.zeros_like(d_fake))


# %% wrong: sum_not_mean
def generator_loss(d_fake):
    return F.softplus(-d_fake).sum()


# %% wrong: sigmoid_twice
def generator_loss(d_fake):
    return F.binary_cross_entropy_with_logits(torch.sigmoid(d_fake), torch.ones_like(d_fake))


# %% wrong: wrong_sign
def generator_loss(d_fake):
    return F.logsigmoid(d_fake).mean()


# %% wrong: no_logarithm
def generator_loss(d_fake):
    return -d_fake.mean()


# %% wrong: log_of_zero
def generator_loss(d_fake):
    p_fake = 1 - torch.sigmoid(-d_fake)
    return -torch.log(p_fake).mean()


# %% wrong: not_averaged
def generator_loss(d_fake):
    return F.binary_cross_entropy_with_logits(d_fake, torch.ones_like(d_fake), reduction="none")


# %% wrong: squared_error
def generator_loss(d_fake):
    return F.mse_loss(torch.sigmoid(d_fake), torch.ones_like(d_fake))


# %% wrong: no_gradient
def generator_loss(d_fake):
    with torch.no_grad():
        return F.softplus(-d_fake).mean()


# %% wrong: logits_as_probabilities
def generator_loss(d_fake):
    return nn.BCELoss()(d_fake, torch.ones_like(d_fake))


# %% wrong: log_of_zero (far out)
def generator_loss(d_fake):
    return -torch.log(torch.sigmoid(d_fake)).mean()


# %% wrong: half_of_it
def generator_loss(d_fake):
    return 0.5 * F.softplus(-d_fake).mean()


# %% wrong: arguments_swapped
def generator_loss(d_fake):
    return F.binary_cross_entropy_with_logits(torch.ones_like(d_fake), d_fake)
