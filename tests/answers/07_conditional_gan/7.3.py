# %% right: a learnt plane
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        plane = self.embed(labels).view(-1, 1, 28, 28)
        return self.net(torch.cat([x, plane], dim=1)).squeeze(1)


# %% right: one-hot planes
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.n_classes = n_classes
        self.net = nn.Sequential(
            nn.Conv2d(1 + n_classes, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        planes = one_hot(labels, self.n_classes)[:, :, None, None].expand(-1, -1, 28, 28)
        return self.net(torch.cat([x, planes], dim=1)).squeeze(1)


# %% right: a logit for each class, the asked one is taken
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, n_classes),
        )

    def forward(self, x, labels):
        return self.net(x).gather(1, labels.view(-1, 1)).squeeze(1)


# %% right: a plane of 7 x 7, enlarged
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 49)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        plane = F.interpolate(self.embed(labels).view(-1, 1, 7, 7), scale_factor=4)
        return self.net(torch.cat([x, plane], dim=1)).view(-1)


# %% right: features and label meet in a hidden layer
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 12)
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 16, 4, 2, 1), nn.LeakyReLU(0.2), nn.Flatten()
        )
        self.judge = nn.Sequential(nn.Linear(16 * 49 + 12, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))

    def forward(self, x, labels):
        return self.judge(torch.cat([self.features(x), self.embed(labels)], dim=1)).squeeze(1)


# %% right: a projection
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.features = nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.LeakyReLU(0.2), nn.Dropout(0.2))
        self.embed = nn.Embedding(n_classes, 32)
        self.last = nn.Linear(32, 1)

    def forward(self, x, labels):
        h = self.features(x)
        return self.last(h).squeeze(1) + (h * self.embed(labels)).sum(1)


# %% wrong: label_only_added
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 16, 4, 2, 1), nn.LeakyReLU(0.2), nn.Flatten()
        )
        self.embed = nn.Embedding(n_classes, 12)
        self.last = nn.Linear(16 * 49 + 12, 1)

    def forward(self, x, labels):
        return self.last(torch.cat([self.features(x), self.embed(labels)], dim=1)).squeeze(1)


# %% wrong: label_only_added (a number for each class)
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 1)
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        return (self.net(x) + self.embed(labels)).squeeze(1)


# %% wrong: ignores_label
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        return self.net(x).squeeze(1)


# %% wrong: label_as_number
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        plane = labels.float().view(-1, 1, 1, 1).expand(-1, 1, 28, 28) / 10
        return self.net(torch.cat([x, plane], dim=1)).squeeze(1)


# %% wrong: fixed_n_classes
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(10, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        plane = self.embed(labels).view(-1, 1, 28, 28)
        return self.net(torch.cat([x, plane], dim=1)).squeeze(1)


# %% wrong: fixed_n_classes (one-hot of ten)
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(11, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        planes = F.one_hot(labels, 10).float()[:, :, None, None].expand(-1, -1, 28, 28)
        return self.net(torch.cat([x, planes], dim=1)).squeeze(1)


# %% wrong: channels_do_not_fit
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        plane = self.embed(labels).view(-1, 1, 28, 28)
        return self.net(torch.cat([x, plane], dim=1)).squeeze(1)


# %% wrong: label_is_no_plane
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        return self.net(torch.cat([x, self.embed(labels)], dim=1)).squeeze(1)


# %% wrong: cat_does_not_fit (a row of planes)
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 10)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        plane = self.embed(labels).view(-1, 10, 1, 1)
        return self.net(torch.cat([x, plane], dim=1)).squeeze(1)


# %% wrong: reshape_does_not_fit
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        plane = self.embed(labels).view(32, 1, 28, 28)
        return self.net(torch.cat([x, plane], dim=1)).squeeze(1)


# %% wrong: sigmoid_in_d
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
            nn.Sigmoid(),
        )

    def forward(self, x, labels):
        plane = self.embed(labels).view(-1, 1, 28, 28)
        return self.net(torch.cat([x, plane], dim=1)).squeeze(1)


# %% wrong: one_sign_only
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
            nn.ReLU(),
        )

    def forward(self, x, labels):
        plane = self.embed(labels).view(-1, 1, 28, 28)
        return self.net(torch.cat([x, plane], dim=1)).squeeze(1)


# %% wrong: norm_last
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
            nn.BatchNorm1d(1),
        )

    def forward(self, x, labels):
        plane = self.embed(labels).view(-1, 1, 28, 28)
        return self.net(torch.cat([x, plane], dim=1)).squeeze(1)


# %% wrong: bare_squeeze
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        plane = self.embed(labels).view(-1, 1, 28, 28)
        return self.net(torch.cat([x, plane], dim=1)).squeeze()


# %% wrong: extra_dimension
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        plane = self.embed(labels).view(-1, 1, 28, 28)
        return self.net(torch.cat([x, plane], dim=1))


# %% wrong: logit_for_each_class
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, n_classes),
        )

    def forward(self, x, labels):
        return self.net(x)


# %% wrong: every_pair
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 1)
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        return self.net(x) * self.embed(labels).squeeze(1)


