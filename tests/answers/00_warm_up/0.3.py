# %% right: in one line
def make_net(n_in, n_hidden, n_out):
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out))


# %% right: grown layer by layer
def make_net(n_in, n_hidden, n_out):
    net = nn.Sequential()
    net.append(nn.Linear(n_in, n_hidden))
    net.append(nn.ReLU(inplace=True))
    net.append(nn.Linear(n_hidden, n_out))
    return net


# %% right: a class of its own
class Net(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.first, self.second = nn.Linear(n_in, n_hidden), nn.Linear(n_hidden, n_out)

    def forward(self, x):
        return self.second(F.relu(self.first(x)))


def make_net(n_in, n_hidden, n_out):
    return Net(n_in, n_hidden, n_out)


# %% note: another activation
def make_net(n_in, n_hidden, n_out):
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.Tanh(), nn.Linear(n_hidden, n_out))


# %% wrong: no_activation
def make_net(n_in, n_hidden, n_out):
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.Linear(n_hidden, n_out))


# %% wrong: final_activation (sigmoid)
def make_net(n_in, n_hidden, n_out):
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out), nn.Sigmoid())


# %% wrong: final_activation (relu)
def make_net(n_in, n_hidden, n_out):
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out), nn.ReLU())


# %% wrong: final_activation (LeakyReLU)
def make_net(n_in, n_hidden, n_out):
    return nn.Sequential(
        nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out), nn.LeakyReLU(0.2)
    )


# %% right: weights by hand
class Net(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(n_hidden, n_in) / n_in**0.5)
        self.b1 = nn.Parameter(torch.zeros(n_hidden))
        self.w2 = nn.Parameter(torch.randn(n_out, n_hidden) / n_hidden**0.5)
        self.b2 = nn.Parameter(torch.zeros(n_out))

    def forward(self, x):
        hidden = (x @ self.w1.T + self.b1).clamp(min=0)
        return hidden @ self.w2.T + self.b2


def make_net(n_in, n_hidden, n_out):
    return Net(n_in, n_hidden, n_out)


# %% wrong: sizes_do_not_fit (those of the second layer swapped)
def make_net(n_in, n_hidden, n_out):
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_out, n_hidden))


# %% wrong: wrong_layers (a fixed width)
def make_net(n_in, n_hidden, n_out):
    return nn.Sequential(nn.Linear(n_in, 16), nn.ReLU(), nn.Linear(16, n_out))


# %% wrong: wrong_layers (no bias)
def make_net(n_in, n_hidden, n_out):
    return nn.Sequential(
        nn.Linear(n_in, n_hidden, bias=False), nn.ReLU(), nn.Linear(n_hidden, n_out, bias=False)
    )


# %% wrong: wrong_layers (one hidden layer too many)
def make_net(n_in, n_hidden, n_out):
    return nn.Sequential(
        nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out)
    )


# %% wrong: not_a_module
def make_net(n_in, n_hidden, n_out):
    return [nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out)]


# %% wrong: not_a_module (no return)
def make_net(n_in, n_hidden, n_out):
    nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out))


# %% wrong: bare_squeeze
class Net(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out))

    def forward(self, x):
        return self.net(x).squeeze()


def make_net(n_in, n_hidden, n_out):
    return Net(n_in, n_hidden, n_out)


# %% wrong: bare_squeeze (the last dimension)
class Net(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out))

    def forward(self, x):
        return self.net(x).squeeze(-1)


def make_net(n_in, n_hidden, n_out):
    return Net(n_in, n_hidden, n_out)


# %% wrong: no_gradient
class Net(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out))

    def forward(self, x):
        return self.net(x).detach()


def make_net(n_in, n_hidden, n_out):
    return Net(n_in, n_hidden, n_out)


# %% wrong: random_output (dropout)
def make_net(n_in, n_hidden, n_out):
    return nn.Sequential(
        nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Dropout(0.3), nn.Linear(n_hidden, n_out)
    )


# %% wrong: frozen
def make_net(n_in, n_hidden, n_out):
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out)).requires_grad_(False)


# %% wrong: not_a_class (a finished network)
make_net = nn.Sequential(nn.Linear(2, 20), nn.ReLU(), nn.Linear(20, 7))
