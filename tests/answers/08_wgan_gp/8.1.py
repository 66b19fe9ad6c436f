# %% right: both sorted
def wasserstein_1d(a, b):
    return (a.sort().values - b.sort().values).abs().mean()


# %% right: numpy, a plain number
def wasserstein_1d(a, b):
    return float(np.abs(np.sort(a.numpy()) - np.sort(b.numpy())).mean())


# %% right: Python's sorted
def wasserstein_1d(a, b):
    pairs = zip(sorted(a.tolist()), sorted(b.tolist()))
    return sum(abs(x - y) for x, y in pairs) / len(a)


# %% right: area between the two distribution functions
def wasserstein_1d(a, b):
    every = torch.cat([a, b]).sort().values
    at = every[:-1]
    below_a = (a[:, None] <= at).double().mean(0)
    below_b = (b[:, None] <= at).double().mean(0)
    return ((below_a - below_b).abs() * every.diff()).sum()


# %% right: both sorted downwards, F.l1_loss
def wasserstein_1d(a, b):
    first, _ = torch.sort(a, descending=True)
    second, _ = torch.sort(b, descending=True)
    return F.l1_loss(first, second)


# %% wrong: unsorted
def wasserstein_1d(a, b):
    return (a - b).abs().mean()


# %% wrong: one_sorted
def wasserstein_1d(a, b):
    return (a.sort().values - b).abs().mean()


# %% wrong: sorted_against
def wasserstein_1d(a, b):
    return (a.sort().values - b.sort(descending=True).values).abs().mean()


# %% wrong: no_absolute_value (difference of the means)
def wasserstein_1d(a, b):
    return (a.mean() - b.mean()).abs()


# %% wrong: no_absolute_value (signs cancel)
def wasserstein_1d(a, b):
    return (a.sort().values - b.sort().values).mean()


# %% wrong: squared
def wasserstein_1d(a, b):
    return (a.sort().values - b.sort().values).square().mean()


# %% wrong: squared (W2)
def wasserstein_1d(a, b):
    return F.mse_loss(a.sort().values, b.sort().values).sqrt()


# %% wrong: sum_not_mean
def wasserstein_1d(a, b):
    return (a.sort().values - b.sort().values).abs().sum()


# %% wrong: all_pairs
def wasserstein_1d(a, b):
    return torch.cdist(a[:, None], b[:, None]).mean()


# %% wrong: nearest
def wasserstein_1d(a, b):
    return torch.cdist(a[:, None], b[:, None]).min(1).values.mean()


# %% wrong: largest (that of Kolmogorov's family)
def wasserstein_1d(a, b):
    return (a.sort().values - b.sort().values).abs().max()


# %% wrong: not_averaged
def wasserstein_1d(a, b):
    return (a.sort().values - b.sort().values).abs()


# %% wrong: sort_gives_two
def wasserstein_1d(a, b):
    return (torch.sort(a) - torch.sort(b)).abs().mean()


# %% wrong: changes_input
def wasserstein_1d(a, b):
    a.numpy().sort()
    b.numpy().sort()
    return (a - b).abs().mean()


# %% wrong: returns_nothing
def wasserstein_1d(a, b):
    (a.sort().values - b.sort().values).abs().mean()
