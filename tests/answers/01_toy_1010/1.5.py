# %% right: nn.Sequential
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 3), nn.Sigmoid(), nn.Linear(3, 4), nn.Sigmoid())

    def forward(self, z):
        return self.net(z)

# %% right: explicit layers
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(1, 3)
        self.out = nn.Linear(3, 4)

    def forward(self, z):
        return self.out(self.hidden(z).sigmoid()).sigmoid()

# %% right: four heads
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(1, 3)
        self.heads = nn.ModuleList(nn.Linear(3, 1) for _ in range(4))

    def forward(self, z):
        h = torch.sigmoid(self.hidden(z))
        return torch.cat([torch.sigmoid(head(h)) for head in self.heads], dim=1)

# %% wrong: no_sigmoid_at_end
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 3), nn.Sigmoid(), nn.Linear(3, 4))

    def forward(self, z):
        return self.net(z)

# %% wrong: tanh_at_end
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 3), nn.Sigmoid(), nn.Linear(3, 4), nn.Tanh())

    def forward(self, z):
        return self.net(z)

# %% wrong: no_sigmoid_at_end (ReLU)
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 3), nn.Sigmoid(), nn.Linear(3, 4), nn.ReLU())

    def forward(self, z):
        return self.net(z)

# %% wrong: softmax_at_end
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 3), nn.Sigmoid(), nn.Linear(3, 4), nn.Softmax(dim=1))

    def forward(self, z):
        return self.net(z)

# %% wrong: wrong_shape (squeezed as D is)
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 3), nn.Sigmoid(), nn.Linear(3, 4), nn.Sigmoid())

    def forward(self, z):
        return self.net(z).view(-1)

# %% wrong: sizes_do_not_fit (takes 4 numbers, as D does)
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 4), nn.Sigmoid())

    def forward(self, z):
        return self.net(z)

# %% wrong: no_hidden_activation
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 3), nn.Linear(3, 4), nn.Sigmoid())

    def forward(self, z):
        return self.net(z)

# %% wrong: wrong_size
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 4), nn.Sigmoid())

    def forward(self, z):
        return self.net(z)

# %% wrong: fixed_batch_size (draws its own z)
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 3), nn.Sigmoid(), nn.Linear(3, 4), nn.Sigmoid())

    def forward(self, z):
        return self.net(torch.full((1, 1), 0.5))

# %% wrong: random_output (draws its own z)
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 3), nn.Sigmoid(), nn.Linear(3, 4), nn.Sigmoid())

    def forward(self, z):
        return self.net(torch.rand(len(z), 1))

# %% wrong: constant_output (ignores z)
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 3), nn.Sigmoid(), nn.Linear(3, 4), nn.Sigmoid())

    def forward(self, z):
        return self.net(torch.full_like(z, 0.5))

# %% wrong: wrong_shape (one pattern row)
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    def forward(self, z):
        return self.net(z)

# %% wrong: no_gradient
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 3), nn.Sigmoid(), nn.Linear(3, 4), nn.Sigmoid())

    def forward(self, z):
        return self.net(z).detach()

# %% wrong: same_start (a seed inside)
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.net = nn.Sequential(nn.Linear(1, 3), nn.Sigmoid(), nn.Linear(3, 4), nn.Sigmoid())

    def forward(self, z):
        return self.net(z)

# %% wrong: needs_a_batch
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 3), nn.BatchNorm1d(3), nn.Sigmoid(), nn.Linear(3, 4), nn.Sigmoid())

    def forward(self, z):
        return self.net(z)


# %% wrong: never_near_one
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 3), nn.Sigmoid(), nn.Linear(3, 4), nn.Sigmoid())

    def forward(self, z):
        return self.net(z) / 2
