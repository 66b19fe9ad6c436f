# %% right: ones_like
def train_generator(G, D, opt_g, z):
    d_fake = D(G(z))
    g_loss = F.mse_loss(d_fake, torch.ones_like(d_fake))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.item()

# %% right: written out
def train_generator(G, D, opt_g, z):
    opt_g.zero_grad()
    g_loss = (1 - D(G(z))).square().mean()
    g_loss.backward()
    opt_g.step()
    return float(g_loss.detach())

# %% right: D frozen meanwhile
def train_generator(G, D, opt_g, z):
    D.requires_grad_(False)
    g_loss = nn.MSELoss()(D(G(z)), torch.ones(len(z)))
    opt_g.zero_grad()
    g_loss.backward()
    D.requires_grad_(True)
    opt_g.step()
    return g_loss.item()

# %% right: both networks cleared
def train_generator(G, D, opt_g, z):
    G.zero_grad()
    D.zero_grad()
    g_loss = ((D(G(z)) - 1) ** 2).mean()
    g_loss.backward()
    opt_g.step()
    D.zero_grad()
    return g_loss.item()

# %% note: returns the graph
def train_generator(G, D, opt_g, z):
    g_loss = ((D(G(z)) - 1) ** 2).mean()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss

# %% wrong: detached
def train_generator(G, D, opt_g, z):
    g_loss = ((D(G(z).detach()) - 1) ** 2).mean()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.item()

# %% wrong: labels_swapped
def train_generator(G, D, opt_g, z):
    g_loss = (D(G(z)) ** 2).mean()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.item()

# %% wrong: moved_d
def train_generator(G, D, opt_g, z):
    both = torch.optim.SGD([*G.parameters(), *D.parameters()], lr=0.5)
    g_loss = ((D(G(z)) - 1) ** 2).mean()
    both.zero_grad()
    g_loss.backward()
    both.step()
    return g_loss.item()

# %% wrong: maximises_d_loss
def train_generator(G, D, opt_g, z):
    g_loss = -(D(G(z)) ** 2).mean()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.item()

# %% wrong: no_zero_grad
def train_generator(G, D, opt_g, z):
    g_loss = ((D(G(z)) - 1) ** 2).mean()
    g_loss.backward()
    opt_g.step()
    return g_loss.item()

# %% wrong: zero_grad_too_late
def train_generator(G, D, opt_g, z):
    g_loss = ((D(G(z)) - 1) ** 2).mean()
    g_loss.backward()
    opt_g.zero_grad()
    opt_g.step()
    return g_loss.item()

# %% wrong: no_step
def train_generator(G, D, opt_g, z):
    g_loss = ((D(G(z)) - 1) ** 2).mean()
    opt_g.zero_grad()
    g_loss.backward()
    return g_loss.item()

# %% wrong: sum_over_batch
def train_generator(G, D, opt_g, z):
    g_loss = ((D(G(z)) - 1) ** 2).sum()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.item()

# %% wrong: wrong_update (G's patterns against the label, without D)
def train_generator(G, D, opt_g, z):
    x_fake = G(z)
    g_loss = ((x_fake - 1) ** 2).mean()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.item()

# %% wrong: stepped_twice
def train_generator(G, D, opt_g, z):
    g_loss = ((D(G(z)) - 1) ** 2).mean()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    opt_g.step()
    return g_loss.item()

# %% wrong: left_frozen
def train_generator(G, D, opt_g, z):
    D.requires_grad_(False)
    g_loss = ((D(G(z)) - 1) ** 2).mean()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.item()

# %% wrong: returns_nothing
def train_generator(G, D, opt_g, z):
    g_loss = ((D(G(z)) - 1) ** 2).mean()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()

# %% wrong: left_in_eval (D)
def train_generator(G, D, opt_g, z):
    D.eval()
    g_loss = (D(G(z)) - 1).square().mean()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.item()

# %% wrong: left_in_eval (G)
def train_generator(G, D, opt_g, z):
    G.eval()
    g_loss = (D(G(z)) - 1).square().mean()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.item()
