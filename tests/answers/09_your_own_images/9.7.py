# %% right: two tables
def nearest(samples, images):
    x = samples.flatten(1)
    plain = torch.cdist(x, images.flatten(1))
    mirrored = torch.cdist(x, images.flip(3).flatten(1))
    return torch.minimum(plain, mirrored).min(1)


# %% right: one long list
def nearest(samples, images):
    both = torch.cat([images, images.flip(-1)])
    distances, indices = torch.cdist(samples.flatten(1), both.flatten(1)).min(dim=1)
    return distances, indices % len(images)


# %% right: the samples mirrored instead
def nearest(samples, images):
    y = images.flatten(1)
    a = torch.cdist(samples.flatten(1), y)
    b = torch.cdist(samples.flip(3).flatten(1), y)
    d, i = torch.stack([a, b]).amin(0).min(1)
    return d, i


# %% right: a loop, absolute differences
def nearest(samples, images):
    distances, indices = [], []
    for sample in samples:
        d = (images - sample).abs().mean((1, 2, 3))
        d = torch.minimum(d, (images - sample.flip(2)).abs().mean((1, 2, 3)))
        distances.append(d.min())
        indices.append(d.argmin())
    return torch.stack(distances), torch.stack(indices)


# %% note: upside down as well
def nearest(samples, images):
    x = samples.flatten(1)
    tables = [torch.cdist(x, y.flatten(1)) for y in (images, images.flip(3), images.flip(2))]
    return torch.stack(tables).amin(0).min(1)


# %% wrong: misses_mirrored (untouched)
def nearest(samples, images):
    distances, indices = torch.cdist(samples.flatten(1), images.flatten(1)).min(1)
    return distances, indices


# %% wrong: misses_mirrored (both are mirrored)
def nearest(samples, images):
    x, y = samples.flatten(1), images.flatten(1)
    xm, ym = samples.flip(3).flatten(1), images.flip(3).flatten(1)
    return torch.minimum(torch.cdist(x, y), torch.cdist(xm, ym)).min(1)


# %% wrong: upside_down
def nearest(samples, images):
    x = samples.flatten(1)
    plain = torch.cdist(x, images.flatten(1))
    mirrored = torch.cdist(x, images.flip(2).flatten(1))
    return torch.minimum(plain, mirrored).min(1)


# %% wrong: only_mirrored
def nearest(samples, images):
    return torch.cdist(samples.flatten(1), images.flip(3).flatten(1)).min(1)


# %% wrong: index_of_mirror
def nearest(samples, images):
    both = torch.cat([images, images.flip(3)])
    return torch.cdist(samples.flatten(1), both.flatten(1)).min(1)


# %% wrong: wrong_way_round
def nearest(samples, images):
    both = torch.minimum(
        torch.cdist(samples.flatten(1), images.flatten(1)),
        torch.cdist(samples.flatten(1), images.flip(3).flatten(1)),
    )
    return both.min(0)


# %% wrong: misses_copies (the farthest)
def nearest(samples, images):
    both = torch.minimum(
        torch.cdist(samples.flatten(1), images.flatten(1)),
        torch.cdist(samples.flatten(1), images.flip(3).flatten(1)),
    )
    return both.max(1)


# %% wrong: misses_copies (the larger of the two)
def nearest(samples, images):
    both = torch.maximum(
        torch.cdist(samples.flatten(1), images.flatten(1)),
        torch.cdist(samples.flatten(1), images.flip(3).flatten(1)),
    )
    return both.min(1)


# %% wrong: misses_copies (flipped after flattening)
def nearest(samples, images):
    x, y = samples.flatten(1), images.flatten(1)
    return (torch.cdist(x, y) + torch.cdist(x, y.flip(1))).min(1)


# %% wrong: misses_mirrored (flipped after flattening)
def nearest(samples, images):
    x, y = samples.flatten(1), images.flatten(1)
    return torch.minimum(torch.cdist(x, y), torch.cdist(x, y.flip(1))).min(1)


# %% wrong: swapped
def nearest(samples, images):
    both = torch.cat([images, images.flip(3)])
    d, i = torch.cdist(samples.flatten(1), both.flatten(1)).min(1)
    return i % len(images), d


# %% wrong: not_two
def nearest(samples, images):
    both = torch.cat([images, images.flip(3)])
    return torch.cdist(samples.flatten(1), both.flatten(1)).amin(1)


# %% wrong: returns_nothing
def nearest(samples, images):
    both = torch.cat([images, images.flip(3)])
    torch.cdist(samples.flatten(1), both.flatten(1)).min(1)


# %% wrong: one_number
def nearest(samples, images):
    both = torch.cat([images, images.flip(3)])
    d = torch.cdist(samples.flatten(1), both.flatten(1))
    return d.min(), d.argmin() % len(images)


# %% wrong: wrong_index
def nearest(samples, images):
    both = torch.cat([images, images.flip(3)])
    d = torch.cdist(samples.flatten(1), both.flatten(1))
    return d.amin(1), d.argmax(1) % len(images)


# %% wrong: wrong_index (half of the doubled list)
def nearest(samples, images):
    both = torch.cat([images, images.flip(3)])
    d, i = torch.cdist(samples.flatten(1), both.flatten(1)).min(1)
    return d, i // 2


# %% wrong: part_of_the_image
def nearest(samples, images):
    a = torch.cdist(samples[:, 0].flatten(1), images[:, 0].flatten(1))
    b = torch.cdist(samples[:, 0].flatten(1), images.flip(3)[:, 0].flatten(1))
    return torch.minimum(a, b).min(1)


# %% wrong: not_flat
def nearest(samples, images):
    plain = torch.cdist(samples.flatten(1), images)
    mirrored = torch.cdist(samples.flatten(1), images.flip(3))
    return torch.minimum(plain, mirrored).min(1)


# %% wrong: grad_left_off
def nearest(samples, images):
    torch.set_grad_enabled(False)
    d = torch.minimum(*(torch.cdist(samples.flatten(1), y.flatten(1)) for y in (images, images.flip(3))))
    return d.min(1)


# %% wrong: float_indices
def nearest(samples, images):
    both = torch.cat([images, images.flip(3)])
    distances, indices = torch.zeros(len(samples)), torch.zeros(len(samples))
    for i, s in enumerate(samples):
        d = (both - s).flatten(1).norm(dim=1)
        distances[i], indices[i] = d.min(), d.argmin() % len(images)
    return distances, indices
