# %% right: plain
def one_round(batches, nz, k, update_d, update_g):
    for _ in range(k):
        (x_real,) = next(batches)
        d_loss = update_d(x_real, torch.randn(len(x_real), nz))
    g_loss = update_g(torch.randn(len(x_real), nz))
    return d_loss, g_loss


# %% right: z for G as that of D's last step
def one_round(batches, nz, k, update_d, update_g):
    i = 0
    while i < k:
        x = next(batches)[0]
        z = torch.randn((x.shape[0], nz), device=x.device)
        d_loss = update_d(x, z)
        i += 1
    return [d_loss, update_g(z)]


# %% right: a list of losses
def one_round(batches, nz, k, update_d, update_g):
    losses = []
    for x_real, *_ in (next(batches) for _ in range(k)):
        n = x_real.size(0)
        losses.append(update_d(x_real, torch.empty(n, nz).normal_()))
    return losses[-1], update_g(torch.randn(n, nz))


# %% wrong: same_batch
def one_round(batches, nz, k, update_d, update_g):
    (x_real,) = next(batches)
    for _ in range(k):
        d_loss = update_d(x_real, torch.randn(len(x_real), nz))
    return d_loss, update_g(torch.randn(len(x_real), nz))


# %% wrong: g_inside_loop
def one_round(batches, nz, k, update_d, update_g):
    for _ in range(k):
        (x_real,) = next(batches)
        d_loss = update_d(x_real, torch.randn(len(x_real), nz))
        g_loss = update_g(torch.randn(len(x_real), nz))
    return d_loss, g_loss


# %% wrong: k_steps_of_g
def one_round(batches, nz, k, update_d, update_g):
    (x_real,) = next(batches)
    d_loss = update_d(x_real, torch.randn(len(x_real), nz))
    for _ in range(k):
        g_loss = update_g(torch.randn(len(x_real), nz))
    return d_loss, g_loss


# %% wrong: wrong_k (one too few)
def one_round(batches, nz, k, update_d, update_g):
    (x_real,) = next(batches)
    d_loss = update_d(x_real, torch.randn(len(x_real), nz))
    for _ in range(1, k - 1):
        (x_real,) = next(batches)
        d_loss = update_d(x_real, torch.randn(len(x_real), nz))
    return d_loss, update_g(torch.randn(len(x_real), nz))


# %% wrong: wrong_k (one too many)
def one_round(batches, nz, k, update_d, update_g):
    for _ in range(k + 1):
        (x_real,) = next(batches)
        d_loss = update_d(x_real, torch.randn(len(x_real), nz))
    return d_loss, update_g(torch.randn(len(x_real), nz))


# %% wrong: no_g
def one_round(batches, nz, k, update_d, update_g):
    for _ in range(k):
        (x_real,) = next(batches)
        d_loss = update_d(x_real, torch.randn(len(x_real), nz))
    return d_loss, d_loss


# %% wrong: no_d
def one_round(batches, nz, k, update_d, update_g):
    (x_real,) = next(batches)
    return 0.0, update_g(torch.randn(len(x_real), nz))


# %% wrong: g_first
def one_round(batches, nz, k, update_d, update_g):
    g_loss = update_g(torch.randn(16, nz))
    for _ in range(k):
        (x_real,) = next(batches)
        d_loss = update_d(x_real, torch.randn(len(x_real), nz))
    return d_loss, g_loss


# %% wrong: same_z
def one_round(batches, nz, k, update_d, update_g):
    for _ in range(k):
        (x_real,) = next(batches)
        torch.manual_seed(0)
        d_loss = update_d(x_real, torch.randn(len(x_real), nz))
    return d_loss, update_g(torch.randn(len(x_real), nz))


# %% wrong: fixed_batch_size
def one_round(batches, nz, k, update_d, update_g):
    for _ in range(k):
        (x_real,) = next(batches)
        d_loss = update_d(x_real, torch.randn(256, nz))
    return d_loss, update_g(torch.randn(256, nz))


# %% wrong: rand_not_randn
def one_round(batches, nz, k, update_d, update_g):
    for _ in range(k):
        (x_real,) = next(batches)
        d_loss = update_d(x_real, torch.rand(len(x_real), nz))
    return d_loss, update_g(torch.rand(len(x_real), nz))


