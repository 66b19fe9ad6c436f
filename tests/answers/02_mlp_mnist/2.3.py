# %% right: BCE with logits, the sum
def discriminator_loss(d_real, d_fake):
    real = F.binary_cross_entropy_with_logits(d_real, torch.ones_like(d_real))
    fake = F.binary_cross_entropy_with_logits(d_fake, torch.zeros_like(d_fake))
    return real + fake


# %% right: softplus
def discriminator_loss(d_real, d_fake):
    return (F.softplus(-d_real) + F.softplus(d_fake)).mean()


# %% right: logsigmoid, by hand
def discriminator_loss(d_real, d_fake):
    log_d = F.logsigmoid(d_real)
    log_not_d = F.logsigmoid(-d_fake)
    return -(log_d.sum() / len(d_real) + log_not_d.sum() / len(d_fake))


# %% note: the mean of the two terms
def discriminator_loss(d_real, d_fake):
    criterion = nn.BCEWithLogitsLoss()
    return (criterion(d_real, torch.ones(len(d_real))) + criterion(d_fake, torch.zeros(len(d_fake)))) / 2


# %% note: one call on both, concatenated
def discriminator_loss(d_real, d_fake):
    logits = torch.cat([d_real, d_fake])
    labels = torch.cat([torch.ones_like(d_real), torch.zeros_like(d_fake)])
    return F.binary_cross_entropy_with_logits(logits, labels)


# %% note: sigmoid, then BCE
def discriminator_loss(d_real, d_fake):
    p_real, p_fake = torch.sigmoid(d_real), torch.sigmoid(d_fake)
    return F.binary_cross_entropy(p_real, torch.ones_like(p_real)) + F.binary_cross_entropy(
        p_fake, torch.zeros_like(p_fake)
    )


# %% note: sigmoid, then a logarithm with a small number
def discriminator_loss(d_real, d_fake):
    p_real, p_fake = torch.sigmoid(d_real), torch.sigmoid(d_fake)
    return -torch.log(p_real + 1e-7).mean() - torch.log(1 - p_fake + 1e-7).mean()


# %% wrong: labels_swapped
def discriminator_loss(d_real, d_fake):
    return F.binary_cross_entropy_with_logits(d_real, torch.zeros_like(d_real)) + F.binary_cross_entropy_with_logits(
        d_fake, torch.ones_like(d_fake)
    )


# %% wrong: labels_swapped (mean of the two)
def discriminator_loss(d_real, d_fake):
    return (F.softplus(d_real).mean() + F.softplus(-d_fake).mean()) / 2


# %% wrong: sum_not_mean
def discriminator_loss(d_real, d_fake):
    criterion = nn.BCEWithLogitsLoss(reduction="sum")
    return criterion(d_real, torch.ones_like(d_real)) + criterion(d_fake, torch.zeros_like(d_fake))


# %% wrong: sigmoid_twice
def discriminator_loss(d_real, d_fake):
    p_real, p_fake = torch.sigmoid(d_real), torch.sigmoid(d_fake)
    return F.binary_cross_entropy_with_logits(p_real, torch.ones_like(p_real)) + F.binary_cross_entropy_with_logits(
        p_fake, torch.zeros_like(p_fake)
    )


# %% wrong: logits_as_probabilities
def discriminator_loss(d_real, d_fake):
    return F.binary_cross_entropy(d_real, torch.ones_like(d_real)) + F.binary_cross_entropy(
        d_fake, torch.zeros_like(d_fake)
    )


# %% wrong: not_finite
def discriminator_loss(d_real, d_fake):
    return -torch.log(d_real).mean() - torch.log(1 - d_fake).mean()


# %% wrong: log_of_zero
def discriminator_loss(d_real, d_fake):
    return -torch.log(torch.sigmoid(d_real)).mean() - torch.log(1 - torch.sigmoid(d_fake)).mean()


# %% wrong: wrong_sign
def discriminator_loss(d_real, d_fake):
    return F.logsigmoid(d_real).mean() + F.logsigmoid(-d_fake).mean()


# %% wrong: only_real
def discriminator_loss(d_real, d_fake):
    return F.binary_cross_entropy_with_logits(d_real, torch.ones_like(d_real))


# %% wrong: all_called_real
def discriminator_loss(d_real, d_fake):
    ones = torch.ones_like(d_real)
    return F.binary_cross_entropy_with_logits(d_real, ones) + F.binary_cross_entropy_with_logits(d_fake, ones)


# %% wrong: not_averaged
def discriminator_loss(d_real, d_fake):
    return F.softplus(-d_real) + F.softplus(d_fake)


# %% wrong: no_gradient
def discriminator_loss(d_real, d_fake):
    return torch.tensor((F.softplus(-d_real).mean() + F.softplus(d_fake).mean()).item())


# %% wrong: not_a_tensor
def discriminator_loss(d_real, d_fake):
    return (F.softplus(-d_real).mean() + F.softplus(d_fake).mean()).item()


# %% wrong: wrong_gradient
def discriminator_loss(d_real, d_fake):
    return F.softplus(-d_real).mean() + F.softplus(d_fake.detach()).mean()


# %% wrong: squared_error
def discriminator_loss(d_real, d_fake):
    return F.mse_loss(torch.sigmoid(d_real), torch.ones_like(d_real)) + F.mse_loss(
        torch.sigmoid(d_fake), torch.zeros_like(d_fake)
    )


# %% wrong: hinge
def discriminator_loss(d_real, d_fake):
    return torch.relu(1 - d_real).mean() + torch.relu(1 + d_fake).mean()


# %% wrong: terms_subtracted
def discriminator_loss(d_real, d_fake):
    return -F.logsigmoid(d_real).mean() + F.logsigmoid(-d_fake).mean()


# %% wrong: returns_nothing
def discriminator_loss(d_real, d_fake):
    loss = F.softplus(-d_real).mean() + F.softplus(d_fake).mean()


# %% wrong: arguments_swapped
def discriminator_loss(d_real, d_fake):
    loss = nn.BCEWithLogitsLoss()
    return loss(torch.ones_like(d_real), d_real) + loss(torch.zeros_like(d_fake), d_fake)
