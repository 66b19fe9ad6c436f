# %% right: pad and cut
def random_shift(x, most):
    n, c, h, w = x.shape
    padded = F.pad(x, (most, most, most, most))
    moved = []
    for image in padded:
        i, j = torch.randint(0, 2 * most + 1, (2,)).tolist()
        moved.append(image[:, i : i + h, j : j + w])
    return torch.stack(moved)


# %% right: look-up by index
def random_shift(x, most):
    n, c, h, w = x.shape
    padded = F.pad(x, (most, most, most, most))
    rows = torch.arange(h) + torch.randint(0, 2 * most + 1, (n, 1))
    columns = torch.arange(w) + torch.randint(0, 2 * most + 1, (n, 1))
    image = torch.arange(n)[:, None, None]
    return padded.permute(0, 2, 3, 1)[image, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)


# %% right: into zeros
import random


def random_shift(x, most):
    out = torch.zeros_like(x)
    h, w = x.shape[2:]
    for k in range(len(x)):
        dy, dx = random.randint(-most, most), random.randint(-most, most)
        out[k, :, max(dy, 0) : h + min(dy, 0), max(dx, 0) : w + min(dx, 0)] = x[
            k, :, max(-dy, 0) : h + min(-dy, 0), max(-dx, 0) : w + min(-dx, 0)
        ]
    return out


# %% right: roll the padded image
def random_shift(x, most):
    h, w = x.shape[2:]
    padded = F.pad(x, [most] * 4)
    moved = [p.roll(tuple(torch.randint(-most, most + 1, (2,)).tolist()), (1, 2)) for p in padded]
    return torch.stack(moved)[:, :, most : most + h, most : most + w]


# %% wrong: misses_an_end
def random_shift(x, most):
    n, c, h, w = x.shape
    padded = F.pad(x, (most, most, most, most))
    moved = []
    for image in padded:
        i, j = torch.randint(0, 2 * most, (2,)).tolist()
        moved.append(image[:, i : i + h, j : j + w])
    return torch.stack(moved)


# %% wrong: wraps_around
def random_shift(x, most):
    return torch.stack(
        [image.roll(tuple(torch.randint(-most, most + 1, (2,)).tolist()), (1, 2)) for image in x]
    )


# %% wrong: one_for_all
def random_shift(x, most):
    h, w = x.shape[2:]
    i, j = torch.randint(0, 2 * most + 1, (2,)).tolist()
    return F.pad(x, (most, most, most, most))[:, :, i : i + h, j : j + w]


# %% wrong: edges_repeated
def random_shift(x, most):
    n, c, h, w = x.shape
    padded = F.pad(x, (most, most, most, most), mode="replicate")
    moved = []
    for image in padded:
        i, j = torch.randint(0, 2 * most + 1, (2,)).tolist()
        moved.append(image[:, i : i + h, j : j + w])
    return torch.stack(moved)


# %% wrong: fills_black
def random_shift(x, most):
    n, c, h, w = x.shape
    padded = F.pad(x, (most, most, most, most), value=-1)
    moved = []
    for image in padded:
        i, j = torch.randint(0, 2 * most + 1, (2,)).tolist()
        moved.append(image[:, i : i + h, j : j + w])
    return torch.stack(moved)


# %% wrong: one_direction
def random_shift(x, most):
    n, c, h, w = x.shape
    padded = F.pad(x, (most, 0, most, 0))
    moved = []
    for image in padded:
        i, j = torch.randint(0, most + 1, (2,)).tolist()
        moved.append(image[:, i : i + h, j : j + w])
    return torch.stack(moved)


# %% wrong: one_axis
def random_shift(x, most):
    n, c, h, w = x.shape
    padded = F.pad(x, (most, most))
    moved = []
    for image in padded:
        j = int(torch.randint(0, 2 * most + 1, (1,)))
        moved.append(image[:, :, j : j + w])
    return torch.stack(moved)


# %% wrong: diagonal_only
def random_shift(x, most):
    n, c, h, w = x.shape
    padded = F.pad(x, (most, most, most, most))
    moved = []
    for image in padded:
        i = int(torch.randint(0, 2 * most + 1, (1,)))
        moved.append(image[:, i : i + h, i : i + w])
    return torch.stack(moved)


