# %% right: clamp_ without gradients
def clip_weights(D, c):
    with torch.no_grad():
        for p in D.parameters():
            p.clamp_(-c, c)


# %% right: through .data
def clip_weights(D, c):
    for p in D.parameters():
        p.data = p.data.clamp(-c, c)


# %% right: through .data, in place
def clip_weights(D, c):
    for p in D.parameters():
        p.data.clamp_(min=-c, max=c)
    return D


# %% right: decorated, copy_
@torch.no_grad()
def clip_weights(D, c):
    for p in D.parameters():
        p.copy_(torch.minimum(torch.maximum(p, torch.tensor(-c)), torch.tensor(c)))


# %% right: clip_, foreach
@torch.no_grad()
def clip_weights(D, c):
    parameters = list(D.parameters())
    torch._foreach_clamp_min_(parameters, -c)
    torch._foreach_clamp_max_(parameters, c)


# %% wrong: clips_buffers (load_state_dict)
def clip_weights(D, c):
    D.load_state_dict({name: value.clamp(-c, c) for name, value in D.state_dict().items()})


# %% wrong: nothing_changed
def clip_weights(D, c):
    for p in D.parameters():
        p = p.clamp(-c, c)


# %% wrong: nothing_changed (not in place)
def clip_weights(D, c):
    with torch.no_grad():
        for p in D.parameters():
            p.clamp(-c, c)


# %% wrong: needs_no_grad
def clip_weights(D, c):
    for p in D.parameters():
        p.clamp_(-c, c)


# %% wrong: clips_gradients
def clip_weights(D, c):
    torch.nn.utils.clip_grad_value_(D.parameters(), c)


# %% wrong: clips_gradients (their norm)
def clip_weights(D, c):
    torch.nn.utils.clip_grad_norm_(D.parameters(), c)


# %% wrong: one_side
def clip_weights(D, c):
    with torch.no_grad():
        for p in D.parameters():
            p.clamp_(max=c)


# %% wrong: negative_lost
def clip_weights(D, c):
    with torch.no_grad():
        for p in D.parameters():
            p.clamp_(0, c)


# %% wrong: limits_swapped
def clip_weights(D, c):
    with torch.no_grad():
        for p in D.parameters():
            p.clamp_(c, -c)


# %% wrong: sign_lost
def clip_weights(D, c):
    with torch.no_grad():
        for p in D.parameters():
            p.abs_().clamp_(max=c)


# %% wrong: all_at_limit
def clip_weights(D, c):
    with torch.no_grad():
        for p in D.parameters():
            p.copy_(c * p.sign())


# %% wrong: rescaled
def clip_weights(D, c):
    with torch.no_grad():
        for p in D.parameters():
            p.mul_(c / p.abs().max())


# %% wrong: ignores_c
def clip_weights(D, c):
    with torch.no_grad():
        for p in D.parameters():
            p.clamp_(-0.01, 0.01)


# %% wrong: weights_left_out (biases)
def clip_weights(D, c):
    with torch.no_grad():
        for name, p in D.named_parameters():
            if "weight" in name:
                p.clamp_(-c, c)


# %% wrong: weights_left_out (the first layer alone)
def clip_weights(D, c):
    with torch.no_grad():
        for p in D[0].parameters():
            p.clamp_(-c, c)


# %% wrong: new_parameters
def clip_weights(D, c):
    for layer in D.modules():
        if isinstance(layer, nn.Linear):
            layer.weight = nn.Parameter(layer.weight.detach().clamp(-c, c))
            layer.bias = nn.Parameter(layer.bias.detach().clamp(-c, c))


# %% wrong: left_frozen
def clip_weights(D, c):
    for p in D.parameters():
        p.requires_grad = False
        p.clamp_(-c, c)


# %% wrong: wrong_weights (outliers become 0)
def clip_weights(D, c):
    with torch.no_grad():
        for p in D.parameters():
            p[p.abs() > c] = 0


# %% right: as one vector
def clip_weights(D, c):
    weights = nn.utils.parameters_to_vector(D.parameters()).detach().clamp(-c, c)
    nn.utils.vector_to_parameters(weights, D.parameters())


# %% wrong: rescaled (to a norm)
def clip_weights(D, c):
    with torch.no_grad():
        for p in D.parameters():
            p.mul_(c / p.norm())


# %% right: load_state_dict, weights alone
def clip_weights(D, c):
    clipped = {name: p.detach().clamp(-c, c) for name, p in D.named_parameters()}
    D.load_state_dict(clipped, strict=False)


# %% wrong: clips_buffers (in place)
def clip_weights(D, c):
    with torch.no_grad():
        for v in D.state_dict().values():
            v.clamp_(-c, c)


# %% wrong: weights_left_out (of the outermost layers alone)
def clip_weights(D, c):
    with torch.no_grad():
        for layer in D.children():
            for p in layer.parameters(recurse=False):
                p.clamp_(-c, c)


# %% wrong: weights_left_out (of Linear layers alone)
def clip_weights(D, c):
    with torch.no_grad():
        for m in D.modules():
            if isinstance(m, nn.Linear):
                m.weight.clamp_(-c, c)
                m.bias.clamp_(-c, c)


# %% wrong: weights_left_out (of the layers of D itself)
def clip_weights(D, c):
    with torch.no_grad():
        for layer in D:
            if isinstance(layer, nn.Linear):
                layer.weight.clamp_(-c, c)
                layer.bias.clamp_(-c, c)


# %% wrong: grad_left_off
def clip_weights(D, c):
    torch.set_grad_enabled(False)
    for p in D.parameters(): p.clamp_(-c, c)
