# %% right: plain
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    history = []
    for _ in range(n_steps):
        z = torch.randn(batch_size, nz, device=next(G.parameters()).device)
        history.append(train_generator(G, D, opt_g, z).item())
    return history


# %% right: a comprehension of tensors
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    device = {p.device for p in G.parameters()}.pop()
    return [
        train_generator(G, D, opt_g, torch.randn(batch_size, nz).to(device)) for _ in range(n_steps)
    ]


# %% right: written out
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    losses = torch.zeros(n_steps)
    some_weight = next(G.parameters())
    for i in range(n_steps):
        z = some_weight.new_empty(batch_size, nz).normal_()
        g_loss = F.softplus(-D(G(z))).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        losses[i] = g_loss.detach()
    return losses.tolist()


# %% note: losses with graphs
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    history = []
    for _ in range(n_steps):
        z = torch.randn((batch_size, nz), device=next(G.parameters()).device)
        g_loss = generator_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(g_loss)
    return history


# %% wrong: z_elsewhere
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    return [train_generator(G, D, opt_g, torch.randn(batch_size, nz)).item() for _ in range(n_steps)]


# %% wrong: d_moved
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    opt_d = torch.optim.Adam(D.parameters(), lr=1e-3)
    history = []
    for _ in range(n_steps):
        z = torch.randn(batch_size, nz)
        train_discriminator(G, D, opt_d, torch.rand(batch_size, 1, 28, 28), z)
        history.append(train_generator(G, D, opt_g, z).item())
    return history


# %% wrong: d_left_frozen
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    D.requires_grad_(False)
    return [train_generator(G, D, opt_g, torch.randn(batch_size, nz)).item() for _ in range(n_steps)]


# %% wrong: same_z
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    z = torch.randn(batch_size, nz)
    return [train_generator(G, D, opt_g, z).item() for _ in range(n_steps)]


# %% wrong: fixed_batch_size
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    return [train_generator(G, D, opt_g, torch.randn(128, nz)).item() for _ in range(n_steps)]


# %% wrong: wrong_nz
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    return [train_generator(G, D, opt_g, torch.randn(batch_size, 64)).item() for _ in range(n_steps)]


# %% wrong: rand_not_randn
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    return [train_generator(G, D, opt_g, torch.rand(batch_size, nz)).item() for _ in range(n_steps)]


# %% wrong: g_unmoved (trains a copy)
import copy


def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    G = copy.deepcopy(G)
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4)
    return [train_generator(G, D, opt_g, torch.randn(batch_size, nz)).item() for _ in range(n_steps)]


# %% wrong: wrong_n_steps
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    z = torch.randn(batch_size, nz)
    return [train_generator(G, D, opt_g, z).item()] * n_steps


# %% wrong: history_length
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    for _ in range(n_steps):
        g_loss = train_generator(G, D, opt_g, torch.randn(batch_size, nz))
    return [g_loss.item()]


# %% wrong: not_a_list
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    for _ in range(n_steps):
        g_loss = train_generator(G, D, opt_g, torch.randn(batch_size, nz))
    return g_loss.item()


# %% wrong: returns_nothing
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    for _ in range(n_steps):
        train_generator(G, D, opt_g, torch.randn(batch_size, nz))


# %% wrong: eval_mode
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    D.eval()
    return [train_generator(G, D, opt_g, torch.randn(batch_size, nz)).item() for _ in range(n_steps)]


# %% wrong: wrong_nz (turned round)
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    return [train_generator(G, D, opt_g, torch.randn(batch_size, nz).T).item() for _ in range(n_steps)]


# %% wrong: wrong_default
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size):
    return [train_generator(G, D, opt_g, torch.randn(batch_size, nz)).item() for _ in range(n_steps)]
