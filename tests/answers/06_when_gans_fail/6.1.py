# %% right: cdist
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3 * sigma
    covered = near.float().mean(dim=0) >= 0.01
    return covered.sum().item(), near.any(dim=1).float().mean().item()


# %% right: a loop over the centres
def modes_covered(samples, centres, sigma):
    n, taken = 0, torch.zeros(len(samples), dtype=torch.bool)
    for centre in centres:
        near = (samples - centre).pow(2).sum(1).sqrt() <= 3 * sigma
        n += int(near.sum() >= 0.01 * len(samples))
        taken = taken | near
    return n, taken.sum() / len(samples)


# %% right: nearest centre, tensors
def modes_covered(samples, centres, sigma):
    distance, which = torch.cdist(samples, centres).min(dim=1)
    near = distance < 3 * sigma
    counts = torch.bincount(which[near], minlength=len(centres))
    return (counts >= len(samples) / 100).sum(), near.float().mean()


# %% right: numpy
def modes_covered(samples, centres, sigma):
    d = np.linalg.norm(samples.numpy()[:, None] - centres.numpy()[None], axis=2)
    near = d < 3 * sigma
    return (near.mean(0) >= 0.01).sum(), near.any(1).mean()


# %% wrong: one_sample_is_enough
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3 * sigma
    return near.any(dim=0).sum().item(), near.any(dim=1).float().mean().item()


# %% wrong: one_sigma
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < sigma
    covered = near.float().mean(dim=0) >= 0.01
    return covered.sum().item(), near.any(dim=1).float().mean().item()


# %% wrong: box
def modes_covered(samples, centres, sigma):
    near = ((samples[:, None] - centres).abs() < 3 * sigma).all(2)
    covered = near.float().mean(dim=0) >= 0.01
    return covered.sum().item(), near.any(dim=1).float().mean().item()


# %% wrong: no_root
def modes_covered(samples, centres, sigma):
    near = (samples[:, None] - centres).square().sum(2) < 3 * sigma
    covered = near.float().mean(dim=0) >= 0.01
    return covered.sum().item(), near.any(dim=1).float().mean().item()


# %% wrong: nearest_only
def modes_covered(samples, centres, sigma):
    distance = torch.cdist(samples, centres)
    counts = torch.bincount(distance.argmin(1), minlength=len(centres))
    near = distance.min(1).values < 3 * sigma
    return (counts >= 0.01 * len(samples)).sum().item(), near.float().mean().item()


# %% wrong: share_of_near
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3 * sigma
    good = near[near.any(1)]
    return (good.float().mean(0) >= 0.01).sum().item(), near.any(1).float().mean().item()


# %% wrong: fixed_n
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3 * sigma
    return (near.sum(0) >= 25).sum().item(), near.any(1).float().mean().item()


# %% wrong: share_of_pairs
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3 * sigma
    return (near.float().mean(0) >= 0.01).sum().item(), near.float().mean().item()


# %% wrong: share_of_modes
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3 * sigma
    n = (near.float().mean(0) >= 0.01).sum().item()
    return n, n / len(centres)


# %% wrong: share_of_covered
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3 * sigma
    covered = near.float().mean(0) >= 0.01
    return covered.sum().item(), near[:, covered].any(1).float().mean().item()


# %% wrong: number_not_share
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3 * sigma
    return (near.float().mean(0) >= 0.01).sum().item(), near.any(1).sum().item()


# %% wrong: percent
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3 * sigma
    return (near.float().mean(0) >= 0.01).sum().item(), 100 * near.any(1).float().mean().item()


# %% wrong: order
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3 * sigma
    return near.any(1).float().mean().item(), (near.float().mean(0) >= 0.01).sum().item()


# %% wrong: returns_nothing
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3 * sigma
    print((near.float().mean(0) >= 0.01).sum(), near.any(1).float().mean())


# %% wrong: not_two
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3 * sigma
    return (near.float().mean(0) >= 0.01).sum().item()


# %% wrong: not_a_number (a mask)
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3 * sigma
    return near.float().mean(0) >= 0.01, near.any(1).float().mean()


# %% wrong: fixed_k (always eight)
def modes_covered(samples, centres, sigma):
    n, taken = 0, torch.zeros(len(samples), dtype=torch.bool)
    for i in range(8):
        near = (samples - centres[i]).norm(dim=1) < 3 * sigma
        n += int(near.float().mean() >= 0.01)
        taken |= near
    return n, taken.float().mean().item()


# %% wrong: fixed_k (all but the last)
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres[:-1]) < 3 * sigma
    return (near.float().mean(0) >= 0.01).sum().item(), near.any(1).float().mean().item()


# %% wrong: everything_near (sigma is left out)
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3
    covered = near.float().mean(dim=0) >= 0.01
    return covered.sum().item(), near.any(dim=1).float().mean().item()


# %% wrong: everything_near (the other way round)
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) > 3 * sigma
    covered = near.float().mean(dim=0) >= 0.01
    return covered.sum().item(), near.any(dim=1).float().mean().item()


# %% wrong: nothing_near
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3 * sigma**4
    covered = near.float().mean(dim=0) >= 0.01
    return covered.sum().item(), near.any(dim=1).float().mean().item()


# %% wrong: other_radius
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 2 * sigma
    covered = near.float().mean(dim=0) >= 0.01
    return covered.sum().item(), near.any(dim=1).float().mean().item()


# %% right: one tensor of two
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3 * sigma
    covered = near.float().mean(dim=0) >= 0.01
    return torch.stack([covered.sum(), near.any(dim=1).float().mean()])


# %% wrong: counted_twice
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3 * sigma
    shares = near.float().mean(dim=0)
    return (shares >= 0.01).sum().item(), shares.sum().item()


# %% wrong: empty_mode
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3 * sigma
    covered = near.sum(dim=0) >= len(samples) // 100
    return covered.sum().item(), near.any(dim=1).float().mean().item()


# %% wrong: text
def modes_covered(samples, centres, sigma):
    near = torch.cdist(samples, centres) < 3 * sigma
    covered = near.float().mean(dim=0) >= 0.01
    return covered.sum().item(), f"{near.any(dim=1).float().mean().item():.4f}"
