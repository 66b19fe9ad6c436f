# %% right: plain
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_loss = train_discriminator(G, D, opt_d, x_real, z)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = train_generator(G, D, opt_g, z)
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, d_loss.item(), g_loss.item())
    return history


# %% note: zip, one z for both updates, tensors kept
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step, (x_real,) in zip(range(n_steps), batches):
        z = torch.randn(x_real.size(0), nz, device=x_real.device)
        d_loss = train_discriminator(G, D, opt_d, x_real, z)
        g_loss = train_generator(G, D, opt_g, z)
        history += [[d_loss, g_loss]]
        if after_step:
            after_step(step + 1, float(d_loss), float(g_loss))
    return history


# %% note: everything written out, G first
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    d_losses, g_losses = [], []
    while len(g_losses) < n_steps:
        x_real = next(batches)[0]
        n = x_real.shape[0]
        g_loss = F.softplus(-D(G(torch.randn(n, nz)))).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_loss = F.softplus(-D(x_real)).mean() + F.softplus(D(G(torch.randn(n, nz)).detach())).mean()
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        d_losses.append(d_loss.item())
        g_losses.append(g_loss.item())
        if after_step is not None:
            after_step(len(g_losses), d_losses[-1], g_losses[-1])
    return list(zip(d_losses, g_losses))


# %% note: the history keeps graphs
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        x_real = next(batches)[0]
        z = torch.randn(len(x_real), nz)
        d_loss = discriminator_loss(D(x_real), D(G(z).detach()))
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        g_loss = generator_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append((d_loss, g_loss))
        if after_step is not None:
            after_step(step, d_loss.item(), g_loss.item())
    return history


# %% wrong: same_batch
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    (x_real,) = next(batches)
    for step in range(1, n_steps + 1):
        z = torch.randn(len(x_real), nz)
        d_loss = train_discriminator(G, D, opt_d, x_real, z)
        g_loss = train_generator(G, D, opt_g, torch.randn(len(x_real), nz))
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% wrong: fixed_batch_size
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        d_loss = train_discriminator(G, D, opt_d, x_real, torch.randn(128, nz))
        g_loss = train_generator(G, D, opt_g, torch.randn(128, nz))
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% wrong: same_z
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    torch.manual_seed(0)
    fixed = torch.randn(500, nz)
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = fixed[:5].repeat(5, 1)[: len(x_real)]
        d_loss = train_discriminator(G, D, opt_d, x_real, z)
        g_loss = train_generator(G, D, opt_g, z)
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% wrong: same_z (seeded in the loop)
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        torch.manual_seed(0)
        z = torch.randn(20, nz)[: len(x_real)]
        d_loss = train_discriminator(G, D, opt_d, x_real, z)
        g_loss = train_generator(G, D, opt_g, z)
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% wrong: rand_not_randn
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        d_loss = train_discriminator(G, D, opt_d, x_real, torch.rand(len(x_real), nz))
        g_loss = train_generator(G, D, opt_g, torch.rand(len(x_real), nz))
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% wrong: wrong_nz
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        d_loss = train_discriminator(G, D, opt_d, x_real, torch.randn(len(x_real), 64))
        g_loss = train_generator(G, D, opt_g, torch.randn(len(x_real), 64))
        history.append((d_loss.item(), g_loss.item()))
    return history


# %% wrong: batch_is_a_tuple
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        x_real = next(batches)
        z = torch.randn(len(x_real), nz)
        d_loss = train_discriminator(G, D, opt_d, x_real, z)
        g_loss = train_generator(G, D, opt_g, z)
        history.append((d_loss.item(), g_loss.item()))
    return history


# %% wrong: never_stops
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step, (x_real,) in enumerate(batches, start=1):
        z = torch.randn(len(x_real), nz)
        d_loss = train_discriminator(G, D, opt_d, x_real, z)
        g_loss = train_generator(G, D, opt_g, z)
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% wrong: unequal_updates (D twice)
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(2):
            (x_real,) = next(batches)
            d_loss = train_discriminator(G, D, opt_d, x_real, torch.randn(len(x_real), nz))
        g_loss = train_generator(G, D, opt_g, torch.randn(len(x_real), nz))
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% wrong: not_alternating
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    d_losses, g_losses = [], []
    for step in range(n_steps):
        (x_real,) = next(batches)
        d_losses.append(train_discriminator(G, D, opt_d, x_real, torch.randn(len(x_real), nz)).item())
    for step in range(n_steps):
        g_losses.append(train_generator(G, D, opt_g, torch.randn(len(x_real), nz)).item())
        if after_step is not None:
            after_step(step + 1, d_losses[step], g_losses[step])
    return list(zip(d_losses, g_losses))


