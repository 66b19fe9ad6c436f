# %% right: in place, buffers copied
def update_average(G_average, G, decay=0.999):
    with torch.no_grad():
        for average, weight in zip(G_average.parameters(), G.parameters()):
            average.mul_(decay).add_((1 - decay) * weight)
        for average, buffer in zip(G_average.buffers(), G.buffers()):
            average.copy_(buffer)


# %% right: lerp, buffers averaged too
@torch.no_grad()
def update_average(G_average, G, decay=0.999):
    for average, weight in zip(G_average.state_dict().values(), G.state_dict().values()):
        if weight.is_floating_point():
            average.lerp_(weight, 1 - decay)
        else:
            average.copy_(weight)


# %% right: .data
def update_average(G_average, G, decay=0.999):
    for average, weight in zip(G_average.parameters(), G.parameters()):
        average.data = decay * average.data + (1 - decay) * weight.data
    for average, buffer in zip(G_average.buffers(), G.buffers()):
        average.data = buffer.data.clone()


# %% right: load_state_dict
def update_average(G_average, G, decay=0.999):
    old, new = G_average.state_dict(), G.state_dict()
    mixed = {k: decay * old[k] + (1 - decay) * new[k] if new[k].is_floating_point() else new[k] for k in new}
    G_average.load_state_dict(mixed)


# %% wrong: nothing_moved
def update_average(G_average, G, decay=0.999):
    for average, weight in zip(G_average.parameters(), G.parameters()):
        average = decay * average + (1 - decay) * weight
    for average, buffer in zip(G_average.buffers(), G.buffers()):
        average.copy_(buffer)


# %% wrong: tracks_gradients
def update_average(G_average, G, decay=0.999):
    for average, weight in zip(G_average.parameters(), G.parameters()):
        average.mul_(decay).add_((1 - decay) * weight)
    for average, buffer in zip(G_average.buffers(), G.buffers()):
        average.copy_(buffer)


# %% wrong: decay_swapped
@torch.no_grad()
def update_average(G_average, G, decay=0.999):
    for average, weight in zip(G_average.parameters(), G.parameters()):
        average.lerp_(weight, decay)
    for average, buffer in zip(G_average.buffers(), G.buffers()):
        average.copy_(buffer)


# %% wrong: copies_g
def update_average(G_average, G, decay=0.999):
    G_average.load_state_dict(G.state_dict())


# %% wrong: g_moved
@torch.no_grad()
def update_average(G_average, G, decay=0.999):
    for average, weight in zip(G_average.parameters(), G.parameters()):
        weight.mul_(1 - decay).add_(decay * average)
        average.copy_(weight)
    for average, buffer in zip(G_average.buffers(), G.buffers()):
        average.copy_(buffer)


# %% wrong: buffers_forgotten
@torch.no_grad()
def update_average(G_average, G, decay=0.999):
    for average, weight in zip(G_average.parameters(), G.parameters()):
        average.lerp_(weight, 1 - decay)


# %% wrong: does_not_add_to_1
@torch.no_grad()
def update_average(G_average, G, decay=0.999):
    for average, weight in zip(G_average.parameters(), G.parameters()):
        average.mul_(decay).add_(weight)
    for average, buffer in zip(G_average.buffers(), G.buffers()):
        average.copy_(buffer)


# %% wrong: wrong_average (only the matrices)
@torch.no_grad()
def update_average(G_average, G, decay=0.999):
    for average, weight in zip(G_average.parameters(), G.parameters()):
        if weight.dim() == 2:
            average.lerp_(weight, 1 - decay)
    for average, buffer in zip(G_average.buffers(), G.buffers()):
        average.copy_(buffer)


# %% wrong: shares_memory
@torch.no_grad()
def update_average(G_average, G, decay=0.999):
    for average, weight in zip(G_average.parameters(), G.parameters()):
        average.lerp_(weight, 1 - decay)
    for average, buffer in zip(G_average.buffers(), G.buffers()):
        average.data = buffer.data


# %% wrong: shares_memory (the dictionaries)
@torch.no_grad()
def update_average(G_average, G, decay=0.999):
    for average, weight in zip(G_average.parameters(), G.parameters()):
        average.lerp_(weight, 1 - decay)
    for average, module in zip(G_average.modules(), G.modules()):
        average._buffers = module._buffers


# %% wrong: mode_changed
@torch.no_grad()
def update_average(G_average, G, decay=0.999):
    G.eval()
    for average, weight in zip(G_average.parameters(), G.parameters()):
        average.lerp_(weight, 1 - decay)
    for average, buffer in zip(G_average.buffers(), G.buffers()):
        average.copy_(buffer)


# %% wrong: mode_changed (of the average)
@torch.no_grad()
def update_average(G_average, G, decay=0.999):
    for average, weight in zip(G_average.parameters(), G.parameters()):
        average.lerp_(weight, 1 - decay)
    for average, buffer in zip(G_average.buffers(), G.buffers()):
        average.copy_(buffer)
    G_average.train()


# %% wrong: g_left_frozen
@torch.no_grad()
def update_average(G_average, G, decay=0.999):
    G.requires_grad_(False)
    for average, weight in zip(G_average.parameters(), G.parameters()):
        average.lerp_(weight, 1 - decay)
    for average, buffer in zip(G_average.buffers(), G.buffers()):
        average.copy_(buffer)


# %% wrong: wrong_default
@torch.no_grad()
def update_average(G_average, G, decay=0.99):
    for average, weight in zip(G_average.parameters(), G.parameters()):
        average.lerp_(weight, 1 - decay)
    for average, buffer in zip(G_average.buffers(), G.buffers()):
        average.copy_(buffer)


# %% right: by name, on the average's own device
def update_average(G_average, G, decay=0.999):
    weights, buffers = dict(G.named_parameters()), dict(G.named_buffers())
    with torch.inference_mode():
        for name, average in G_average.named_parameters():
            average.data = decay * average.data + (1 - decay) * weights[name].data.to(average.device)
        for name, average in G_average.named_buffers():
            average.copy_(buffers[name])


# %% wrong: g_moved (its statistics)
@torch.no_grad()
def update_average(G_average, G, decay=0.999):
    for average, weight in zip(G_average.parameters(), G.parameters()):
        average.mul_(decay).add_((1 - decay) * weight)
    for average, buffer in zip(G_average.buffers(), G.buffers()):
        buffer.copy_(average)
