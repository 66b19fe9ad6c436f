# %% right: with both updates
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        x_real = real_patterns(1)
        d_losses.append(train_discriminator(G, D, opt_d, x_real, z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% right: counted from 0
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    d_losses, g_losses, outputs = [], [], []
    for step in range(n_steps):
        z = torch.tensor([[0.5]])
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if (step + 1) % every == 0:
            with torch.no_grad():
                outputs.append(G(z).squeeze(0))
    return [d_losses, g_losses, torch.stack(outputs)]

# %% right: updates that return tensors
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z).item())
        g_losses.append(train_generator(G, D, opt_g, z).item())
        if step % every == 0:
            outputs.append(G(z).detach().clone()[0])
    return d_losses, g_losses, outputs

# %% right: all inline, labels made once
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    n = 1
    z, ones, zeros = torch.full((n, 1), 0.5), torch.ones(n), torch.zeros(n)
    d_losses, g_losses, outputs = torch.zeros(n_steps), torch.zeros(n_steps), []
    for step in range(n_steps):
        x_real = torch.tensor([0.8, 0.0, 0.8, 0.0]) + 0.2 * torch.rand(n, 4)
        d_loss = F.mse_loss(D(x_real), ones) + F.mse_loss(D(G(z).detach()), zeros)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        g_loss = F.mse_loss(D(G(z)), ones)
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_losses[step], g_losses[step] = d_loss.item(), g_loss.item()
        if step % every == every - 1:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: several_notes (a batch of 8)
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    n = 8
    z, ones, zeros = torch.full((n, 1), 0.5), torch.ones(n), torch.zeros(n)
    d_losses, g_losses, outputs = torch.zeros(n_steps), torch.zeros(n_steps), []
    for step in range(n_steps):
        x_real = torch.tensor([0.8, 0.0, 0.8, 0.0]) + 0.2 * torch.rand(n, 4)
        d_loss = F.mse_loss(D(x_real), ones) + F.mse_loss(D(G(z).detach()), zeros)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        g_loss = F.mse_loss(D(G(z)), ones)
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_losses[step], g_losses[step] = d_loss.item(), g_loss.item()
        if step % every == every - 1:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: several_notes (of D alone)
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(32), z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: wrong_default
def train(G, D, opt_g, opt_d, n_steps, every):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% note: G first
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5, device=next(G.parameters()).device)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        g_losses.append(train_generator(G, D, opt_g, z))
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1).to(z.device), z))
        if not step % every:
            outputs += [G(torch.tensor([0.5])).detach()]
    return d_losses, g_losses, outputs

# %% right: inline, one step for each term
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        total = 0
        for x, label in ((real_patterns(1), 1.0), (G(z).detach(), 0.0)):
            loss = (D(x) - label).square().mean()
            opt_d.zero_grad()
            loss.backward()
            opt_d.step()
            total += loss.item()
        d_losses.append(total)
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: real_drawn_once
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    x_real, z = real_patterns(1), torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        d_losses.append(train_discriminator(G, D, opt_d, x_real, z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: not_real_patterns
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        d_losses.append(train_discriminator(G, D, opt_d, random_patterns(1), z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: g_not_trained
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z))
        g_losses.append(0.0)
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: d_not_trained
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        g_losses.append(train_generator(G, D, opt_g, z))
        d_losses.append(0.0)
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: d_steps_twice
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        train_discriminator(G, D, opt_d, real_patterns(1), z)
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: d_steps_twice (once more after the update)
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z))
        opt_d.step()
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: wrong_number_of_steps (one too few)
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps):
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: n_steps_ignored
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, 10_001):
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: wrong_z
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        z = torch.rand(1, 1)
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: nets_swapped (arguments in another order)
def train(D, G, opt_d, opt_g, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: nets_swapped (the optimisers)
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        d_losses.append(train_discriminator(G, D, opt_g, real_patterns(1), z))
        g_losses.append(train_generator(G, D, opt_d, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: not_one_loss_a_step (kept every 1,000 steps only)
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        d_loss = train_discriminator(G, D, opt_d, real_patterns(1), z)
        g_loss = train_generator(G, D, opt_g, z)
        if step % every == 0:
            d_losses.append(d_loss)
            g_losses.append(g_loss)
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: losses_swapped
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return g_losses, d_losses, outputs

# %% wrong: wrong_number_of_outputs (counted from 0)
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(n_steps):
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: wrong_number_of_outputs (always 1,000)
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % 1000 == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: output_before_update
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        if step % every == 0:
            outputs.append(G(z)[0].detach())
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z))
        g_losses.append(train_generator(G, D, opt_g, z))
    return d_losses, g_losses, outputs

# %% wrong: outputs_keep_graph
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0])
    return d_losses, g_losses, outputs

# %% wrong: wrong_shape (one row too deep)
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z).detach())
    return d_losses, g_losses, outputs

# %% wrong: returns_nothing
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    for step in range(1, n_steps + 1):
        train_discriminator(G, D, opt_d, real_patterns(1), z)
        train_generator(G, D, opt_g, z)

# %% wrong: wrong_number_of_steps (return inside the loop)
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())
        return d_losses, g_losses, outputs

# %% wrong: not_alternating
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses = [train_discriminator(G, D, opt_d, real_patterns(1), z) for _ in range(n_steps)]
    g_losses, outputs = [], []
    for step in range(1, n_steps + 1):
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs

# %% wrong: left_in_eval
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    D.eval()
    G.eval()
    return d_losses, g_losses, outputs
