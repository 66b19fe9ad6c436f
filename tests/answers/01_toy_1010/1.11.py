# %% right: choose by index
def two_patterns(n):
    patterns = torch.tensor([[0.8, 0.0, 0.8, 0.0], [0.0, 0.8, 0.0, 0.8]])
    return patterns[torch.randint(2, (n,))] + 0.2 * torch.rand(n, 4)

# %% right: where
def two_patterns(n):
    is_1010 = torch.rand(n, 1) < 0.5
    x = real_patterns(n)
    return torch.where(is_1010, x, 1 - x)

# %% right: flip the columns of some rows
def two_patterns(n):
    x = real_patterns(n)
    flipped = torch.rand(n) < 0.5
    x[flipped] = x[flipped].flip(1)
    return x

# %% right: row by row
import random

def two_patterns(n):
    rows = []
    for _ in range(n):
        x = real_patterns(1)[0]
        rows.append(x if random.random() < 0.5 else x[[1, 0, 3, 2]])
    return torch.stack(rows)

# %% wrong: one_pattern
def two_patterns(n):
    return real_patterns(n)

# %% wrong: one_choice_a_call
import random

def two_patterns(n):
    x = real_patterns(n)
    return x if random.random() < 0.5 else x.flip(1)

# %% wrong: mixed_bits
def two_patterns(n):
    return 0.8 * torch.randint(2, (n, 4)) + 0.2 * torch.rand(n, 4)

# %% wrong: between (the average of both)
def two_patterns(n):
    return (real_patterns(n) + real_patterns(n).flip(1)) / 2

# %% wrong: fixed_order (first half, second half)
def two_patterns(n):
    x = real_patterns(n)
    x[n // 2 :] = x[n // 2 :].flip(1)
    return x

# %% wrong: fixed_order (in turns)
def two_patterns(n):
    x = real_patterns(n)
    x[::2] = x[::2].flip(1)
    return x

# %% wrong: unequal
def two_patterns(n):
    x = real_patterns(n)
    flipped = torch.rand(n) < 0.1
    x[flipped] = x[flipped].flip(1)
    return x

# %% wrong: wrong_shape (both patterns in each row)
def two_patterns(n):
    return torch.stack([real_patterns(n), real_patterns(n).flip(1)], dim=1)

# %% wrong: fixed_batch_size (twice as many rows)
def two_patterns(n):
    return torch.cat([real_patterns(n), real_patterns(n).flip(1)])

# %% wrong: values_repeat
def two_patterns(n):
    both = torch.cat([real_patterns(1), real_patterns(1).flip(1)])
    return both[torch.randint(2, (n,))]
