# %% right: two terms
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten()
        )
        self.last = nn.Linear(392, 1)
        self.embed = nn.Embedding(n_classes, 392)

    def features(self, x):
        return self.net(x)

    def forward(self, x, labels):
        h = self.features(x)
        return self.last(h).squeeze(1) + (self.embed(labels) * h).sum(1)


# %% right: einsum, a small start
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten()
        )
        self.last = nn.Linear(392, 1)
        self.embed = nn.Embedding(n_classes, 392)
        nn.init.normal_(self.embed.weight, std=0.02)

    def features(self, x):
        return self.net(x)

    def forward(self, x, labels):
        h = self.features(x)
        return self.last(h).view(-1) + torch.einsum('nf,nf->n', h, self.embed(labels))


# %% right: an MLP, batched products
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.features = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.LeakyReLU(0.2), nn.Linear(64, 24), nn.LeakyReLU(0.2))
        self.embed = nn.Embedding(n_classes, 24)
        self.how_real = nn.Sequential(nn.Linear(24, 1))

    def forward(self, x, labels):
        phi = self.features(x)
        fits = torch.bmm(phi.unsqueeze(1), self.embed(labels).unsqueeze(2)).view(-1)
        return self.how_real(phi)[:, 0] + fits


# %% wrong: no_realness_term
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten()
        )
        self.embed = nn.Embedding(n_classes, 392)

    def features(self, x):
        return self.net(x)

    def forward(self, x, labels):
        h = self.features(x)
        return (self.embed(labels) * h).sum(1)


# %% wrong: mean_not_sum
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten()
        )
        self.last = nn.Linear(392, 1)
        self.embed = nn.Embedding(n_classes, 392)

    def features(self, x):
        return self.net(x)

    def forward(self, x, labels):
        h = self.features(x)
        return self.last(h).squeeze(1) + (self.embed(labels) * h).mean(1)


# %% wrong: ignores_label
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten()
        )
        self.last = nn.Linear(392, 1)
        self.embed = nn.Embedding(n_classes, 392)

    def features(self, x):
        return self.net(x)

    def forward(self, x, labels):
        return self.last(self.features(x)).squeeze(1)


# %% wrong: label_only_added
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten()
        )
        self.last = nn.Linear(392, 1)
        self.embed = nn.Embedding(n_classes, 392)

    def features(self, x):
        return self.net(x)

    def forward(self, x, labels):
        h = self.features(x)
        return self.last(h).squeeze(1) + self.embed(labels).sum(1)


# %% wrong: wrong_shape (no sum)
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten()
        )
        self.last = nn.Linear(392, 1)
        self.embed = nn.Embedding(n_classes, 392)

    def features(self, x):
        return self.net(x)

    def forward(self, x, labels):
        h = self.features(x)
        return self.last(h) + self.embed(labels) * h


# %% wrong: no_product (a plane is no projection)
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten()
        )
        self.last = nn.Linear(392, 1)
        self.embed = nn.Embedding(n_classes, 392)
        self.plane = nn.Linear(392, 784)

    def features(self, x):
        return self.net(x)

    def forward(self, x, labels):
        x = x + self.plane(self.embed(labels)).view(-1, 1, 28, 28)
        return self.last(self.features(x)).squeeze(1)


# %% wrong: no_product (the product inside the last layer)
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten()
        )
        self.last = nn.Linear(392, 1)
        self.embed = nn.Embedding(n_classes, 392)

    def features(self, x):
        return self.net(x)

    def forward(self, x, labels):
        h = self.features(x)
        return self.last(h * self.embed(labels)).squeeze(1)


# %% wrong: no_features
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten()
        )
        self.last = nn.Linear(392, 1)
        self.embed = nn.Embedding(n_classes, 392)

    def find(self, x):
        return self.net(x)

    def forward(self, x, labels):
        h = self.find(x)
        return self.last(h).squeeze(1) + (self.embed(labels) * h).sum(1)


# %% wrong: no_embed
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten()
        )
        self.last = nn.Linear(392, 1)
        self.table = nn.Parameter(torch.randn(n_classes, 392))

    def features(self, x):
        return self.net(x)

    def forward(self, x, labels):
        h = self.features(x)
        return self.last(h).squeeze(1) + (self.table[labels] * h).sum(1)


