# %% right: the smallest set says how many
def compare(samples, real, other_real, distance):
    n = min([len(images) for images in samples.values()] + [len(real), len(other_real)])
    result = {name: distance(images[:n], real[:n]) for name, images in samples.items()}
    result["floor"] = distance(other_real[:n], real[:n])
    return result


# %% right: a random choice, no repeats
def compare(samples, real, other_real, distance):
    def some(images):
        return images[torch.randperm(len(images))[:n]]

    n = min(len(x) for x in [real, other_real, *samples.values()])
    real = some(real)
    return {"floor": distance(some(other_real), real)} | {k: distance(some(v), real) for k, v in samples.items()}


# %% right: the floor's two sides the other way round
def compare(samples, real, other_real, distance):
    sets = dict(samples)
    sets["floor"] = other_real
    n = min(map(len, sets.values()))
    n = min(n, len(real))
    result = {}
    for name in sets:
        result[name] = distance(sets[name][-n:], real[-n:])
    return result


# %% wrong: fewer_than_there_are
def compare(samples, real, other_real, distance):
    n = min(len(x) for x in [real, other_real, *samples.values()]) // 2
    return {"floor": distance(other_real[:n], real[:n])} | {k: distance(v[:n], real[:n]) for k, v in samples.items()}


# %% wrong: different_counts (the report's line)
def compare(samples, real, other_real, distance):
    return {name: distance(images, real) for name, images in samples.items()}


# %% wrong: different_counts (each against as many real ones)
def compare(samples, real, other_real, distance):
    result = {name: distance(images, real[:len(images)]) for name, images in samples.items()}
    result["floor"] = distance(other_real, real)
    return result


# %% wrong: different_counts (with a floor)
def compare(samples, real, other_real, distance):
    result = {name: distance(images, real) for name, images in samples.items()}
    result["floor"] = distance(other_real, real)
    return result


# %% wrong: no_floor
def compare(samples, real, other_real, distance):
    n = min(len(x) for x in [real, other_real, *samples.values()])
    return {name: distance(images[:n], real[:n]) for name, images in samples.items()}


# %% wrong: floor_with_itself
def compare(samples, real, other_real, distance):
    n = min(len(x) for x in [real, other_real, *samples.values()])
    result = {name: distance(images[:n], real[:n]) for name, images in samples.items()}
    result["floor"] = distance(real[:n], real[:n])
    return result


# %% wrong: floor_with_itself (two halves of one set)
def compare(samples, real, other_real, distance):
    n = min(len(x) for x in [real, other_real, *samples.values()])
    result = {name: distance(images[:n], real[:n]) for name, images in samples.items()}
    result["floor"] = distance(real[n:2 * n], real[:n])
    return result


# %% wrong: floor_count
def compare(samples, real, other_real, distance):
    n = min(len(x) for x in [real, other_real, *samples.values()])
    result = {name: distance(images[:n], real[:n]) for name, images in samples.items()}
    result["floor"] = distance(other_real, real)
    return result


# %% wrong: repeated_images
def compare(samples, real, other_real, distance):
    n = max(len(images) for images in samples.values())
    result = {}
    for name, images in samples.items():
        while len(images) < n:
            images = torch.cat([images, images])
        result[name] = distance(images[:n], real[:n])
    result["floor"] = distance(other_real[:n], real[:n])
    return result


# %% wrong: not_the_distance (the floor subtracted)
def compare(samples, real, other_real, distance):
    n = min(len(x) for x in [real, other_real, *samples.values()])
    floor = distance(other_real[:n], real[:n])
    result = {name: distance(images[:n], real[:n]) - floor for name, images in samples.items()}
    result["floor"] = floor
    return result


# %% wrong: not_the_distance (divided by the number)
def compare(samples, real, other_real, distance):
    result = {name: distance(images, real) / len(images) for name, images in samples.items()}
    result["floor"] = distance(other_real, real) / len(other_real)
    return result


# %% wrong: wrong_floor (samples against one another)
def compare(samples, real, other_real, distance):
    n = min(len(x) for x in [real, other_real, *samples.values()])
    result = {name: distance(images[:n], real[:n]) for name, images in samples.items()}
    a, b = samples.values()
    result["floor"] = distance(a[:n], b[:n])
    return result


# %% wrong: other_real
def compare(samples, real, other_real, distance):
    n = min(len(x) for x in [real, other_real, *samples.values()])
    result = {name: distance(images[:n], other_real[:n]) for name, images in samples.items()}
    result["floor"] = distance(other_real[:n], real[:n])
    return result


