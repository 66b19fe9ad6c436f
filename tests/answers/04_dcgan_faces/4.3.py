# %% right: one nn.Sequential
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4, 1, 0), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% right: a Linear layer judges
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(16 * 8 * ndf, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% right: functional, mean over the last map, no BatchNorm
class Discriminator(nn.Module):
    def __init__(self, ndf=64, nc=3):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(nc, ndf, 5, 2, 2), nn.Conv2d(ndf, ndf * 2, 5, 2, 2), nn.Conv2d(ndf * 2, ndf * 4, 5, 2, 2)])
        self.judge = nn.Conv2d(ndf * 4, 1, 3, padding=1)

    def forward(self, x):
        for conv in self.convs:
            x = F.leaky_relu(conv(x), 0.1)
        return self.judge(x).mean((1, 2, 3))


# %% right: dropout, view in forward
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2, inplace=True), nn.Dropout2d(0.1),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2, inplace=True), nn.Dropout2d(0.1),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2, inplace=True), nn.Dropout2d(0.1),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2, inplace=True), nn.Dropout2d(0.1),
            nn.Conv2d(8 * ndf, 1, 4),
        )

    def forward(self, x):
        return self.net(x).view(len(x))


# %% right: a constant times the logit
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4, 1, 0), nn.Flatten(0),
        )

    def forward(self, x):
        return 2 * self.net(x) - 0.5


# %% note: ReLU
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.ReLU(),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.ReLU(),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.ReLU(),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.ReLU(),
            nn.Conv2d(8 * ndf, 1, 4, 1, 0), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% note: max pooling
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 3, padding=1), nn.LeakyReLU(0.2), nn.MaxPool2d(4),
            nn.Conv2d(ndf, 2 * ndf, 3, padding=1), nn.LeakyReLU(0.2), nn.MaxPool2d(4),
            nn.Conv2d(2 * ndf, 1, 4), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: sigmoid_in_d
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4), nn.Sigmoid(), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: bounded_logit
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4), nn.Tanh(), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: one_sign_only
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4), nn.ReLU(), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: leaky_relu_last
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4), nn.LeakyReLU(0.2), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: norm_last
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4), nn.BatchNorm2d(1), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: norm_at_input
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.BatchNorm2d(nc),
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4, 1, 0), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: not_flat
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: extra_dimension
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(16 * 8 * ndf, 1),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: bare_squeeze
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4),
        )

    def forward(self, x):
        return self.net(x).squeeze()


# %% wrong: several_judgements (view hides it)
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 3),
        )

    def forward(self, x):
        return self.net(x).view(-1)


# %% wrong: several_judgements (a map is left)
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=True), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=True), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=True), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 3, padding=1),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: too_small (one block too many)
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 16 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(16 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(16 * ndf, 1, 4, 1, 0), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: sizes_do_not_fit (nc is 3)
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4, 1, 0), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: sizes_do_not_fit (channels)
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4, 1, 0), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: ignores_width
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, 16, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(16, 2 * 16, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * 16), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * 16, 4 * 16, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * 16), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * 16, 8 * 16, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * 16), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * 16, 1, 4, 1, 0), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: wrong_arguments
class Discriminator(nn.Module):
    def __init__(self, ndf):
        super().__init__()
        nc = 3
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4, 1, 0), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: no_super_init
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4, 1, 0), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: no_activation
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf),
            nn.Conv2d(8 * ndf, 1, 4, 1, 0), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: changes_input
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4, 1, 0), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: eval_in_forward
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4, 1, 0), nn.Flatten(0),
        )

    def forward(self, x):
        self.eval()
        return self.net(x)


# %% wrong: no_gradient
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4, 1, 0), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x.detach())


# %% wrong: returns_nothing
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4, 1, 0), nn.Flatten(0),
        )

    def forward(self, x):
        self.net(x)


# %% wrong: one_number
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4, 1, 0), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x).mean()


# %% wrong: fully_connected
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(nc * 64 * 64, 8 * ndf), nn.LeakyReLU(0.2), nn.Linear(8 * ndf, 1), nn.Flatten(0))

    def forward(self, x):
        return self.net(x)


# %% right: GroupNorm with eight groups
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        layers = [nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2, True)]
        for k in (1, 2, 4):
            layers += [
                nn.Conv2d(k * ndf, 2 * k * ndf, 4, 2, 1, bias=False),
                nn.GroupNorm(8, 2 * k * ndf),
                nn.LeakyReLU(0.2, True),
            ]
        layers += [nn.Conv2d(8 * ndf, 1, 4, bias=False), nn.Flatten()]
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: dropout_last
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4),
            nn.Dropout(0.5),
            nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: arguments_swapped
class Discriminator(nn.Module):
    def __init__(self, nc, ndf):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4),
            nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: skips_pixels (one place of a map)
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 1, 4),
        )

    def forward(self, x):
        return self.net(x)[:, 0, 0, 0]


# %% wrong: norm_at_input (after a change of range)
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.bn = nn.BatchNorm2d(nc)
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4),
        )

    def forward(self, x):
        return self.net(self.bn((x + 1) / 2)).view(-1)


# %% wrong: hardly_convolutional
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 1), nn.LeakyReLU(0.2), nn.Flatten(),
            nn.Linear(ndf * 64 * 64, 8 * ndf), nn.LeakyReLU(0.2), nn.Linear(8 * ndf, 1), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: activation_missing
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1), nn.BatchNorm2d(8 * ndf),
            nn.Conv2d(8 * ndf, 1, 4), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: norm_last (before a mean over the field)
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 3, padding=1), nn.BatchNorm2d(1),
        )

    def forward(self, x):
        return self.net(x).mean((1, 2, 3))


# %% wrong: leaky_relu_last (before a mean over the field)
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 3, padding=1), nn.LeakyReLU(0.2),
        )

    def forward(self, x):
        return self.net(x).mean((1, 2, 3))


# %% wrong: leaky_relu_last (scaled)
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4), nn.LeakyReLU(0.2), nn.Flatten(0),
        )
        self.scale = nn.Parameter(torch.ones(1)
        )

    def forward(self, x):
        return self.net(x) * self.scale


# %% wrong: bounded_logit (a clamp)
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x).clamp(-2, 2)


# %% wrong: bounded_logit (a wide tanh)
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4), nn.Flatten(0),
        )

    def forward(self, x):
        return 5 * torch.tanh(self.net(x))


# %% wrong: bounded_logit (a wide hard tanh)
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4), nn.Hardtanh(-3, 3), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: ignores_colour
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x[:, :1])


# %% right: a learnt factor, a sum over the field
class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 3, padding=1),
        )
        self.scale = nn.Parameter(torch.ones(1)
        )

    def forward(self, x):
        return (self.net(x) * self.scale).sum((1, 2, 3)) / 16


# %% wrong: activation_missing (hidden by a crop)
class Crop(nn.Module):
    def forward(self, x):
        return x[:, :, 1:-1, 1:-1]


class Discriminator(nn.Module):
    def __init__(self, ndf, nc):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * ndf), nn.ZeroPad2d(1), Crop(),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, 2, 1, bias=False), nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4), nn.Flatten(0),
        )

    def forward(self, x):
        return self.net(x)
