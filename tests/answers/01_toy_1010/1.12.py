# %% right: nn.Sequential
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(4, 32), nn.LeakyReLU(0.2), nn.Linear(32, 32), nn.LeakyReLU(0.2), nn.Linear(32, 4), nn.Sigmoid()
        )

    def forward(self, z):
        return self.net(z)

# %% right: explicit, with ReLU
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 32)
        self.b = nn.Linear(32, 32)
        self.c = nn.Linear(32, 4)

    def forward(self, z):
        return torch.sigmoid(self.c(F.relu(self.b(F.relu(self.a(z))))))

# %% right: with tanh
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4, 32), nn.Linear(32, 32), nn.Linear(32, 4)])

    def forward(self, z):
        for layer in self.layers[:-1]:
            z = torch.tanh(layer(z))
        return self.layers[-1](z).sigmoid()

# %% note: another width
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 4), nn.Sigmoid()
        )

    def forward(self, z):
        return self.net(z)

# %% wrong: too_many_layers
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        layers = [nn.Linear(4, 32), nn.ReLU()]
        for _ in range(2):
            layers += [nn.Linear(32, 32), nn.ReLU()]
        self.net = nn.Sequential(*layers, nn.Linear(32, 4), nn.Sigmoid())

    def forward(self, z):
        return self.net(z)

# %% wrong: sizes_do_not_fit (still one number in)
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(1, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 4), nn.Sigmoid()
        )

    def forward(self, z):
        return self.net(z)

# %% wrong: no_sigmoid_at_end
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 4))

    def forward(self, z):
        return self.net(z)

# %% wrong: no_hidden_activation
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 32), nn.Linear(32, 32), nn.Linear(32, 4), nn.Sigmoid())

    def forward(self, z):
        return self.net(z)

# %% wrong: relu_before_sigmoid
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 4), nn.ReLU(), nn.Sigmoid()
        )

    def forward(self, z):
        return self.net(z)

# %% wrong: too_few_layers
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 4), nn.Sigmoid())

    def forward(self, z):
        return self.net(z)

# %% wrong: mixes_samples (normalised over the batch)
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 4))

    def forward(self, z):
        x = self.net(z)
        return torch.sigmoid(x - x.mean(0))

# %% wrong: mixes_samples (a transpose that reads as a reshape)
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 4), nn.Sigmoid()
        )

    def forward(self, z):
        return self.net(z).T.reshape(len(z), 4)

# %% wrong: softmax_at_end
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 4), nn.Softmax(dim=1)
        )

    def forward(self, z):
        return self.net(z)

# %% note: batch normalisation
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(4, 32), nn.BatchNorm1d(32), nn.ReLU(),
            nn.Linear(32, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 4), nn.Sigmoid()
        )

    def forward(self, z):
        return self.net(z)

# %% right: sigmoids
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(4, 32), nn.Sigmoid(), nn.Linear(32, 32), nn.Sigmoid(), nn.Linear(32, 4), nn.Sigmoid()
        )

    def forward(self, z):
        return self.net(z)

# %% wrong: too_few_layers (one wide hidden layer)
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(4, 150), nn.ReLU(), nn.Linear(150, 4), nn.Sigmoid()
        )

    def forward(self, z):
        return self.net(z)

# %% wrong: no_hidden_activation (after the second layer)
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 32), nn.Linear(32, 4), nn.Sigmoid()
        )

    def forward(self, z):
        return self.net(z)

# %% wrong: no_hidden_activation (after the first layer)
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(4, 32), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 4), nn.Sigmoid()
        )

    def forward(self, z):
        return self.net(z)

# %% wrong: ignores_input
class WideGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 4), nn.Sigmoid()
        )

    def forward(self, z):
        return self.net(z[:, :2])


# %% right: layers in a list, any device
class WideGenerator(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4, width), nn.Linear(width, width)])
        self.out = nn.Linear(width, 4)

    def forward(self, z):
        for layer in self.layers:
            z = F.leaky_relu(layer(z), 0.3, inplace=True)
        return self.out(z).sigmoid_()
