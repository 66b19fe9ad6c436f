# %% right: repeat and repeat_interleave
def class_grid(nz, n_classes, n):
    return torch.randn(n, nz).repeat(n_classes, 1), torch.arange(n_classes).repeat_interleave(n)


# %% right: a loop over the rows, a fixed seed
def class_grid(nz, n_classes, n):
    z = torch.randn(n, nz, generator=torch.Generator().manual_seed(5))
    rows, labels = [], []
    for c in range(n_classes):
        rows.append(z)
        labels += [c] * n
    return torch.cat(rows), torch.tensor(labels)


# %% right: expand and reshape
def class_grid(nz, n_classes, n):
    z = torch.randn(1, n, nz).expand(n_classes, -1, -1).reshape(-1, nz)
    labels = torch.arange(n_classes).view(-1, 1).expand(-1, n).reshape(-1)
    return z, labels


# %% right: whole division
def class_grid(nz, n_classes, n):
    i = torch.arange(n_classes * n)
    return torch.randn(n, nz)[i % n], i // n


# %% right: a list of two
def class_grid(nz, n_classes, n):
    labels = torch.zeros(n_classes, n, dtype=torch.long)
    for c in range(n_classes):
        labels[c] = c
    return [torch.cat([torch.randn(n, nz)] * n_classes), labels.flatten()]


# %% wrong: classes_in_columns
def class_grid(nz, n_classes, n):
    return torch.randn(n, nz).repeat(n_classes, 1), torch.arange(n_classes).repeat(n)


# %% wrong: classes_in_columns (both turned round)
def class_grid(nz, n_classes, n):
    return torch.randn(n, nz).repeat_interleave(n_classes, 0), torch.arange(n_classes).repeat(n)


# %% wrong: same_z_in_row
def class_grid(nz, n_classes, n):
    z = torch.randn(n_classes, nz).repeat_interleave(n, 0)
    return z, torch.arange(n_classes).repeat_interleave(n)


# %% wrong: z_in_other_order
def class_grid(nz, n_classes, n):
    z = torch.randn(n, nz).repeat_interleave(n_classes, 0)
    return z, torch.arange(n_classes).repeat_interleave(n)


# %% wrong: all_z_different
def class_grid(nz, n_classes, n):
    return torch.randn(n_classes * n, nz), torch.arange(n_classes).repeat_interleave(n)


# %% wrong: one_z
def class_grid(nz, n_classes, n):
    z = torch.randn(1, nz).repeat(n_classes * n, 1)
    return z, torch.arange(n_classes).repeat_interleave(n)


# %% wrong: float_labels
def class_grid(nz, n_classes, n):
    labels = torch.cat([torch.full((n,), float(c)) for c in range(n_classes)])
    return torch.randn(n, nz).repeat(n_classes, 1), labels


# %% wrong: swapped
def class_grid(nz, n_classes, n):
    return torch.arange(n_classes).repeat_interleave(n), torch.randn(n, nz).repeat(n_classes, 1)


# %% wrong: not_normal
def class_grid(nz, n_classes, n):
    return torch.rand(n, nz).repeat(n_classes, 1), torch.arange(n_classes).repeat_interleave(n)


# %% wrong: not_laid_out
def class_grid(nz, n_classes, n):
    return torch.randn(n, nz), torch.arange(n_classes)


# %% wrong: not_laid_out (a grid of labels)
def class_grid(nz, n_classes, n):
    labels = torch.arange(n_classes).view(-1, 1).repeat(1, n)
    return torch.randn(n, nz).repeat(n_classes, 1), labels


# %% wrong: one_hot_labels
def class_grid(nz, n_classes, n):
    labels = torch.arange(n_classes).repeat_interleave(n)
    return torch.randn(n, nz).repeat(n_classes, 1), one_hot(labels, n_classes)


# %% wrong: counts_from_1
def class_grid(nz, n_classes, n):
    labels = torch.arange(1, n_classes + 1).repeat_interleave(n)
    return torch.randn(n, nz).repeat(n_classes, 1), labels


# %% wrong: class_missing (ten classes only)
def class_grid(nz, n_classes, n):
    labels = (torch.arange(n_classes) % 10).repeat_interleave(n)
    return torch.randn(n, nz).repeat(n_classes, 1), labels


# %% wrong: wrong_labels (random)
def class_grid(nz, n_classes, n):
    labels = torch.arange(n_classes).repeat_interleave(n).flip(0)
    return torch.randn(n, nz).repeat(n_classes, 1), labels


# %% wrong: not_two
def class_grid(nz, n_classes, n):
    return torch.randn(n, nz).repeat(n_classes, 1)


# %% wrong: not_a_tensor
def class_grid(nz, n_classes, n):
    return torch.randn(n, nz).repeat(n_classes, 1), [c for c in range(n_classes) for _ in range(n)]


# %% wrong: returns_nothing
def class_grid(nz, n_classes, n):
    z = torch.randn(n, nz).repeat(n_classes, 1)
    labels = torch.arange(n_classes).repeat_interleave(n)


# %% note: torch's seed is set
def class_grid(nz, n_classes, n):
    torch.manual_seed(0)
    return torch.randn(n, nz).repeat(n_classes, 1), torch.arange(n_classes).repeat_interleave(n)


# %% right: a generator with a seed
def class_grid(nz, n_classes, n):
    chance = torch.Generator().manual_seed(7)
    z = torch.randn(n, nz, generator=chance).repeat(n_classes, 1)
    return z, torch.arange(n_classes).repeat_interleave(n)


# %% right: a seed within fork_rng
def class_grid(nz, n_classes, n):
    with torch.random.fork_rng():
        torch.manual_seed(3)
        z = torch.randn(n, nz)
    return z.repeat(n_classes, 1), torch.arange(n_classes).repeat_interleave(n)


# %% wrong: small_labels
def class_grid(nz, n_classes, n):
    return torch.randn(n, nz).repeat(n_classes, 1), torch.arange(n_classes).repeat_interleave(n).byte()


# %% wrong: small_labels (int16)
def class_grid(nz, n_classes, n):
    return torch.randn(n, nz).repeat(n_classes, 1), torch.arange(n_classes, dtype=torch.int16).repeat_interleave(n)
