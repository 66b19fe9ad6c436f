# %% right: softplus
def relativistic_losses(d_real, d_fake):
    return F.softplus(d_fake - d_real).mean(), F.softplus(d_real - d_fake).mean()


# %% right: logsigmoid
def relativistic_losses(d_real, d_fake):
    gap = d_real - d_fake
    d_loss = -F.logsigmoid(gap).mean()
    g_loss = -F.logsigmoid(-gap).mean()
    return d_loss, g_loss


# %% right: BCE with logits
def relativistic_losses(d_real, d_fake):
    ones = torch.ones_like(d_real)
    bce = nn.BCEWithLogitsLoss()
    return [bce(d_real - d_fake, ones), bce(d_fake - d_real, ones)]


# %% wrong: swapped
def relativistic_losses(d_real, d_fake):
    return F.softplus(d_real - d_fake).mean(), F.softplus(d_fake - d_real).mean()


# %% wrong: wrong_sign
def relativistic_losses(d_real, d_fake):
    return F.logsigmoid(d_real - d_fake).mean(), F.logsigmoid(d_fake - d_real).mean()


# %% wrong: g_helps_d
def relativistic_losses(d_real, d_fake):
    loss = F.softplus(d_fake - d_real).mean()
    return loss, loss


# %% wrong: zero_sum
def relativistic_losses(d_real, d_fake):
    loss = F.softplus(d_fake - d_real).mean()
    return loss, -loss


# %% wrong: not_paired
def relativistic_losses(d_real, d_fake):
    return F.softplus(-d_real).mean() + F.softplus(d_fake).mean(), F.softplus(-d_fake).mean()


# %% wrong: no_logarithm
def relativistic_losses(d_real, d_fake):
    return (d_fake - d_real).mean(), (d_real - d_fake).mean()


# %% wrong: mean_first
def relativistic_losses(d_real, d_fake):
    gap = (d_real - d_fake).mean()
    return F.softplus(-gap), F.softplus(gap)


# %% wrong: all_pairs
def relativistic_losses(d_real, d_fake):
    gap = d_real[:, None] - d_fake[None]
    return F.softplus(-gap).mean(), F.softplus(gap).mean()


# %% wrong: all_pairs (not even a mean)
def relativistic_losses(d_real, d_fake):
    gap = d_real.unsqueeze(1) - d_fake
    return F.softplus(-gap), F.softplus(gap)


# %% wrong: against_the_mean
def relativistic_losses(d_real, d_fake):
    r, f = d_real - d_fake.mean(), d_fake - d_real.mean()
    return F.softplus(-r).mean() + F.softplus(f).mean(), F.softplus(r).mean() + F.softplus(-f).mean()


# %% wrong: sum_not_mean
def relativistic_losses(d_real, d_fake):
    return F.softplus(d_fake - d_real).sum(), F.softplus(d_real - d_fake).sum()


# %% wrong: sigmoid_twice
def relativistic_losses(d_real, d_fake):
    ones = torch.ones_like(d_real)
    bce = F.binary_cross_entropy_with_logits
    return bce(torch.sigmoid(d_real - d_fake), ones), bce(torch.sigmoid(d_fake - d_real), ones)


# %% wrong: sigmoid_first
def relativistic_losses(d_real, d_fake):
    p, q = torch.sigmoid(d_real), torch.sigmoid(d_fake)
    return -F.logsigmoid(p - q).mean(), -F.logsigmoid(q - p).mean()


# %% wrong: log_of_zero
def relativistic_losses(d_real, d_fake):
    p = torch.sigmoid(d_real - d_fake)
    return -torch.log(p).mean(), -torch.log(1 - p).mean()


# %% wrong: not_averaged
def relativistic_losses(d_real, d_fake):
    return F.softplus(d_fake - d_real), F.softplus(d_real - d_fake)


# %% wrong: no_gradient
def relativistic_losses(d_real, d_fake):
    d_real, d_fake = d_real.detach(), d_fake.detach()
    return F.softplus(d_fake - d_real).mean(), F.softplus(d_real - d_fake).mean()


# %% wrong: not_a_tensor
def relativistic_losses(d_real, d_fake):
    return F.softplus(d_fake - d_real).mean().item(), F.softplus(d_real - d_fake).mean().item()


# %% wrong: wrong_gradient
def relativistic_losses(d_real, d_fake):
    return F.softplus(d_fake.detach() - d_real).mean(), F.softplus(d_real - d_fake).mean()


# %% wrong: wrong_g_loss
def relativistic_losses(d_real, d_fake):
    return F.softplus(d_fake - d_real).mean(), F.softplus(-d_fake).mean()


# %% wrong: not_two
def relativistic_losses(d_real, d_fake):
    return F.softplus(d_fake - d_real).mean()


# %% wrong: returns_nothing
def relativistic_losses(d_real, d_fake):
    d_loss, g_loss = F.softplus(d_fake - d_real).mean(), F.softplus(d_real - d_fake).mean()


# %% wrong: log_of_zero (a tiny number inside)
def relativistic_losses(d_real, d_fake):
    p = torch.sigmoid(d_real - d_fake)
    return -torch.log(p + 1e-8).mean(), -torch.log(1 - p + 1e-8).mean()


# %% wrong: log_of_zero (clamped)
def relativistic_losses(d_real, d_fake):
    p = torch.sigmoid(d_real - d_fake).clamp(1e-7, 1 - 1e-7)
    return -torch.log(p).mean(), -torch.log(1 - p).mean()


# %% wrong: log_of_zero (BCE of probabilities)
def relativistic_losses(d_real, d_fake):
    ones = torch.ones_like(d_real)
    bce = F.binary_cross_entropy
    return bce(torch.sigmoid(d_real - d_fake), ones), bce(torch.sigmoid(d_fake - d_real), ones)


# %% right: log of a sum of exponentials
def relativistic_losses(d_real, d_fake):
    gap = d_real - d_fake
    zero = torch.zeros_like(gap)
    return torch.logaddexp(zero, -gap).mean(), torch.logaddexp(zero, gap).mean()


# %% wrong: wrong_d_loss (a sum)
def relativistic_losses(d_real, d_fake):
    gap = d_real - d_fake
    return F.softplus(-gap).sum(), F.softplus(gap).mean()


# %% right: in double precision, one tensor of two
def relativistic_losses(d_real, d_fake):
    gap = (d_real - d_fake).double()
    return torch.stack([torch.log1p(torch.exp(-gap)).mean(), torch.log1p(torch.exp(gap)).mean()])
