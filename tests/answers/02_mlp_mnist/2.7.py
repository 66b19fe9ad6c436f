# %% right: plain
def train_generator(G, D, opt_g, z):
    g_loss = generator_loss(D(G(z)))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% right: D frozen and thawed
def train_generator(G, D, opt_g, z):
    for p in D.parameters():
        p.requires_grad_(False)
    loss = generator_loss(D(G(z)))
    opt_g.zero_grad()
    loss.backward()
    opt_g.step()
    for p in D.parameters():
        p.requires_grad_(True)
    return loss.item()


# %% right: loss inline, D's gradients wiped away too
def train_generator(G, D, opt_g, z):
    d_fake = D(G(z))
    loss = F.binary_cross_entropy_with_logits(d_fake, torch.ones_like(d_fake))
    G.zero_grad()
    loss.backward()
    opt_g.step()
    D.zero_grad()
    return loss.item()


# %% note: returns the loss with its graph
def train_generator(G, D, opt_g, z):
    g_loss = generator_loss(D(G(z)))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss


# %% wrong: detached
def train_generator(G, D, opt_g, z):
    g_loss = generator_loss(D(G(z).detach()))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: detached (no_grad around D)
def train_generator(G, D, opt_g, z):
    x_fake = G(z)
    with torch.no_grad():
        d_fake = D(x_fake)
    g_loss = generator_loss(d_fake)
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss


# %% wrong: no_zero_grad
def train_generator(G, D, opt_g, z):
    g_loss = generator_loss(D(G(z)))
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: helps_d
def train_generator(G, D, opt_g, z):
    d_fake = D(G(z))
    g_loss = F.binary_cross_entropy_with_logits(d_fake, torch.zeros_like(d_fake))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: saturating
def train_generator(G, D, opt_g, z):
    g_loss = torch.log(1 - torch.sigmoid(D(G(z)))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: d_moved
def train_generator(G, D, opt_g, z):
    g_loss = generator_loss(D(G(z)))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    torch.optim.Adam(D.parameters(), lr=1e-3).step()
    return g_loss.detach()


# %% wrong: d_left_frozen
def train_generator(G, D, opt_g, z):
    for p in D.parameters():
        p.requires_grad = False
    g_loss = generator_loss(D(G(z)))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: eval_mode
def train_generator(G, D, opt_g, z):
    D.eval()
    g_loss = generator_loss(D(G(z)))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: step_too_early
def train_generator(G, D, opt_g, z):
    g_loss = generator_loss(D(G(z)))
    opt_g.zero_grad()
    opt_g.step()
    g_loss.backward()
    return g_loss.detach()


# %% wrong: no_step
def train_generator(G, D, opt_g, z):
    g_loss = generator_loss(D(G(z)))
    opt_g.zero_grad()
    g_loss.backward()
    return g_loss.detach()


# %% wrong: sigmoid_twice
def train_generator(G, D, opt_g, z):
    g_loss = generator_loss(torch.sigmoid(D(G(z))))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: wrong_direction
def train_generator(G, D, opt_g, z):
    g_loss = generator_loss(D(G(z)))
    opt_g.zero_grad()
    (-g_loss).backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: two_steps
def train_generator(G, D, opt_g, z):
    for _ in range(2):
        g_loss = generator_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
    return g_loss.detach()


# %% wrong: returns_nothing
def train_generator(G, D, opt_g, z):
    g_loss = generator_loss(D(G(z)))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()


# %% wrong: other_optimizer
def train_generator(G, D, opt_g, z):
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4)
    g_loss = generator_loss(D(G(z)))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: no_step (an optimiser of other networks)
other = torch.optim.Adam([torch.zeros(1, requires_grad=True)])


def train_generator(G, D, opt_g, z):
    g_loss = generator_loss(D(G(z)))
    opt_g.zero_grad()
    g_loss.backward()
    other.step()
    return g_loss.detach()


# %% right: cleared before and behind
def train_generator(G, D, opt_g, z):
    opt_g.zero_grad()
    g_loss = generator_loss(D(G(z)))
    g_loss.backward()
    opt_g.step()
    opt_g.zero_grad()
    return g_loss.item()


# %% wrong: no_zero_grad (cleared behind the step alone)
def train_generator(G, D, opt_g, z):
    g_loss = generator_loss(D(G(z)))
    g_loss.backward()
    opt_g.step()
    opt_g.zero_grad()
    return g_loss.item()


# %% wrong: another_steps_too
opt_d = torch.optim.Adam([nn.Parameter(torch.ones(2))])


def train_generator(G, D, opt_g, z):
    opt_g.zero_grad()
    g_loss = generator_loss(D(G(z)))
    g_loss.backward()
    opt_g.step()
    opt_d.step()
    return g_loss.item()
