# %% right: xlogy
def inception_score(probabilities):
    p = probabilities.double()
    q = p.mean(0)
    return (torch.xlogy(p, p) - torch.xlogy(p, q)).sum(1).mean().exp().item()


# %% right: a tiny number against log 0
def inception_score(probabilities):
    p = probabilities
    q = p.mean(0, keepdim=True)
    kl = p * (torch.log(p + 1e-10) - torch.log(q + 1e-10))
    return torch.exp(kl.sum(dim=1).mean())


# %% right: a difference of entropies
def inception_score(probabilities):
    def entropy(p):
        return -torch.xlogy(p, p).sum(-1)

    return math.exp(entropy(probabilities.mean(0)) - entropy(probabilities).mean())


# %% right: F.kl_div
def inception_score(probabilities):
    q = probabilities.mean(0).expand_as(probabilities)
    kl = F.kl_div(q.clamp(min=1e-30).log(), probabilities, reduction="none").sum(1)
    return kl.mean().exp().item()


# %% right: a loop
def inception_score(probabilities):
    q = probabilities.mean(0).tolist()
    total = 0.0
    for row in probabilities.tolist():
        total += sum(p * math.log(p / m) for p, m in zip(row, q) if p > 0)
    return math.exp(total / len(probabilities))


# %% right: base 2 all the way
def inception_score(probabilities):
    p = probabilities.clamp(min=1e-12)
    return 2 ** ((p * (p.log2() - p.mean(0).log2())).sum(1).mean().item())


# %% wrong: log_of_zero
def inception_score(probabilities):
    q = probabilities.mean(0)
    return (probabilities * (probabilities.log() - q.log())).sum(1).mean().exp().item()


# %% wrong: no_exp
def inception_score(probabilities):
    p = probabilities.clamp(min=1e-12)
    return (p * (p.log() - p.mean(0).log())).sum(1).mean().item()


# %% wrong: mean_of_exp
def inception_score(probabilities):
    p = probabilities.clamp(min=1e-12)
    return (p * (p.log() - p.mean(0).log())).sum(1).exp().mean().item()


# %% wrong: mean_over_all
def inception_score(probabilities):
    p = probabilities.clamp(min=1e-12)
    return (p * (p.log() - p.mean(0).log())).mean().exp().item()


# %% wrong: reversed
def inception_score(probabilities):
    p = probabilities.clamp(min=1e-12)
    q = p.mean(0)
    return (q * (q.log() - p.log())).sum(1).mean().exp().item()


# %% wrong: wrong_axis
def inception_score(probabilities):
    p = probabilities.clamp(min=1e-12)
    q = p.mean(1, keepdim=True)
    return (p * (p.log() - q.log())).sum(1).mean().exp().item()


# %% wrong: wrong_axis (the means of the rows do not fit)
def inception_score(probabilities):
    p = probabilities.clamp(min=1e-12)
    q = p.mean(1)
    return (p * (p.log() - q.log())).sum(1).mean().exp().item()


# %% wrong: no_marginal
def inception_score(probabilities):
    p = probabilities.clamp(min=1e-12)
    return (p * p.log()).sum(1).mean().exp().item()


# %% wrong: only_entropy
def inception_score(probabilities):
    p = probabilities.clamp(min=1e-12)
    return (-(p * p.log()).sum(1).mean()).exp().item()


# %% wrong: only_marginal
def inception_score(probabilities):
    q = probabilities.mean(0)
    return (-(q * q.log()).sum()).exp().item()


# %% wrong: inverted
def inception_score(probabilities):
    p = probabilities.clamp(min=1e-12)
    return (p * (p.mean(0).log() - p.log())).sum(1).mean().exp().item()


# %% wrong: other_base
def inception_score(probabilities):
    p = probabilities.clamp(min=1e-12)
    return (p * (p.log2() - p.mean(0).log2())).sum(1).mean().exp().item()


# %% wrong: softmax_again
def inception_score(probabilities):
    p = probabilities.softmax(1)
    return (p * (p.log() - p.mean(0).log())).sum(1).mean().exp().item()


# %% wrong: no_weights
def inception_score(probabilities):
    p = probabilities.clamp(min=1e-12)
    return (p.log() - p.mean(0).log()).sum(1).mean().exp().item()


# %% wrong: not_a_number (one score an image)
def inception_score(probabilities):
    p = probabilities.clamp(min=1e-12)
    return (p * (p.log() - p.mean(0).log())).sum(1).exp()


# %% wrong: returns_nothing
def inception_score(probabilities):
    p = probabilities.clamp(min=1e-12)
    score = (p * (p.log() - p.mean(0).log())).sum(1).mean().exp()


# %% wrong: wrong_score (log of the whole)
def inception_score(probabilities):
    p = probabilities.clamp(min=1e-12)
    return (p * p.log() - p.mean(0).log()).sum(1).mean().exp().item()


# %% wrong: perfect_score (a guard that is not tiny)
def inception_score(probabilities):
    p = torch.where(probabilities > 0, probabilities, 0.05)
    return (p * (p.log() - p.mean(0).log())).sum(1).mean().exp().item()


# %% wrong: changes_input
def inception_score(probabilities):
    q = probabilities.mean(0)
    probabilities += 1e-8
    return (probabilities * (probabilities / q).log()).sum(1).mean().exp().item()


# %% wrong: unseen_class (F.kl_div, batchmean)
def inception_score(probabilities):
    q = probabilities.mean(0)
    return F.kl_div(q.log().expand_as(probabilities), probabilities, reduction="batchmean").exp()


# %% right: nan taken for 0
def inception_score(probabilities):
    p = probabilities
    kl = torch.nan_to_num(p * (p / p.mean(0)).log(), nan=0.0)
    return float(kl.sum(1).mean().exp())


# %% wrong: changes_input (zeros replaced in place)
def inception_score(probabilities):
    p = probabilities
    p[p == 0] = 1e-12
    return (p * (p.log() - p.mean(0).log())).sum(1).mean().exp().item()


# %% wrong: changes_input (clamped in place)
def inception_score(probabilities):
    p = probabilities.clamp_(min=1e-6)
    return (p * (p.log() - p.mean(0).log())).sum(1).mean().exp().item()


# %% right: float32 numbers of NumPy
def inception_score(probabilities):
    p = probabilities.numpy()
    q = p.mean(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        kl = np.where(p > 0, p * (np.log(p) - np.log(q)), 0)
    return np.exp(kl.sum(1).mean())


# %% right: nansum
def inception_score(probabilities):
    p = probabilities
    return torch.nansum(p * (p.log() - p.mean(0).log()), 1).mean().exp()


# %% right: F.kl_div, batchmean, a tiny number against log 0
def inception_score(probabilities):
    q = probabilities.mean(0).add(1e-12).log()
    return F.kl_div(q.expand_as(probabilities), probabilities, reduction="batchmean").exp()


# %% wrong: unseen_class (a quotient)
def inception_score(probabilities):
    p = probabilities
    return torch.xlogy(p, p / p.mean(0)).sum(1).mean().exp().item()
