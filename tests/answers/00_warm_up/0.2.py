# %% right: detach a
def loss_for_b(a, b):
    return ((a.detach() - b) ** 2).mean()


# %% right: mse_loss
def loss_for_b(a, b):
    return F.mse_loss(b, a.detach())


# %% right: a copy without gradients
def loss_for_b(a, b):
    with torch.no_grad():
        fixed = a.clone()
    return torch.mean((b - fixed).pow(2))


# %% wrong: reaches_a
def loss_for_b(a, b):
    return ((a - b) ** 2).mean()


# %% wrong: cut_b
def loss_for_b(a, b):
    return ((a - b.detach()) ** 2).mean()


# %% wrong: cut_both
def loss_for_b(a, b):
    return ((a - b) ** 2).mean().detach()


# %% wrong: cut_both (no_grad around all)
def loss_for_b(a, b):
    with torch.no_grad():
        return ((a - b) ** 2).mean()


# %% wrong: not_a_tensor
def loss_for_b(a, b):
    return ((a.detach() - b) ** 2).mean().item()


# %% wrong: sum_for_mean
def loss_for_b(a, b):
    return ((a.detach() - b) ** 2).sum()


# %% wrong: one_a_pair
def loss_for_b(a, b):
    return (a.detach() - b) ** 2


# %% wrong: changes_a
def loss_for_b(a, b):
    a.requires_grad_(False)
    return ((a - b) ** 2).mean()


# %% wrong: returns_nothing
def loss_for_b(a, b):
    loss = ((a.detach() - b) ** 2).mean()


# %% wrong: wrong_value
def loss_for_b(a, b):
    return (a.detach() - b).abs().mean()


# %% right: one number with its dimension
def loss_for_b(a, b):
    return ((a.detach() - b) ** 2).mean(0, keepdim=True)


# %% wrong: changes_a (in place)
def loss_for_b(a, b):
    x = a.detach()
    x -= b.detach()
    return ((x - b) ** 2).mean()
