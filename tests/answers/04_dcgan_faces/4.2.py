# %% right: one nn.Sequential
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% right: reshaped in forward, biases, LeakyReLU
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.nz = nz
        self.net = nn.Sequential(
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0), nn.BatchNorm2d(8 * ngf), nn.LeakyReLU(0.2),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1), nn.BatchNorm2d(4 * ngf), nn.LeakyReLU(0.2),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1), nn.BatchNorm2d(2 * ngf), nn.LeakyReLU(0.2),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1), nn.BatchNorm2d(1 * ngf), nn.LeakyReLU(0.2),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z.view(-1, self.nz, 1, 1))


# %% right: enlarged, then convolved; a Linear first
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.fc = nn.Linear(nz, 8 * ngf * 16)
        self.norm = nn.BatchNorm2d(8 * ngf)
        blocks = []
        for k in (8, 4, 2):
            blocks.append(nn.Sequential(
                nn.Upsample(scale_factor=2), nn.Conv2d(k * ngf, k * ngf // 2, 3, padding=1), nn.BatchNorm2d(k * ngf // 2), nn.ReLU(True)))
        self.blocks = nn.ModuleList(blocks)
        self.out = nn.Conv2d(ngf, nc, 3, padding=1)

    def forward(self, z):
        x = F.relu(self.norm(self.fc(z).unflatten(1, (-1, 4, 4))))
        for block in self.blocks:
            x = block(x)
        return torch.tanh(self.out(F.interpolate(x, scale_factor=2)))


# %% right: functional activations, defaults, a loop
class Generator(nn.Module):
    def __init__(self, nz=100, ngf=64, nc=3):
        super().__init__()
        widths = [nz, ngf * 8, ngf * 4, ngf * 2, ngf]
        self.convs = nn.ModuleList(
            nn.ConvTranspose2d(a, b, 4, stride=1 if k == 0 else 2, padding=0 if k == 0 else 1, bias=False)
            for k, (a, b) in enumerate(zip(widths, widths[1:])))
        self.norms = nn.ModuleList(nn.BatchNorm2d(b) for b in widths[1:])
        self.last = nn.ConvTranspose2d(ngf, nc, 4, 2, 1, bias=False)

    def forward(self, z):
        x = z[:, :, None, None]
        for conv, norm in zip(self.convs, self.norms):
            x = torch.relu(norm(conv(x)))
        return self.last(x).tanh()


# %% note: no BatchNorm
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% note: kernel 3 with stride 2
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 3, 2, 1, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 3, 2, 1, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 3, 2, 1, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 3, 2, 1, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: z_without_pixels
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: range_0_1
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Sigmoid(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: range_unbounded
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: range_narrow
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return 0.5 * self.net(z)


# %% wrong: norm_at_output
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.BatchNorm2d(nc), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: norm_at_output (after tanh)
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(), nn.BatchNorm2d(nc),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: wrong_size (one block too few)
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: wrong_size (one block too many)
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 16 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(16 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(16 * ngf, 8 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: wrong_size (padding forgotten)
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: wrong_channels (always 3)
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, 3, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: channels_last
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z).permute(0, 2, 3, 1)


# %% wrong: sizes_do_not_fit (z of 100 numbers)
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (-1, 1, 1)),
            nn.ConvTranspose2d(100, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: sizes_do_not_fit (BatchNorm counts other channels)
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: reshape_does_not_fit
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z.view(64, 100, 1, 1))


# %% wrong: ignores_width
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * 16, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * 16), nn.ReLU(),
            nn.ConvTranspose2d(8 * 16, 4 * 16, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * 16), nn.ReLU(),
            nn.ConvTranspose2d(4 * 16, 2 * 16, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * 16), nn.ReLU(),
            nn.ConvTranspose2d(2 * 16, 1 * 16, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * 16), nn.ReLU(),
            nn.ConvTranspose2d(16, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: wrong_arguments (nz is missing)
class Generator(nn.Module):
    def __init__(self, ngf, nc):
        super().__init__()
        nz = 100
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: no_super_init
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: no_activation
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: mixes_samples (scaled by the batch)
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1),
        )

    def forward(self, z):
        x = self.net(z)
        return x / x.abs().max()


# %% wrong: mixes_samples (batch statistics)
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf, track_running_stats=False), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: no_gradient
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        with torch.no_grad():
            return self.net(z)


# %% wrong: eval_in_forward
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        self.eval()
        return self.net(z)


# %% wrong: returns_nothing
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        x = self.net(z)


# %% wrong: random_in_eval
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.nz = nz
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(torch.randn(len(z), self.nz))


# %% wrong: changes_input
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        z /= z.norm()
        return self.net(z)


# %% wrong: fully_connected
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(nz, 8 * ngf), nn.BatchNorm1d(8 * ngf), nn.ReLU(),
            nn.Linear(8 * ngf, nc * 64 * 64), nn.Tanh(), nn.Unflatten(1, (nc, 64, 64)),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: hidden_layers
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = [
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        ]
        self.last = nn.Conv2d(nc, nc, 1)

    def forward(self, z):
        for layer in self.net:
            z = layer(z)
        return torch.tanh(self.last(z))


# %% note: GroupNorm with eight groups
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()

        def block(a, b, *how):
            return nn.Sequential(
                nn.ConvTranspose2d(a, b, *how, bias=False), nn.GroupNorm(8, b), nn.ReLU(True)
            )

        self.net = nn.Sequential(
            block(nz, 8 * ngf, 4, 1, 0),
            block(8 * ngf, 4 * ngf, 4, 2, 1),
            block(4 * ngf, 2 * ngf, 4, 2, 1),
            block(2 * ngf, ngf, 4, 2, 1),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1),
            nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z[..., None, None])


