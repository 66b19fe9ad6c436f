# %% right: mean distance of all pairs
def diversity(images):
    x = images.flatten(1)
    d = torch.cdist(x, x)
    n = len(x)
    return (d.sum() / (n * (n - 1))).item()


# %% right: deviation of each pixel over the images
def diversity(images):
    return images.std(dim=0).mean()


# %% right: distance to the mean image
def diversity(images):
    x = images.reshape(len(images), -1)
    return float((x - x.mean(0)).norm(dim=1).mean())


# %% right: absolute differences, two loops
def diversity(images):
    total, pairs = 0.0, 0
    for i in range(len(images)):
        for j in range(i):
            total += (images[i] - images[j]).abs().mean().item()
            pairs += 1
    return total / pairs


# %% wrong: compares_pixels
def diversity(images):
    return images.std().item()


# %% wrong: compares_pixels (inside each image)
def diversity(images):
    return images.flatten(1).std(dim=1).mean().item()


# %% wrong: differences_cancel
def diversity(images):
    x = images.flatten(1)
    return (x[:, None] - x[None]).mean().item()


# %% wrong: only_brightness
def diversity(images):
    return images.mean(dim=(1, 2, 3)).std().item()


# %% wrong: sum_not_mean
def diversity(images):
    x = images.flatten(1)
    return torch.cdist(x, x).sum().item()


# %% wrong: depends_on_order
def diversity(images):
    return (images[1:] - images[:-1]).abs().mean().item()


# %% wrong: depends_on_order (only the first two)
def diversity(images):
    return (images[0] - images[1]).norm().item()


# %% wrong: largest_difference
def diversity(images):
    x = images.flatten(1)
    return torch.cdist(x, x).max().item()


# %% wrong: negative
def diversity(images):
    return -images.std(dim=0).mean().item()


# %% wrong: not_a_number
def diversity(images):
    return images.std(dim=0)


# %% wrong: returns_nothing
def diversity(images):
    images.std(dim=0).mean().item()


# %% note: pairs of an image with itself are counted
def diversity(images):
    x = images.flatten(1)
    return torch.cdist(x, x).mean().item()


# %% wrong: depends_on_order (distance to the first)
def diversity(images):
    x = images.flatten(1)
    return (x - x[0]).norm(dim=1).mean().item()


# %% wrong: grows_with_count
def diversity(images):
    return float(len(images.unique(dim=0))) - 1


# %% wrong: changes_images
def diversity(images):
    images -= images.mean(0)
    return images.abs().mean().item()


# %% wrong: median
def diversity(images):
    return torch.pdist(images.flatten(1)).median().item()


# %% wrong: median (with each image and itself)
def diversity(images):
    x = images.flatten(1)
    return torch.cdist(x, x).median().item()


# %% wrong: wrong_number_of_pairs
def diversity(images):
    x = images.flatten(1)
    return (torch.cdist(x, x).sum() / (len(x) * (len(x) + 1))).item()


# %% right: root mean square, numpy
def diversity(images):
    x = images.detach().cpu().numpy().reshape(len(images), -1)
    return float(np.sqrt(x.var(0, ddof=1).mean()))
