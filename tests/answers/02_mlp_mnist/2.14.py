# %% right: BCE with logits
def smoothed_discriminator_loss(d_real, d_fake, real_label=0.9):
    real = F.binary_cross_entropy_with_logits(d_real, torch.full_like(d_real, real_label))
    return real + F.binary_cross_entropy_with_logits(d_fake, torch.zeros_like(d_fake))


# %% right: by the formula
def smoothed_discriminator_loss(d_real, d_fake, real_label=0.9):
    real = -real_label * F.logsigmoid(d_real) - (1 - real_label) * F.logsigmoid(-d_real)
    return (real - F.logsigmoid(-d_fake)).mean()


# %% right: softplus
def smoothed_discriminator_loss(d_real, d_fake, real_label=0.9):
    return F.softplus(d_real).mean() - real_label * d_real.mean() + F.softplus(d_fake).mean()


# %% note: mean of the two terms
def smoothed_discriminator_loss(d_real, d_fake, real_label=0.9):
    bce = nn.BCEWithLogitsLoss()
    return (bce(d_real, torch.full_like(d_real, real_label)) + bce(d_fake, torch.zeros_like(d_fake))) / 2


# %% wrong: no_smoothing
def smoothed_discriminator_loss(d_real, d_fake, real_label=0.9):
    return discriminator_loss(d_real, d_fake)


# %% wrong: ignores_real_label
def smoothed_discriminator_loss(d_real, d_fake, real_label=0.9):
    real = F.binary_cross_entropy_with_logits(d_real, 0.9 * torch.ones_like(d_real))
    return real + F.binary_cross_entropy_with_logits(d_fake, torch.zeros_like(d_fake))


# %% wrong: fakes_smoothed
def smoothed_discriminator_loss(d_real, d_fake, real_label=0.9):
    real = F.binary_cross_entropy_with_logits(d_real, torch.full_like(d_real, real_label))
    return real + F.binary_cross_entropy_with_logits(d_fake, torch.full_like(d_fake, 1 - real_label))


# %% wrong: only_scaled
def smoothed_discriminator_loss(d_real, d_fake, real_label=0.9):
    real = F.binary_cross_entropy_with_logits(d_real, torch.ones_like(d_real))
    return real_label * real + F.binary_cross_entropy_with_logits(d_fake, torch.zeros_like(d_fake))


# %% wrong: labels_swapped
def smoothed_discriminator_loss(d_real, d_fake, real_label=0.9):
    real = F.binary_cross_entropy_with_logits(d_real, torch.zeros_like(d_real))
    return real + F.binary_cross_entropy_with_logits(d_fake, torch.full_like(d_fake, real_label))


# %% wrong: labels_swapped (label turned round)
def smoothed_discriminator_loss(d_real, d_fake, real_label=0.9):
    real = F.binary_cross_entropy_with_logits(d_real, torch.full_like(d_real, 1 - real_label))
    return real + F.binary_cross_entropy_with_logits(d_fake, torch.ones_like(d_fake))


# %% wrong: sigmoid_twice
def smoothed_discriminator_loss(d_real, d_fake, real_label=0.9):
    p_real, p_fake = d_real.sigmoid(), d_fake.sigmoid()
    real = F.binary_cross_entropy_with_logits(p_real, torch.full_like(p_real, real_label))
    return real + F.binary_cross_entropy_with_logits(p_fake, torch.zeros_like(p_fake))


# %% wrong: sum_not_mean
def smoothed_discriminator_loss(d_real, d_fake, real_label=0.9):
    bce = nn.BCEWithLogitsLoss(reduction="sum")
    return bce(d_real, torch.full_like(d_real, real_label)) + bce(d_fake, torch.zeros_like(d_fake))


# %% wrong: only_real
def smoothed_discriminator_loss(d_real, d_fake, real_label=0.9):
    return F.binary_cross_entropy_with_logits(d_real, torch.full_like(d_real, real_label))


# %% wrong: returns_nothing
def smoothed_discriminator_loss(d_real, d_fake, real_label=0.9):
    real = F.binary_cross_entropy_with_logits(d_real, torch.full_like(d_real, real_label))
    real + F.binary_cross_entropy_with_logits(d_fake, torch.zeros_like(d_fake))


# %% note: sigmoid, then BCE
def smoothed_discriminator_loss(d_real, d_fake, real_label=0.9):
    p_real, p_fake = d_real.sigmoid(), d_fake.sigmoid()
    real = F.binary_cross_entropy(p_real, torch.full_like(p_real, real_label))
    return real + F.binary_cross_entropy(p_fake, torch.zeros_like(p_fake))


# %% wrong: log_of_zero
def smoothed_discriminator_loss(d_real, d_fake, real_label=0.9):
    p_real, p_fake = d_real.sigmoid(), d_fake.sigmoid()
    real = real_label * torch.log(p_real) + (1 - real_label) * torch.log(1 - p_real)
    return -(real + torch.log(1 - p_fake)).mean()


# %% wrong: wrong_default
def smoothed_discriminator_loss(d_real, d_fake, real_label):
    real = F.binary_cross_entropy_with_logits(d_real, torch.full_like(d_real, real_label))
    return real + F.softplus(d_fake).mean()
