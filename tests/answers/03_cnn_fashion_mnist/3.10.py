# %% right: remember the mode, put it back
def draw_one(G, z):
    was_training = G.training
    modes = [m.training for m in G.modules()]
    G.eval()
    with torch.no_grad():
        x = G(z.unsqueeze(0))[0]
    for m, mode in zip(G.modules(), modes):
        m.training = mode
    return x


# %% right: a copy in evaluation mode
def draw_one(G, z):
    import copy
    with torch.no_grad():
        return copy.deepcopy(G).eval()(z[None]).squeeze(0)


# %% right: generate of the package
def draw_one(G, z):
    from gan_lab.training import generate
    return generate(G, z.view(1, -1))[0]


# %% note: train(mode) wakes all layers
def draw_one(G, z):
    mode = G.training
    G.eval()
    with torch.no_grad():
        image = G(z.unsqueeze(0)).squeeze(0)
    G.train(mode)
    return image


# %% note: the graph stays
def draw_one(G, z):
    import copy
    return copy.deepcopy(G).eval()(z[None])[0]


# %% wrong: training_mode (the report's line)
def draw_one(G, z):
    return G(z.unsqueeze(0))[0].detach()


# %% wrong: training_mode (no_grad is no evaluation mode)
def draw_one(G, z):
    with torch.no_grad():
        return G(z[None])[0]


# %% wrong: training_mode (in a copy)
def draw_one(G, z):
    import copy
    return copy.deepcopy(G).train()(z[None])[0].detach()


# %% wrong: training_mode (train and eval confused)
def draw_one(G, z):
    G.train()
    with torch.no_grad():
        return G(z[None])[0]


# %% wrong: left_in_eval
def draw_one(G, z):
    G.eval()
    with torch.no_grad():
        return G(z.unsqueeze(0))[0]


# %% wrong: left_in_training
def draw_one(G, z):
    G.eval()
    with torch.no_grad():
        x = G(z.unsqueeze(0))[0]
    G.train()
    return x


# %% wrong: statistics_moved
def draw_one(G, z):
    import copy
    still = copy.deepcopy(G).eval()
    with torch.no_grad():
        G(torch.stack([z, z + 1]))
        return still(z[None])[0]


# %% wrong: training_mode (a batch of copies)
def draw_one(G, z):
    with torch.no_grad():
        return G(z.repeat(64, 1))[0]


# %% wrong: training_mode (a batch of other z around it)
def draw_one(G, z):
    batch = torch.randn(64, len(z))
    batch[0] = z
    with torch.no_grad():
        return G(batch)[0]


# %% wrong: extra_dimension
def draw_one(G, z):
    G.eval()
    with torch.no_grad():
        return G(z.unsqueeze(0))


# %% wrong: no_channel
def draw_one(G, z):
    G.eval()
    with torch.no_grad():
        return G(z.unsqueeze(0)).squeeze()


# %% wrong: no_batch
def draw_one(G, z):
    G.eval()
    with torch.no_grad():
        return G(z)


# %% wrong: wrong_image (a new z)
def draw_one(G, z):
    import copy
    with torch.no_grad():
        return copy.deepcopy(G).eval()(torch.randn(1, len(z)))[0]


# %% wrong: left_frozen
def draw_one(G, z):
    import copy
    G.requires_grad_(False)
    return copy.deepcopy(G).eval()(z[None])[0]


# %% wrong: changes_z
def draw_one(G, z):
    import copy
    z.clamp_(-1, 1)
    with torch.no_grad():
        return copy.deepcopy(G).eval()(z[None])[0]


# %% wrong: returns_nothing
def draw_one(G, z):
    G.eval()
    with torch.no_grad():
        G(z.unsqueeze(0))[0]


# %% wrong: layers_left_in_eval (a copy that shares its layers)
import copy


def draw_one(G, z):
    with torch.no_grad():
        return copy.copy(G).eval()(z.unsqueeze(0))[0]


# %% wrong: layers_left_in_eval (BatchNorm only)
def draw_one(G, z):
    for m in G.modules():
        if isinstance(m, nn.BatchNorm2d):
            m.eval()
    with torch.no_grad():
        return G(z.unsqueeze(0))[0]


# %% right: inference mode, each layer's mode put back
def draw_one(G, z):
    modes = {m: m.training for m in G.modules()}
    try:
        G.eval()
        with torch.inference_mode():
            return G(z.view(1, -1)).squeeze(0)
    finally:
        for m, mode in modes.items():
            m.training = mode


# %% wrong: other_dtype
def draw_one(G, z):
    mode = G.training
    x = G.eval().double()(z.double().unsqueeze(0))[0].detach().float()
    G.train(mode)
    return x


# %% wrong: gradients_changed
def draw_one(G, z):
    mode = G.training
    G.zero_grad()
    with torch.no_grad(): x = G.eval()(z.unsqueeze(0))[0]
    G.train(mode)
    return x


# %% wrong: settings_changed
def draw_one(G, z):
    mode = G.training
    G.eval()
    for m in G.modules():
        if isinstance(m, nn.BatchNorm2d): m.momentum = 0
    with torch.no_grad(): x = G(z.unsqueeze(0))[0]
    G.train(mode)
    return x


# %% wrong: weights_changed
def draw_one(G, z):
    mode = G.training
    with torch.no_grad():
        x = G.eval()(z.unsqueeze(0))[0].clone()
        for p in G.parameters():
            p.mul_(0.999)
    G.train(mode)
    return x


# %% wrong: grad_left_off
def draw_one(G, z):
    torch.set_grad_enabled(False)
    modes = [m.training for m in G.modules()]
    x = G.eval()(z.unsqueeze(0))[0]
    for m, mode in zip(G.modules(), modes):
        m.training = mode
    return x
