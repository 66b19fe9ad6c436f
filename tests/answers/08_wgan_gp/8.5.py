# %% right: from the two parts
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    norms = slope_norms(D, interpolate(x_real, x_fake))
    return weight * (norms - 1).square().mean()


# %% right: written out
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    epsilon = torch.rand(len(x_real), *[1] * (x_real.dim() - 1), device=x_real.device)
    x_mix = (epsilon * x_real + (1 - epsilon) * x_fake).detach().requires_grad_(True)
    scores = D(x_mix)
    gradient = torch.autograd.grad(
        outputs=scores, inputs=x_mix, grad_outputs=torch.ones_like(scores),
        create_graph=True, retain_graph=True,
    )[0]
    gradient = gradient.view(len(gradient), -1)
    return weight * ((gradient.norm(2, dim=1) - 1) ** 2).mean()


# %% right: a small number under the root
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    x_mix = interpolate(x_real.detach(), x_fake.detach()).requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x_mix).sum(), x_mix, create_graph=True)
    norms = torch.sqrt(gradient.flatten(1).pow(2).sum(1) + 1e-12)
    return F.mse_loss(norms, torch.ones_like(norms)) * weight


# %% right: torch.func
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    from torch.func import grad, vmap

    x_mix = interpolate(x_real, x_fake).detach()
    gradient = vmap(grad(lambda x: D(x[None])[0]))(x_mix)
    return weight * (gradient.flatten(1).norm(dim=1) - 1).square().mean()


# %% wrong: one_epsilon_for_the_batch
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    epsilon = torch.rand(1)
    x_mix = epsilon * x_real + (1 - epsilon) * x_fake
    return weight * (slope_norms(D, x_mix) - 1).square().mean()


# %% wrong: epsilon_per_pixel
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    epsilon = torch.rand_like(x_real)
    x_mix = epsilon * x_real + (1 - epsilon) * x_fake
    return weight * (slope_norms(D, x_mix) - 1).square().mean()


# %% wrong: epsilon_shape
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    epsilon = torch.rand(len(x_real))
    x_mix = epsilon * x_real + (1 - epsilon) * x_fake
    return weight * (slope_norms(D, x_mix) - 1).square().mean()


# %% wrong: no_mix
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    return weight * (slope_norms(D, x_real) - 1).square().mean()


# %% wrong: no_mix (at generated points)
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    return weight * (slope_norms(D, x_fake) - 1).square().mean()


# %% wrong: no_create_graph
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    x_mix = interpolate(x_real, x_fake).detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x_mix).sum(), x_mix)
    return weight * (gradient.flatten(1).norm(dim=1) - 1).square().mean()


# %% wrong: no_create_graph (.item)
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    norms = slope_norms(D, interpolate(x_real, x_fake))
    return weight * (norms - 1).square().mean().item()


# %% wrong: no_create_graph (retain_graph, detached)
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    x_mix = interpolate(x_real, x_fake).detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x_mix).sum(), x_mix, retain_graph=True)
    penalty = (gradient.flatten(1).norm(dim=1) - 1).square().mean()
    return weight * penalty.requires_grad_(True)


# %% wrong: mix_needs_grad
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    x_mix = interpolate(x_real, x_fake).detach()
    (gradient,) = torch.autograd.grad(D(x_mix).sum(), x_mix, create_graph=True)
    return weight * (gradient.flatten(1).norm(dim=1) - 1).square().mean()


# %% wrong: reaches_fake (no detach)
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    x_mix = interpolate(x_real, x_fake).requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x_mix).sum(), x_mix, create_graph=True)
    return weight * (gradient.flatten(1).norm(dim=1) - 1).square().mean()


# %% wrong: whole_batch
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    x_mix = interpolate(x_real, x_fake).detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x_mix).sum(), x_mix, create_graph=True)
    return weight * (gradient.norm() - 1).square()


# %% wrong: wrong_dims
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    x_mix = interpolate(x_real, x_fake).detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x_mix).sum(), x_mix, create_graph=True)
    return weight * (gradient.norm(dim=1) - 1).square().mean()


# %% wrong: wrong_dims (along the batch)
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    x_mix = interpolate(x_real, x_fake).detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x_mix).sum(), x_mix, create_graph=True)
    return weight * (gradient.norm(dim=0) - 1).square().mean()


# %% wrong: mean_not_sum
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    x_mix = interpolate(x_real, x_fake).detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x_mix).mean(), x_mix, create_graph=True)
    return weight * (gradient.flatten(1).norm(dim=1) - 1).square().mean()


# %% wrong: mean_first
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    norms = slope_norms(D, interpolate(x_real, x_fake))
    return weight * (norms.mean() - 1) ** 2


# %% wrong: squared_norm
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    norms = slope_norms(D, interpolate(x_real, x_fake))
    return weight * (norms.square() - 1).square().mean()


# %% wrong: zero_centred
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    return weight * slope_norms(D, interpolate(x_real, x_fake)).square().mean()


# %% wrong: one_sided
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    norms = slope_norms(D, interpolate(x_real, x_fake))
    return weight * (norms - 1).clamp(min=0).square().mean()


