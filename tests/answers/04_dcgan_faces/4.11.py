# %% right: plain
def to_picture(images):
    return ((images + 1) / 2).clamp(0, 1)


# %% right: cut off first
def to_picture(images):
    return images.clamp(-1, 1) * 0.5 + 0.5


# %% right: make_grid's fixed range, by hand
def to_picture(images, value_range=(-1, 1)):
    low, high = value_range
    images = images.clone().clamp_(min=low, max=high)
    return images.sub_(low).div_(high - low)


# %% note: nothing cut off
def to_picture(images):
    return (images + 1) / 2


# %% wrong: stretches_each
def to_picture(images):
    low = images.amin((1, 2, 3), keepdim=True)
    high = images.amax((1, 2, 3), keepdim=True)
    return (images - low) / (high - low)


# %% wrong: stretches_batch
def to_picture(images):
    return (images - images.min()) / (images.max() - images.min())


# %% wrong: stretches_batch (torchvision)
def to_picture(images):
    from torchvision.utils import make_grid

    grid = make_grid(images, nrow=len(images), normalize=True, padding=0)
    return torch.stack(grid.chunk(len(images), dim=2))


# %% wrong: stretches_each (by the largest absolute value)
def to_picture(images):
    largest = images.abs().amax((1, 2, 3), keepdim=True)
    return (images / largest + 1) / 2


# %% wrong: cut_off
def to_picture(images):
    return images.clamp(0, 1)


# %% wrong: other_way
def to_picture(images):
    return images * 2 - 1


# %% wrong: other_way (left as they are)
def to_picture(images):
    return images


# %% wrong: inverted
def to_picture(images):
    return (1 - images) / 2


# %% wrong: absolute
def to_picture(images):
    return images.abs()


# %% wrong: bytes
def to_picture(images):
    return (images + 1) * 127.5


# %% wrong: wrong_dtype
def to_picture(images):
    return ((images + 1) * 127.5).to(torch.uint8)


# %% wrong: bent
def to_picture(images):
    return torch.sigmoid(images)


# %% wrong: changes_input
def to_picture(images):
    return images.add_(1).div_(2).clamp_(0, 1)


# %% wrong: wrong_map
def to_picture(images):
    return images + 1


# %% wrong: returns_nothing
def to_picture(images):
    images = ((images + 1) / 2).clamp(0, 1)


# %% wrong: wrong_shape (channels last, for matplotlib)
def to_picture(images):
    return ((images + 1) / 2).permute(0, 2, 3, 1)


# %% wrong: depends_on_batch (light images are left as they are)
def to_picture(images):
    if images.min() < -0.5:
        return (images + 1) / 2
    return images


# %% wrong: depends_on_batch (when a value lies outside)
def to_picture(images):
    images = images / images.abs().max().clamp(min=1)
    return (images + 1) / 2


# %% wrong: all_the_same
def to_picture(images):
    return ((images + 1) / 2).clamp(1, 0)


# %% right: NumPy's line between points, in double precision
def to_picture(images):
    return torch.as_tensor(np.interp(images, [-1, 1], [0, 1]))


# %% wrong: changes_input (only what lies outside)
def to_picture(images):
    return (images.clamp_(-1, 1) + 1) / 2
