# %% right: autograd.grad
def gradient_norm(G, D, g_loss, z):
    loss = g_loss(D(G(z)))
    gradients = torch.autograd.grad(loss, list(G.parameters()))
    return torch.cat([g.flatten() for g in gradients]).norm().item()


# %% right: sum of squares, a tensor
def gradient_norm(G, D, g_loss, z):
    gradients = torch.autograd.grad(g_loss(D(G(z))), tuple(G.parameters()))
    return sum((g**2).sum() for g in gradients).sqrt()


# %% note: backward
def gradient_norm(G, D, g_loss, z):
    G.zero_grad()
    g_loss(D(G(z))).backward()
    return math.sqrt(sum(p.grad.square().sum().item() for p in G.parameters()))


# %% wrong: old_gradients
def gradient_norm(G, D, g_loss, z):
    g_loss(D(G(z))).backward()
    return torch.cat([p.grad.flatten() for p in G.parameters()]).norm().item()


# %% wrong: old_gradients (no backward at all)
def gradient_norm(G, D, g_loss, z):
    loss = g_loss(D(G(z)))
    return torch.cat([p.grad.flatten() for p in G.parameters()]).norm().item()


# %% wrong: sum_of_norms
def gradient_norm(G, D, g_loss, z):
    gradients = torch.autograd.grad(g_loss(D(G(z))), list(G.parameters()))
    return sum(g.norm() for g in gradients).item()


# %% wrong: mean_of_norms
def gradient_norm(G, D, g_loss, z):
    gradients = torch.autograd.grad(g_loss(D(G(z))), list(G.parameters()))
    return torch.stack([g.norm() for g in gradients]).mean().item()


# %% wrong: no_root
def gradient_norm(G, D, g_loss, z):
    gradients = torch.autograd.grad(g_loss(D(G(z))), list(G.parameters()))
    return sum(g.square().sum() for g in gradients).item()


# %% wrong: mean_size
def gradient_norm(G, D, g_loss, z):
    gradients = torch.autograd.grad(g_loss(D(G(z))), list(G.parameters()))
    return torch.cat([g.flatten() for g in gradients]).abs().mean().item()


# %% wrong: largest
def gradient_norm(G, D, g_loss, z):
    gradients = torch.autograd.grad(g_loss(D(G(z))), list(G.parameters()))
    return max(g.abs().max() for g in gradients).item()


# %% wrong: absolute_sum
def gradient_norm(G, D, g_loss, z):
    gradients = torch.autograd.grad(g_loss(D(G(z))), list(G.parameters()))
    return torch.cat([g.flatten() for g in gradients]).norm(1).item()


# %% wrong: last_layer_only
def gradient_norm(G, D, g_loss, z):
    G.zero_grad()
    g_loss(D(G(z))).backward()
    for p in G.parameters():
        norm = p.grad.norm().item()
    return norm


# %% wrong: includes_d
def gradient_norm(G, D, g_loss, z):
    weights = [*G.parameters(), *D.parameters()]
    gradients = torch.autograd.grad(g_loss(D(G(z))), weights)
    return torch.cat([g.flatten() for g in gradients]).norm().item()


# %% wrong: of_d
def gradient_norm(G, D, g_loss, z):
    gradients = torch.autograd.grad(g_loss(D(G(z))), list(D.parameters()))
    return torch.cat([g.flatten() for g in gradients]).norm().item()


# %% wrong: the_loss
def gradient_norm(G, D, g_loss, z):
    return g_loss(D(G(z))).item()


# %% wrong: zero
def gradient_norm(G, D, g_loss, z):
    g_loss(D(G(z).detach())).backward()
    G.zero_grad(set_to_none=False)
    return torch.cat([p.grad.flatten() for p in G.parameters()]).norm().item()


# %% wrong: no_gradient_yet
def gradient_norm(G, D, g_loss, z):
    G.zero_grad()
    g_loss(D(G(z)))
    return sum(p.grad.square().sum() for p in G.parameters()).sqrt().item()


# %% wrong: moved
def gradient_norm(G, D, g_loss, z):
    opt = torch.optim.SGD(G.parameters(), 0.1)
    opt.zero_grad()
    g_loss(D(G(z))).backward()
    opt.step()
    return torch.cat([p.grad.flatten() for p in G.parameters()]).norm().item()


# %% wrong: many_numbers
def gradient_norm(G, D, g_loss, z):
    gradients = torch.autograd.grad(g_loss(D(G(z))), list(G.parameters()))
    return [g.norm().item() for g in gradients]


# %% wrong: returns_nothing
def gradient_norm(G, D, g_loss, z):
    G.zero_grad()
    g_loss(D(G(z))).backward()


# %% wrong: left_frozen
def gradient_norm(G, D, g_loss, z):
    for p in D.parameters():
        p.requires_grad_(False)
    gradients = torch.autograd.grad(g_loss(D(G(z))), list(G.parameters()))
    return torch.cat([g.flatten() for g in gradients]).norm().item()


# %% wrong: left_in_eval
def gradient_norm(G, D, g_loss, z):
    G.eval()
    gradients = torch.autograd.grad(g_loss(D(G(z))), list(G.parameters()))
    return torch.cat([g.flatten() for g in gradients]).norm().item()


# %% right: of a twin
def gradient_norm(G, D, g_loss, z):
    import copy
    twin = copy.deepcopy(G)
    gradients = torch.autograd.grad(g_loss(D(twin(z))), list(twin.parameters()))
    return nn.utils.get_total_norm(gradients)


# %% right: backward, and the old gradients put back
def gradient_norm(G, D, g_loss, z):
    nets = [*G.parameters(), *D.parameters()]
    before = [p.grad for p in nets]
    for p in nets:
        p.grad = None
    g_loss(D(G(z.to(nets[0].device)))).backward()
    length = sum(float(p.grad.square().sum()) for p in G.parameters()) ** 0.5
    for p, old in zip(nets, before):
        p.grad = old
    return length


# %% wrong: cut (what G made is detached)
def gradient_norm(G, D, g_loss, z):
    gradients = torch.autograd.grad(g_loss(D(G(z).detach())), list(G.parameters()))
    return torch.cat([g.flatten() for g in gradients]).norm().item()


# %% wrong: no_loss
def gradient_norm(G, D, g_loss, z):
    gradients = torch.autograd.grad(D(G(z)), list(G.parameters()))
    return torch.cat([g.flatten() for g in gradients]).norm().item()


# %% wrong: linear_only
def gradient_norm(G, D, g_loss, z):
    weights = [p for m in G.modules() if isinstance(m, nn.Linear) for p in m.parameters()]
    gradients = torch.autograd.grad(g_loss(D(G(z))), weights)
    return torch.cat([g.flatten() for g in gradients]).norm().item()
