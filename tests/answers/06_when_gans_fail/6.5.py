# %% right: parametrizations
def add_spectral_norm(D):
    for layer in D.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            nn.utils.parametrizations.spectral_norm(layer)
    return D


# %% right: the older function
def add_spectral_norm(D):
    for layer in list(D.modules()):
        if isinstance(layer, nn.Linear) or isinstance(layer, nn.Conv2d):
            torch.nn.utils.spectral_norm(layer)
    return D


# %% right: apply
def add_spectral_norm(D):
    def normalise(layer):
        if type(layer) in (nn.Linear, nn.Conv2d):
            nn.utils.parametrizations.spectral_norm(layer, n_power_iterations=2)

    return D.apply(normalise)


# %% right: whatever has a matrix, recursive
def add_spectral_norm(net):
    for child in net.children():
        add_spectral_norm(child)
    if hasattr(net, "weight") and net.weight.dim() > 1:
        nn.utils.parametrizations.spectral_norm(net)
    return net


# %% wrong: misses_inner
def add_spectral_norm(D):
    for layer in D.children():
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            nn.utils.parametrizations.spectral_norm(layer)
    return D


# %% wrong: misses_conv
def add_spectral_norm(D):
    for layer in D.modules():
        if isinstance(layer, nn.Linear):
            nn.utils.parametrizations.spectral_norm(layer)
    return D


# %% wrong: misses_linear
def add_spectral_norm(D):
    for layer in D.modules():
        if isinstance(layer, nn.Conv2d):
            nn.utils.parametrizations.spectral_norm(layer)
    return D


# %% wrong: not_normalised
def add_spectral_norm(D):
    nn.utils.parametrizations.spectral_norm
    return D


# %% wrong: only_once
def add_spectral_norm(D):
    with torch.no_grad():
        for layer in D.modules():
            if isinstance(layer, (nn.Linear, nn.Conv2d)):
                layer.weight /= torch.linalg.matrix_norm(layer.weight.flatten(1), 2)
    return D


# %% wrong: weight_norm
def add_spectral_norm(D):
    for layer in list(D.modules()):
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            nn.utils.parametrizations.weight_norm(layer)
            layer.parametrizations.weight.original0.data.fill_(1.0)
    return D


# %% wrong: returns_nothing
def add_spectral_norm(D):
    for layer in D.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            nn.utils.parametrizations.spectral_norm(layer)


# %% wrong: not_a_network
def add_spectral_norm(D):
    return [
        nn.utils.parametrizations.spectral_norm(layer)
        for layer in D.modules()
        if isinstance(layer, (nn.Linear, nn.Conv2d))
    ]


# %% wrong: misses_layers (the last one only)
def add_spectral_norm(D):
    layers = [m for m in D.modules() if isinstance(m, (nn.Linear, nn.Conv2d))]
    nn.utils.parametrizations.spectral_norm(layers[-1])
    return D


# %% wrong: other_layers (every module has a weight?)
def add_spectral_norm(D):
    for layer in D.modules():
        nn.utils.parametrizations.spectral_norm(layer)
    return D


# %% wrong: layers_gone
def add_spectral_norm(D):
    return nn.Sequential(nn.Flatten(), nn.LazyBatchNorm1d())


# %% wrong: a_copy
def add_spectral_norm(D):
    import copy
    D = copy.deepcopy(D)
    for layer in list(D.modules()):
        if isinstance(layer, nn.Linear | nn.Conv2d):
            nn.utils.parametrizations.spectral_norm(layer)
    return D


# %% wrong: normalised_twice
def add_spectral_norm(D):
    for _ in range(2):
        for layer in list(D.modules()):
            if isinstance(layer, nn.Linear | nn.Conv2d):
                nn.utils.parametrizations.spectral_norm(layer)
    return D


# %% wrong: left_in_eval
def add_spectral_norm(D):
    for layer in list(D.modules()):
        if isinstance(layer, nn.Linear | nn.Conv2d):
            nn.utils.parametrizations.spectral_norm(layer)
    return D.eval()


# %% right: a parametrization of one's own, with the exact norm
def add_spectral_norm(D):
    class Exact(nn.Module):
        def forward(self, w):
            return w / torch.linalg.matrix_norm(w.flatten(1), 2)

    for layer in list(D.modules()):
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            nn.utils.parametrize.register_parametrization(layer, "weight", Exact())
    return D


# %% wrong: other_layers (whatever has a weight)
def add_spectral_norm(D):
    for layer in list(D.modules()):
        if isinstance(getattr(layer, "weight", None), nn.Parameter):
            nn.utils.parametrizations.spectral_norm(layer)
    return D


# %% wrong: other_layers (the biases too)
def add_spectral_norm(D):
    for layer in list(D.modules()):
        if isinstance(layer, nn.Linear | nn.Conv2d):
            nn.utils.parametrizations.spectral_norm(layer)
            nn.utils.parametrizations.spectral_norm(layer, "bias")
    return D
