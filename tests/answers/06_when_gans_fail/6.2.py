# %% right: one helper
def zero_centred_penalty(D, x_real, x_fake, weight):
    def steepness(x):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        return slope.flatten(1).square().sum(1).mean()

    return weight / 2 * (steepness(x_real) + steepness(x_fake))


# %% right: both at once
def zero_centred_penalty(D, x_real, x_fake, weight):
    x = torch.cat([x_real, x_fake]).detach().requires_grad_(True)
    out = D(x)
    slope = torch.autograd.grad(out, x, torch.ones_like(out), create_graph=True)[0]
    return weight * slope.pow(2).flatten(1).sum(1).mean()


# %% right: a loop and norms
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for x in (x_real, x_fake):
        x = x.clone().detach()
        x.requires_grad = True
        grads = torch.autograd.grad(outputs=D(x).sum(), inputs=x, create_graph=True, retain_graph=True)
        total = total + grads[0].reshape(len(x), -1).norm(2, dim=1).pow(2).mean()
    return 0.5 * weight * total


# %% note: gradients switched on at what was handed in
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for x in (x_real, x_fake):
        x.requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        total = total + slope.flatten(1).square().sum(1).mean()
    return weight / 2 * total


# %% wrong: no_create_graph
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for x in (x_real, x_fake):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x)
        total = total + slope.flatten(1).square().sum(1).mean()
    return weight / 2 * total


# %% wrong: no_create_graph (detached later)
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for x in (x_real, x_fake):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        total = total + slope.detach().flatten(1).square().sum(1).mean()
    return weight / 2 * total


# %% wrong: mean_of_d
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for x in (x_real, x_fake):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).mean(), x, create_graph=True)
        total = total + slope.flatten(1).square().sum(1).mean()
    return weight / 2 * total


# %% wrong: mean_over_coordinates
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for x in (x_real, x_fake):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        total = total + slope.square().mean()
    return weight / 2 * total


# %% wrong: sum_over_samples
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for x in (x_real, x_fake):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        total = total + slope.square().sum()
    return weight / 2 * total


# %% wrong: only_real
def zero_centred_penalty(D, x_real, x_fake, weight):
    x = x_real.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return weight / 2 * slope.flatten(1).square().sum(1).mean()


# %% wrong: only_fake
def zero_centred_penalty(D, x_real, x_fake, weight):
    x = x_fake.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return weight / 2 * slope.flatten(1).square().sum(1).mean()


# %% wrong: same_points_twice
def zero_centred_penalty(D, x_real, x_fake, weight):
    def steepness(x):
        x = x_real.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        return slope.flatten(1).square().sum(1).mean()

    return weight / 2 * (steepness(x_real) + steepness(x_fake))


# %% wrong: factor (no half)
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for x in (x_real, x_fake):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        total = total + slope.flatten(1).square().sum(1).mean()
    return weight * total


# %% wrong: factor (mean of the two)
def zero_centred_penalty(D, x_real, x_fake, weight):
    x = torch.cat([x_real, x_fake]).detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return weight / 2 * slope.flatten(1).square().sum(1).mean()


# %% wrong: no_square
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for x in (x_real, x_fake):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        total = total + slope.flatten(1).norm(dim=1).mean()
    return weight / 2 * total


# %% wrong: one_centred
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for x in (x_real, x_fake):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        total = total + (slope.flatten(1).norm(dim=1) - 1).square().mean()
    return weight / 2 * total


# %% wrong: wrong_sign
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for x in (x_real, x_fake):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        total = total - slope.flatten(1).square().sum(1).mean()
    return weight / 2 * total


# %% wrong: no_weight
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for x in (x_real, x_fake):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        total = total + slope.flatten(1).square().sum(1).mean()
    return total / 2


# %% wrong: outputs_penalised
def zero_centred_penalty(D, x_real, x_fake, weight):
    return weight / 2 * (D(x_real).square().mean() + D(x_fake).square().mean())