# %% wrong: wrong_nz
def one_round(batches, nz, k, update_d, update_g):
    for _ in range(k):
        (x_real,) = next(batches)
        d_loss = update_d(x_real, torch.randn(len(x_real), nz + 1))
    return d_loss, update_g(torch.randn(len(x_real), nz + 1))


# %% wrong: wastes_batches
def one_round(batches, nz, k, update_d, update_g):
    for _ in range(k):
        (x_real,) = next(batches)
        d_loss = update_d(x_real, torch.randn(len(x_real), nz))
    (x_real,) = next(batches)
    return d_loss, update_g(torch.randn(len(x_real), nz))


# %% wrong: losses_swapped
def one_round(batches, nz, k, update_d, update_g):
    for _ in range(k):
        (x_real,) = next(batches)
        d_loss = update_d(x_real, torch.randn(len(x_real), nz))
    return update_g(torch.randn(len(x_real), nz)), d_loss


# %% wrong: first_d_loss
def one_round(batches, nz, k, update_d, update_g):
    losses = []
    for _ in range(k):
        (x_real,) = next(batches)
        losses.append(update_d(x_real, torch.randn(len(x_real), nz)))
    return losses[0], update_g(torch.randn(len(x_real), nz))


# %% wrong: never_stops
def one_round(batches, nz, k, update_d, update_g):
    for i, (x_real,) in enumerate(batches):
        d_loss = update_d(x_real, torch.randn(len(x_real), nz))
        if i > 100 * k:
            break
    return d_loss, update_g(torch.randn(len(x_real), nz))


# %% wrong: returns_nothing
def one_round(batches, nz, k, update_d, update_g):
    for _ in range(k):
        (x_real,) = next(batches)
        update_d(x_real, torch.randn(len(x_real), nz))
    update_g(torch.randn(len(x_real), nz))


# %% wrong: not_normal (evenly from -1 to 1)
def one_round(batches, nz, k, update_d, update_g):
    for _ in range(k):
        (x_real,) = next(batches)
        d_loss = update_d(x_real, 2 * torch.rand(len(x_real), nz) - 1)
    return d_loss, update_g(2 * torch.rand(len(x_real), nz) - 1)


# %% wrong: not_normal (small)
def one_round(batches, nz, k, update_d, update_g):
    for _ in range(k):
        (x_real,) = next(batches)
        d_loss = update_d(x_real, 0.1 * torch.randn(len(x_real), nz))
    return d_loss, update_g(0.1 * torch.randn(len(x_real), nz))


# %% wrong: not_normal (G's only)
def one_round(batches, nz, k, update_d, update_g):
    for _ in range(k):
        (x_real,) = next(batches)
        d_loss = update_d(x_real, torch.randn(len(x_real), nz))
    return d_loss, update_g(0.5 * torch.randn(len(x_real), nz))


# %% wrong: not_random
def one_round(batches, nz, k, update_d, update_g):
    for _ in range(k):
        (x_real,) = next(batches)
        d_loss = update_d(x_real, torch.randn(len(x_real), nz))
    return d_loss, update_g(torch.zeros(len(x_real), nz))


# %% wrong: same_z (one for all rows)
def one_round(batches, nz, k, update_d, update_g):
    for _ in range(k):
        (x_real,) = next(batches)
        d_loss = update_d(x_real, torch.randn(1, nz).expand(len(x_real), nz))
    return d_loss, update_g(torch.randn(1, nz).expand(len(x_real), nz))


# %% wrong: same_z (a seed in each round)
def one_round(batches, nz, k, update_d, update_g):
    torch.manual_seed(0)
    for _ in range(k):
        (x_real,) = next(batches)
        d_loss = update_d(x_real, torch.randn(len(x_real), nz))
    return d_loss, update_g(torch.randn(len(x_real), nz))


# %% right: all batches first
def one_round(batches, nz, k, update_d, update_g):
    xs = [next(batches)[0] for _ in range(k)]
    for x in xs:
        loss = update_d(x, torch.normal(0.0, 1.0, (len(x), nz)))
    return loss, update_g(torch.empty(len(xs[-1]), nz).normal_())