# %% right: half of ngf at the end, pixel shuffle
class Generator(nn.Module):
    def __init__(self, nz=100, ngf=64, nc=3):
        super().__init__()
        self.fc = nn.Linear(nz, 8 * ngf * 16)
        self.blocks = nn.ModuleList(
            nn.Conv2d(a * ngf // 2, 4 * b * ngf // 2, 3, padding=1)
            for a, b in ((16, 8), (8, 4), (4, 2), (2, 1))
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(a * ngf // 2) for a in (16, 8, 4, 2))
        self.ngf, self.last = ngf, nn.Conv2d(ngf // 2, nc, 3, padding=1)

    def forward(self, z):
        x = self.fc(z).view(len(z), 8 * self.ngf, 4, 4)
        for norm, conv in zip(self.norms, self.blocks):
            x = F.pixel_shuffle(conv(F.relu(norm(x))), 2)
        return torch.tanh(self.last(F.leaky_relu(x, 0.2)))


# %% right: attention with an eighth of the channels
class Attention(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.q, self.k, self.v = (
            nn.Conv2d(c, c // 8, 1),
            nn.Conv2d(c, c // 8, 1),
            nn.Conv2d(c, c, 1),
        )
        self.gamma = nn.Parameter(torch.zeros(()))

    def forward(self, x):
        n, c, h, w = x.shape
        a = torch.softmax(self.q(x).flatten(2).transpose(1, 2) @ self.k(x).flatten(2), -1)
        return x + self.gamma * (self.v(x).flatten(2) @ a.transpose(1, 2)).view(n, c, h, w)


class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.nz = nz
        self.net = nn.Sequential(
            nn.ConvTranspose2d(nz, 8 * ngf, 4, bias=False),
            nn.BatchNorm2d(8 * ngf),
            nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False),
            nn.BatchNorm2d(4 * ngf),
            nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False),
            nn.BatchNorm2d(2 * ngf),
            nn.ReLU(),
            Attention(2 * ngf),
            nn.ConvTranspose2d(2 * ngf, ngf, 4, 2, 1, bias=False),
            nn.BatchNorm2d(ngf),
            nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1),
            nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z.reshape(-1, self.nz, 1, 1))


# %% wrong: arguments_swapped
class Generator(nn.Module):
    def __init__(self, nz, nc, ngf):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4),
            nn.BatchNorm2d(8 * ngf),
            nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1),
            nn.BatchNorm2d(4 * ngf),
            nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1),
            nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, ngf, 4, 2, 1),
            nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1),
            nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: no_gradient (cut in two)
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.first = nn.ConvTranspose2d(nz, 8 * ngf, 4)
        self.net = nn.Sequential(
            nn.BatchNorm2d(8 * ngf),
            nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1),
            nn.BatchNorm2d(4 * ngf),
            nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1),
            nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, ngf, 4, 2, 1),
            nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1),
            nn.Tanh(),
        )

    def forward(self, z):
        return self.net(self.first(z[:, :, None, None]).detach())


# %% wrong: holes (a border of zeros)
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4),
            nn.BatchNorm2d(8 * ngf),
            nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1),
            nn.BatchNorm2d(4 * ngf),
            nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1),
            nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, nc, 4, 2, 1),
            nn.Tanh(),
        )

    def forward(self, z):
        return F.pad(self.net(z), (16, 16, 16, 16))


# %% wrong: hardly_convolutional
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(nz, ngf * 64 * 64),
            nn.Unflatten(1, (ngf, 64, 64)),
            nn.BatchNorm2d(ngf),
            nn.ReLU(),
            nn.Conv2d(ngf, nc, 1),
            nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: hardly_convolutional (two thin ones at the end)
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(nz, 64 * ngf), nn.ReLU(), nn.Linear(64 * ngf, nc * 64 * 64),
            nn.Unflatten(1, (nc, 64, 64)), nn.ReLU(),
            nn.Conv2d(nc, nc, 3, padding=1), nn.ReLU(), nn.Conv2d(nc, nc, 3, padding=1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: activation_missing
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf),
            nn.ConvTranspose2d(2 * ngf, ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: norm_at_output (before a hard tanh)
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.BatchNorm2d(nc), nn.Hardtanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: norm_at_output (as a function)
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1),
        )

    def forward(self, z):
        return torch.tanh(F.batch_norm(self.net(z), None, None, training=True))


# %% right: InstanceNorm at the end
class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.InstanceNorm2d(nc, affine=True), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: activation_missing (hidden by a crop)
class Crop(nn.Module):
    def forward(self, x):
        return x[:, :, 1:-1, 1:-1]


class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 0, bias=False), nn.BatchNorm2d(2 * ngf), Crop(),
            nn.ConvTranspose2d(2 * ngf, ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% right: padding cut off by hand
class Crop(nn.Module):
    def forward(self, x):
        return x[:, :, 1:-1, 1:-1]


class Generator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 0, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(), Crop(),
            nn.ConvTranspose2d(2 * ngf, ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)
