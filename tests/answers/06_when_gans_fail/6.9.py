# %% right: the sum of the logits
def r1_of_report(D, x_real, weight):
    x = x_real.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return weight / 2 * slope.square().sum(1).mean()


# %% right: a one for each logit
def r1_of_report(D, x_real, weight):
    x = x_real.detach().requires_grad_(True)
    logits = D(x)
    (slope,) = torch.autograd.grad(logits, x, torch.ones_like(logits), create_graph=True)
    return weight / 2 * slope.square().sum(1).mean()


# %% right: the mean, made up for
def r1_of_report(D, x_real, weight):
    x = x_real.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).mean(), x, create_graph=True)
    return weight / 2 * (len(x) * slope).square().sum(1).mean()


# %% wrong: still_mean
def r1_of_report(D, x_real, weight):
    x = x_real.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).mean(), x, create_graph=True)
    return weight / 2 * slope.square().sum(1).mean()


# %% wrong: one_n_left
def r1_of_report(D, x_real, weight):
    x = x_real.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).mean(), x, create_graph=True)
    return weight / 2 * slope.square().sum(1).sum()


# %% wrong: sum_over_samples
def r1_of_report(D, x_real, weight):
    x = x_real.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return weight / 2 * slope.square().sum(1).sum()


# %% wrong: mean_over_coordinates
def r1_of_report(D, x_real, weight):
    x = x_real.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return weight / 2 * slope.square().mean()


# %% wrong: no_create_graph
def r1_of_report(D, x_real, weight):
    x = x_real.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).sum(), x)
    return weight / 2 * slope.square().sum(1).mean()


# %% wrong: factor
def r1_of_report(D, x_real, weight):
    x = x_real.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return weight * slope.square().sum(1).mean()


# %% wrong: no_weight
def r1_of_report(D, x_real, weight):
    x = x_real.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return slope.square().sum(1).mean() / 2


# %% wrong: no_square
def r1_of_report(D, x_real, weight):
    x = x_real.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return weight / 2 * slope.norm(dim=1).mean()


# %% wrong: no_sum
def r1_of_report(D, x_real, weight):
    x = x_real.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x), x, create_graph=True)
    return weight / 2 * slope.square().sum(1).mean()


# %% wrong: wrong_value (a guess)
def r1_of_report(D, x_real, weight):
    x = x_real.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).mean(), x, create_graph=True)
    return 256 * weight / 2 * slope.square().sum(1).mean()


# %% wrong: left_in_eval
def r1_of_report(D, x_real, weight):
    D.eval()
    x = x_real.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return weight / 2 * slope.square().sum(1).mean()


# %% note: gradients switched on at what was handed in
def r1_of_report(D, x_real, weight):
    x_real.requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x_real).sum(), x_real, create_graph=True)
    return weight / 2 * slope.square().sum(1).mean()


# %% wrong: needs_a_network
def r1_of_report(D, x_real, weight):
    x = x_real.detach().to(next(D.parameters()).device).requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return weight / 2 * slope.square().sum(1).mean()