# %% wrong: one_never_trained
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz)
        d_loss = train_discriminator(G, D, opt_d, x_real, z)
        g_loss = generator_loss(D(G(z)))
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% wrong: wrong_n_steps
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz)
        d_loss = train_discriminator(G, D, opt_d, x_real, z)
        g_loss = train_generator(G, D, opt_g, z)
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% wrong: losses_swapped
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz)
        d_loss = train_discriminator(G, D, opt_d, x_real, z)
        g_loss = train_generator(G, D, opt_g, z)
        history.append((g_loss.item(), d_loss.item()))
        if after_step is not None:
            after_step(step, d_loss.item(), g_loss.item())
    return history


# %% wrong: history_length (only the last losses)
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz)
        d_loss = train_discriminator(G, D, opt_d, x_real, z)
        g_loss = train_generator(G, D, opt_g, z)
        if after_step is not None:
            after_step(step, d_loss.item(), g_loss.item())
    return [(d_loss.item(), g_loss.item())]


# %% wrong: steps_counted_wrong
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(n_steps):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz)
        d_loss = train_discriminator(G, D, opt_d, x_real, z)
        g_loss = train_generator(G, D, opt_g, z)
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% wrong: after_step_not_called
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz)
        d_loss = train_discriminator(G, D, opt_d, x_real, z)
        g_loss = train_generator(G, D, opt_g, z)
        history.append((d_loss.item(), g_loss.item()))
    return history


# %% wrong: calls_none
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz)
        d_loss = train_discriminator(G, D, opt_d, x_real, z)
        g_loss = train_generator(G, D, opt_g, z)
        history.append((d_loss.item(), g_loss.item()))
        after_step(step, *history[-1])
    return history


# %% wrong: returns_nothing
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz)
        d_loss = train_discriminator(G, D, opt_d, x_real, z)
        g_loss = train_generator(G, D, opt_g, z)
        if after_step is not None:
            after_step(step, d_loss.item(), g_loss.item())


# %% right: written out, no helper
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        x_real = next(batches)[0]
        n = len(x_real)
        opt_d.zero_grad()
        d_loss = (F.softplus(-D(x_real)) + F.softplus(D(G(torch.randn(n, nz).to(x_real)).detach()))).mean()
        d_loss.backward()
        opt_d.step()
        opt_g.zero_grad()
        g_loss = F.softplus(-D(G(x_real.new_empty(n, nz).normal_()))).mean()
        g_loss.backward()
        opt_g.step()
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% note: z always on the CPU
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        x_real = next(batches)[0]
        n = len(x_real)
        opt_d.zero_grad()
        d_loss = (F.softplus(-D(x_real)) + F.softplus(D(G(torch.randn(n, nz)).detach()))).mean()
        d_loss.backward()
        opt_d.step()
        opt_g.zero_grad()
        g_loss = F.softplus(-D(G(torch.randn(n, nz)))).mean()
        g_loss.backward()
        opt_g.step()
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% wrong: wrong_updates (optimisers swapped)
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        d_loss = train_discriminator(G, D, opt_g, x_real, torch.randn(len(x_real), nz))
        g_loss = train_generator(G, D, opt_d, torch.randn(len(x_real), nz))
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% wrong: wrong_updates (written out, zero_grad forgotten)
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        d_loss = discriminator_loss(D(x_real), D(G(torch.randn(len(x_real), nz)).detach()))
        d_loss.backward()
        opt_d.step()
        g_loss = generator_loss(D(G(torch.randn(len(x_real), nz))))
        g_loss.backward()
        opt_g.step()
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% wrong: rand_not_randn (for G only)
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        d_loss = train_discriminator(G, D, opt_d, x_real, torch.randn(len(x_real), nz))
        g_loss = train_generator(G, D, opt_g, torch.rand(len(x_real), nz))
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% wrong: batches_wasted
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        d_loss = train_discriminator(G, D, opt_d, x_real, torch.randn(len(x_real), nz))
        (x_real,) = next(batches)
        g_loss = train_generator(G, D, opt_g, torch.randn(len(x_real), nz))
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% wrong: same_z (a seed in the loop)
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        torch.manual_seed(0)
        d_loss = train_discriminator(G, D, opt_d, x_real, torch.randn(len(x_real), nz))
        g_loss = train_generator(G, D, opt_g, torch.randn(len(x_real), nz))
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% wrong: eval_mode
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        G.eval()
        d_loss = train_discriminator(G, D, opt_d, x_real, torch.randn(len(x_real), nz))
        g_loss = train_generator(G, D, opt_g, torch.randn(len(x_real), nz))
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% wrong: eval_mode (switched back)
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        G.eval()
        d_loss = train_discriminator(G, D, opt_d, x_real, torch.randn(len(x_real), nz))
        G.train()
        g_loss = train_generator(G, D, opt_g, torch.randn(len(x_real), nz))
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


# %% wrong: g_left_frozen
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        d_loss = train_discriminator(G, D, opt_d, x_real, torch.randn(len(x_real), nz))
        g_loss = train_generator(G, D, opt_g, torch.randn(len(x_real), nz))
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    G.requires_grad_(False)
    return history
