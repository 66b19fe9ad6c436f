# %% right: in turn
def one_of_each(images, labels, n):
    firsts = torch.stack([images[labels == c][0] for c in labels.unique()])
    return firsts[torch.arange(n) % len(firsts)]


# %% right: repeated and cut
def one_of_each(images, labels, n):
    chosen = [(labels == c).nonzero()[-1, 0] for c in labels.unique().tolist()]
    ten = images[torch.stack(chosen)]
    return ten.repeat(math.ceil(n / len(ten)), 1, 1, 1)[:n]


# %% right: a loop
def one_of_each(images, labels, n):
    classes = sorted(set(labels.tolist()))
    out = []
    for i in range(n):
        c = classes[i % len(classes)]
        out.append(images[(labels == c).nonzero()[0, 0]])
    return torch.stack(out)


# %% right: sorted by class
def one_of_each(images, labels, n):
    classes = labels.unique()
    first = torch.stack([images[labels == c][0] for c in classes])
    which = torch.arange(n) * len(classes) // n
    return first[which]


# %% wrong: class_missing (the first ten)
def one_of_each(images, labels, n):
    first = images[:10]
    return first[torch.arange(n) % 10]


# %% wrong: many_of_a_class
def one_of_each(images, labels, n):
    order = labels.argsort()
    each = [images[labels == c] for c in labels.unique()]
    return torch.stack([each[i % len(each)][(i // len(each)) % len(each[i % len(each)])] for i in range(n)])


# %% wrong: not_repeated
def one_of_each(images, labels, n):
    return torch.stack([images[labels == c][0] for c in labels.unique()])


# %% wrong: rounded_down
def one_of_each(images, labels, n):
    firsts = torch.stack([images[labels == c][0] for c in labels.unique()])
    return firsts.repeat(n // len(firsts), 1, 1, 1)


# %% wrong: n_of_each
def one_of_each(images, labels, n):
    firsts = torch.stack([images[labels == c][0] for c in labels.unique()])
    return firsts.repeat(n, 1, 1, 1)


# %% wrong: unequal
def one_of_each(images, labels, n):
    firsts = torch.stack([images[labels == c][0] for c in labels.unique()])
    return firsts[torch.arange(n).clamp(max=len(firsts) - 1)]


# %% wrong: one_image
def one_of_each(images, labels, n):
    return images[:1].repeat(n, 1, 1, 1)


# %% wrong: other_images (means of the classes)
def one_of_each(images, labels, n):
    means = torch.stack([images[labels == c].float().mean(0) for c in labels.unique()]).to(images.dtype)
    return means[torch.arange(n) % len(means)]


# %% wrong: wrong_dtype
def one_of_each(images, labels, n):
    firsts = torch.stack([images[labels == c][0] for c in labels.unique()]).float()
    return firsts[torch.arange(n) % len(firsts)]


# %% wrong: a_list
def one_of_each(images, labels, n):
    firsts = [images[labels == c][0] for c in labels.unique()]
    return [firsts[i % len(firsts)] for i in range(n)]


# %% wrong: returns_nothing
def one_of_each(images, labels, n):
    firsts = torch.stack([images[labels == c][0] for c in labels.unique()])
    firsts[torch.arange(n) % len(firsts)]


# %% wrong: absent_class (always ten classes)
def one_of_each(images, labels, n):
    firsts = torch.stack([images[labels == c][0] for c in range(10)])
    return firsts[torch.arange(n) % 10]


# %% wrong: wrong_shape (the channel is lost)
def one_of_each(images, labels, n):
    firsts = torch.stack([images[labels == c][0, 0] for c in labels.unique()])
    return firsts[torch.arange(n) % len(firsts)]


# %% wrong: class_missing (drawn by chance)
def one_of_each(images, labels, n):
    firsts = torch.stack([images[labels == c][0] for c in labels.unique()])
    return firsts[torch.randint(0, len(firsts) - 1, (n,))]


# %% right: any image of a class, in an order of its own
def one_of_each(images, labels, n):
    chosen = {}
    for i in torch.randperm(len(labels)).tolist():
        chosen.setdefault(int(labels[i]), i)
    places = list(chosen.values())
    return images[[places[i % len(places)] for i in range(n)]]


# %% wrong: absent_class (all numbers up to the largest label)
def one_of_each(images, labels, n):
    firsts = torch.stack([images[labels == c][0] for c in range(int(labels.max()) + 1)])
    return firsts[torch.arange(n) % len(firsts)]


# %% wrong: single_image
def one_of_each(images, labels, n):
    seconds = torch.stack([images[labels == c][1] for c in labels.unique()])
    return seconds[torch.arange(n) % len(seconds)]


# %% wrong: one_round_more (the rest is 0)
def one_of_each(images, labels, n):
    firsts = torch.stack([images[labels == c][0] for c in labels.unique()])
    times, rest = divmod(n, len(firsts))
    return torch.cat([firsts.repeat(times, 1, 1, 1), firsts[-rest:]])


# %% wrong: raises (fewer images than classes)
def one_of_each(images, labels, n):
    firsts = torch.stack([images[labels == c][0] for c in labels.unique()])
    assert n >= len(firsts), "fewer images than classes"
    return firsts[torch.arange(n) % len(firsts)]


# %% wrong: not_cut
def one_of_each(images, labels, n):
    firsts = torch.stack([images[labels == c][0] for c in labels.unique()])
    more = [firsts[i % len(firsts)] for i in range(n - len(firsts))]
    return torch.stack([*firsts, *more])


# %% right: whole rounds and a rest
def one_of_each(images, labels, n):
    firsts = torch.stack([images[labels == c][0] for c in labels.unique()])
    times, rest = divmod(n, len(firsts))
    return torch.cat([firsts.repeat(times, 1, 1, 1), firsts[:rest]])
