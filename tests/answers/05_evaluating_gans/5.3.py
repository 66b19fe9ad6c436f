# %% right: kthvalue
def precision_recall(samples, real, k=3):
    def share(points, centres):
        radii = torch.cdist(centres, centres).kthvalue(k + 1, dim=1).values
        return (torch.cdist(points, centres) <= radii).any(1).float().mean().item()

    return share(samples, real), share(real, samples)


# %% right: sort, a list of tensors comes back
def precision_recall(samples, real, k=3):
    between = torch.cdist(samples, real)
    r_real = torch.cdist(real, real).sort(1).values[:, k]
    r_fake = torch.cdist(samples, samples).sort(1).values[:, k]
    return [(between < r_real).any(1).float().mean(), (between.T < r_fake).any(1).float().mean()]


# %% right: the diagonal taken out
def precision_recall(samples, real, k=3):
    def radii(x):
        d = torch.cdist(x, x)
        d.fill_diagonal_(float("inf"))
        return d.topk(k, dim=1, largest=False).values[:, -1]

    d = torch.cdist(real, samples)
    precision = (d <= radii(real)[:, None]).any(0).double().mean()
    recall = (d <= radii(samples)[None]).any(1).double().mean()
    return precision.item(), recall.item()


# %% right: loops
def precision_recall(samples, real, k=3):
    def inside(points, centres):
        count = 0
        radii = [sorted((c - o).norm().item() for o in centres)[k] for c in centres]
        for p in points:
            d = (centres - p).norm(dim=1)
            count += bool((d <= torch.tensor(radii)).any())
        return count / len(points)

    return inside(samples, real), inside(real, samples)


# %% right: differences squared
def precision_recall(samples, real, k=3):
    def squares(x, y):
        return (x[:, None] - y[None]).square().sum(2)

    def share(x, y):
        reach = squares(y, y).sort(dim=1)[0][:, k]
        return ((squares(x, y) - reach) <= 0).any(1).float().mean().item()

    precision = share(samples, real)
    recall = share(real, samples)
    return precision, recall


# %% wrong: swapped
def precision_recall(samples, real, k=3):
    def share(points, centres):
        radii = torch.cdist(centres, centres).kthvalue(k + 1, dim=1).values
        return (torch.cdist(points, centres) <= radii).any(1).float().mean().item()

    return share(real, samples), share(samples, real)


# %% wrong: counts_itself
def precision_recall(samples, real, k=3):
    def share(points, centres):
        radii = torch.cdist(centres, centres).kthvalue(k, dim=1).values
        return (torch.cdist(points, centres) <= radii).any(1).float().mean().item()

    return share(samples, real), share(real, samples)


# %% wrong: counts_itself (topk)
def precision_recall(samples, real, k=3):
    def share(points, centres):
        radii = torch.cdist(centres, centres).topk(k, dim=1, largest=False).values[:, -1]
        return (torch.cdist(points, centres) <= radii).any(1).float().mean().item()

    return share(samples, real), share(real, samples)


# %% wrong: one_too_many
def precision_recall(samples, real, k=3):
    def share(points, centres):
        radii = torch.cdist(centres, centres).sort(1).values[:, k + 1]
        return (torch.cdist(points, centres) <= radii).any(1).float().mean().item()

    return share(samples, real), share(real, samples)


# %% wrong: fixed_k
def precision_recall(samples, real, k=3):
    def share(points, centres):
        radii = torch.cdist(centres, centres).sort(1).values[:, 3]
        return (torch.cdist(points, centres) <= radii).any(1).float().mean().item()

    return share(samples, real), share(real, samples)


# %% wrong: farthest
def precision_recall(samples, real, k=3):
    def share(points, centres):
        radii = torch.cdist(centres, centres).topk(k, dim=1).values[:, -1]
        return (torch.cdist(points, centres) <= radii).any(1).float().mean().item()

    return share(samples, real), share(real, samples)


# %% wrong: all_balls
def precision_recall(samples, real, k=3):
    def share(points, centres):
        radii = torch.cdist(centres, centres).kthvalue(k + 1, dim=1).values
        return (torch.cdist(points, centres) <= radii).all(1).float().mean().item()

    return share(samples, real), share(real, samples)


# %% wrong: share_of_pairs
def precision_recall(samples, real, k=3):
    def share(points, centres):
        radii = torch.cdist(centres, centres).kthvalue(k + 1, dim=1).values
        return (torch.cdist(points, centres) <= radii).float().mean().item()

    return share(samples, real), share(real, samples)


