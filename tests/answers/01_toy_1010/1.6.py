# %% right: detach
def train_discriminator(G, D, opt_d, x_real, z):
    x_fake = G(z).detach()
    d_real, d_fake = D(x_real), D(x_fake)
    d_loss = F.mse_loss(d_real, torch.ones_like(d_real)) + F.mse_loss(d_fake, torch.zeros_like(d_fake))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% right: no_grad
def train_discriminator(G, D, opt_d, x_real, z):
    with torch.no_grad():
        x_fake = G(z)
    d_loss = (D(x_real) - 1).square().mean() + D(x_fake).square().mean()
    D.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% right: two backward passes, one step
def train_discriminator(G, D, opt_d, x_real, z):
    opt_d.zero_grad()
    loss_real = ((D(x_real) - 1) ** 2).mean()
    loss_real.backward()
    loss_fake = (D(G(z).detach()) ** 2).mean()
    loss_fake.backward()
    opt_d.step()
    return loss_real.item() + loss_fake.item()

# %% right: one forward pass for both
def train_discriminator(G, D, opt_d, x_real, z):
    n = len(x_real)
    d = D(torch.cat([x_real, G(z).detach()]))
    d_loss = (d[:n] - 1).square().mean() + d[n:].square().mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% note: mean of the two terms
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = ((D(x_real) - 1).square().mean() + D(G(z).detach()).square().mean()) / 2
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% note: two steps
def train_discriminator(G, D, opt_d, x_real, z):
    opt_d.zero_grad()
    loss_real = ((D(x_real) - 1) ** 2).mean()
    loss_real.backward()
    opt_d.step()
    opt_d.zero_grad()
    loss_fake = (D(G(z).detach()) ** 2).mean()
    loss_fake.backward()
    opt_d.step()
    return loss_real.item() + loss_fake.item()

# %% wrong: gradients_reached_g
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = (D(x_real) - 1).square().mean() + D(G(z)).square().mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: gradients_reached_g (detached too late)
def train_discriminator(G, D, opt_d, x_real, z):
    x_fake = G(z)
    x_fake.detach()
    d_loss = (D(x_real) - 1).square().mean() + D(x_fake).square().mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: moved_g
def train_discriminator(G, D, opt_d, x_real, z):
    opt_g = torch.optim.SGD(G.parameters(), lr=0.01)
    d_loss = (D(x_real) - 1).square().mean() + D(G(z)).square().mean()
    opt_d.zero_grad()
    opt_g.zero_grad()
    d_loss.backward()
    opt_d.step()
    opt_g.step()
    return d_loss.item()

# %% wrong: only_real (D's answer is detached, not G's pattern)
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = (D(x_real) - 1).square().mean() + D(G(z)).detach().square().mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: labels_swapped
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = D(x_real).square().mean() + (D(G(z).detach()) - 1).square().mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: all_called_real
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = (D(x_real) - 1).square().mean() + (D(G(z).detach()) - 1).square().mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: terms_subtracted
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = (D(x_real) - 1).square().mean() - D(G(z).detach()).square().mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: no_zero_grad
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = (D(x_real) - 1).square().mean() + D(G(z).detach()).square().mean()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: no_zero_grad (cleared only after the step)
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = (D(x_real) - 1).square().mean() + D(G(z).detach()).square().mean()
    d_loss.backward()
    opt_d.step()
    opt_d.zero_grad()
    return d_loss.item()

# %% wrong: zero_grad_too_late
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = (D(x_real) - 1).square().mean() + D(G(z).detach()).square().mean()
    d_loss.backward()
    opt_d.zero_grad()
    opt_d.step()
    return d_loss.item()

# %% wrong: sum_over_batch
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = (D(x_real) - 1).square().sum() + D(G(z).detach()).square().sum()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: stepped_twice
def train_discriminator(G, D, opt_d, x_real, z):
    for _ in range(2):
        d_loss = (D(x_real) - 1).square().mean() + D(G(z).detach()).square().mean()
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
    return d_loss.item()

# %% wrong: no_backward (everything under no_grad)
def train_discriminator(G, D, opt_d, x_real, z):
    with torch.no_grad():
        d_loss = (D(x_real) - 1).square().mean() + D(G(z)).square().mean()
    opt_d.zero_grad()
    opt_d.step()
    return d_loss.item()

# %% wrong: left_frozen
def train_discriminator(G, D, opt_d, x_real, z):
    G.requires_grad_(False)
    d_loss = (D(x_real) - 1).square().mean() + D(G(z)).square().mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: wrong_update (its own z, not the one it was given)
def train_discriminator(G, D, opt_d, x_real, z):
    z = torch.randn(len(x_real), 1)
    d_loss = (D(x_real) - 1).square().mean() + D(G(z).detach()).square().mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% right: G in evaluation mode meanwhile
def train_discriminator(G, D, opt_d, x_real, z):
    G.eval()
    d_loss = (D(x_real) - 1).square().mean() + D(G(z).detach()).square().mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    G.train()
    return d_loss.item()

# %% wrong: left_in_eval
def train_discriminator(G, D, opt_d, x_real, z):
    G.eval()
    d_loss = (D(x_real) - 1).square().mean() + D(G(z).detach()).square().mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: gradients_reached_g (z is cut off)
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = (D(x_real) - 1).square().mean() + D(G(z.detach())).square().mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()


# %% wrong: same_notes_twice
def train_discriminator(G, D, opt_d, x_real, z):
    d_real, d_fake = D(x_real), D(x_real)
    d_loss = F.mse_loss(d_real, torch.ones_like(d_real)) + F.mse_loss(d_fake, torch.zeros_like(d_fake))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: same_notes_as_both
def train_discriminator(G, D, opt_d, x_real, z):
    x_real = G(z).detach()
    d_real, d_fake = D(x_real), D(G(z).detach())
    d_loss = F.mse_loss(d_real, torch.ones_like(d_real)) + F.mse_loss(d_fake, torch.zeros_like(d_fake))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()
