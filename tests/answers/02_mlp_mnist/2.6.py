# %% right: detach
def train_discriminator(G, D, opt_d, x_real, z):
    x_fake = G(z).detach()
    d_loss = discriminator_loss(D(x_real), D(x_fake))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% right: no_grad, zero_grad first, a float
def train_discriminator(G, D, opt_d, x_real, z):
    opt_d.zero_grad()
    with torch.no_grad():
        x_fake = G(z)
    d_real = D(x_real)
    d_fake = D(x_fake)
    loss = discriminator_loss(d_real, d_fake)
    loss.backward()
    opt_d.step()
    return loss.item()


# %% right: two backward passes, which add up
def train_discriminator(G, D, opt_d, x_real, z):
    D.zero_grad()
    real_loss = F.softplus(-D(x_real)).mean()
    real_loss.backward()
    fake_loss = F.softplus(D(G(z).detach())).mean()
    fake_loss.backward()
    opt_d.step()
    return (real_loss + fake_loss).detach()


# %% right: one batch of both
def train_discriminator(G, D, opt_d, x_real, z):
    x = torch.cat([x_real, G(z).detach()])
    d_real, d_fake = D(x).chunk(2)
    loss = discriminator_loss(d_real, d_fake)
    opt_d.zero_grad(set_to_none=False)
    loss.backward()
    opt_d.step()
    return loss.item()


# %% right: freezes G instead of detach
def train_discriminator(G, D, opt_d, x_real, z):
    for p in G.parameters():
        p.requires_grad_(False)
    loss = discriminator_loss(D(x_real), D(G(z)))
    for p in G.parameters():
        p.requires_grad_(True)
    opt_d.zero_grad()
    loss.backward()
    opt_d.step()
    return loss.item()


# %% note: returns the loss with its graph
def train_discriminator(G, D, opt_d, x_real, z):
    loss = discriminator_loss(D(x_real), D(G(z).detach()))
    opt_d.zero_grad()
    loss.backward()
    opt_d.step()
    return loss


# %% note: mean of the two terms
def train_discriminator(G, D, opt_d, x_real, z):
    loss = (F.softplus(-D(x_real)).mean() + F.softplus(D(G(z).detach())).mean()) / 2
    opt_d.zero_grad()
    loss.backward()
    opt_d.step()
    return loss.item()


# %% wrong: gradient_reaches_g
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = discriminator_loss(D(x_real), D(G(z)))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: gradient_reaches_g (detach without using what it returns)
def train_discriminator(G, D, opt_d, x_real, z):
    x_fake = G(z)
    x_fake.detach()
    d_loss = discriminator_loss(D(x_real), D(x_fake))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: labels_swapped
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = discriminator_loss(D(G(z).detach()), D(x_real))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: no_zero_grad
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = discriminator_loss(D(x_real), D(G(z).detach()))
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: zero_grad_too_late
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = discriminator_loss(D(x_real), D(G(z).detach()))
    d_loss.backward()
    opt_d.zero_grad()
    opt_d.step()
    return d_loss.detach()


# %% wrong: step_too_early
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = discriminator_loss(D(x_real), D(G(z).detach()))
    opt_d.zero_grad()
    opt_d.step()
    d_loss.backward()
    return d_loss.detach()


# %% wrong: no_step
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = discriminator_loss(D(x_real), D(G(z).detach()))
    opt_d.zero_grad()
    d_loss.backward()
    return d_loss.detach()


# %% wrong: two_steps
def train_discriminator(G, D, opt_d, x_real, z):
    real_loss = F.softplus(-D(x_real)).mean()
    opt_d.zero_grad()
    real_loss.backward()
    opt_d.step()
    fake_loss = F.softplus(D(G(z).detach())).mean()
    opt_d.zero_grad()
    fake_loss.backward()
    opt_d.step()
    return (real_loss + fake_loss).detach()


# %% wrong: only_fake (the real gradient is wiped away)
def train_discriminator(G, D, opt_d, x_real, z):
    opt_d.zero_grad()
    real_loss = F.softplus(-D(x_real)).mean()
    real_loss.backward()
    opt_d.zero_grad()
    fake_loss = F.softplus(D(G(z).detach())).mean()
    fake_loss.backward()
    opt_d.step()
    return (real_loss + fake_loss).detach()


# %% wrong: same_images_twice
def train_discriminator(G, D, opt_d, x_real, z):
    x_fake = G(z).detach()
    d_loss = discriminator_loss(D(x_real), D(x_real))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: trained_like_g
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = generator_loss(D(G(z).detach()))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: wrong_direction
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = -discriminator_loss(D(x_real), D(G(z).detach()))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return -d_loss.detach()


# %% wrong: eval_mode
def train_discriminator(G, D, opt_d, x_real, z):
    G.eval()
    with torch.no_grad():
        x_fake = G(z)
    d_loss = discriminator_loss(D(x_real), D(x_fake))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: sigmoid_twice
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = discriminator_loss(torch.sigmoid(D(x_real)), torch.sigmoid(D(G(z).detach())))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: returns_other_number (D's mean logit)
def train_discriminator(G, D, opt_d, x_real, z):
    d_real = D(x_real)
    d_loss = discriminator_loss(d_real, D(G(z).detach()))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_real.mean().item()


# %% wrong: returns_nothing
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = discriminator_loss(D(x_real), D(G(z).detach()))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()


# %% wrong: backward_on_optimizer
def train_discriminator(G, D, opt_d, x_real, z):
    d_loss = discriminator_loss(D(x_real), D(G(z).detach()))
    opt_d.zero_grad()
    opt_d.backward()
    opt_d.step()
    return d_loss.detach()


# %% right: G frozen and melted again
def train_discriminator(G, D, opt_d, x_real, z):
    G.requires_grad_(False)
    d_loss = discriminator_loss(D(x_real), D(G(z).detach()))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    G.requires_grad_(True)
    return d_loss.detach()


# %% wrong: g_left_frozen
def train_discriminator(G, D, opt_d, x_real, z):
    G.requires_grad_(False)
    d_loss = discriminator_loss(D(x_real), D(G(z).detach()))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: g_left_frozen (weight by weight)
def train_discriminator(G, D, opt_d, x_real, z):
    for p in G.parameters():
        p.requires_grad = False
    d_loss = discriminator_loss(D(x_real), D(G(z)))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: other_optimizer
def train_discriminator(G, D, opt_d, x_real, z):
    opt_d = torch.optim.SGD(D.parameters(), lr=0.1)
    d_loss = discriminator_loss(D(x_real), D(G(z).detach()))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: another_steps_too
opt_g = torch.optim.Adam([nn.Parameter(torch.ones(2))])


def train_discriminator(G, D, opt_d, x_real, z):
    opt_d.zero_grad()
    d_loss = discriminator_loss(D(x_real), D(G(z).detach()))
    d_loss.backward()
    opt_d.step()
    opt_g.step()
    return d_loss.item()
