# %% right: the smallest class says how many
def class_fids(images, labels, real, real_labels, distance):
    classes = real_labels.unique().tolist()
    n = min(int((y == c).sum()) for y in (labels, real_labels) for c in classes)
    return {c: distance(images[labels == c][:n], real[real_labels == c][:n]) for c in classes}


# %% right: counted by unique, a random choice
def class_fids(images, labels, real, real_labels, distance):
    classes, counts = real_labels.unique(return_counts=True)
    n = int(min(labels.unique(return_counts=True)[1].min(), counts.min()))
    result = {}
    for c in classes.tolist():
        fake = images[labels == c]
        true = real[real_labels == c]
        result[c] = distance(fake[torch.randperm(len(fake))[:n]], true[torch.randperm(len(true))[:n]])
    return result


# %% right: sorted into lists first
def class_fids(images, labels, real, real_labels, distance):
    sets = {}
    for c in sorted(set(real_labels.tolist())):
        sets[c] = images[(labels == c).nonzero().flatten()], real[(real_labels == c).nonzero().flatten()]
    n = min(len(x) for pair in sets.values() for x in pair)
    return {c: distance(a[-n:], b[-n:]) for c, (a, b) in sets.items()}


# %% wrong: fewer_images
def class_fids(images, labels, real, real_labels, distance):
    return {
        c: distance(images[labels == c][:4], real[real_labels == c][:4])
        for c in real_labels.unique().tolist()
    }


# %% wrong: against_all (the report's line)
def class_fids(images, labels, real, real_labels, distance):
    classes = real_labels.unique().tolist()
    return {c: distance(images[labels == c], real) for c in classes}


# %% wrong: against_all (with equal numbers)
def class_fids(images, labels, real, real_labels, distance):
    classes = real_labels.unique().tolist()
    n = min(int((y == c).sum()) for y in (labels, real_labels) for c in classes)
    return {c: distance(images[labels == c][:n], real[torch.randperm(len(real))[:n]]) for c in classes}


# %% wrong: different_counts
def class_fids(images, labels, real, real_labels, distance):
    classes = real_labels.unique().tolist()
    return {c: distance(images[labels == c], real[real_labels == c]) for c in classes}


# %% wrong: different_counts (equal within a class only)
def class_fids(images, labels, real, real_labels, distance):
    result = {}
    for c in real_labels.unique().tolist():
        a, b = images[labels == c], real[real_labels == c]
        n = min(len(a), len(b))
        result[c] = distance(a[:n], b[:n])
    return result


# %% wrong: different_counts (n of the generated ones)
def class_fids(images, labels, real, real_labels, distance):
    classes = real_labels.unique().tolist()
    n = min(int((labels == c).sum()) for c in classes)
    return {c: distance(images[labels == c][:n], real[real_labels == c]) for c in classes}


# %% wrong: wrong_class (cut before choosing)
def class_fids(images, labels, real, real_labels, distance):
    n = 6
    result = {}
    for i, c in enumerate(real_labels.unique().tolist()):
        result[c] = distance(images[i * n : (i + 1) * n], real[i * n : (i + 1) * n])
    return result


# %% wrong: all_generated
def class_fids(images, labels, real, real_labels, distance):
    classes = real_labels.unique().tolist()
    return {c: distance(images, real[real_labels == c]) for c in classes}


# %% wrong: no_real_images
def class_fids(images, labels, real, real_labels, distance):
    classes = real_labels.unique().tolist()
    n = min(int((labels == c).sum()) for c in classes) // 2
    return {c: distance(images[labels == c][:n], images[labels == c][n : 2 * n]) for c in classes}


# %% wrong: repeated_images
def class_fids(images, labels, real, real_labels, distance):
    classes = real_labels.unique().tolist()
    n = 40
    def fill(x):
        return x.repeat(10, 1, 1, 1)[:n]
    return {c: distance(fill(images[labels == c]), fill(real[real_labels == c])) for c in classes}


# %% wrong: tensor_keys
def class_fids(images, labels, real, real_labels, distance):
    n = min(int((y == c).sum()) for y in (labels, real_labels) for c in real_labels.unique())
    return {c: distance(images[labels == c][:n], real[real_labels == c][:n]) for c in real_labels.unique()}


# %% wrong: wrong_keys
def class_fids(images, labels, real, real_labels, distance):
    n = min(int((y == c).sum()) for y in (labels, real_labels) for c in real_labels.unique())
    return {
        str(c): distance(images[labels == c][:n], real[real_labels == c][:n])
        for c in real_labels.unique().tolist()
    }


# %% wrong: not_a_dict
def class_fids(images, labels, real, real_labels, distance):
    n = min(int((y == c).sum()) for y in (labels, real_labels) for c in real_labels.unique())
    return [distance(images[labels == c][:n], real[real_labels == c][:n]) for c in real_labels.unique().tolist()]


# %% wrong: not_the_distance
def class_fids(images, labels, real, real_labels, distance):
    classes = real_labels.unique().tolist()
    whole = distance(images, real)
    return {c: distance(images[labels == c], real[real_labels == c]) - whole for c in classes}


# %% wrong: other_images
def class_fids(images, labels, real, real_labels, distance):
    classes = real_labels.unique().tolist()
    n = min(int((y == c).sum()) for y in (labels, real_labels) for c in classes)
    return {c: distance(-images[labels == c][:n], real[real_labels == c][:n]) for c in classes}


# %% wrong: returns_nothing
def class_fids(images, labels, real, real_labels, distance):
    for c in real_labels.unique().tolist():
        print(c, distance(images[labels == c], real[real_labels == c]))


# %% wrong: no_images (numbers that are no class)
def class_fids(images, labels, real, real_labels, distance):
    classes = range(int(real_labels.max()) + 1)
    n = min(int((y == c).sum()) for y in (labels, real_labels) for c in classes)
    return {c: distance(images[labels == c][:n], real[real_labels == c][:n]) for c in classes}


# %% wrong: swapped
def class_fids(images, labels, real, real_labels, distance):
    classes = real_labels.unique().tolist()
    n = min(int((y == c).sum()) for y in (labels, real_labels) for c in classes)
    return {c: distance(real[real_labels == c][:n], images[labels == c][:n]) for c in classes}


# %% wrong: different_counts (the first class is forgotten)
def class_fids(images, labels, real, real_labels, distance):
    classes = real_labels.unique().tolist()
    n = min(int((y == c).sum()) for y in (labels, real_labels) for c in classes[1:])
    return {c: distance(images[labels == c][:n], real[real_labels == c][:n]) for c in classes}


# %% right: bincount, a mask for each class
def class_fids(images, labels, real, real_labels, distance):
    classes = sorted({int(c) for c in real_labels})
    counts = torch.stack([torch.bincount(y, minlength=max(classes) + 1) for y in (labels, real_labels)])
    n = counts[:, classes].min()
    result = {}
    for c in classes:
        fake, true = images[labels.eq(c)], real[real_labels.eq(c)]
        result[c] = distance(fake.narrow(0, 0, int(n)), true.narrow(0, 0, int(n)))
    return result


# %% wrong: changes_input
def class_fids(images, labels, real, real_labels, distance):
    classes = real_labels.unique().tolist()
    order = labels.argsort(); images[:] = images[order]; labels[:] = labels[order]
    n = min(int((y == c).sum()) for y in (labels, real_labels) for c in classes)
    return {c: distance(images[labels == c][:n], real[real_labels == c][:n]) for c in classes}
