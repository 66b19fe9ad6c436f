# %% right: one block more
class Generator128(nn.Module):
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


# %% right: another width, LeakyReLU
class Generator128(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf), nn.LeakyReLU(0.2),
            nn.ConvTranspose2d(8 * ngf, 8 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ngf), nn.LeakyReLU(0.2),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.LeakyReLU(0.2),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.LeakyReLU(0.2),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.LeakyReLU(0.2),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% right: a loop
class Generator128(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.start = nn.Linear(nz, 16 * ngf * 4 * 4)
        layers = [nn.Unflatten(1, (16 * ngf, 4, 4)), nn.BatchNorm2d(16 * ngf), nn.ReLU()]
        c = 16 * ngf
        while c > ngf:
            layers += [nn.ConvTranspose2d(c, c // 2, 4, 2, 1), nn.BatchNorm2d(c // 2), nn.ReLU()]
            c //= 2
        self.rest = nn.Sequential(*layers, nn.ConvTranspose2d(ngf, nc, 4, 2, 1))

    def forward(self, z):
        return torch.tanh(self.rest(self.start(z)))


# %% note: no BatchNorm
class Generator128(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 16 * ngf, 4, 1, 0, bias=False), nn.ReLU(),
            nn.ConvTranspose2d(16 * ngf, 8 * ngf, 4, 2, 1, bias=False), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: wrong_size (still 64)
class Generator128(nn.Module):
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


# %% wrong: wrong_size (kernel 8 at the start, too large)
class Generator128(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 16 * ngf, 5, 1, 0, bias=False), nn.BatchNorm2d(16 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(16 * ngf, 8 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: sizes_do_not_fit (channels do not follow)
class Generator128(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 16 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(16 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(16 * ngf, 8 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: range_unbounded
class Generator128(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 16 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(16 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(16 * ngf, 8 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: range_0_1
class Generator128(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 16 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(16 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(16 * ngf, 8 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Sigmoid(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: norm_at_output
class Generator128(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 16 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(16 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(16 * ngf, 8 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.BatchNorm2d(nc), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: z_without_pixels
class Generator128(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.ConvTranspose2d(nz, 16 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(16 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(16 * ngf, 8 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: wrong_channels
class Generator128(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 16 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(16 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(16 * ngf, 8 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, 3, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: ignores_width
class Generator128(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 16 * 8, 4, 1, 0, bias=False), nn.BatchNorm2d(16 * 8), nn.ReLU(),
            nn.ConvTranspose2d(16 * 8, 8 * 8, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * 8), nn.ReLU(),
            nn.ConvTranspose2d(8 * 8, 4 * 8, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * 8), nn.ReLU(),
            nn.ConvTranspose2d(4 * 8, 2 * 8, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * 8), nn.ReLU(),
            nn.ConvTranspose2d(2 * 8, 1 * 8, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * 8), nn.ReLU(),
            nn.ConvTranspose2d(8, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: no_activation
class Generator128(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 16 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(16 * ngf),
            nn.ConvTranspose2d(16 * ngf, 8 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ngf),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf),
            nn.ConvTranspose2d(2 * ngf, 1 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(1 * ngf),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: arguments_swapped
class Generator128(nn.Module):
    def __init__(self, nz, nc, ngf):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 16 * ngf, 4),
            nn.ReLU(),
            nn.ConvTranspose2d(16 * ngf, 4 * ngf, 4, 4),
            nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, ngf, 4, 4),
            nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1),
            nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% note: GroupNorm
class Generator128(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        layers, c = [nn.Unflatten(1, (nz, 1, 1)), nn.ConvTranspose2d(nz, 16 * ngf, 4)], 16 * ngf
        while c > ngf:
            layers += [
                nn.GroupNorm(8, c),
                nn.LeakyReLU(0.2),
                nn.ConvTranspose2d(c, c // 2, 4, 2, 1),
            ]
            c //= 2
        self.net = nn.Sequential(
            *layers,
            nn.GroupNorm(4, c),
            nn.LeakyReLU(0.2),
            nn.ConvTranspose2d(c, nc, 4, 2, 1),
            nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: norm_at_output (before the last enlargement)
class Generator128(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.BatchNorm2d(nc), nn.Upsample(scale_factor=2), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% wrong: norm_at_output (before a hard tanh)
class Generator128(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 16 * ngf, 4, bias=False), nn.BatchNorm2d(16 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(16 * ngf, 8 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.BatchNorm2d(nc), nn.Hardtanh(),
        )

    def forward(self, z):
        return self.net(z)


# %% right: enlarged at the end
class Generator128(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 8 * ngf, 4, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1), nn.Upsample(scale_factor=2), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)
