# %% right: looked between backward and step
def watched_update(G, D, opt_g, z):
    g_loss = F.softplus(-D(G(z))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    norm = sum(p.grad.square().sum() for p in G.parameters()).sqrt().item()
    opt_g.step()
    return norm


# %% right: after the step, before the clearing
def watched_update(G, D, opt_g, z):
    opt_g.zero_grad()
    F.softplus(-D(G(z))).mean().backward()
    opt_g.step()
    norm = torch.cat([p.grad.flatten() for p in G.parameters()]).norm()
    opt_g.zero_grad()
    return norm


# %% right: as the clipping function says
def watched_update(G, D, opt_g, z):
    g_loss = F.softplus(-D(G(z))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    norm = nn.utils.clip_grad_norm_(G.parameters(), float("inf"))
    opt_g.step()
    return float(norm)


# %% wrong: still_too_late
def watched_update(G, D, opt_g, z):
    g_loss = F.softplus(-D(G(z))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    opt_g.zero_grad(set_to_none=False)
    return sum(p.grad.square().sum() for p in G.parameters()).sqrt().item()


# %% wrong: too_early
def watched_update(G, D, opt_g, z):
    g_loss = F.softplus(-D(G(z))).mean()
    norm = sum(p.grad.square().sum() for p in G.parameters()).sqrt().item()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return norm


# %% wrong: no_zero_grad
def watched_update(G, D, opt_g, z):
    F.softplus(-D(G(z))).mean().backward()
    norm = sum(p.grad.square().sum() for p in G.parameters()).sqrt().item()
    opt_g.step()
    return norm


# %% wrong: no_step
def watched_update(G, D, opt_g, z):
    g_loss = F.softplus(-D(G(z))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    return sum(p.grad.square().sum() for p in G.parameters()).sqrt().item()


# %% wrong: no_step (cleared before it)
def watched_update(G, D, opt_g, z):
    g_loss = F.softplus(-D(G(z))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    norm = sum(p.grad.square().sum() for p in G.parameters()).sqrt().item()
    opt_g.zero_grad()
    opt_g.step()
    return norm


# %% wrong: after_the_step
def watched_update(G, D, opt_g, z):
    g_loss = F.softplus(-D(G(z))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    opt_g.zero_grad()
    F.softplus(-D(G(z))).mean().backward()
    return sum(p.grad.square().sum() for p in G.parameters()).sqrt().item()


# %% wrong: wrong_update (another loss)
def watched_update(G, D, opt_g, z):
    g_loss = -F.softplus(D(G(z))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    norm = sum(p.grad.square().sum() for p in G.parameters()).sqrt().item()
    opt_g.step()
    return norm


# %% wrong: no_root
def watched_update(G, D, opt_g, z):
    g_loss = F.softplus(-D(G(z))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    norm = sum(p.grad.square().sum() for p in G.parameters()).item()
    opt_g.step()
    return norm


# %% wrong: returns_nothing
def watched_update(G, D, opt_g, z):
    g_loss = F.softplus(-D(G(z))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    print(sum(p.grad.square().sum() for p in G.parameters()).sqrt().item())
    opt_g.step()


# %% wrong: wrong_number (the sum of the lengths)
def watched_update(G, D, opt_g, z):
    g_loss = F.softplus(-D(G(z))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    norm = sum(p.grad.norm() for p in G.parameters()).item()
    opt_g.step()
    return norm


# %% wrong: left_in_eval
def watched_update(G, D, opt_g, z):
    G.eval()
    D.eval()
    g_loss = F.softplus(-D(G(z))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    norm = sum(p.grad.square().sum() for p in G.parameters()).sqrt().item()
    opt_g.step()
    return norm


# %% wrong: left_frozen
def watched_update(G, D, opt_g, z):
    D.requires_grad_(False)
    g_loss = F.softplus(-D(G(z))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    norm = sum(p.grad.square().sum() for p in G.parameters()).sqrt().item()
    opt_g.step()
    return norm


# %% wrong: other_optimizer
def watched_update(G, D, opt_g, z):
    opt = torch.optim.SGD(G.parameters(), lr=0.1)
    g_loss = F.softplus(-D(G(z))).mean()
    opt.zero_grad()
    g_loss.backward()
    norm = sum(p.grad.square().sum() for p in G.parameters()).sqrt().item()
    opt.step()
    return norm


# %% wrong: wrong_number (Linear layers only)
def watched_update(G, D, opt_g, z):
    g_loss = F.softplus(-D(G(z))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    linear = [layer for layer in G if isinstance(layer, nn.Linear)]
    norm = sum(p.grad.square().sum() for layer in linear for p in layer.parameters()).sqrt().item()
    opt_g.step()
    return norm


# %% right: D frozen for a while
def watched_update(G, D, opt_g, z):
    D.requires_grad_(False)
    g_loss = F.softplus(-D(G(z))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    norm = sum(p.grad.square().sum() for p in G.parameters()).sqrt().item()
    opt_g.step()
    D.requires_grad_(True)
    return norm


# %% wrong: no_gradient_yet (zero_grad after backward)
def watched_update(G, D, opt_g, z):
    F.softplus(-D(G(z))).mean().backward()
    opt_g.zero_grad()
    norm = sum(p.grad.square().sum() for p in G.parameters()).sqrt().item()
    opt_g.step()
    return norm


# %% wrong: cut
def watched_update(G, D, opt_g, z):
    opt_g.zero_grad()
    with torch.no_grad():
        logits = D(G(z))
    F.softplus(-logits).mean().backward()
    norm = sum(p.grad.square().sum() for p in G.parameters()).sqrt().item()
    opt_g.step()
    return norm


# %% wrong: two_steps
def watched_update(G, D, opt_g, z):
    opt_g.zero_grad()
    F.softplus(-D(G(z))).mean().backward()
    opt_g.step()
    norm = sum(p.grad.square().sum() for p in G.parameters()).sqrt().item()
    opt_g.step()
    return norm


# %% wrong: clipped
def watched_update(G, D, opt_g, z):
    opt_g.zero_grad()
    F.softplus(-D(G(z))).mean().backward()
    norm = nn.utils.clip_grad_norm_(G.parameters(), 1.0)
    opt_g.step()
    return norm.item()


# %% right: the package's loss
from gan_lab import losses


def watched_update(G, D, opt_g, z):
    g_loss = losses.non_saturating.g_loss(D(G(z)))
    opt_g.zero_grad()
    g_loss.backward()
    norm = torch.cat([p.grad.flatten() for p in G.parameters()]).norm().item()
    opt_g.step()
    return norm