# %% wrong: too_far
def random_shift(x, most):
    n, c, h, w = x.shape
    padded = F.pad(x, [2 * most] * 4)
    moved = []
    for image in padded:
        i, j = torch.randint(0, 4 * most + 1, (2,)).tolist()
        moved.append(image[:, i : i + h, j : j + w])
    return torch.stack(moved)


# %% wrong: never_shifts
def random_shift(x, most):
    h, w = x.shape[2:]
    return F.pad(x, (most, most, most, most))[:, :, most : most + h, most : most + w]


# %% wrong: not_random
def random_shift(x, most):
    n, c, h, w = x.shape
    torch.manual_seed(0)
    padded = F.pad(x, (most, most, most, most))
    moved = []
    for image in padded:
        i, j = torch.randint(0, 2 * most + 1, (2,)).tolist()
        moved.append(image[:, i : i + h, j : j + w])
    return torch.stack(moved)


# %% wrong: wrong_shape
def random_shift(x, most):
    return F.pad(x, (most, most, most, most))


# %% wrong: not_a_shift
def random_shift(x, most):
    n, c, h, w = x.shape
    padded = F.pad(x, (most, most, most, most))
    moved = []
    for image in padded:
        channels = []
        for channel in image:
            i, j = torch.randint(0, 2 * most + 1, (2,)).tolist()
            channels.append(channel[i : i + h, j : j + w])
        moved.append(torch.stack(channels))
    return torch.stack(moved)


# %% wrong: no_gradient
@torch.no_grad()
def random_shift(x, most):
    n, c, h, w = x.shape
    padded = F.pad(x, (most, most, most, most))
    moved = []
    for image in padded:
        i, j = torch.randint(0, 2 * most + 1, (2,)).tolist()
        moved.append(image[:, i : i + h, j : j + w])
    return torch.stack(moved)


# %% wrong: returns_nothing
def random_shift(x, most):
    h, w = x.shape[2:]
    padded = F.pad(x, (most, most, most, most))
    for image in padded:
        i, j = torch.randint(0, 2 * most + 1, (2,)).tolist()
        image[:, i : i + h, j : j + w]


# %% right: grid_sample
def random_shift(x, most):
    n, c, h, w = x.shape
    d = torch.randint(-most, most + 1, (n, 2)).float()
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = theta[:, 1, 1] = 1
    theta[:, 0, 2], theta[:, 1, 2] = 2 * d[:, 0] / w, 2 * d[:, 1] / h
    grid = F.affine_grid(theta, list(x.shape), align_corners=False)
    return F.grid_sample(x, grid, mode="nearest", align_corners=False)


# %% wrong: not_a_shift (by halves of a pixel)
def random_shift(x, most):
    n, c, h, w = x.shape
    d = (2 * torch.rand(n, 2) - 1) * most
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = theta[:, 1, 1] = 1
    theta[:, 0, 2], theta[:, 1, 2] = 2 * d[:, 0] / w, 2 * d[:, 1] / h
    grid = F.affine_grid(theta, list(x.shape), align_corners=False)
    return F.grid_sample(x, grid, align_corners=False)


# %% wrong: misses_an_end (at the other side)
def random_shift(x, most):
    n, c, h, w = x.shape
    padded = F.pad(x, (most, most, most, most))
    i, j = torch.randint(1, 2 * most + 1, (2, n)).tolist()
    return torch.stack([p[:, a : a + h, b : b + w] for p, a, b in zip(padded, i, j)])


# %% right: rounded numbers
def random_shift(x, most):
    n, c, h, w = x.shape
    padded = F.pad(x, (most,) * 4)
    go = ((2 * torch.rand(n, 2) - 1) * most).round().int() + most
    return torch.cat([padded[k : k + 1, :, i : i + h, j : j + w] for k, (i, j) in enumerate(go.tolist())])


# %% wrong: one_axis (one or the other)
import random


def random_shift(x, most):
    n, c, h, w = x.shape
    p = F.pad(x, (most,) * 4)
    out = []
    for im in p:
        i, j = torch.randint(0, 2 * most + 1, (2,)).tolist()
        if random.random() < 0.5: i = most
        else: j = most
        out.append(im[:, i:i+h, j:j+w])
    return torch.stack(out)