# %% wrong: features_not_rows
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten()
        )
        self.last = nn.Linear(392, 1)
        self.embed = nn.Embedding(n_classes, 392)

    def features(self, x):
        return self.net[:-1](x)

    def forward(self, x, labels):
        h = self.features(x).flatten(1)
        return self.last(h).squeeze(1) + (self.embed(labels) * h).sum(1)


# %% wrong: every_pair
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten()
        )
        self.last = nn.Linear(392, 1)
        self.embed = nn.Embedding(n_classes, 392)

    def features(self, x):
        return self.net(x)

    def forward(self, x, labels):
        h = self.features(x)
        return self.last(h) + (self.embed(labels) * h).sum(1)


# %% wrong: fixed_n_classes
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten()
        )
        self.last = nn.Linear(392, 1)
        self.embed = nn.Embedding(10, 392)

    def features(self, x):
        return self.net(x)

    def forward(self, x, labels):
        h = self.features(x)
        return self.last(h).squeeze(1) + (self.embed(labels) * h).sum(1)


# %% wrong: raises (F does not fit)
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten()
        )
        self.last = nn.Linear(392, 1)
        self.embed = nn.Embedding(n_classes, 10)

    def features(self, x):
        return self.net(x)

    def forward(self, x, labels):
        h = self.features(x)
        return self.last(h).squeeze(1) + (self.embed(labels) * h).sum(1)


# %% wrong: no_gradient (the first term)
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten())
        self.last = nn.Linear(392, 1)
        self.embed = nn.Embedding(n_classes, 392)

    def forward(self, x, labels):
        h = self.features(x)
        return self.last(h.detach()).squeeze(1) + (self.embed(labels) * h).sum(1)


# %% wrong: vectors_cut_off
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten())
        self.last = nn.Linear(392, 1)
        self.embed = nn.Embedding(n_classes, 392)

    def forward(self, x, labels):
        h = self.features(x)
        return self.last(h).squeeze(1) + (self.embed(labels).detach() * h).sum(1)


# %% wrong: other_realness (of the pixels)
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten())
        self.last = nn.Linear(784, 1)
        self.embed = nn.Embedding(n_classes, 392)

    def forward(self, x, labels):
        h = self.features(x)
        return self.last(x.flatten(1)).squeeze(1) + (self.embed(labels) * h).sum(1)


# %% wrong: other_realness (to the power of three)
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2), nn.Flatten())
        self.last = nn.Linear(392, 1)
        self.embed = nn.Embedding(n_classes, 392)

    def forward(self, x, labels):
        h = self.features(x)
        return self.last(h).squeeze(1) ** 3 + (self.embed(labels) * h).sum(1)


# %% right: summed over the pixels, spectral norm
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        sn = nn.utils.parametrizations.spectral_norm
        self.body = nn.Sequential(sn(nn.Conv2d(1, 16, 4, 2, 1)), nn.ReLU(), sn(nn.Conv2d(16, 32, 4, 2, 1)), nn.ReLU())
        self.last = sn(nn.Linear(32, 1))
        self.embed = sn(nn.Embedding(n_classes, 32))

    def features(self, x):
        return self.body(x).sum((2, 3))

    def forward(self, x, labels):
        h = self.features(x)
        return self.last(h)[:, 0] + (h * self.embed(labels)).sum(-1)


# %% right: swish by hand, einsum
class ProjectionDiscriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.c1, self.c2 = nn.Conv2d(1, 32, 4, 2, 1), nn.Conv2d(32, 64, 4, 2, 1)
        self.last = nn.Linear(64, 1); self.embed = nn.Embedding(n_classes, 64)
    def features(self, x):
        x = self.c1(x); x = x * x.sigmoid()
        x = self.c2(x); x = x * x.sigmoid()
        return x.sum((2, 3))
    def forward(self, x, labels):
        h = self.features(x)
        return self.last(h)[:, 0] + torch.einsum("nf,nf->n", self.embed(labels), h)
