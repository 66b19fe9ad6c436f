# %% right: as in the lesson
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.flatten(1).norm(dim=1)


# %% right: grad_outputs of ones, sum of squares
def slope_norms(D, x):
    x = x.clone().detach().requires_grad_(True)
    scores = D(x)
    gradient = torch.autograd.grad(
        outputs=scores, inputs=x, grad_outputs=torch.ones_like(scores),
        create_graph=True, retain_graph=True, only_inputs=True,
    )[0]
    gradient = gradient.view(gradient.size(0), -1)
    return torch.sqrt(torch.sum(gradient ** 2, dim=1) + 1e-12)


# %% right: norm over all dimensions but the first
def slope_norms(D, x):
    x = x.detach().clone()
    x.requires_grad = True
    y = D(x)
    gradient = torch.autograd.grad(y.sum(), [x], create_graph=True)[0]
    return torch.linalg.vector_norm(gradient, dim=tuple(range(1, x.dim())))


# %% right: one sample at a time
def slope_norms(D, x):
    norms = []
    for row in x.split(1):
        row = row.detach().requires_grad_(True)
        (gradient,) = torch.autograd.grad(D(row)[0], row, create_graph=True)
        norms.append(gradient.norm())
    return torch.stack(norms)


# %% right: torch.func
def slope_norms(D, x):
    from torch.func import grad, vmap

    gradient = vmap(grad(lambda row: D(row[None])[0]))(x)
    return gradient.flatten(1).norm(dim=1)


# %% note: marks the x that was handed in
def slope_norms(D, x):
    x.requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.flatten(1).norm(dim=1)


# %% note: the root of 0
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.flatten(1).square().sum(1).sqrt()


# %% wrong: no_create_graph
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x)
    return gradient.flatten(1).norm(dim=1)


# %% wrong: no_create_graph (retain_graph)
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, retain_graph=True)
    return gradient.flatten(1).norm(dim=1)


# %% wrong: no_create_graph (detached behind it)
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.detach().flatten(1).norm(dim=1)


# %% wrong: no_create_graph (gradient of x, but without D's weights)
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x)
    return gradient.flatten(1).requires_grad_(True).norm(dim=1)


# %% wrong: x_needs_grad
def slope_norms(D, x):
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.flatten(1).norm(dim=1)


# %% wrong: x_needs_grad (too late)
def slope_norms(D, x):
    scores = D(x)
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(scores.sum(), x, create_graph=True)
    return gradient.flatten(1).norm(dim=1)


# %% wrong: not_a_scalar
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x), x, create_graph=True)
    return gradient.flatten(1).norm(dim=1)


# %% wrong: tuple_not_tensor
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    gradient = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.flatten(1).norm(dim=1)


# %% wrong: tuple_not_tensor (returned)
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    return torch.autograd.grad(D(x).sum(), x, create_graph=True)


# %% wrong: mean_not_sum
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).mean(), x, create_graph=True)
    return gradient.flatten(1).norm(dim=1)


# %% wrong: whole_batch
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.norm()


# %% wrong: whole_batch (flatten without a 1)
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.flatten().norm(dim=0)


# %% wrong: wrong_dims
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.norm(dim=1)


# %% wrong: wrong_dims (along the batch)
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.norm(dim=0)


# %% wrong: extra_dimension
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.flatten(1).norm(dim=1, keepdim=True)


# %% wrong: no_norm
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient


# %% wrong: squared
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.flatten(1).square().sum(1)


# %% wrong: other_norm
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.flatten(1).abs().sum(1)


# %% wrong: weights_gradient
def slope_norms(D, x):
    gradients = torch.autograd.grad(D(x).sum(), list(D.parameters()), create_graph=True)
    return torch.cat([g.flatten() for g in gradients]).norm()


# %% wrong: leaves_gradients
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    D(x).sum().backward(create_graph=True)
    return x.grad.flatten(1).norm(dim=1)


# %% wrong: not_a_tensor
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.flatten(1).norm(dim=1).tolist()


# %% wrong: returns_nothing
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    gradient.flatten(1).norm(dim=1)


# %% right: jacobian of the sum
def slope_norms(D, x):
    from torch.autograd.functional import jacobian

    gradient = jacobian(lambda x: D(x).sum(), x.detach(), create_graph=True)
    return gradient.reshape(len(x), -1).norm(p=2, dim=-1)


# %% wrong: fixed_dims
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.norm(dim=(1, 2, 3))


# %% wrong: x_needs_grad (no_grad)
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    with torch.no_grad():
        scores = D(x)
    (gradient,) = torch.autograd.grad(scores.sum(), x, create_graph=True)
    return gradient.flatten(1).norm(dim=1)


# %% right: backward, for x alone
def slope_norms(D, x):
    x = x.detach().requires_grad_(True)
    D(x).sum().backward(create_graph=True, inputs=[x])
    return x.grad.flatten(1).norm(dim=1)


# %% wrong: no_create_graph (numbers)
def slope_norms(D, x):
    norms = []
    for row in x.split(1):
        row = row.detach().requires_grad_(True)
        (gradient,) = torch.autograd.grad(D(row).sum(), row)
        norms.append(gradient.norm().item())
    return torch.tensor(norms)
