# %% right: an embedding beside z
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% right: one-hot rows
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.n_classes = n_classes
        self.net = nn.Sequential(
            nn.Linear(nz + n_classes, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def embed(self, labels):
        return one_hot(labels, self.n_classes)

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% right: the vector is added to z
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, nz)
        self.net = nn.Sequential(
            nn.Linear(nz, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(z + e)

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% right: the vector is multiplied with z
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, nz)
        self.net = nn.Sequential(
            nn.Linear(nz, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(z * e)

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% right: the class shifts the channels of a later layer
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.table = nn.Embedding(n_classes, 8)
        self.first = nn.Linear(nz, 8 * 7 * 7)
        self.net = nn.Sequential(
            nn.ReLU(), nn.ConvTranspose2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.ReLU(),
            nn.ConvTranspose2d(8, 1, 4, 2, 1), nn.Tanh(),
        )

    def embed(self, labels):
        return self.table(labels)

    def draw(self, z, e):
        field = self.first(z).view(-1, 8, 7, 7) + e[:, :, None, None]
        return self.net(field)

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% right: a table of parameters, Linear layers alone
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.table = nn.Parameter(torch.randn(n_classes, 4))
        self.net = nn.Sequential(nn.Linear(nz + 4, 32), nn.ReLU(), nn.Linear(32, 784), nn.Tanh())

    def embed(self, labels):
        return self.table[labels]

    def draw(self, z, e):
        return self.net(torch.hstack([e, z])).view(-1, 1, 28, 28)

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: ints_not_floats
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.n_classes = n_classes
        self.net = nn.Sequential(
            nn.Linear(nz + n_classes, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def embed(self, labels):
        return F.one_hot(labels, self.n_classes)

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: label_as_number
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(nz + 1, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def embed(self, labels):
        return labels.float().view(-1, 1)

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: label_as_number (from 0 to 1)
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.n_classes = n_classes
        self.net = nn.Sequential(
            nn.Linear(nz + 1, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def embed(self, labels):
        return labels.view(-1, 1) / self.n_classes

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: fixed_n_classes
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(10, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: fixed_n_classes (one-hot of ten)
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def embed(self, labels):
        return F.one_hot(labels, 10).float()

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: embedding_turned_round
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(10, n_classes)
        self.net = nn.Sequential(
            nn.Linear(nz + n_classes, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: ignores_label
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(z)

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: ignores_label (multiplied by 0)
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, 0 * e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: same_vectors (ten tables only)
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.table = nn.Embedding(10, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def embed(self, labels):
        return self.table(labels % 10)

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: ignores_z
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(e)

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: sizes_do_not_fit
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: sizes_do_not_fit (z of 64 only)
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(64 + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: cat_does_not_fit
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=0))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: label_is_no_plane
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, e[:, :, None, None]], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: no_embed
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.table = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.table(labels))


# %% wrong: no_draw
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def forward(self, z, labels):
        return self.net(torch.cat([z, self.embed(labels)], dim=1))


# %% wrong: forward_differs
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, 2 * self.embed(labels))


# %% wrong: embed_not_rows
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.table = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def embed(self, labels):
        return self.table(labels)[:, :, None, None]

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: wrong_arguments
class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.embed = nn.Embedding(10, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: range_unbounded
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: range_0_1
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Sigmoid(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: wrong_image_size
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 3, stride=1, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: no_channel
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1)).squeeze(1)

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: hidden_layers
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )
        self.layers = [nn.Linear(nz, nz)]

    def draw(self, z, e):
        return self.net(torch.cat([self.layers[0](z), e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: embeds_floats
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(self.embed(z), labels)


# %% wrong: eval_in_forward
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        self.eval()
        return self.draw(z, self.embed(labels))


# %% wrong: returns_nothing
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% right: Linear layers on one-hot rows, then a small table of their own
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.n_classes = n_classes
        self.look_up = nn.Linear(n_classes, 10)
        self.net = nn.Sequential(nn.Linear(nz + 10, 64), nn.ReLU(), nn.Linear(64, 784), nn.Tanh())

    def embed(self, labels):
        return self.look_up(F.one_hot(labels, self.n_classes).float())

    def draw(self, z, e):
        return self.net(torch.cat((z, e), -1)).reshape(len(z), 1, 28, 28)

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: vectors_cut_off
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(nn.Linear(nz + 10, 64), nn.ReLU(), nn.Linear(64, 784), nn.Tanh())

    def draw(self, z, e):
        return self.net(torch.cat([z, e.detach()], 1)).view(-1, 1, 28, 28)

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: no_gradient (z is cut off)
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(nn.Linear(nz + 10, 64), nn.ReLU(), nn.Linear(64, 784), nn.Tanh())

    def draw(self, z, e):
        return self.net(torch.cat([z.detach(), e], 1)).view(-1, 1, 28, 28)

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: random_in_eval
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(nn.Linear(nz + 10, 64), nn.ReLU(), nn.Linear(64, 784), nn.Tanh())

    def draw(self, z, e):
        return self.net(torch.cat([z + torch.randn_like(z), e], 1)).view(-1, 1, 28, 28)

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: vectors_cut_off (behind embed)
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.table = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 16 * 7 * 7), nn.Unflatten(1, (16, 7, 7)), nn.BatchNorm2d(16), nn.ReLU(),
            nn.ConvTranspose2d(16, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.ReLU(),
            nn.ConvTranspose2d(8, 1, 4, 2, 1), nn.Tanh(),
        )
    def embed(self, labels):
        return self.table(labels).detach()

    def draw(self, z, e):
        return self.net(torch.cat([z, e], 1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: ignores_z (all but the first number)
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(11, 16 * 7 * 7), nn.Unflatten(1, (16, 7, 7)), nn.BatchNorm2d(16), nn.ReLU(),
            nn.ConvTranspose2d(16, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.ReLU(),
            nn.ConvTranspose2d(8, 1, 4, 2, 1), nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z[:, :1], e], 1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: ignores_z (its last numbers)
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 3)
        self.nz = nz
        self.net = nn.Sequential(
            nn.Linear(nz, 16 * 7 * 7), nn.Unflatten(1, (16, 7, 7)), nn.BatchNorm2d(16), nn.ReLU(),
            nn.ConvTranspose2d(16, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.ReLU(),
            nn.ConvTranspose2d(8, 1, 4, 2, 1), nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z[:, :-3], e], 1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% right: frozen one-hot rows
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding.from_pretrained(torch.eye(n_classes))
        self.net = nn.Sequential(
            nn.Linear(nz + n_classes, 16 * 7 * 7), nn.Unflatten(1, (16, 7, 7)), nn.BatchNorm2d(16), nn.ReLU(),
            nn.ConvTranspose2d(16, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.ReLU(),
            nn.ConvTranspose2d(8, 1, 4, 2, 1), nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, e], 1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% wrong: activation_missing
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def draw(self, z, e):
        return self.net(torch.cat([z, e], dim=1))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% right: wide, layer by layer in draw
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 32)
        self.first = nn.Linear(nz + 32, 128 * 7 * 7, bias=False)
        self.norm1, self.norm2 = nn.BatchNorm2d(128), nn.BatchNorm2d(64)
        self.up1 = nn.ConvTranspose2d(128, 64, 4, stride=2, padding=1, bias=False)
        self.up2 = nn.ConvTranspose2d(64, 1, 4, stride=2, padding=1)

    def draw(self, z, e):
        h = self.first(torch.cat((z, e.to(z.device)), 1)).reshape(len(z), 128, 7, 7)
        h = F.relu_(self.norm1(h))
        h = F.relu_(self.norm2(self.up1(h)))
        return torch.tanh(self.up2(h))

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% right: swish by hand
class Generator(nn.Module):
    def __init__(self, nz, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.fc = nn.Linear(nz + 10, 64*49); self.c1 = nn.ConvTranspose2d(64, 32, 4, 2, 1); self.c2 = nn.ConvTranspose2d(32, 1, 4, 2, 1)
    def draw(self, z, e):
        x = self.fc(torch.cat([z, e], 1)).view(-1, 64, 7, 7); x = x * x.sigmoid()
        x = self.c1(x); x = x * x.sigmoid()
        return self.c2(x).tanh()
    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))
