# %% right: eval, no_grad, train
def snapshot(G, z):
    G.eval()
    with torch.no_grad():
        images = G(z.to(next(G.parameters()).device)).cpu()
    G.train()
    return images


# %% right: the mode comes back
def snapshot(G, z):
    was_training = G.training
    G.eval()
    images = G(z.to(next(G.parameters()).device)).detach().cpu().float()
    G.train(was_training)
    return images


# %% right: a copy draws
import copy


def snapshot(G, z):
    with torch.inference_mode():
        return copy.deepcopy(G).cpu().eval()(z.cpu()).clone()


# %% right: the package's function
def snapshot(G, z):
    from gan_lab.training import generate

    return generate(G, z)


# %% right: one z at a time
@torch.no_grad()
def snapshot(G, z):
    G.eval()
    device = next(G.parameters()).device
    images = torch.cat([G(row.to(device)).cpu() for row in z.split(1)])
    G.train()
    return images


# %% wrong: statistics_moved
def snapshot(G, z):
    with torch.no_grad():
        return G(z).cpu()


# %% wrong: left_in_eval
def snapshot(G, z):
    G.eval()
    with torch.no_grad():
        return G(z).cpu()


# %% wrong: left_in_eval (the line after return never runs)
def snapshot(G, z):
    G.eval()
    with torch.no_grad():
        return G(z)
    G.train()


# %% wrong: statistics_moved (evaluation mode too late)
def snapshot(G, z):
    with torch.no_grad():
        images = G(z)
    G.eval()
    G.train()
    return images


# %% wrong: keeps_graph
def snapshot(G, z):
    G.eval()
    images = G(z)
    G.train()
    return images


# %% wrong: other_pictures (a z of its own)
def snapshot(G, z):
    G.eval()
    with torch.no_grad():
        images = G(torch.randn_like(z))
    G.train()
    return images


# %% wrong: other_range
def snapshot(G, z):
    G.eval()
    with torch.no_grad():
        images = (G(z) + 1) / 2
    G.train()
    return images


# %% wrong: wrong_shape (a grid)
def snapshot(G, z):
    from torchvision.utils import make_grid

    G.eval()
    with torch.no_grad():
        images = make_grid(G(z))
    G.train()
    return images


# %% wrong: not_a_tensor
def snapshot(G, z):
    G.eval()
    with torch.no_grad():
        images = G(z).numpy()
    G.train()
    return images


# %% wrong: returns_nothing
def snapshot(G, z):
    G.eval()
    with torch.no_grad():
        G(z)
    G.train()


# %% wrong: left_frozen
def snapshot(G, z):
    G.requires_grad_(False)
    G.eval()
    images = G(z)
    G.train()
    return images


# %% wrong: grad_switched_off
def snapshot(G, z):
    torch.set_grad_enabled(False)
    G.eval()
    images = G(z)
    G.train()
    return images


# %% wrong: training_mode (statistics put back by hand)
import copy


def snapshot(G, z):
    before = copy.deepcopy(G.state_dict())
    with torch.no_grad():
        G[3].eval()
        images = G(z)
        G[3].train()
    G.load_state_dict(before)
    return images


# %% wrong: z_left_behind
def snapshot(G, z):
    G.eval()
    with torch.no_grad():
        x = G(z).cpu()
    G.train()
    return x


# %% wrong: not_on_the_cpu
def snapshot(G, z):
    G.eval()
    with torch.no_grad():
        x = G(z.to(next(G.parameters()).device))
    G.train()
    return x


# %% right: inference mode
@torch.inference_mode()
def snapshot(G, z):
    G.eval()
    x = G(z.to(next(iter(G.parameters())))).to("cpu")
    G.train()
    return x


# %% right: an empty tensor filled
def snapshot(G, z):
    out = torch.empty(len(z), 1, 28, 28)
    G.eval()
    with torch.no_grad():
        out[:] = G(z.to(next(G.parameters()).device))
    G.train()
    return out


# %% wrong: g_moved
def snapshot(G, z):
    G.eval()
    with torch.no_grad():
        images = G.cpu()(z.cpu())
    G.train()
    return images


# %% right: G goes to the CPU and back
def snapshot(G, z):
    device = next(G.parameters()).device
    G.eval()
    with torch.no_grad():
        images = G.cpu()(z.cpu())
    G.train().to(device)
    return images


# %% wrong: gradients_changed
def snapshot(G, z):
    G.eval()
    G.zero_grad()
    with torch.no_grad():
        images = G(z.to(next(G.parameters()).device)).cpu()
    G.train()
    return images


# %% wrong: weights_changed
def snapshot(G, z):
    G.eval()
    with torch.no_grad():
        images = G(z.to(next(G.parameters()).device)).cpu()
        for p in G.parameters():
            p.mul_(0.99)
    G.train()
    return images


# %% wrong: hook_left
def snapshot(G, z):
    drawn = []
    G.register_forward_hook(lambda net, args, images: drawn.append(images.cpu()))
    G.eval()
    with torch.no_grad():
        G(z.to(next(G.parameters()).device))
    G.train()
    return drawn[0]


# %% right: a hook, removed again
def snapshot(G, z):
    drawn = []
    hook = G.register_forward_hook(lambda net, args, images: drawn.append(images.cpu()))
    G.eval()
    with torch.no_grad():
        G(z.to(next(G.parameters()).device))
    G.train()
    hook.remove()
    return drawn[0]


# %% right: the weights alone go to the CPU
def snapshot(G, z):
    weights = {name: p.cpu() for name, p in G.state_dict().items()}
    G.eval()
    with torch.no_grad():
        images = torch.func.functional_call(G, weights, (z.cpu(),))
    G.train()
    return images
