# %% right: nn.Sequential
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x).squeeze(1)

# %% right: explicit layers
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(4, 3)
        self.out = nn.Linear(3, 1)

    def forward(self, x):
        h = torch.sigmoid(self.hidden(x))
        return torch.sigmoid(self.out(h)).view(-1)

# %% right: own weights
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(3, 4))
        self.b1 = nn.Parameter(torch.zeros(3))
        self.w2 = nn.Parameter(torch.randn(3))
        self.b2 = nn.Parameter(torch.zeros(()))

    def forward(self, x):
        h = torch.sigmoid(F.linear(x, self.w1, self.b1))
        return torch.sigmoid(h @ self.w2 + self.b2)

# %% right: ReLU between the layers
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.LeakyReLU(0.2), nn.Linear(3, 1), nn.Sigmoid(), nn.Flatten(0))

    def forward(self, x):
        return self.net(x)

# %% wrong: extra_dimension
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x)

# %% wrong: bare_squeeze
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x).squeeze()

# %% wrong: no_sigmoid_at_end
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1))

    def forward(self, x):
        return self.net(x).squeeze(1)

# %% wrong: sigmoid_twice
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    def forward(self, x):
        return torch.sigmoid(self.net(x)).squeeze(1)

# %% wrong: no_hidden_activation
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x).squeeze(1)

# %% wrong: relu_before_sigmoid
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.ReLU(), nn.Sigmoid())

    def forward(self, x):
        return self.net(x).squeeze(1)

# %% wrong: tanh_at_end
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Tanh())

    def forward(self, x):
        return self.net(x).squeeze(1)

# %% wrong: constant_output (softmax over one number)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Softmax(dim=1))

    def forward(self, x):
        return self.net(x).squeeze(1)

# %% wrong: mixes_samples (softmax over the batch)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Softmax(dim=0))

    def forward(self, x):
        return self.net(x).squeeze(1)

# %% wrong: one_number
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x).mean()

# %% wrong: wrong_size (hidden layer of 4)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 4), nn.Sigmoid(), nn.Linear(4, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x).squeeze(1)

# %% wrong: no_bias
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(4, 3, bias=False), nn.Sigmoid(), nn.Linear(3, 1, bias=False), nn.Sigmoid()
        )

    def forward(self, x):
        return self.net(x).squeeze(1)

# %% wrong: no_super_init
class Discriminator(nn.Module):
    def __init__(self):
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x).squeeze(1)

# %% wrong: no_forward
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    def foward(self, x):
        return self.net(x).squeeze(1)

# %% wrong: no_parameters (layers in a plain list)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid()]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x.squeeze(1)

# %% wrong: returns_nothing
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    def forward(self, x):
        x = self.net(x).squeeze(1)

# %% wrong: sizes_do_not_fit
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(4, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x).squeeze(1)

# %% wrong: no_gradient (no_grad)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    @torch.no_grad()
    def forward(self, x):
        return self.net(x).squeeze(1)

# %% wrong: no_gradient (the input is cut off)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x.detach()).squeeze(1)

# %% wrong: shared_weights
layers = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = layers

    def forward(self, x):
        return self.net(x).squeeze(1)

# %% wrong: same_start (a seed inside)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x).squeeze(1)

# %% wrong: hard_ends (clamp)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1))

    def forward(self, x):
        return self.net(x).squeeze(1).clamp(0, 1)

# %% wrong: hard_ends (round)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x).squeeze(1).round()

# %% wrong: ignores_input
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x[:, :3]).squeeze(1)

# %% wrong: needs_a_batch
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x).squeeze(1)

# %% wrong: wrong_arguments
class Discriminator(nn.Module):
    def __init__(self, n_hidden):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x).squeeze(1)

# %% wrong: wrong_arguments (no self)
class Discriminator(nn.Module):
    def __init__():
        pass
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x).squeeze(1)

# %% wrong: not_a_class (an object)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x).squeeze(1)

Discriminator = Discriminator()


# %% wrong: two_hidden_activations
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid())
        self.out = nn.Linear(3, 1)

    def forward(self, x):
        return torch.sigmoid(self.out(torch.sigmoid(self.hidden(x)))).squeeze(1)


# %% wrong: never_near_one
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x).squeeze(1) / 2
