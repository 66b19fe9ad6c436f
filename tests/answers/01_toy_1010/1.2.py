# %% right: torch.rand
def random_patterns(n):
    return torch.rand(n, 4)

# %% right: uniform_
def random_patterns(n):
    return torch.empty(n, 4).uniform_(0, 1)

# %% right: a flat draw, reshaped
def random_patterns(n):
    return torch.rand(4 * n).view(n, 4)

# %% wrong: out_of_range (normal instead of uniform)
def random_patterns(n):
    return torch.randn(n, 4)

# %% wrong: out_of_range (-1 to 1)
def random_patterns(n):
    return 2 * torch.rand(n, 4) - 1

# %% wrong: wrong_dtype (randint)
def random_patterns(n):
    return torch.randint(0, 2, (n, 4))

# %% wrong: zeros_and_ones
def random_patterns(n):
    return torch.randint(0, 2, (n, 4)).float()

# %% wrong: one_row (whatever n)
def random_patterns(n):
    return torch.rand(4)

# %% wrong: wrong_shape (turned)
def random_patterns(n):
    return torch.rand(4, n)

# %% wrong: rows_alike
def random_patterns(n):
    return torch.rand(4).expand(n, 4)

# %% wrong: columns_alike
def random_patterns(n):
    return torch.rand(n, 1).expand(n, 4)

# %% wrong: same_each_call
noise = torch.rand(10_000, 4)

def random_patterns(n):
    return noise[:n]

# %% wrong: too_narrow
def random_patterns(n):
    return 0.2 * torch.rand(n, 4)

# %% wrong: not_uniform (squared)
def random_patterns(n):
    return torch.rand(n, 4) ** 2

# %% wrong: returns_nothing
def random_patterns(n):
    torch.rand(n, 4)
