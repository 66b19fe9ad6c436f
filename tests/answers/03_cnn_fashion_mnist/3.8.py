# %% right: cdist
def nearest_neighbours(samples, train):
    return torch.cdist(samples.flatten(1), train.flatten(1)).argmin(1)


# %% right: a loop over the samples
def nearest_neighbours(samples, train):
    indices = []
    for x in samples:
        distances = (train - x).square().sum((1, 2, 3))
        indices.append(distances.argmin())
    return torch.stack(indices)


# %% right: in chunks, a running best
def nearest_neighbours(samples, train, chunk=16):
    x = samples.flatten(1)
    best = torch.full((len(x),), float("inf"))
    index = torch.zeros(len(x), dtype=torch.long)
    for start in range(0, len(train), chunk):
        d, i = torch.cdist(x, train[start:start + chunk].flatten(1)).min(1)
        better = d < best
        best[better] = d[better]
        index[better] = i[better] + start
    return index


# %% right: squares by hand
def nearest_neighbours(samples, train):
    a, b = samples.reshape(len(samples), -1), train.reshape(len(train), -1)
    d = a.pow(2).sum(1, keepdim=True) - 2 * a @ b.T + b.pow(2).sum(1)
    return torch.argmin(d, dim=1)


# %% right: absolute differences, a list of numbers
def nearest_neighbours(samples, train):
    return [(train - x).abs().mean((1, 2, 3)).argmin().item() for x in samples]


# %% note: image by image
def nearest_neighbours(samples, train):
    indices = []
    for x in samples:
        distances = [float((x - y).norm()) for y in train]
        indices.append(distances.index(min(distances)))
    return torch.tensor(indices)


# %% wrong: farthest
def nearest_neighbours(samples, train):
    return torch.cdist(samples.flatten(1), train.flatten(1)).argmax(1)


# %% wrong: neighbours_of_train
def nearest_neighbours(samples, train):
    return torch.cdist(samples.flatten(1), train.flatten(1)).argmin(0)


# %% wrong: all_distances
def nearest_neighbours(samples, train):
    return torch.cdist(samples.flatten(1), train.flatten(1))


# %% wrong: distances_not_indices
def nearest_neighbours(samples, train):
    return torch.cdist(samples.flatten(1), train.flatten(1)).amin(1)


# %% wrong: values_and_indices
def nearest_neighbours(samples, train):
    return torch.cdist(samples.flatten(1), train.flatten(1)).min(1)


# %% wrong: images_not_indices
def nearest_neighbours(samples, train):
    return train[torch.cdist(samples.flatten(1), train.flatten(1)).argmin(1)]


# %% wrong: only_brightness
def nearest_neighbours(samples, train):
    a, b = samples.mean((1, 2, 3)), train.mean((1, 2, 3))
    return (a[:, None] - b[None]).abs().argmin(1)


# %% wrong: differences_cancel
def nearest_neighbours(samples, train):
    return torch.stack([(train - x).sum((1, 2, 3)).argmin() for x in samples])


# %% wrong: dot_product
def nearest_neighbours(samples, train):
    return (samples.flatten(1) @ train.flatten(1).T).argmax(1)


# %% wrong: dot_product (cosine)
def nearest_neighbours(samples, train):
    a, b = F.normalize(samples.flatten(1)), F.normalize(train.flatten(1))
    return (a @ b.T).argmax(1)


# %% wrong: too_much_memory
def nearest_neighbours(samples, train):
    difference = samples[:, None] - train[None]
    return difference.flatten(2).norm(dim=2).argmin(1)


# %% wrong: one_for_all
def nearest_neighbours(samples, train):
    d = torch.cdist(samples.flatten(1), train.flatten(1))
    return d.argmin().expand(len(samples)) % len(train)


# %% wrong: fixed_batch_size (the best pair only)
def nearest_neighbours(samples, train):
    d = torch.cdist(samples.flatten(1), train.flatten(1))
    return (d.argmin() % len(train)).view(1)


# %% wrong: extra_dimension
def nearest_neighbours(samples, train):
    return torch.cdist(samples.flatten(1), train.flatten(1)).argmin(1, keepdim=True)


# %% wrong: wrong_order
def nearest_neighbours(samples, train):
    return torch.cdist(samples.flatten(1), train.flatten(1)).argmin(1).sort().values


# %% wrong: changes_input
def nearest_neighbours(samples, train):
    indices = []
    for x in samples:
        train -= x
        indices.append(train.square().sum((1, 2, 3)).argmin())
    return torch.stack(indices)


# %% wrong: returns_nothing
def nearest_neighbours(samples, train):
    torch.cdist(samples.flatten(1), train.flatten(1)).argmin(1)


# %% right: topk of the negative distances
def nearest_neighbours(samples, train):
    return (-torch.cdist(samples.flatten(1), train.flatten(1))).topk(1, dim=1).indices[:, 0]


# %% wrong: extra_dimension (topk)
def nearest_neighbours(samples, train):
    return torch.cdist(samples.flatten(1), train.flatten(1)).topk(1, dim=1, largest=False).indices


# %% wrong: values_and_indices (sort)
def nearest_neighbours(samples, train):
    return torch.cdist(samples.flatten(1), train.flatten(1)).sort(1)


# %% right: differences, in chunks of train
def nearest_neighbours(samples, train):
    best = torch.full((len(samples),), float("inf"))
    index = torch.zeros(len(samples), dtype=torch.long)
    for start in range(0, len(train), 500):
        part = train[start : start + 500]
        d = (samples[:, None] - part[None]).abs().sum((2, 3, 4))
        value, place = d.min(1)
        better = value < best
        best[better], index[better] = value[better], place[better] + start
    return index


# %% wrong: too_much_memory (NumPy)
def nearest_neighbours(samples, train):
    d = np.abs(samples.numpy()[:, None] - train.numpy()[None]).sum((2, 3, 4))
    return torch.from_numpy(d.argmin(1))


# %% wrong: part_of_the_image
def nearest_neighbours(samples, train):
    return torch.cdist(samples[:, 0, 14], train[:, 0, 14]).argmin(1)


# %% wrong: largest_difference
def nearest_neighbours(samples, train):
    return torch.cdist(samples.flatten(1), train.flatten(1), p=float("inf")).argmin(1)


# %% wrong: default_dtype_left
def nearest_neighbours(samples, train):
    torch.set_default_dtype(torch.float64)
    return torch.cdist(samples.flatten(1).double(), train.flatten(1).double()).argmin(1)


# %% wrong: one_for_all (the smallest so far begins with 0)
def nearest_neighbours(samples, train):
    out = []
    for s in samples:
        best, index = 0, 0
        d = (train - s).abs().sum((1, 2, 3))
        for j in range(len(train)):
            if d[j] < best: best, index = d[j], j
        out.append(index)
    return torch.tensor(out)


# %% wrong: float_indices
def nearest_neighbours(samples, train):
    found = torch.zeros(len(samples))
    for i, s in enumerate(samples):
        found[i] = (s - train).square().sum((1, 2, 3)).argmin()
    return found


# %% wrong: not_flat
def nearest_neighbours(samples, train):
    return torch.cdist(samples, train).argmin(1)
