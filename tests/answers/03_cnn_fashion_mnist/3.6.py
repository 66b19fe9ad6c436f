# %% right: linspace
def interpolate(z_a, z_b, n):
    t = torch.linspace(0, 1, n).view(-1, 1)
    return (1 - t) * z_a + t * z_b


# %% right: a loop
def interpolate(z_a, z_b, n):
    path = []
    for i in range(n):
        t = i / (n - 1)
        path.append(z_a + t * (z_b - z_a))
    return torch.stack(path)


# %% right: torch.lerp
def interpolate(z_a, z_b, n):
    return torch.lerp(z_a[None], z_b[None], torch.linspace(0, 1, n)[:, None])


# %% right: an outer product
def interpolate(z_a, z_b, n):
    t = torch.linspace(0, 1, n)
    return torch.outer(1 - t, z_a) + torch.outer(t, z_b)


# %% right: NumPy's linspace
def interpolate(z_a, z_b, n):
    return torch.from_numpy(np.linspace(z_a.numpy(), z_b.numpy(), n)).float()


# %% wrong: misses_the_end
def interpolate(z_a, z_b, n):
    return torch.stack([z_a + i / n * (z_b - z_a) for i in range(n)])


# %% wrong: misses_the_start
def interpolate(z_a, z_b, n):
    return torch.stack([z_a + (i + 1) / n * (z_b - z_a) for i in range(n)])


# %% wrong: ends_left_out
def interpolate(z_a, z_b, n):
    t = torch.linspace(0, 1, n + 2)[1:-1].view(-1, 1)
    return (1 - t) * z_a + t * z_b


# %% wrong: reversed
def interpolate(z_a, z_b, n):
    t = torch.linspace(0, 1, n).view(-1, 1)
    return t * z_a + (1 - t) * z_b


# %% wrong: z_a_stays
def interpolate(z_a, z_b, n):
    t = torch.linspace(0, 1, n).view(-1, 1)
    return z_a + t * z_b


# %% wrong: wrong_count
def interpolate(z_a, z_b, n):
    t = torch.linspace(0, 1, n + 1).view(-1, 1)
    return (1 - t) * z_a + t * z_b


# %% wrong: wrong_count (n between the ends)
def interpolate(z_a, z_b, n):
    t = torch.linspace(0, 1, n + 2).view(-1, 1)
    return (1 - t) * z_a + t * z_b


# %% wrong: transposed
def interpolate(z_a, z_b, n):
    t = torch.linspace(0, 1, n).view(-1, 1)
    return ((1 - t) * z_a + t * z_b).T


# %% wrong: t_is_no_column
def interpolate(z_a, z_b, n):
    t = torch.linspace(0, 1, n)
    return (1 - t) * z_a + t * z_b


# %% wrong: one_z_only
def interpolate(z_a, z_b, n):
    return (z_a + z_b) / 2


# %% wrong: list_of_rows
def interpolate(z_a, z_b, n):
    return [z_a + t * (z_b - z_a) for t in torch.linspace(0, 1, n)]


# %% wrong: spherical
def interpolate(z_a, z_b, n):
    angle = torch.arccos(torch.dot(z_a, z_b) / z_a.norm() / z_b.norm())
    t = torch.linspace(0, 1, n).view(-1, 1)
    return (torch.sin((1 - t) * angle) * z_a + torch.sin(t * angle) * z_b) / torch.sin(angle)


# %% wrong: not_straight (smooth steps)
def interpolate(z_a, z_b, n):
    t = torch.linspace(0, 1, n).view(-1, 1) ** 2
    return (1 - t) * z_a + t * z_b


# %% wrong: changes_z
def interpolate(z_a, z_b, n):
    z_b -= z_a
    t = torch.linspace(0, 1, n).view(-1, 1)
    return z_a + t * z_b


# %% wrong: wrong_start (random t)
def interpolate(z_a, z_b, n):
    t = torch.rand(n, 1).sort(0).values
    return (1 - t) * z_a + t * z_b


# %% wrong: returns_nothing
def interpolate(z_a, z_b, n):
    t = torch.linspace(0, 1, n).view(-1, 1)
    (1 - t) * z_a + t * z_b


# %% wrong: wrong_count (arange, rounded)
def interpolate(z_a, z_b, n):
    t = torch.arange(0, 1 + 1 / (n - 1), 1 / (n - 1)).view(-1, 1)
    return (1 - t) * z_a + t * z_b
