# %% right: pdist
def diversity(x):
    return torch.pdist(x).mean().item()

# %% right: all pairs at once
def diversity(x):
    n = len(x)
    distances = torch.cdist(x, x, compute_mode="donot_use_mm_for_euclid_dist")
    return distances.sum() / (n * (n - 1))

# %% right: two loops
def diversity(x):
    total, pairs = 0.0, 0
    for i in range(len(x)):
        for j in range(i + 1, len(x)):
            total += math.sqrt(((x[i] - x[j]) ** 2).sum().item())
            pairs += 1
    return total / pairs

# %% right: broadcasting
def diversity(x):
    distances = (x.unsqueeze(1) - x.unsqueeze(0)).square().sum(2).sqrt()
    return distances[~torch.eye(len(x), dtype=torch.bool)].mean()

# %% wrong: pairs_with_itself
def diversity(x):
    return torch.cdist(x, x).mean().item()

# %% wrong: sum_for_mean
def diversity(x):
    return torch.pdist(x).sum().item()

# %% wrong: squared
def diversity(x):
    return torch.pdist(x).square().mean().item()

# %% wrong: absolute_differences
def diversity(x):
    return torch.pdist(x, p=1).mean().item()

# %% wrong: half_the_mean
def diversity(x):
    n = len(x)
    return (torch.pdist(x).sum() / (n * (n - 1))).item()

# %% wrong: standard_deviation
def diversity(x):
    return x.std(0).mean().item()

# %% wrong: neighbours_only
def diversity(x):
    return (x[1:] - x[:-1]).norm(dim=1).mean().item()

# %% wrong: distance_to_mean
def diversity(x):
    return (x - x.mean(0)).norm(dim=1).mean().item()

# %% wrong: one_pair_only
def diversity(x):
    return torch.pdist(x).max().item()

# %% wrong: not_a_number
def diversity(x):
    return torch.cdist(x, x)

# %% wrong: returns_nothing
def diversity(x):
    torch.pdist(x).mean()
