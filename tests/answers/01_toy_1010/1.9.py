# %% right: drawn in the loop
def train_from_report(G, D, opt_g, opt_d, n_steps, batch_size):
    z = torch.full((batch_size, 1), 0.5)
    for step in range(n_steps):
        x_real = real_patterns(batch_size)
        train_discriminator(G, D, opt_d, x_real, z)
        train_generator(G, D, opt_g, z)

# %% right: drawn where it is used
def train_from_report(G, D, opt_g, opt_d, n_steps, batch_size):
    for step in range(n_steps):
        z = torch.full((batch_size, 1), 0.5)
        train_discriminator(G, D, opt_d, real_patterns(batch_size), z)
        train_generator(G, D, opt_g, z)
    return G, D

# %% right: a large stock drawn beforehand
def train_from_report(G, D, opt_g, opt_d, n_steps, batch_size):
    z = torch.full((batch_size, 1), 0.5)
    for x_real in real_patterns(n_steps * batch_size).split(batch_size):
        train_discriminator(G, D, opt_d, x_real, z)
        train_generator(G, D, opt_g, z)

# %% wrong: real_drawn_once (as in the report)
def train_from_report(G, D, opt_g, opt_d, n_steps, batch_size):
    x_real = real_patterns(batch_size)
    z = torch.full((batch_size, 1), 0.5)
    for step in range(n_steps):
        train_discriminator(G, D, opt_d, x_real, z)
        train_generator(G, D, opt_g, z)

# %% wrong: real_drawn_once (the new patterns go nowhere)
def train_from_report(G, D, opt_g, opt_d, n_steps, batch_size):
    x_real = real_patterns(batch_size)
    z = torch.full((batch_size, 1), 0.5)
    for step in range(n_steps):
        x_new = real_patterns(batch_size)
        train_discriminator(G, D, opt_d, x_real, z)
        train_generator(G, D, opt_g, z)

# %% wrong: real_drawn_once (the seed is set in the loop)
def train_from_report(G, D, opt_g, opt_d, n_steps, batch_size):
    z = torch.full((batch_size, 1), 0.5)
    for step in range(n_steps):
        torch.manual_seed(0)
        x_real = real_patterns(batch_size)
        train_discriminator(G, D, opt_d, x_real, z)
        train_generator(G, D, opt_g, z)

# %% wrong: real_drawn_once (shuffled only)
def train_from_report(G, D, opt_g, opt_d, n_steps, batch_size):
    x_real = real_patterns(batch_size)
    z = torch.full((batch_size, 1), 0.5)
    for step in range(n_steps):
        x_real = x_real[torch.randperm(batch_size)]
        train_discriminator(G, D, opt_d, x_real, z)
        train_generator(G, D, opt_g, z)

# %% wrong: real_repeated (drawn every 5 steps)
def train_from_report(G, D, opt_g, opt_d, n_steps, batch_size):
    z = torch.full((batch_size, 1), 0.5)
    for step in range(n_steps):
        if step % 5 == 0:
            x_real = real_patterns(batch_size)
        train_discriminator(G, D, opt_d, x_real, z)
        train_generator(G, D, opt_g, z)

# %% wrong: real_repeated (a small stock)
def train_from_report(G, D, opt_g, opt_d, n_steps, batch_size):
    stock = real_patterns(10)
    z = torch.full((batch_size, 1), 0.5)
    for step in range(n_steps):
        x_real = stock[torch.randint(10, (batch_size,))]
        train_discriminator(G, D, opt_d, x_real, z)
        train_generator(G, D, opt_g, z)

# %% wrong: batch_size_ignored
def train_from_report(G, D, opt_g, opt_d, n_steps, batch_size):
    z = torch.full((1, 1), 0.5)
    for step in range(n_steps):
        x_real = real_patterns(1)
        train_discriminator(G, D, opt_d, x_real, z)
        train_generator(G, D, opt_g, z)

# %% wrong: not_real_patterns
def train_from_report(G, D, opt_g, opt_d, n_steps, batch_size):
    z = torch.full((batch_size, 1), 0.5)
    for step in range(n_steps):
        x_real = random_patterns(batch_size)
        train_discriminator(G, D, opt_d, x_real, z)
        train_generator(G, D, opt_g, z)

# %% wrong: d_steps_twice
def train_from_report(G, D, opt_g, opt_d, n_steps, batch_size):
    x_real = real_patterns(batch_size)
    z = torch.full((batch_size, 1), 0.5)
    for step in range(n_steps):
        train_discriminator(G, D, opt_d, x_real, z)
        train_discriminator(G, D, opt_d, real_patterns(batch_size), z)
        train_generator(G, D, opt_g, z)

# %% wrong: wrong_z (noise for G does not mend it)
def train_from_report(G, D, opt_g, opt_d, n_steps, batch_size):
    x_real = real_patterns(batch_size)
    for step in range(n_steps):
        z = torch.rand(batch_size, 1)
        train_discriminator(G, D, opt_d, x_real, z)
        train_generator(G, D, opt_g, z)


# %% right: written out, on any device
def train_from_report(G, D, opt_g, opt_d, n_steps, batch_size):
    device = next(G.parameters()).device
    z = torch.full((batch_size, 1), 0.5, device=device)
    for _ in range(n_steps):
        d_real, d_fake = D(real_patterns(batch_size).to(device)), D(G(z).detach())
        opt_d.zero_grad(set_to_none=False)
        ((d_real - 1).square().mean() + d_fake.square().mean()).backward()
        opt_d.step()
        opt_g.zero_grad()
        (D(G(z)) - 1).square().mean().backward()
        opt_g.step()
