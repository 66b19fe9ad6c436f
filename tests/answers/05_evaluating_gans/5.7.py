# %% right: cat
def distance_of_batches(fake, real, distance):
    return distance(torch.cat(fake), torch.cat(real))


# %% right: rows one by one, in another order
def distance_of_batches(fake, real, distance):
    a = torch.stack([row for batch in reversed(fake) for row in batch])
    b = torch.vstack(real)
    value = distance(a, b)
    return float(value)


# %% right: through NumPy
def distance_of_batches(fake, real, distance):
    together = [torch.from_numpy(np.concatenate([x.numpy() for x in some])) for some in (fake, real)]
    return distance(*together)


# %% wrong: mean_of_batches (the report's way)
def distance_of_batches(fake, real, distance):
    distances = [distance(f, r) for f, r in zip(fake, real)]
    return sum(distances) / len(distances)


# %% wrong: mean_of_batches (weighted by their size)
def distance_of_batches(fake, real, distance):
    total = sum(len(f) * distance(f, r) for f, r in zip(fake, real))
    return total / sum(len(f) for f in fake)


# %% wrong: mean_of_batches (each batch against all real images)
def distance_of_batches(fake, real, distance):
    all_real = torch.cat(real)
    distances = [distance(f, all_real) for f in fake]
    return sum(distances) / len(distances)


# %% wrong: one_side
def distance_of_batches(fake, real, distance):
    all_fake = torch.cat(fake)
    distances = [distance(all_fake, r) for r in real]
    return sum(distances) / len(distances)


# %% wrong: drops_last
def distance_of_batches(fake, real, distance):
    return distance(torch.cat(fake[:-1]), torch.cat(real))


# %% wrong: drops_batches (zip)
def distance_of_batches(fake, real, distance):
    pairs = list(zip(fake, real))
    return distance(torch.cat([f for f, _ in pairs]), torch.cat([r for _, r in pairs]))


# %% wrong: drops_batches (the first only)
def distance_of_batches(fake, real, distance):
    return distance(fake[0], real[0])


# %% wrong: swapped
def distance_of_batches(fake, real, distance):
    return distance(torch.cat(real), torch.cat(fake))


# %% wrong: mixed
def distance_of_batches(fake, real, distance):
    both = torch.cat(fake + real)
    return distance(both[: len(both) // 2], both[len(both) // 2 :])


# %% wrong: lists
def distance_of_batches(fake, real, distance):
    return distance(fake, real)


# %% wrong: stacked
def distance_of_batches(fake, real, distance):
    return distance(torch.stack(fake), torch.stack(real))


# %% wrong: not_the_distance
def distance_of_batches(fake, real, distance):
    return distance(torch.cat(fake), torch.cat(real)) / len(fake)


# %% wrong: returns_nothing
def distance_of_batches(fake, real, distance):
    distance(torch.cat(fake), torch.cat(real))


# %% wrong: changes_input
def distance_of_batches(fake, real, distance):
    a = fake.pop(0)
    while fake:
        a = torch.cat([a, fake.pop(0)])
    return distance(a, torch.cat(real))


# %% wrong: mean_of_batches (the means of the batches)
def distance_of_batches(fake, real, distance):
    n = 0
    total = 0
    for f in fake:
        for r in real:
            total, n = total + distance(f, r), n + 1
    return total / n


# %% wrong: not_tensors (arrays)
def distance_of_batches(fake, real, distance):
    a, b = (np.concatenate([x.numpy() for x in batches]) for batches in (fake, real))
    return distance(a, b)


# %% wrong: called_again
def distance_of_batches(fake, real, distance):
    a, b = torch.cat(fake), torch.cat(real)
    return (distance(a, b) + distance(a, b)) / 2


# %% right: row by row into tensors of the right size
def distance_of_batches(fake, real, distance):
    def together(batches):
        whole = torch.empty(sum(len(x) for x in batches), batches[0].shape[1])
        start = 0
        for x in batches:
            whole[start : start + len(x)] = x
            start += len(x)
        return whole

    return distance(together(fake), together(real))


# %% wrong: drops_copies
def distance_of_batches(fake, real, distance):
    return distance(torch.cat(fake).unique(dim=0), torch.cat(real))