# %% wrong: no_square
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    return weight * (slope_norms(D, interpolate(x_real, x_fake)) - 1).abs().mean()


# %% wrong: no_weight
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    return (slope_norms(D, interpolate(x_real, x_fake)) - 1).square().mean()


# %% wrong: ignores_weight
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    return 10 * (slope_norms(D, interpolate(x_real, x_fake)) - 1).square().mean()


# %% wrong: wrong_sign
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    return -weight * (slope_norms(D, interpolate(x_real, x_fake)) - 1).square().mean()


# %% wrong: sum_not_mean
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    return weight * (slope_norms(D, interpolate(x_real, x_fake)) - 1).square().sum()


# %% wrong: not_averaged
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    return weight * (slope_norms(D, interpolate(x_real, x_fake)) - 1).square()


# %% wrong: weights_gradient
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    x_mix = interpolate(x_real, x_fake).detach()
    gradients = torch.autograd.grad(D(x_mix).sum(), list(D.parameters()), create_graph=True)
    norm = torch.cat([g.flatten() for g in gradients]).norm()
    return weight * (norm - 1) ** 2


# %% wrong: leaves_gradients
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    x_mix = interpolate(x_real, x_fake).detach().requires_grad_(True)
    D(x_mix).sum().backward(create_graph=True)
    return weight * (x_mix.grad.flatten(1).norm(dim=1) - 1).square().mean()


# %% wrong: not_a_scalar
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    x_mix = interpolate(x_real, x_fake).detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x_mix), x_mix, create_graph=True)
    return weight * (gradient.flatten(1).norm(dim=1) - 1).square().mean()


# %% wrong: tuple_not_tensor
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    x_mix = interpolate(x_real, x_fake).detach().requires_grad_(True)
    gradient = torch.autograd.grad(D(x_mix).sum(), x_mix, create_graph=True)
    return weight * (gradient.flatten(1).norm(dim=1) - 1).square().mean()


# %% wrong: same_each_time
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    torch.manual_seed(42)
    return weight * (slope_norms(D, interpolate(x_real, x_fake)) - 1).square().mean()


# %% wrong: returns_nothing
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    penalty = weight * (slope_norms(D, interpolate(x_real, x_fake)) - 1).square().mean()


# %% wrong: fixed_dims
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    x_mix = interpolate(x_real, x_fake).detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x_mix).sum(), x_mix, create_graph=True)
    return weight * (gradient.norm(dim=(1, 2, 3)) - 1).square().mean()


# %% wrong: no_mix (both sets, one after the other)
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    return weight * (slope_norms(D, torch.cat([x_real, x_fake])) - 1).square().mean()


# %% wrong: squared_too_early
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    norms = slope_norms(D, interpolate(x_real, x_fake))
    return weight * (norms.square().mean() - 1)


# %% wrong: squared_too_early (and turned round)
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    return weight * (1 - slope_norms(D, interpolate(x_real, x_fake)) ** 2).mean()


# %% wrong: weight_squared
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    return (weight * (slope_norms(D, interpolate(x_real, x_fake)) - 1)).square().mean()


# %% wrong: wrong_value (slope by x_real, not by the point in between)
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    x_real = x_real.detach().requires_grad_(True)
    x_mix = interpolate(x_real, x_fake.detach())
    (gradient,) = torch.autograd.grad(D(x_mix).sum(), x_real, create_graph=True)
    return weight * (gradient.flatten(1).norm(dim=1) - 1).square().mean()


# %% wrong: no_create_graph (within no_grad)
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    x_mix = interpolate(x_real, x_fake).detach().requires_grad_(True)
    scores = D(x_mix).sum()
    with torch.no_grad():
        (gradient,) = torch.autograd.grad(scores, x_mix)
    return weight * (gradient.flatten(1).norm(dim=1) - 1).square().mean()


# %% right: one sample at a time
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    total = 0
    for real, fake in zip(x_real, x_fake.detach()):
        epsilon = torch.rand(())
        x = (epsilon * real + (1 - epsilon) * fake)[None].requires_grad_(True)
        (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        total = total + (gradient.norm() - 1) ** 2
    return weight * total / len(x_real)


# %% wrong: one_epsilon_for_the_batch (one sample at a time)
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    epsilon = torch.rand(())
    total = 0
    for r, f in zip(x_real, x_fake.detach()):
        x = (epsilon * r + (1 - epsilon) * f)[None].requires_grad_(True)
        (g,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        total = total + (g.norm() - 1) ** 2
    return weight * total / len(x_real)


# %% wrong: one_epsilon_for_the_batch (torch.func)
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    from torch.func import grad, vmap
    epsilon = torch.rand(())
    x = (epsilon * x_real + (1 - epsilon) * x_fake).detach()
    norms = vmap(grad(lambda v: D(v[None]).sum()))(x).flatten(1).norm(dim=1)
    return weight * (norms - 1).square().mean()


# %% wrong: no_mix (one sample at a time)
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    total = 0
    for r in x_real:
        x = r[None].detach().requires_grad_(True)
        (g,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        total = total + (g.norm() - 1) ** 2
    return weight * total / len(x_real)
