# %% right: cdist
def copied(samples, train, test):
    n = min(len(train), len(test))
    to_train = torch.cdist(samples.flatten(1), train[:n].flatten(1)).amin(1)
    to_test = torch.cdist(samples.flatten(1), test[:n].flatten(1)).amin(1)
    return (to_train < to_test).float().mean().item()


# %% right: a loop
def copied(samples, train, test):
    n = min(len(train), len(test))
    count = 0
    for x in samples:
        a = (train[:n] - x).square().sum((1, 2, 3)).min()
        b = (test[:n] - x).square().sum((1, 2, 3)).min()
        count += int(a < b)
    return count / len(samples)


# %% right: one search among both
def copied(samples, train, test):
    n = min(train.shape[0], test.shape[0])
    both = torch.cat([train[:n], test[:n]])
    nearest = torch.cdist(samples.flatten(1), both.flatten(1)).argmin(1)
    return (nearest < n).double().mean()


# %% wrong: unequal_sets
def copied(samples, train, test):
    to_train = torch.cdist(samples.flatten(1), train.flatten(1)).amin(1)
    to_test = torch.cdist(samples.flatten(1), test.flatten(1)).amin(1)
    return (to_train < to_test).float().mean().item()


# %% wrong: unequal_sets (only train is cut)
def copied(samples, train, test):
    train = train[: len(test)]
    to_train = torch.cdist(samples.flatten(1), train.flatten(1)).amin(1)
    to_test = torch.cdist(samples.flatten(1), test.flatten(1)).amin(1)
    return (to_train < to_test).float().mean().item()


# %% wrong: inverted
def copied(samples, train, test):
    n = min(len(train), len(test))
    to_train = torch.cdist(samples.flatten(1), train[:n].flatten(1)).amin(1)
    to_test = torch.cdist(samples.flatten(1), test[:n].flatten(1)).amin(1)
    return (to_train > to_test).float().mean().item()


# %% wrong: count_not_share
def copied(samples, train, test):
    n = min(len(train), len(test))
    to_train = torch.cdist(samples.flatten(1), train[:n].flatten(1)).amin(1)
    to_test = torch.cdist(samples.flatten(1), test[:n].flatten(1)).amin(1)
    return (to_train < to_test).sum().item()


# %% wrong: percent
def copied(samples, train, test):
    n = min(len(train), len(test))
    to_train = torch.cdist(samples.flatten(1), train[:n].flatten(1)).amin(1)
    to_test = torch.cdist(samples.flatten(1), test[:n].flatten(1)).amin(1)
    return 100 * (to_train < to_test).float().mean().item()


# %% wrong: farthest
def copied(samples, train, test):
    n = min(len(train), len(test))
    to_train = torch.cdist(samples.flatten(1), train[:n].flatten(1)).amax(1)
    to_test = torch.cdist(samples.flatten(1), test[:n].flatten(1)).amax(1)
    return (to_train < to_test).float().mean().item()


# %% wrong: mean_distance
def copied(samples, train, test):
    n = min(len(train), len(test))
    to_train = torch.cdist(samples.flatten(1), train[:n].flatten(1)).mean(1)
    to_test = torch.cdist(samples.flatten(1), test[:n].flatten(1)).mean(1)
    return (to_train < to_test).float().mean().item()


# %% wrong: not_a_number (one answer a sample)
def copied(samples, train, test):
    n = min(len(train), len(test))
    to_train = torch.cdist(samples.flatten(1), train[:n].flatten(1)).amin(1)
    to_test = torch.cdist(samples.flatten(1), test[:n].flatten(1)).amin(1)
    return to_train < to_test


# %% wrong: returns_nothing
def copied(samples, train, test):
    n = min(len(train), len(test))
    to_train = torch.cdist(samples.flatten(1), train[:n].flatten(1)).amin(1)
    to_test = torch.cdist(samples.flatten(1), test[:n].flatten(1)).amin(1)
    (to_train < to_test).float().mean().item()


# %% wrong: wrong_share (nearest sample of each image)
def copied(samples, train, test):
    n = min(len(train), len(test))
    to_train = torch.cdist(samples.flatten(1), train[:n].flatten(1)).amin(0)
    to_test = torch.cdist(samples.flatten(1), test[:n].flatten(1)).amin(0)
    return (to_train < to_test).float().mean().item()


# %% wrong: wrong_share (the first channel only)
def copied(samples, train, test):
    n = min(len(train), len(test))
    x, a, b = (images[:, 0].flatten(1) for images in (samples, train[:n], test[:n]))
    return (torch.cdist(x, a).amin(1) < torch.cdist(x, b).amin(1)).float().mean().item()


# %% wrong: not_euclidean
def copied(samples, train, test):
    n = min(len(train), len(test))
    x, a, b = (images.flatten(1) for images in (samples, train[:n], test[:n]))
    return (torch.cdist(x, a, p=1).amin(1) < torch.cdist(x, b, p=1).amin(1)).float().mean().item()


# %% right: a few samples at a time, on their device
def copied(samples, train, test):
    n = min(len(train), len(test))
    sets = [x[:n].to(samples.device).reshape(n, -1) for x in (train, test)]
    nearer = 0
    for part in samples.split(16):
        part = part.reshape(len(part), -1)
        to_train, to_test = (torch.cdist(part, x).min(dim=1).values for x in sets)
        nearer += (to_train < to_test).sum().item()
    return nearer / len(samples)


# %% wrong: not_flattened
def copied(samples, train, test):
    n = min(len(train), len(test))
    to_train = torch.cdist(samples.flatten(1), train[:n]).amin(1)
    to_test = torch.cdist(samples.flatten(1), test[:n]).amin(1)
    return (to_train < to_test).float().mean().item()


# %% wrong: wrong_axis
def copied(samples, train, test):
    n = min(len(train), len(test))
    to_train = torch.cdist(samples.flatten(1), train[:n].flatten(1)).amin(1)
    to_test = torch.cdist(test[:n].flatten(1), samples.flatten(1)).amin(1)
    return (to_train < to_test).float().mean().item()


# %% wrong: raises (the mean of True and False)
def copied(samples, train, test):
    n = min(len(train), len(test))
    to_train = torch.cdist(samples.flatten(1), train[:n].flatten(1)).amin(1)
    to_test = torch.cdist(samples.flatten(1), test[:n].flatten(1)).amin(1)
    return (to_train < to_test).mean().item()
