# %% right: one number an image
def random_brightness(x, strength=0.5):
    b = (2 * torch.rand(len(x), 1, 1, 1, device=x.device) - 1) * strength
    return x + b


# %% right: uniform_
def random_brightness(x, strength=0.5):
    return x + torch.empty(x.shape[0], 1, 1, 1).uniform_(-strength, strength)


# %% right: a view
def random_brightness(x, strength=0.5):
    shift = torch.rand(len(x)) * 2 * strength - strength
    return x + shift.view(-1, 1, 1, 1)


# %% right: a loop
import random


def random_brightness(x, strength=0.5):
    return torch.stack([image + random.uniform(-strength, strength) for image in x])


# %% right: shape (N, C, H, W) by expand
def random_brightness(x, strength=0.5):
    n, c, h, w = x.shape
    amount = (torch.rand(n) - 0.5)[:, None, None, None].expand(n, c, h, w)
    return x + amount * 2 * strength


# %% wrong: one_for_all
def random_brightness(x, strength=0.5):
    return x + (2 * torch.rand(1) - 1) * strength


# %% wrong: one_for_all (a Python number)
import random


def random_brightness(x, strength=0.5):
    return x + random.uniform(-strength, strength)


# %% wrong: one_for_each_pixel
def random_brightness(x, strength=0.5):
    return x + (2 * torch.rand_like(x) - 1) * strength


# %% wrong: one_for_each_pixel (a missing shape goes along the columns)
def random_brightness(x, strength=0.5):
    return x + (2 * torch.rand(x.shape[-1]) - 1) * strength


# %% wrong: one_for_each_channel
def random_brightness(x, strength=0.5):
    return x + (2 * torch.rand(len(x), x.shape[1], 1, 1) - 1) * strength


# %% wrong: multiplies
def random_brightness(x, strength=0.5):
    return x * (1 + (2 * torch.rand(len(x), 1, 1, 1) - 1) * strength)


# %% wrong: clipped
def random_brightness(x, strength=0.5):
    return (x + (2 * torch.rand(len(x), 1, 1, 1) - 1) * strength).clamp(-1, 1)


# %% wrong: only_brighter
def random_brightness(x, strength=0.5):
    return x + torch.rand(len(x), 1, 1, 1) * strength


# %% wrong: only_darker
def random_brightness(x, strength=0.5):
    return x - torch.rand(len(x), 1, 1, 1) * strength


# %% wrong: too_weak
def random_brightness(x, strength=0.5):
    return x + (torch.rand(len(x), 1, 1, 1) - 0.5) * strength


# %% wrong: too_strong
def random_brightness(x, strength=0.5):
    return x + torch.randn(len(x), 1, 1, 1) * strength


# %% wrong: ignores_strength
def random_brightness(x, strength=0.5):
    return x + torch.rand(len(x), 1, 1, 1) - 0.5


# %% wrong: not_random
NUMBERS = torch.rand(1000, 1, 1, 1) * 2 - 1


def random_brightness(x, strength=0.5):
    return x + strength * NUMBERS[: len(x)]


# %% wrong: not_random (a seed inside)
def random_brightness(x, strength=0.5):
    torch.manual_seed(1)
    return x + (2 * torch.rand(len(x), 1, 1, 1) - 1) * strength


# %% wrong: never_changes
def random_brightness(x, strength=0.5):
    y = x + (2 * torch.rand(len(x), 1, 1, 1) - 1) * strength
    return x


# %% wrong: changes_input
def random_brightness(x, strength=0.5):
    x += (2 * torch.rand(len(x), 1, 1, 1) - 1) * strength
    return x


# %% wrong: no_gradient
@torch.no_grad()
def random_brightness(x, strength=0.5):
    return x + (2 * torch.rand(len(x), 1, 1, 1) - 1) * strength


# %% wrong: no_gradient (data)
def random_brightness(x, strength=0.5):
    y = x.data.clone()
    for i in range(len(y)):
        y[i] = y[i] + strength * (2 * torch.rand(1) - 1)
    return y


# %% wrong: returns_nothing
def random_brightness(x, strength=0.5):
    x = x + (2 * torch.rand(len(x), 1, 1, 1) - 1) * strength


# %% wrong: wrong_dtype
def random_brightness(x, strength=0.5):
    return x + strength * torch.from_numpy(np.random.uniform(-1, 1, (len(x), 1, 1, 1)))


# %% right: a distribution
def random_brightness(x, strength=0.5):
    b = torch.distributions.Uniform(-strength, strength).sample((len(x),))
    return (x.permute(1, 2, 3, 0) + b).permute(3, 0, 1, 2)


# %% wrong: multiplies (and adds)
def random_brightness(x, strength=0.5):
    out = []
    for image in x:
        out.append(image * (1 + strength * float(torch.rand(1))))
    return torch.stack(out)


# %% wrong: one_for_each_pixel (noise of each pixel, cut off)
def random_brightness(x, strength=0.5):
    return (x + strength * torch.randn_like(x)).clamp(-1, 1)


# %% wrong: few_numbers (two)
def random_brightness(x, strength=0.5):
    return x + strength * (2 * (torch.rand(len(x), 1, 1, 1) < 0.5).float() - 1)


# %% wrong: shapes_do_not_fit
def random_brightness(x, strength=0.5):
    return x + strength * (2 * torch.rand(len(x)) - 1)


# %% wrong: bent
def random_brightness(x, strength=0.5):
    return torch.tanh(x + strength * (2 * torch.rand(len(x), 1, 1, 1) - 1))


# %% note: a normal, pressed into the range
def random_brightness(x, strength=0.5):
    b = (torch.randn(len(x), 1, 1, 1, device=x.device) * strength).clamp(-strength, strength)
    return x + b


# %% wrong: leaves_gaps (never near 0)
def random_brightness(x, strength=0.5):
    size = strength * (0.5 + 0.5 * torch.rand(len(x), 1, 1, 1))
    sign = 2 * torch.randint(0, 2, (len(x), 1, 1, 1)) - 1
    return x + sign * size


# %% right: a sine of a random angle
def random_brightness(x, strength=0.5):
    angle = 2 * math.pi * torch.rand(len(x))
    return x + strength * angle.sin().to(x.device).reshape(-1, 1, 1, 1)


# %% wrong: wrong_default (none)
def random_brightness(x, strength):
    return x + strength * (2 * torch.rand(len(x), 1, 1, 1) - 1)


# %% wrong: wrong_default
def random_brightness(x, strength=0.3):
    return x + strength * (2 * torch.rand(len(x), 1, 1, 1) - 1)