# %% wrong: wrong_arguments
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(16, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        plane = self.embed(labels).view(-1, 1, 28, 28)
        return self.net(torch.cat([x, plane], dim=1)).squeeze(1)


# %% wrong: embeds_floats
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        plane = self.embed(labels.float()).view(-1, 1, 28, 28)
        return self.net(torch.cat([x, plane], dim=1)).squeeze(1)


# %% wrong: no_gradient
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        plane = self.embed(labels).view(-1, 1, 28, 28)
        return self.net(torch.cat([x.detach(), plane], dim=1)).squeeze(1)


# %% wrong: changes_input
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        x += self.embed(labels).view(-1, 1, 28, 28).detach()
        return self.net(x).squeeze(1)


# %% wrong: returns_nothing
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(16 * 7 * 7, 1),
        )

    def forward(self, x, labels):
        plane = self.embed(labels).view(-1, 1, 28, 28)
        self.net(torch.cat([x, plane], dim=1)).squeeze(1)


# %% right: a small network for each class
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.nets = nn.ModuleList(
            nn.Sequential(nn.Flatten(0), nn.Linear(784, 16), nn.ReLU(), nn.Linear(16, 1)) for _ in range(n_classes)
        )

    def forward(self, x, labels):
        return torch.cat([self.nets[int(y)](image) for image, y in zip(x, labels)])


# %% right: the plane is added to the image
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))

    def forward(self, x, labels):
        return self.net(x + self.embed(labels).view(-1, 1, 28, 28)).squeeze(1)


# %% wrong: label_as_number (dims the image)
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.n_classes = n_classes
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))

    def forward(self, x, labels):
        return self.net(x * (1 + labels.view(-1, 1, 1, 1) / self.n_classes)).squeeze(1)


# %% wrong: no_activation (one Linear a class)
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, n_classes))

    def forward(self, x, labels):
        return self.net(x)[torch.arange(len(x)), labels]


# %% wrong: mixes_samples
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))

    def forward(self, x, labels):
        plane = self.embed(labels).view(-1, 1, 28, 28)
        return self.net(x - x.mean(0, keepdim=True) + plane).squeeze(1)


# %% note: very few weights
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 1)
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(785, 3), nn.Tanh(), nn.Linear(3, 1))

    def forward(self, x, labels):
        return self.net(torch.cat([x.flatten(1), self.embed(labels)], 1)).squeeze(1)


# %% wrong: vectors_cut_off
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 16, 4, 2, 1), nn.BatchNorm2d(16), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(16 * 49, 1),
        )

    def forward(self, x, labels):
        return self.net(torch.cat([x, self.embed(labels).detach().view(-1, 1, 28, 28)], 1)).squeeze(1)


# %% wrong: same_vectors (two classes each)
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 16, 4, 2, 1), nn.BatchNorm2d(16), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(16 * 49, 1),
        )

    def forward(self, x, labels):
        return self.net(torch.cat([x, self.embed(labels // 2).view(-1, 1, 28, 28)], 1)).squeeze(1)


# %% wrong: same_vectors (ten at most)
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 16, 4, 2, 1), nn.BatchNorm2d(16), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(16 * 49, 1),
        )

    def forward(self, x, labels):
        return self.net(torch.cat([x, self.embed(labels.clamp(max=9)).view(-1, 1, 28, 28)], 1)).squeeze(1)


# %% wrong: same_vectors (one class and all others)
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 16, 4, 2, 1), nn.BatchNorm2d(16), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(16 * 49, 1),
        )

    def forward(self, x, labels):
        return self.net(torch.cat([x, self.embed((labels == 3).long()).view(-1, 1, 28, 28)], 1)).squeeze(1)


# %% wrong: fixed_n_classes (from 10 on again)
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(10, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 16, 4, 2, 1), nn.BatchNorm2d(16), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(16 * 49, 1),
        )

    def forward(self, x, labels):
        return self.net(torch.cat([x, self.embed(labels % 10).view(-1, 1, 28, 28)], 1)).squeeze(1)


# %% wrong: never_learnt (a buffer)
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.register_buffer("planes", torch.randn(n_classes, 1, 28, 28))
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 16, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(16 * 49, 1),
        )

    def forward(self, x, labels):
        return self.net(torch.cat([x, self.planes[labels]], dim=1)).squeeze(1)


# %% wrong: never_learnt (a plain tensor)
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.planes = torch.randn(n_classes, 1, 28, 28)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 16, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(16 * 49, 1),
        )

    def forward(self, x, labels):
        return self.net(torch.cat([x, self.planes[labels]], dim=1)).squeeze(1)


# %% wrong: activation_missing
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.net = nn.Sequential(
            nn.Conv2d(2, 8, 4, 2, 1), nn.Conv2d(8, 16, 4, 2, 1), nn.BatchNorm2d(16), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(16 * 49, 1),
        )

    def forward(self, x, labels):
        plane = self.embed(labels).view(-1, 1, 28, 28)
        return self.net(torch.cat([x, plane], dim=1)).squeeze(1)


# %% right: swish by hand
class Discriminator(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.embed = nn.Embedding(n_classes, 784)
        self.c1, self.c2 = nn.Conv2d(2, 32, 4, 2, 1), nn.Conv2d(32, 64, 4, 2, 1)
        self.fc = nn.Linear(64*49, 1)
    def forward(self, x, labels):
        x = torch.cat([x, self.embed(labels).view_as(x)], 1)
        for c in (self.c1, self.c2):
            x = c(x); x = x * x.sigmoid()
        return self.fc(x.flatten(1)).flatten()
