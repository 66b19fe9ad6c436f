# %% right: divide, subtract
def prepare(images):
    return images.float() / 127.5 - 1


# %% right: from 0..1
def prepare(images):
    x = images.to(torch.float32) / 255
    return (x - 0.5) / 0.5


# %% right: torchvision's names
from torchvision.transforms.v2 import functional as tv


def prepare(images):
    return tv.normalize(tv.to_dtype(images, torch.float32, scale=True), [0.5], [0.5])


# %% wrong: divides_by_128
def prepare(images):
    return (images.float() - 128) / 128


# %% wrong: range_starts_at_0
def prepare(images):
    return images.float() / 255


# %% wrong: range_starts_at_0 (untouched)
def prepare(images):
    return images.float()


# %% wrong: mnist_statistics
def prepare(images):
    return (images.float() / 255 - 0.1307) / 0.3081


# %% wrong: overflow
def prepare(images):
    return images * 2 / 255 - 1


# %% wrong: inverted
def prepare(images):
    return 1 - images.float() / 127.5


# %% wrong: wrong_range (half of it)
def prepare(images):
    return images.float() / 255 - 0.5


# %% wrong: wrong_range (each image by its own statistics)
def prepare(images):
    x = images.float()
    return (x - x.mean((1, 2, 3), keepdim=True)) / x.std((1, 2, 3), keepdim=True)


# %% wrong: wrong_dtype
def prepare(images):
    return images.long() * 2 // 255 - 1


# %% wrong: wrong_shape (flattened)
def prepare(images):
    return (images.float() / 127.5 - 1).flatten(1)


# %% wrong: returns_nothing
def prepare(images):
    images = images.float() / 127.5 - 1


# %% wrong: wrong_dtype (float64)
def prepare(images):
    return images.double() / 127.5 - 1


# %% wrong: depends_on_batch
def prepare(images):
    x = images.float()
    return 2 * (x - x.min()) / (x.max() - x.min()) - 1
