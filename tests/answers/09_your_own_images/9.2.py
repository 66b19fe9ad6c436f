# %% right: where
def random_flip(x):
    coin = torch.rand(len(x), 1, 1, 1, device=x.device) < 0.5
    return torch.where(coin, x.flip(3), x)


# %% right: an index
def random_flip(x):
    y = x.clone()
    chosen = torch.rand(len(x)) > 0.5
    y[chosen] = x[chosen].flip(-1)
    return y


# %% right: a loop
import random


def random_flip(x):
    return torch.stack([image.flip(2) if random.random() < 0.5 else image for image in x])


# %% right: a mask of numbers
def random_flip(x):
    m = torch.randint(0, 2, (x.shape[0], 1, 1, 1)).to(x)
    return m * torch.flip(x, dims=[3]) + (1 - m) * x


# %% right: torchvision, image by image
from torchvision.transforms.v2 import RandomHorizontalFlip

flip_one = RandomHorizontalFlip()


def random_flip(x):
    return torch.stack([flip_one(image) for image in x])


# %% wrong: one_coin_for_all
def random_flip(x):
    return x.flip(3) if torch.rand(1) < 0.5 else x


# %% wrong: one_coin_for_all (torchvision, the whole batch)
from torchvision.transforms.v2 import RandomHorizontalFlip


def random_flip(x):
    return RandomHorizontalFlip()(x)


# %% wrong: upside_down
def random_flip(x):
    coin = torch.rand(len(x), 1, 1, 1) < 0.5
    return torch.where(coin, x.flip(2), x)


# %% wrong: upside_down (both)
def random_flip(x):
    coin = torch.rand(len(x), 1, 1, 1) < 0.5
    return torch.where(coin, x.flip(2, 3), x)


# %% wrong: wrong_axis
def random_flip(x):
    coin = torch.rand(len(x), 1, 1, 1) < 0.5
    return torch.where(coin, x.flip(1), x)


# %% wrong: shuffles_batch
def random_flip(x):
    coin = torch.rand(len(x), 1, 1, 1) < 0.5
    return torch.where(coin, x.flip(0), x)


# %% wrong: shuffles_batch (mirrored ones first)
def random_flip(x):
    coin = torch.rand(len(x)) < 0.5
    return torch.cat([x[coin].flip(3), x[~coin]])


# %% wrong: always_flips
def random_flip(x):
    return x.flip(3)


# %% wrong: never_flips
def random_flip(x):
    coin = torch.rand(len(x), 1, 1, 1) < 0.5
    torch.where(coin, x.flip(3), x)
    return x


# %% wrong: not_random
def random_flip(x):
    torch.manual_seed(0)
    coin = torch.rand(len(x), 1, 1, 1) < 0.5
    return torch.where(coin, x.flip(3), x)


# %% wrong: not_random (every second one)
def random_flip(x):
    y = x.clone()
    y[::2] = x[::2].flip(3)
    return y


# %% wrong: wrong_share
def random_flip(x):
    coin = torch.randn(len(x), 1, 1, 1) < 0.5
    return torch.where(coin, x.flip(3), x)


# %% wrong: mixes_pixels
def random_flip(x):
    coin = torch.rand(x.shape) < 0.5
    return torch.where(coin, x.flip(3), x)


# %% wrong: mixes_pixels (the coin has no shape of its own)
def random_flip(x):
    coin = torch.rand(len(x), 1, 1, 1)
    return coin * x.flip(3) + (1 - coin) * x


# %% wrong: changes_input
def random_flip(x):
    coin = torch.rand(len(x)) < 0.5
    x[coin] = x[coin].flip(3)
    return x


# %% wrong: no_gradient
def random_flip(x):
    coin = torch.rand(len(x), 1, 1, 1) < 0.5
    return torch.where(coin, x.flip(3), x).detach()


# %% wrong: no_gradient (NumPy)
def random_flip(x):
    y = x.detach().numpy().copy()
    for i in range(len(y)):
        if np.random.rand() < 0.5:
            y[i] = y[i][:, :, ::-1].copy()
    return torch.from_numpy(y)


# %% wrong: returns_nothing
def random_flip(x):
    coin = torch.rand(len(x), 1, 1, 1) < 0.5
    x = torch.where(coin, x.flip(3), x)


# %% wrong: wrong_shape
def random_flip(x):
    coin = torch.rand(len(x), 1, 1, 1) < 0.5
    return torch.where(coin, x.transpose(2, 3).contiguous(), x.transpose(2, 3))


# %% right: bernoulli, grid_sample
def random_flip(x):
    n = len(x)
    sign = 1 - 2 * torch.bernoulli(torch.full((n,), 0.5))
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0], theta[:, 1, 1] = sign, 1
    grid = F.affine_grid(theta, list(x.shape), align_corners=False)
    return F.grid_sample(x, grid, align_corners=False)


# %% wrong: one_coin_for_all (drawn as a tensor)
def random_flip(x):
    coin = torch.rand(1, 1, 1, 1) < 0.5
    return torch.where(coin, x.flip(3), x)


# %% wrong: mixes_pixels (one coin a row of pixels)
def random_flip(x):
    coin = torch.rand(x.shape[2], 1) < 0.5
    return torch.where(coin, x.flip(3), x)


# %% note: exactly half of the batch
def random_flip(x):
    chosen = torch.randperm(len(x))[: len(x) // 2]
    y = x.clone()
    y[chosen] = x[chosen].flip(3)
    return y


# %% wrong: shapes_do_not_fit
def random_flip(x):
    coins = torch.rand(len(x)) < 0.5
    return torch.where(coins, x.flip(3), x)


# %% wrong: one_if_for_many
def random_flip(x):
    coins = torch.rand(len(x), 1, 1, 1) < 0.5
    if coins:
        return x.flip(3)
    return x
