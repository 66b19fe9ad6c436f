# %% right: one nn.Sequential
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(),
            nn.Linear(256, 512), nn.BatchNorm1d(512), nn.ReLU(),
            nn.Linear(512, 784), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z).view(-1, 1, 28, 28)


# %% right: layer by layer, functional activations
class Generator(nn.Module):
    def __init__(self, nz=64):
        super().__init__()
        self.fc1 = nn.Linear(nz, 128, bias=False)
        self.bn1 = nn.BatchNorm1d(128)
        self.fc2 = nn.Linear(128, 1024)
        self.bn2 = nn.BatchNorm1d(1024, momentum=0.2)
        self.out = nn.Linear(1024, 28 * 28)

    def forward(self, z):
        h = F.leaky_relu(self.bn1(self.fc1(z)), 0.2)
        h = F.leaky_relu(self.bn2(self.fc2(h)), 0.2)
        x = torch.tanh(self.out(h))
        return x.reshape(len(z), 1, 28, 28)


# %% right: LayerNorm, ModuleList, a scaled sigmoid
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(nz, 300), nn.Linear(300, 300)])
        self.norms = nn.ModuleList([nn.LayerNorm(300), nn.LayerNorm(300)])
        self.out = nn.Linear(300, 784)

    def forward(self, z):
        for layer, norm in zip(self.layers, self.norms):
            z = torch.relu(norm(layer(z)))
        return (2 * torch.sigmoid(2 * self.out(z)) - 1).unflatten(1, (1, 28, 28))


# %% note: no BatchNorm
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(nz, 256), nn.ReLU(), nn.Linear(256, 512), nn.ReLU(), nn.Linear(512, 784), nn.Tanh()
        )

    def forward(self, z):
        return self.net(z).view(z.size(0), 1, 28, 28)


# %% note: BatchNorm1d(n, 0.8)
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(nz, 256), nn.BatchNorm1d(256, 0.8), nn.LeakyReLU(0.2),
            nn.Linear(256, 512), nn.BatchNorm1d(512, 0.8), nn.LeakyReLU(0.2),
            nn.Linear(512, 784), nn.Tanh(), nn.Unflatten(1, (1, 28, 28)),
        )

    def forward(self, z):
        return self.net(z)


# %% note: a small one
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 784), nn.Tanh())

    def forward(self, z):
        return self.net(z).view(-1, 1, 28, 28)


# %% wrong: flat_images
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 784), nn.Tanh())

    def forward(self, z):
        return self.net(z)


# %% wrong: no_channel
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 784), nn.Tanh())

    def forward(self, z):
        return self.net(z).view(-1, 28, 28)


# %% wrong: range_0_1
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 784), nn.Sigmoid())

    def forward(self, z):
        return self.net(z).view(-1, 1, 28, 28)


# %% wrong: range_unbounded (nothing after the last Linear)
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 784))

    def forward(self, z):
        return self.net(z).view(-1, 1, 28, 28)


# %% wrong: range_unbounded (ReLU at the end)
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 784), nn.ReLU())

    def forward(self, z):
        return self.net(z).view(-1, 1, 28, 28)


# %% wrong: range_narrow
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 784), nn.Sigmoid())

    def forward(self, z):
        return (self.net(z) - 0.5).view(-1, 1, 28, 28)


# %% wrong: mixes_samples
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 784), nn.Tanh())

    def forward(self, z):
        return self.net(z).T.reshape(-1, 1, 28, 28)


# %% wrong: mixes_samples (batch statistics in evaluation mode too)
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.hidden = nn.Linear(nz, 256)
        self.bn = nn.BatchNorm1d(256, track_running_stats=False)
        self.out = nn.Linear(256, 784)

    def forward(self, z):
        h = self.hidden(z)
        h = (h - h.mean(0)) / (h.var(0, unbiased=False) + 1e-5).sqrt()
        return torch.tanh(self.out(torch.relu(h))).view(-1, 1, 28, 28)


# %% wrong: sizes_do_not_fit (nz is ignored)
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(64, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 784), nn.Tanh())

    def forward(self, z):
        return self.net(z).view(-1, 1, 28, 28)


# %% wrong: reshape_does_not_fit (batch size 128)
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 784), nn.Tanh())

    def forward(self, z):
        return self.net(z).view(128, 1, 28, 28)


# %% wrong: no_activation
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.Linear(256, 784), nn.Tanh())

    def forward(self, z):
        return self.net(z).view(-1, 1, 28, 28)


# %% wrong: hidden_layers
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.hidden = [nn.Linear(nz, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU()]
        self.out = nn.Linear(256, 784)

    def forward(self, z):
        for layer in self.hidden:
            z = layer(z)
        return torch.tanh(self.out(z)).view(-1, 1, 28, 28)


# %% wrong: no_gradient
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 784), nn.Tanh())

    def forward(self, z):
        return self.net(z).detach().view(-1, 1, 28, 28)


# %% wrong: random_in_eval (draws a z of its own)
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.nz = nz
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 784), nn.Tanh())

    def forward(self, z):
        z = torch.randn(len(z), self.nz)
        return self.net(z).view(-1, 1, 28, 28)


# %% wrong: no_super_init
class Generator(nn.Module):
    def __init__(self, nz):
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.ReLU(), nn.Linear(256, 784), nn.Tanh())

    def forward(self, z):
        return self.net(z).view(-1, 1, 28, 28)


# %% wrong: returns_nothing
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 784), nn.Tanh())

    def forward(self, z):
        self.net(z).view(-1, 1, 28, 28)


# %% note: LeakyReLU before tanh
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 784), nn.LeakyReLU(0.2), nn.Tanh())

    def forward(self, z):
        return self.net(z).view(-1, 1, 28, 28)


# %% note: cut off
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 784))

    def forward(self, z):
        return self.net(z).clamp(-1, 1).view(-1, 1, 28, 28)


# %% wrong: eval_in_forward
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 784), nn.Tanh())

    def forward(self, z):
        self.eval()
        return self.net(z).view(-1, 1, 28, 28)


# %% wrong: changes_input
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 784), nn.Tanh())

    def forward(self, z):
        z.mul_(0.5)
        return self.net(z).view(-1, 1, 28, 28)


# %% wrong: mixes_samples (scaled by the batch)
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 784))

    def forward(self, z):
        x = self.net(z)
        return (x / x.abs().max()).view(-1, 1, 28, 28)


# %% wrong: wrong_arguments
class Generator(nn.Module):
    def __init__(self):
        nz = 64
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 784), nn.Tanh())

    def forward(self, z):
        return self.net(z).view(-1, 1, 28, 28)


# %% wrong: activation_missing
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(nz, 256), nn.BatchNorm1d(256),
            nn.Linear(256, 512), nn.BatchNorm1d(512), nn.ReLU(),
            nn.Linear(512, 784), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z).view(-1, 1, 28, 28)


# %% right: one hidden layer, GELU before the norm, a shortcut
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.hidden, self.norm = nn.Linear(nz, 400), nn.BatchNorm1d(400)
        self.more = nn.Linear(400, 400)
        self.out = nn.Linear(400, 784)

    def forward(self, z):
        h = self.norm(F.gelu(self.hidden(z)))
        h = h + F.gelu(self.more(h))
        return self.out(h).tanh_().reshape(z.shape[0], 1, 28, 28)


# %% wrong: norm_does_not_fit
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(512), nn.ReLU(), nn.Linear(256, 784), nn.Tanh())

    def forward(self, z):
        return self.net(z).view(-1, 1, 28, 28)
