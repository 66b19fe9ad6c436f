# %% right: one nn.Sequential
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Flatten(),
            nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Dropout(0.3),
            nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Dropout(0.3),
            nn.Linear(256, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% right: layer by layer, no dropout, another slope
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(28 * 28, 256)
        self.fc2 = nn.Linear(256, 256)
        self.fc3 = nn.Linear(256, 1)

    def forward(self, x):
        h = F.leaky_relu(self.fc1(x.view(len(x), -1)), 0.1)
        h = F.leaky_relu(self.fc2(h), 0.1)
        return self.fc3(h).view(-1)


# %% right: ReLU, LayerNorm, functional dropout
class Discriminator(nn.Module):
    def __init__(self, width=300):
        super().__init__()
        self.hidden = nn.Linear(784, width)
        self.norm = nn.LayerNorm(width)
        self.out = nn.Linear(width, 1)

    def forward(self, x):
        h = self.norm(torch.relu(self.hidden(x.flatten(1))))
        h = F.dropout(h, 0.3, training=self.training)
        return self.out(h)[:, 0]


# %% note: BatchNorm in D
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 256), nn.BatchNorm1d(256), nn.LeakyReLU(0.2), nn.Linear(256, 1)
        )

    def forward(self, x):
        return self.net(x).squeeze(-1)


# %% note: a small one
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1), nn.Flatten(0))

    def forward(self, x):
        return self.net(x)


# %% wrong: sigmoid_in_d
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(256, 1), nn.Sigmoid()
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: extra_dimension
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1))

    def forward(self, x):
        return self.net(x)


# %% wrong: bare_squeeze
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1))

    def forward(self, x):
        return self.net(x).squeeze()


# %% wrong: leaky_relu_last
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1), nn.LeakyReLU(0.2)
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: leaky_relu_last (functional, in a loop over all layers)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(784, 512), nn.Linear(512, 256), nn.Linear(256, 1)])

    def forward(self, x):
        x = x.flatten(1)
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.1)
        return x.squeeze(1)


# %% wrong: one_sign_only (ReLU last)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 1), nn.ReLU())

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: bounded_logit
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1), nn.Tanh())

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: sizes_do_not_fit (not flattened)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1))

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: mixes_samples
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1))

    def forward(self, x):
        return self.net(x.view(784, -1).T).squeeze(1)


# %% wrong: one_number
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1))

    def forward(self, x):
        return self.net(x).mean()


# %% wrong: no_activation
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.Dropout(0.3), nn.Linear(256, 1))

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: random_in_eval
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(784, 256), nn.Linear(256, 1)

    def forward(self, x):
        h = F.dropout(F.leaky_relu(self.fc1(x.flatten(1)), 0.2), 0.3)
        return self.fc2(h).squeeze(1)


# %% wrong: hidden_layers (made in forward)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 256)

    def forward(self, x):
        h = F.leaky_relu(self.fc1(x.flatten(1)), 0.2)
        return nn.Linear(256, 1)(h).squeeze(1)


# %% wrong: many_outputs
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 2))

    def forward(self, x):
        return self.net(x)


# %% wrong: no_gradient (to the images)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1)
        )

    def forward(self, x):
        return self.net(x.detach()).squeeze(1)


# %% wrong: no_gradient (black and white)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1)
        )

    def forward(self, x):
        return self.net((x > 0).float()).squeeze(1)


# %% wrong: dropout_last
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1), nn.Dropout(0.3)
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: all_dropped
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Dropout(1.0), nn.Linear(256, 1)
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: activation_missing
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 512), nn.Dropout(0.3),
            nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(256, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: changed_logits (multiplied)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1))

    def forward(self, x):
        return 0.1 * self.net(x).squeeze(1)


# %% wrong: changed_logits (moved)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1))

    def forward(self, x):
        return self.net(x).squeeze(1) - 0.5


# %% right: PReLU, spectral norm, a last layer without bias
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        norm = nn.utils.parametrizations.spectral_norm
        self.first, self.bend = norm(nn.Linear(784, 300)), nn.PReLU()
        self.last = nn.Linear(300, 1, bias=False)

    def forward(self, x):
        h = self.bend(self.first(x.view(len(x), -1)))
        return self.last(h)[:, 0]