# %% wrong: fixed_names
def compare(samples, real, other_real, distance):
    n = min(len(x) for x in [real, other_real, *samples.values()])
    result = {name: distance(samples[name][:n], real[:n]) for name in ("A", "B") if name in samples}
    result["floor"] = distance(other_real[:n], real[:n])
    return result


# %% wrong: real_is_smaller
def compare(samples, real, other_real, distance):
    n = min(len(images) for images in samples.values())
    result = {name: distance(images[:n], real[:n]) for name, images in samples.items()}
    result["floor"] = distance(other_real[:n], real[:n])
    return result


# %% wrong: name_missing
def compare(samples, real, other_real, distance):
    n = min(len(x) for x in [real, other_real, *samples.values()])
    best = min(distance(images[:n], real[:n]) for images in samples.values())
    return {"best": best, "floor": distance(other_real[:n], real[:n])}


# %% wrong: not_a_dict
def compare(samples, real, other_real, distance):
    n = min(len(x) for x in [real, other_real, *samples.values()])
    return [distance(images[:n], real[:n]) for images in samples.values()] + [distance(other_real[:n], real[:n])]


# %% wrong: returns_nothing
def compare(samples, real, other_real, distance):
    n = min(len(x) for x in [real, other_real, *samples.values()])
    print({name: distance(images[:n], real[:n]) for name, images in samples.items()})


# %% wrong: arguments_swapped
def compare(samples, real, other_real, distance):
    n = min(len(x) for x in [real, other_real, *samples.values()])
    result = {name: distance(real[:n], images[:n]) for name, images in samples.items()}
    result["floor"] = distance(real[:n], other_real[:n])
    return result


# %% wrong: not_images (lists of images)
def compare(samples, real, other_real, distance):
    n = min(len(x) for x in [real, other_real, *samples.values()])
    return {name: distance(list(images)[:n], list(real)[:n]) for name, images in samples.items()}


# %% wrong: other_images (noise in the place of samples)
def compare(samples, real, other_real, distance):
    n = min(len(x) for x in [real, other_real, *samples.values()])
    result = {name: distance(torch.randn(n, 1, 28, 28), real[:n]) for name in samples}
    result["floor"] = distance(other_real[:n], real[:n])
    return result


# %% wrong: real_is_smaller (other_real is left out)
def compare(samples, real, other_real, distance):
    n = min([len(real)] + [len(x) for x in samples.values()])
    result = {k: distance(x[:n], real[:n]) for k, x in samples.items()}
    result["floor"] = distance(other_real[:n], real[:n])
    return result


# %% wrong: different_counts (all of the real ones)
def compare(samples, real, other_real, distance):
    n = min(len(x) for x in (*samples.values(), real, other_real))
    result = {k: distance(x[:n], real) for k, x in samples.items()}
    result["floor"] = distance(other_real[:n], real)
    return result


# %% wrong: changes_input
def compare(samples, real, other_real, distance):
    samples["floor"] = other_real
    n = min(min(len(x) for x in samples.values()), len(real))
    return {k: distance(x[:n], real[:n]) for k, x in samples.items()}


# %% right: a loop, cut on the way
def compare(samples, real, other_real, distance):
    n = min(len(real), len(other_real))
    for images in samples.values():
        n = min(n, images.shape[0])
    everything = {**samples, "floor": other_real}
    result = {}
    for name, images in everything.items():
        result[name] = distance(images.narrow(0, 0, n), real.narrow(0, 0, n))
    return result


# %% wrong: changes_input (cut in the dictionary that was handed in)
def compare(samples, real, other_real, distance):
    n = min(len(images) for images in (*samples.values(), real, other_real))
    for name in samples:
        samples[name] = samples[name][:n]
    result = {name: distance(images, real[:n]) for name, images in samples.items()}
    result["floor"] = distance(other_real[:n], real[:n])
    return result


# %% wrong: changes_input (update)
def compare(samples, real, other_real, distance):
    n = min(len(images) for images in (*samples.values(), real, other_real))
    samples.update({k: v[:n] for k, v in samples.items()})
    return {**{k: distance(v, real[:n]) for k, v in samples.items()}, "floor": distance(other_real[:n], real[:n])}


# %% wrong: changes_input (real is shuffled in place)
def compare(samples, real, other_real, distance):
    n = min(len(images) for images in (*samples.values(), real, other_real))
    real[:] = real[torch.randperm(len(real))]
    result = {name: distance(images[:n], real[:n]) for name, images in samples.items()}
    result["floor"] = distance(other_real[:n], real[:n])
    return result
