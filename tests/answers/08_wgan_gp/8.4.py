# %% right: as in the lesson
def interpolate(x_real, x_fake):
    shape = (len(x_real),) + (1,) * (x_real.dim() - 1)
    epsilon = torch.rand(shape, device=x_real.device)
    return epsilon * x_real + (1 - epsilon) * x_fake


# %% right: epsilon on the generated ones
def interpolate(x_real, x_fake):
    epsilon = torch.rand(x_real.size(0), *[1] * (x_real.ndim - 1)).to(x_real)
    return (1 - epsilon) * x_real + epsilon * x_fake


# %% right: torch.lerp
def interpolate(x_real, x_fake):
    epsilon = torch.rand_like(x_real.flatten(1)[:, :1]).view(-1, *[1] * (x_real.dim() - 1))
    return torch.lerp(x_fake, x_real, epsilon)


# %% right: from the one to the other, expanded
def interpolate(x_real, x_fake):
    epsilon = torch.rand(len(x_real), 1, device=x_real.device).expand(-1, x_real[0].numel()).view_as(x_real)
    return x_fake + epsilon * (x_real - x_fake)


# %% right: sample by sample
def interpolate(x_real, x_fake):
    rows = []
    for real, fake in zip(x_real, x_fake):
        epsilon = torch.rand(())
        rows.append(epsilon * real + (1 - epsilon) * fake)
    return torch.stack(rows)


# %% note: numpy's random numbers, on the CPU, ready for the penalty
def interpolate(x_real, x_fake):
    epsilon = torch.tensor(np.random.rand(len(x_real)), dtype=x_real.dtype)
    epsilon = epsilon.reshape([-1] + [1] * (x_real.dim() - 1))
    return (epsilon * x_real + (1 - epsilon) * x_fake).detach().requires_grad_(True)


# %% wrong: one_epsilon_for_the_batch
def interpolate(x_real, x_fake):
    epsilon = torch.rand(1)
    return epsilon * x_real + (1 - epsilon) * x_fake


# %% wrong: one_epsilon_for_the_batch (Python's number)
def interpolate(x_real, x_fake):
    epsilon = np.random.rand()
    return epsilon * x_real + (1 - epsilon) * x_fake


# %% wrong: epsilon_per_pixel
def interpolate(x_real, x_fake):
    epsilon = torch.rand_like(x_real)
    return epsilon * x_real + (1 - epsilon) * x_fake


# %% wrong: epsilon_shape (N,)
def interpolate(x_real, x_fake):
    epsilon = torch.rand(len(x_real))
    return epsilon * x_real + (1 - epsilon) * x_fake


# %% wrong: epsilon_shape (images only)
def interpolate(x_real, x_fake):
    epsilon = torch.rand(len(x_real), 1, 1, 1)
    return epsilon * x_real + (1 - epsilon) * x_fake


# %% wrong: epsilon_shape (points only)
def interpolate(x_real, x_fake):
    epsilon = torch.rand(len(x_real), 1)
    return epsilon * x_real + (1 - epsilon) * x_fake


# %% wrong: epsilon_shape (one a channel)
def interpolate(x_real, x_fake):
    if x_real.dim() == 2:
        epsilon = torch.rand(len(x_real), 1)
    else:
        epsilon = torch.rand(len(x_real), x_real.shape[1], 1, 1)
    return epsilon * x_real + (1 - epsilon) * x_fake


# %% wrong: epsilon_shape (one a row of the image)
def interpolate(x_real, x_fake):
    if x_real.dim() == 2:
        epsilon = torch.rand(len(x_real), 1)
    else:
        epsilon = torch.rand(x_real.shape[2], 1)
    return epsilon * x_real + (1 - epsilon) * x_fake


# %% wrong: randn_not_rand
def interpolate(x_real, x_fake):
    epsilon = torch.randn((len(x_real),) + (1,) * (x_real.dim() - 1))
    return epsilon * x_real + (1 - epsilon) * x_fake


# %% wrong: always_the_middle
def interpolate(x_real, x_fake):
    return (x_real + x_fake) / 2


# %% wrong: weights_do_not_sum
def interpolate(x_real, x_fake):
    epsilon = torch.rand((len(x_real),) + (1,) * (x_real.dim() - 1))
    return x_real + epsilon * x_fake


# %% wrong: weights_do_not_sum (two draws)
def interpolate(x_real, x_fake):
    shape = (len(x_real),) + (1,) * (x_real.dim() - 1)
    return torch.rand(shape) * x_real + (1 - torch.rand(shape)) * x_fake


# %% wrong: same_each_time
def interpolate(x_real, x_fake):
    torch.manual_seed(0)
    epsilon = torch.rand((len(x_real),) + (1,) * (x_real.dim() - 1))
    return epsilon * x_real + (1 - epsilon) * x_fake


# %% wrong: ends_only
def interpolate(x_real, x_fake):
    epsilon = torch.rand((len(x_real),) + (1,) * (x_real.dim() - 1)).round()
    return epsilon * x_real + (1 - epsilon) * x_fake


# %% wrong: not_uniform
def interpolate(x_real, x_fake):
    epsilon = torch.rand((len(x_real),) + (1,) * (x_real.dim() - 1)) ** 3
    return epsilon * x_real + (1 - epsilon) * x_fake


# %% wrong: no_mix
def interpolate(x_real, x_fake):
    return x_real


# %% wrong: changes_input
def interpolate(x_real, x_fake):
    epsilon = torch.rand((len(x_real),) + (1,) * (x_real.dim() - 1))
    return x_real.mul_(epsilon).add_((1 - epsilon) * x_fake)


# %% wrong: returns_more
def interpolate(x_real, x_fake):
    epsilon = torch.rand((len(x_real),) + (1,) * (x_real.dim() - 1))
    return epsilon, epsilon * x_real + (1 - epsilon) * x_fake


# %% wrong: wrong_dtype
def interpolate(x_real, x_fake):
    epsilon = torch.tensor(np.random.rand(len(x_real)))
    epsilon = epsilon.reshape([-1] + [1] * (x_real.dim() - 1))
    return epsilon * x_real + (1 - epsilon) * x_fake


# %% wrong: not_uniform (half of the way)
def interpolate(x_real, x_fake):
    epsilon = 0.5 * torch.rand((len(x_real),) + (1,) * (x_real.dim() - 1))
    return epsilon * x_real + (1 - epsilon) * x_fake


# %% wrong: same_each_time (even steps)
def interpolate(x_real, x_fake):
    epsilon = torch.linspace(0, 1, len(x_real)).view(-1, *[1] * (x_real.dim() - 1))
    return epsilon * x_real + (1 - epsilon) * x_fake
