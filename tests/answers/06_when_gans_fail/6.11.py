# %% right: the mean of the labels
def best_belief(real_label, fake_label):
    return (real_label + fake_label) / 2


# %% right: by search
def best_belief(real_label, fake_label):
    d = torch.linspace(0.001, 0.999, 999)
    label = torch.tensor([real_label, fake_label])[:, None]
    cost = -(label * d.log() + (1 - label) * (1 - d).log()).sum(0)
    return d[cost.argmin()].item()


# %% right: by descent
def best_belief(real_label, fake_label):
    logit = torch.zeros(1, requires_grad=True)
    for _ in range(400):
        real = F.binary_cross_entropy_with_logits(logit, torch.tensor([real_label]))
        fake = F.binary_cross_entropy_with_logits(logit, torch.tensor([fake_label]))
        (slope,) = torch.autograd.grad(real + fake, logit)
        logit = (logit - slope).detach().requires_grad_(True)
    return torch.sigmoid(logit)


# %% wrong: always_half
def best_belief(real_label, fake_label):
    return 0.5


# %% wrong: ignores_fake_label
def best_belief(real_label, fake_label):
    return real_label / 2


# %% wrong: ratio_of_labels
def best_belief(real_label, fake_label):
    return real_label / (real_label + fake_label)


# %% wrong: difference
def best_belief(real_label, fake_label):
    return (real_label - fake_label) / 2


# %% wrong: the_label
def best_belief(real_label, fake_label):
    return real_label


# %% wrong: no_half
def best_belief(real_label, fake_label):
    return real_label + fake_label


# %% wrong: wrong_belief (0.45 by heart)
def best_belief(real_label, fake_label):
    return 0.45


# %% wrong: returns_nothing
def best_belief(real_label, fake_label):
    (real_label + fake_label) / 2
