# %% right: randperm
def mean_distance(distance, a, b, n, repeats):
    values = []
    for _ in range(repeats):
        values.append(distance(a[torch.randperm(len(a))[:n]], b[torch.randperm(len(b))[:n]]))
    return sum(values) / repeats


# %% right: a running sum
def mean_distance(distance, a, b, n, repeats):
    def some(x):
        return x[torch.randperm(x.shape[0])[:n]]

    total = 0.0
    for _ in range(repeats):
        total += float(distance(some(a), some(b)))
    return total / repeats


# %% right: numpy chooses
def mean_distance(distance, a, b, n, repeats):
    rng = np.random.default_rng()
    values = [
        distance(
            a[torch.from_numpy(rng.choice(len(a), n, replace=False))],
            b[torch.from_numpy(rng.choice(len(b), n, replace=False))],
        )
        for _ in range(repeats)
    ]
    return torch.tensor(values).mean()


# %% right: random.sample
def mean_distance(distance, a, b, n, repeats):
    import random
    return np.mean([distance(a[random.sample(range(len(a)), n)], b[random.sample(range(len(b)), n)]) for _ in range(repeats)])


# %% right: multinomial
def mean_distance(distance, a, b, n, repeats):
    draw = lambda x: x[torch.ones(len(x)).multinomial(n)]
    return sum(distance(draw(a), draw(b)) for _ in range(repeats)) / repeats


# %% wrong: first_rows
def mean_distance(distance, a, b, n, repeats):
    return sum(distance(a[:n], b[:n]) for _ in range(repeats)) / repeats


# %% wrong: same_rows (drawn before the loop)
def mean_distance(distance, a, b, n, repeats):
    some_a, some_b = a[torch.randperm(len(a))[:n]], b[torch.randperm(len(b))[:n]]
    return sum(distance(some_a, some_b) for _ in range(repeats)) / repeats


# %% wrong: same_rows (a seed inside the loop)
def mean_distance(distance, a, b, n, repeats):
    total = 0
    for _ in range(repeats):
        torch.manual_seed(0)
        total += distance(a[torch.randperm(len(a))[:n]], b[torch.randperm(len(b))[:n]])
    return total / repeats


# %% wrong: first_rows (of b only)
def mean_distance(distance, a, b, n, repeats):
    return sum(distance(a[torch.randperm(len(a))[:n]], b[:n]) for _ in range(repeats)) / repeats


# %% wrong: with_replacement
def mean_distance(distance, a, b, n, repeats):
    values = []
    for _ in range(repeats):
        values.append(distance(a[torch.randint(len(a), (n,))], b[torch.randint(len(b), (n,))]))
    return sum(values) / repeats


# %% wrong: only_one_set
def mean_distance(distance, a, b, n, repeats):
    return sum(distance(a[torch.randperm(len(a))[:n]], b) for _ in range(repeats)) / repeats


# %% wrong: wrong_count
def mean_distance(distance, a, b, n, repeats):
    return sum(distance(a[torch.randperm(len(a))], b[torch.randperm(len(b))]) for _ in range(repeats)) / repeats


# %% wrong: wrong_repeats
def mean_distance(distance, a, b, n, repeats):
    return distance(a[torch.randperm(len(a))[:n]], b[torch.randperm(len(b))[:n]])


# %% wrong: sum_not_mean
def mean_distance(distance, a, b, n, repeats):
    return sum(distance(a[torch.randperm(len(a))[:n]], b[torch.randperm(len(b))[:n]]) for _ in range(repeats))


# %% wrong: only_one
def mean_distance(distance, a, b, n, repeats):
    for _ in range(repeats):
        value = distance(a[torch.randperm(len(a))[:n]], b[torch.randperm(len(b))[:n]])
    return value


# %% wrong: divided_by_n
def mean_distance(distance, a, b, n, repeats):
    total = 0
    for _ in range(repeats):
        total += distance(a[torch.randperm(len(a))[:n]], b[torch.randperm(len(b))[:n]])
    return total / n


# %% wrong: wrong_repeats (return inside the loop)
def mean_distance(distance, a, b, n, repeats):
    values = []
    for _ in range(repeats):
        values.append(distance(a[torch.randperm(len(a))[:n]], b[torch.randperm(len(b))[:n]]))
        return sum(values) / len(values)


# %% wrong: same_places
def mean_distance(distance, a, b, n, repeats):
    total = 0
    for _ in range(repeats):
        places = torch.randperm(min(len(a), len(b)))[:n]
        total += distance(a[places], b[places])
    return total / repeats


# %% wrong: swapped
def mean_distance(distance, a, b, n, repeats):
    return sum(distance(b[torch.randperm(len(b))[:n]], a[torch.randperm(len(a))[:n]]) for _ in range(repeats)) / repeats


# %% wrong: mixed_sets
def mean_distance(distance, a, b, n, repeats):
    both = torch.cat([a, b])
    total = 0
    for _ in range(repeats):
        order = torch.randperm(len(both))
        total += distance(both[order[:n]], both[order[n:2 * n]])
    return total / repeats


# %% wrong: returns_nothing
def mean_distance(distance, a, b, n, repeats):
    values = []
    for _ in range(repeats):
        values.append(distance(a[torch.randperm(len(a))[:n]], b[torch.randperm(len(b))[:n]]))


# %% wrong: not_a_number
def mean_distance(distance, a, b, n, repeats):
    return [distance(a[torch.randperm(len(a))[:n]], b[torch.randperm(len(b))[:n]]) for _ in range(repeats)]


# %% wrong: only_the_front (places that both sets have)
def mean_distance(distance, a, b, n, repeats):
    m = min(len(a), len(b))
    total = 0
    for _ in range(repeats):
        total += distance(a[torch.randperm(m)[:n]], b[torch.randperm(m)[:n]])
    return total / repeats


# %% wrong: neighbours
def mean_distance(distance, a, b, n, repeats):
    values = []
    for _ in range(repeats):
        i = torch.randint(0, len(a) - n + 1, (1,)).item()
        j = torch.randint(0, len(b) - n + 1, (1,)).item()
        values.append(distance(a[i:i + n], b[j:j + n]))
    return sum(values) / repeats


# %% right: by the names of the lesson's distance
def mean_distance(distance, a, b, n, repeats):
    values = []
    for _ in range(repeats):
        some_a, some_b = (x[torch.randperm(len(x))[:n]] for x in (a, b))
        values.append(distance(a=some_a, b=some_b))
    return sum(values) / repeats


# %% wrong: seeded (torch)
def mean_distance(distance, a, b, n, repeats):
    torch.manual_seed(0)
    values = []
    for _ in range(repeats):
        values.append(distance(a[torch.randperm(len(a))[:n]], b[torch.randperm(len(b))[:n]]))
    return sum(values) / repeats


# %% wrong: seeded (NumPy)
def mean_distance(distance, a, b, n, repeats):
    rng = np.random.default_rng(0)
    values = []
    for _ in range(repeats):
        some_a, some_b = (x[torch.from_numpy(rng.permutation(len(x))[:n])] for x in (a, b))
        values.append(distance(some_a, some_b))
    return sum(values) / repeats


# %% wrong: seeded (the rows of b only)
def mean_distance(distance, a, b, n, repeats):
    chance = torch.Generator().manual_seed(0)
    values = []
    for _ in range(repeats):
        some_b = b[torch.randperm(len(b), generator=chance)[:n]]
        values.append(distance(a[torch.randperm(len(a))[:n]], some_b))
    return sum(values) / repeats
