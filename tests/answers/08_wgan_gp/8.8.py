# %% right: lesson 03's without BatchNorm
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2),
            nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2),
            nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(128 * 4 * 4, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% right: InstanceNorm, convolutions all the way
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 4, 2, 1), nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(32, 64, 4, 2, 1), nn.InstanceNorm2d(64, affine=True), nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(64, 1, 7),
        )

    def forward(self, x):
        return self.net(x).view(-1)


# %% right: GroupNorm and LayerNorm
class Critic(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.a = nn.Conv2d(1, width, 5, 2, 2)
        self.b = nn.Conv2d(width, 2 * width, 5, 2, 2)
        self.norm = nn.GroupNorm(8, 2 * width)
        self.head = nn.Sequential(nn.Flatten(), nn.LayerNorm(2 * width * 49), nn.Linear(2 * width * 49, 1))

    def forward(self, x):
        x = F.leaky_relu(self.a(x), 0.2)
        return self.head(F.leaky_relu(self.norm(self.b(x)), 0.2))[:, 0]


# %% right: smooth activations, pooling
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(1, 32, 3, padding=1)
        self.b = nn.Conv2d(32, 64, 3, padding=1)
        self.out = nn.Linear(64 * 49, 1)

    def forward(self, x):
        x = F.avg_pool2d(F.silu(self.a(x)), 2)
        x = F.avg_pool2d(F.silu(self.b(x)), 2)
        return self.out(x.flatten(1)).reshape(len(x))


# %% note: dropout
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2),
            nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Dropout(0.3),
            nn.Flatten(), nn.Linear(64 * 49, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: batchnorm_in_critic
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2),
            nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.BatchNorm2d(64), nn.LeakyReLU(0.2),
            nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.BatchNorm2d(128), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(128 * 4 * 4, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: batchnorm_in_critic (one left, without running means)
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2),
            nn.Conv2d(32, 64, 4, stride=2, padding=1),
            nn.BatchNorm2d(64, track_running_stats=False), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(64 * 49, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: batchnorm_in_critic (BatchNorm1d)
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(),
            nn.Linear(32 * 196, 64), nn.BatchNorm1d(64), nn.LeakyReLU(0.2), nn.Linear(64, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: mixes_samples (scores minus their mean)
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(32 * 196, 1),
        )

    def forward(self, x):
        scores = self.net(x).squeeze(1)
        return scores - scores.mean()


# %% wrong: mixes_samples (minibatch deviation)
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(1, 32, 4, stride=2, padding=1)
        self.out = nn.Linear(32 * 196 + 1, 1)

    def forward(self, x):
        h = F.leaky_relu(self.a(x), 0.2).flatten(1)
        spread = (h.var(0, correction=0) + 1e-4).sqrt().mean().expand(len(x), 1)
        return self.out(torch.cat([h, 10 * spread], 1)).squeeze(1)


# %% wrong: sigmoid_in_critic
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2),
            nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(64 * 49, 1), nn.Sigmoid(),
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: bounded_score
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(1, 32, 4, stride=2, padding=1)
        self.out = nn.Linear(32 * 196, 1)

    def forward(self, x):
        return torch.tanh(self.out(F.leaky_relu(self.a(x), 0.2).flatten(1))).squeeze(1)


# %% wrong: activation_last
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2),
            nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(64 * 49, 1), nn.LeakyReLU(0.2),
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: no_activation
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.Conv2d(32, 64, 4, stride=2, padding=1),
            nn.Flatten(), nn.Linear(64 * 49, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: no_convolution
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.LeakyReLU(0.2), nn.Linear(128, 1))

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: extra_dimension
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(32 * 196, 1),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: map_of_scores
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(32, 1, 4, 2, 1),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: many_outputs
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(32 * 196, 2),
        )

    def forward(self, x):
        return self.net(x)


# %% wrong: sizes_do_not_fit
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(32 * 49, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: one_number
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(32 * 196, 1),
        )

    def forward(self, x):
        return self.net(x).mean()


# %% wrong: random_in_eval
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(1, 32, 4, stride=2, padding=1)
        self.out = nn.Linear(32 * 196, 1)

    def forward(self, x):
        return self.out(F.dropout(F.leaky_relu(self.a(x), 0.2), 0.3).flatten(1)).squeeze(1)


# %% right: spectral norm in place of a norm
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        norm = nn.utils.parametrizations.spectral_norm
        self.net = nn.Sequential(
            norm(nn.Conv2d(1, 32, 4, stride=2, padding=1)), nn.LeakyReLU(0.2),
            norm(nn.Conv2d(32, 64, 4, stride=2, padding=1)), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(64 * 49, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: batchnorm_in_critic (on the images)
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.BatchNorm2d(1), nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(32 * 196, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: bare_squeeze
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(32 * 196, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze()


# %% wrong: batchnorm_in_critic (beside F.dropout)
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 16, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(16, 32, 4, 2, 1), nn.BatchNorm2d(32), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(32 * 49, 1),
        )

    def forward(self, x):
        return self.net(F.dropout(x, 0.1, self.training)).squeeze(1)


# %% wrong: batchnorm_in_critic (beside AlphaDropout)
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 16, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(16, 32, 4, 2, 1), nn.BatchNorm2d(32), nn.LeakyReLU(0.2),
            nn.AlphaDropout(0.1), nn.Flatten(), nn.Linear(32 * 49, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: batchnorm_in_critic (beside FeatureAlphaDropout)
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 16, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(16, 32, 4, 2, 1), nn.BatchNorm2d(32), nn.LeakyReLU(0.2),
            nn.FeatureAlphaDropout(0.1), nn.Flatten(), nn.Linear(32 * 49, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


# %% wrong: batchnorm_in_critic (beside noise)
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 16, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(16, 32, 4, 2, 1), nn.BatchNorm2d(32), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(32 * 49, 1),
        )

    def forward(self, x):
        return self.net(x + 0.1 * torch.randn_like(x) * self.training).squeeze(1)


# %% right: noise on the images
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 16, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(16, 32, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(32 * 49, 1),
        )

    def forward(self, x):
        return self.net(x + 0.05 * torch.randn_like(x) * self.training).squeeze(1)
