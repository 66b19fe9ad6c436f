# %% right: base plus noise
def real_patterns(n):
    return torch.tensor([0.8, 0.0, 0.8, 0.0]) + 0.2 * torch.rand(n, 4)

# %% right: column by column
def real_patterns(n):
    x = torch.empty(n, 4)
    for column in range(4):
        low, high = (0.8, 1.0) if column % 2 == 0 else (0.0, 0.2)
        x[:, column] = torch.empty(n).uniform_(low, high)
    return x

# %% right: a list of rows
import random

def real_patterns(n):
    rows = []
    for _ in range(n):
        rows.append([
            random.uniform(0.8, 1.0),
            random.uniform(0.0, 0.2),
            random.uniform(0.8, 1.0),
            random.uniform(0.0, 0.2),
        ])
    return torch.tensor(rows)

# %% right: two blocks stacked
def real_patterns(n):
    high = 1 - 0.2 * torch.rand(n, 2)
    low = 0.2 * torch.rand(n, 2)
    return torch.stack([high[:, 0], low[:, 0], high[:, 1], low[:, 1]], dim=1)

# %% right: numpy, made float32
def real_patterns(n):
    x = np.random.uniform([0.8, 0.0, 0.8, 0.0], [1.0, 0.2, 1.0, 0.2], size=(n, 4))
    return torch.tensor(x, dtype=torch.float32)

# %% wrong: returns_nothing
def real_patterns(n):
    x = torch.tensor([0.8, 0.0, 0.8, 0.0]) + 0.2 * torch.rand(n, 4)

# %% wrong: one_row (whatever n)
def real_patterns(n):
    return torch.tensor([0.8, 0.0, 0.8, 0.0]) + 0.2 * torch.rand(4)

# %% wrong: fixed_batch_size
def real_patterns(n):
    return torch.tensor([0.8, 0.0, 0.8, 0.0]) + 0.2 * torch.rand(64, 4)

# %% wrong: pattern_0101
def real_patterns(n):
    return torch.tensor([0.0, 0.8, 0.0, 0.8]) + 0.2 * torch.rand(n, 4)

# %% wrong: not_1010
def real_patterns(n):
    return torch.tensor([0.8, 0.8, 0.0, 0.0]) + 0.2 * torch.rand(n, 4)

# %% wrong: not_random (exactly 1010)
def real_patterns(n):
    return torch.tensor([[1.0, 0.0, 1.0, 0.0]]).repeat(n, 1)

# %% wrong: rows_alike
def real_patterns(n):
    one = torch.tensor([0.8, 0.0, 0.8, 0.0]) + 0.2 * torch.rand(4)
    return one.repeat(n, 1)

# %% wrong: columns_alike
def real_patterns(n):
    return torch.tensor([0.8, 0.0, 0.8, 0.0]) + 0.2 * torch.rand(n, 1)

# %% wrong: same_each_call (a seed inside)
def real_patterns(n):
    torch.manual_seed(0)
    return torch.tensor([0.8, 0.0, 0.8, 0.0]) + 0.2 * torch.rand(n, 4)

# %% wrong: out_of_range (normal instead of uniform)
def real_patterns(n):
    return torch.tensor([0.9, 0.1, 0.9, 0.1]) + 0.1 * torch.randn(n, 4)

# %% wrong: out_of_range (noise not scaled)
def real_patterns(n):
    return torch.tensor([0.8, 0.0, 0.8, 0.0]) + torch.rand(n, 4)

# %% wrong: too_narrow
def real_patterns(n):
    return torch.tensor([0.8, 0.0, 0.8, 0.0]) + 0.1 * torch.rand(n, 4)

# %% wrong: wrong_dtype
def real_patterns(n):
    return torch.from_numpy(np.random.uniform([0.8, 0.0, 0.8, 0.0], [1.0, 0.2, 1.0, 0.2], size=(n, 4)))
