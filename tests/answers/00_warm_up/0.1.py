# %% right: divide by the half range
def to_range(images):
    return images.float() / 127.5 - 1


# %% right: by way of 0 to 1
def to_range(images):
    x = images.to(torch.float32).div(255)
    return x.mul(2).sub(1)


# %% right: torch.lerp
def to_range(images):
    share = images.float() / 255
    return torch.lerp(torch.tensor(-1.0), torch.tensor(1.0), share)


# %% wrong: wrong_dtype (double precision)
def to_range(images):
    return images.double() / 127.5 - 1


# %% right: numpy, one pixel after the other in a table
def to_range(images):
    table = np.linspace(-1, 1, 256, dtype=np.float32)
    return torch.from_numpy(table[images.numpy()])


# %% right: in place, on its own floats, and on any device
def to_range(images):
    x = torch.empty(images.shape, device=images.device).copy_(images)
    x /= 127.5
    x -= 1.0
    return x


# %% wrong: zero_to_one
def to_range(images):
    return images.float() / 255


# %% wrong: half_range
def to_range(images):
    return images.float() / 255 - 0.5


# %% wrong: not_float
def to_range(images):
    return (images - 127) // 127


# %% wrong: stretched
def to_range(images):
    x = images.float()
    return (x - x.min()) / (x.max() - x.min()) * 2 - 1


# %% wrong: wrong_range (MNIST mean and standard deviation)
def to_range(images):
    return (images.float() / 255 - 0.1307) / 0.3081


# %% wrong: wrong_range (bytes overflow before they become floats)
def to_range(images):
    return (images * 2).float() / 255 - 1


# %% wrong: inverted
def to_range(images):
    return 1 - images.float() / 127.5


# %% wrong: returns_nothing
def to_range(images):
    images.float() / 127.5 - 1


# %% wrong: changes_input
def to_range(images):
    images.div_(2, rounding_mode="floor")
    return images.float() / 63.75 - 1


# %% wrong: divides_by_128
def to_range(images):
    return images.float() / 128 - 1


# %% wrong: wrong_range (127)
def to_range(images):
    return images.float() / 127 - 1


# %% wrong: wrong_shape (squeezed)
def to_range(images):
    return (images.float() / 127.5 - 1).squeeze()


# %% wrong: not_callable
to_range = 3