# %% wrong: difference_of_means
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for x in (x_real, x_fake):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        total = total + slope.mean(0).square().sum()
    return weight / 2 * total


# %% wrong: one_dimension_only
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for x in (x_real, x_fake):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        total = total + slope.square().sum(1).mean()
    return weight / 2 * total


# %% wrong: x_without_gradient
def zero_centred_penalty(D, x_real, x_fake, weight):
    with torch.no_grad():
        out = D(x_real).sum()
    (slope,) = torch.autograd.grad(out, x_real, create_graph=True)
    return weight / 2 * slope.square().sum(1).mean()


# %% wrong: other_tensor
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for x in (x_real, x_fake):
        out = D(x).sum()
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(out, x, create_graph=True)
        total = total + slope.flatten(1).square().sum(1).mean()
    return weight / 2 * total


# %% wrong: no_sum
def zero_centred_penalty(D, x_real, x_fake, weight):
    x = x_real.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x), x, create_graph=True)
    return weight / 2 * slope.flatten(1).square().sum(1).mean()


# %% wrong: leaves_gradients
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for x in (x_real, x_fake):
        x = x.detach().requires_grad_(True)
        D(x).sum().backward(create_graph=True)
        total = total + x.grad.flatten(1).square().sum(1).mean()
    return weight / 2 * total


# %% wrong: not_a_tensor
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for x in (x_real, x_fake):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x)
        total = total + slope.flatten(1).square().sum(1).mean()
    return (weight / 2 * total).item()


# %% wrong: returns_nothing
def zero_centred_penalty(D, x_real, x_fake, weight):
    x = x_real.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    weight / 2 * slope.flatten(1).square().sum(1).mean()


# %% wrong: not_averaged
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for x in (x_real, x_fake):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        total = total + slope.flatten(1).square().sum(1)
    return weight / 2 * total


# %% wrong: left_in_eval
def zero_centred_penalty(D, x_real, x_fake, weight):
    D.eval()

    def steepness(x):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        return slope.flatten(1).square().sum(1).mean()

    return weight / 2 * (steepness(x_real) + steepness(x_fake))


# %% wrong: clears_gradients
def zero_centred_penalty(D, x_real, x_fake, weight):
    def steepness(x):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        return slope.flatten(1).square().sum(1).mean()

    D.zero_grad()
    return weight / 2 * (steepness(x_real) + steepness(x_fake))


# %% note: goes on into G where x_fake has a graph
def zero_centred_penalty(D, x_real, x_fake, weight):
    def steepness(x):
        if not x.requires_grad:
            x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        return slope.flatten(1).square().sum(1).mean()

    return weight / 2 * (steepness(x_real) + steepness(x_fake))


# %% right: torch.func
def zero_centred_penalty(D, x_real, x_fake, weight):
    from torch.func import grad, vmap
    slope = vmap(grad(lambda v: D(v[None]).sum()))
    parts = [slope(x.detach()).flatten(1).square().sum(1).mean() for x in (x_real, x_fake)]
    return weight / 2 * sum(parts)


# %% wrong: subtracted
def zero_centred_penalty(D, x_real, x_fake, weight):
    def steepness(x):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        return slope.flatten(1).square().sum(1).mean()

    return weight / 2 * (steepness(x_real) - steepness(x_fake))


# %% wrong: same_points_twice (the generated ones)
def zero_centred_penalty(D, x_real, x_fake, weight):
    total = 0
    for _ in range(2):
        x = x_fake.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        total = total + slope.flatten(1).square().sum(1).mean()
    return weight / 2 * total


# %% wrong: needs_a_network
def zero_centred_penalty(D, x_real, x_fake, weight):
    device = next(D.parameters()).device
    penalty = 0
    for x in (x_real, x_fake):
        x = x.detach().to(device).requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        penalty = penalty + weight / 2 * slope.flatten(1).square().sum(1).mean()
    return penalty