# %% wrong: balls_not_points
def precision_recall(samples, real, k=3):
    def share(points, centres):
        radii = torch.cdist(centres, centres).kthvalue(k + 1, dim=1).values
        return (torch.cdist(points, centres) <= radii).any(0).float().mean().item()

    return share(samples, real), share(real, samples)


# %% wrong: balls_not_points (balls around the points)
def precision_recall(samples, real, k=3):
    def share(points, centres):
        radii = torch.cdist(points, points).kthvalue(k + 1, dim=1).values
        return (torch.cdist(points, centres) <= radii[:, None]).any(1).float().mean().item()

    return share(samples, real), share(real, samples)


# %% wrong: wrong_radii (they do not fit)
def precision_recall(samples, real, k=3):
    def share(points, centres):
        radii = torch.cdist(points, points).kthvalue(k + 1, dim=1).values
        return (torch.cdist(points, centres) <= radii).any(1).float().mean().item()

    return share(samples, real), share(real, samples)


# %% wrong: same_twice
def precision_recall(samples, real, k=3):
    radii = torch.cdist(real, real).kthvalue(k + 1, dim=1).values
    precision = (torch.cdist(samples, real) <= radii).any(1).float().mean().item()
    return precision, precision


# %% wrong: one_radius
def precision_recall(samples, real, k=3):
    def share(points, centres):
        radius = torch.cdist(centres, centres).kthvalue(k + 1, dim=1).values.mean()
        return (torch.cdist(points, centres) <= radius).any(1).float().mean().item()

    return share(samples, real), share(real, samples)


# %% wrong: percent
def precision_recall(samples, real, k=3):
    def share(points, centres):
        radii = torch.cdist(centres, centres).kthvalue(k + 1, dim=1).values
        return 100 * (torch.cdist(points, centres) <= radii).any(1).float().mean().item()

    return share(samples, real), share(real, samples)


# %% wrong: count_not_share
def precision_recall(samples, real, k=3):
    def share(points, centres):
        radii = torch.cdist(centres, centres).kthvalue(k + 1, dim=1).values
        return (torch.cdist(points, centres) <= radii).any(1).sum().item()

    return share(samples, real), share(real, samples)


# %% wrong: wrong_recall (the balls of real images again)
def precision_recall(samples, real, k=3):
    radii = torch.cdist(real, real).kthvalue(k + 1, dim=1).values
    inside = torch.cdist(samples, real) <= radii
    return inside.any(1).float().mean().item(), inside.any(0).float().mean().item()


# %% wrong: not_two
def precision_recall(samples, real, k=3):
    radii = torch.cdist(real, real).kthvalue(k + 1, dim=1).values
    return (torch.cdist(samples, real) <= radii).any(1).float().mean().item()


# %% wrong: returns_nothing
def precision_recall(samples, real, k=3):
    radii = torch.cdist(real, real).kthvalue(k + 1, dim=1).values
    precision = (torch.cdist(samples, real) <= radii).any(1).float().mean()


# %% wrong: default_k
def precision_recall(samples, real, k=5):
    def share(points, centres):
        radii = torch.cdist(centres, centres).kthvalue(k + 1, dim=1).values
        return (torch.cdist(points, centres) <= radii).any(1).float().mean().item()

    return share(samples, real), share(real, samples)


# %% wrong: wrong_shares (inside out)
def precision_recall(samples, real, k=3):
    def share(points, centres):
        radii = torch.cdist(centres, centres).kthvalue(k + 1, dim=1).values
        return (torch.cdist(points, centres) > radii).all(1).float().mean().item()

    return share(samples, real), share(real, samples)


# %% wrong: all_balls (no ball has a radius)
def precision_recall(samples, real, k=3):
    def share(points, centres):
        radii = torch.cdist(centres, centres).amin(1)
        return (torch.cdist(points, centres) <= radii).any(1).float().mean().item()

    return share(samples, real), share(real, samples)


# %% wrong: drops_copies (all distances of 0)
def precision_recall(samples, real, k=3):
    def share(points, centres):
        d = torch.cdist(centres, centres, compute_mode="donot_use_mm_for_euclid_dist")
        d[d == 0] = float("inf")
        radii = d.kthvalue(k, dim=1).values
        return (torch.cdist(points, centres) <= radii).any(1).float().mean().item()

    return share(samples, real), share(real, samples)


# %% wrong: drops_copies (each point once)
def precision_recall(samples, real, k=3):
    def share(points, centres):
        centres = centres.unique(dim=0)
        radii = torch.cdist(centres, centres).kthvalue(min(k + 1, len(centres)), dim=1).values
        return (torch.cdist(points, centres) <= radii).any(1).float().mean().item()

    return share(samples, real), share(real, samples)
