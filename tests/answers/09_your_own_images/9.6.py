# %% right: mean distance of all pairs
def relative_diversity(samples, real):
    def spread(images):
        x = images.flatten(1)
        n = len(x)
        return torch.cdist(x, x).sum() / (n * (n - 1))

    return (spread(samples) / spread(real)).item()


# %% right: deviation of each pixel
def relative_diversity(samples, real):
    return samples.std(dim=0).mean() / real.std(dim=0).mean()


# %% right: distance to the mean image
def relative_diversity(samples, real):
    def spread(x):
        return (x - x.mean(0)).flatten(1).norm(dim=1).mean()

    return float(spread(samples) / spread(real))


# %% right: pdist
def relative_diversity(samples, real):
    return float(F.pdist(samples.flatten(1)).mean() / F.pdist(real.flatten(1)).mean())


# %% right: squares
def relative_diversity(samples, real):
    return (samples.var(0).sum() / real.var(0).sum()).item()


# %% note: pairs of an image with itself are counted
def relative_diversity(samples, real):
    a, b = samples.flatten(1), real.flatten(1)
    return (torch.cdist(a, a).mean() / torch.cdist(b, b).mean()).item()


# %% wrong: inverted
def relative_diversity(samples, real):
    a, b = samples.flatten(1), real.flatten(1)
    return float(F.pdist(b).mean() / (F.pdist(a).mean() + 1e-8))


# %% wrong: inverted (a division by 0)
def relative_diversity(samples, real):
    return (real.std(0).mean() / samples.std(0).mean()).item()


# %% wrong: compares_pixels
def relative_diversity(samples, real):
    return (samples.std() / real.std()).item()


# %% wrong: compares_pixels (inside each image)
def relative_diversity(samples, real):
    return (samples.flatten(1).std(1).mean() / real.flatten(1).std(1).mean()).item()


# %% wrong: compares_to_real
def relative_diversity(samples, real):
    a, b = samples.flatten(1), real.flatten(1)
    return (torch.cdist(a, b).mean() / torch.cdist(b, b).mean()).item()


# %% wrong: sum_not_mean
def relative_diversity(samples, real):
    a, b = samples.flatten(1), real.flatten(1)
    return (torch.cdist(a, a).sum() / torch.cdist(b, b).sum()).item()


# %% wrong: not_a_ratio
def relative_diversity(samples, real):
    return F.pdist(samples.flatten(1)).mean().item()


# %% wrong: not_a_ratio (the difference)
def relative_diversity(samples, real):
    return (F.pdist(samples.flatten(1)).mean() - F.pdist(real.flatten(1)).mean()).item()


# %% wrong: not_a_ratio (half of it)
def relative_diversity(samples, real):
    a, b = F.pdist(samples.flatten(1)).mean(), F.pdist(real.flatten(1)).mean()
    return (a / (a + b)).item()


# %% wrong: differences_cancel
def relative_diversity(samples, real):
    def spread(images):
        x = images.flatten(1)
        return (x - x.mean(0)).sum(0).mean() * 0

    return (spread(samples) / spread(real)).item()


# %% wrong: depends_on_order
def relative_diversity(samples, real):
    def spread(x):
        return (x[1:] - x[:-1]).abs().mean()

    return (spread(samples) / spread(real)).item()


# %% wrong: depends_on_order (distance to the first)
def relative_diversity(samples, real):
    def spread(x):
        return (x[1:] - x[0]).flatten(1).norm(dim=1).mean()

    return (spread(samples) / spread(real)).item()


# %% wrong: largest_difference
def relative_diversity(samples, real):
    return (F.pdist(samples.flatten(1)).max() / F.pdist(real.flatten(1)).max()).item()


# %% wrong: only_brightness
def relative_diversity(samples, real):
    return (samples.mean((1, 2, 3)).std() / real.mean((1, 2, 3)).std()).item()


# %% wrong: yes_or_no
def relative_diversity(samples, real):
    return bool(samples.std(0).mean() / real.std(0).mean() > 0.5)


# %% wrong: not_a_number
def relative_diversity(samples, real):
    return samples.std(0) / real.std(0)


# %% wrong: returns_nothing
def relative_diversity(samples, real):
    ratio = samples.std(0).mean() / real.std(0).mean()


# %% wrong: changes_input
def relative_diversity(samples, real):
    samples -= samples.mean(0)
    real -= real.mean(0)
    return (samples.abs().mean() / real.abs().mean()).item()


# %% wrong: largest_difference (of squares)
def relative_diversity(samples, real):
    def spread(x):
        return ((x[:, None] - x[None]) ** 2).mean((2, 3, 4)).max()

    return (spread(samples) / spread(real)).item()


# %% right: root of the mean square, in NumPy
def relative_diversity(samples, real):
    a, b = samples.numpy(), real.numpy()
    return float(np.sqrt(a.var(axis=0).mean() / b.var(axis=0).mean()))


# %% wrong: not_a_ratio (real images above a fixed number)
def relative_diversity(samples, real):
    return samples.std(0).mean().item() / 0.6


# %% wrong: compares_to_real (the nearest real image)
def relative_diversity(samples, real):
    a, b = samples.flatten(1), real.flatten(1)
    return (torch.cdist(a, b).min(1).values.mean() / F.pdist(b).mean()).item()


# %% wrong: grows_with_count
def relative_diversity(samples, real):
    def spread(images):
        return (images.amax(0) - images.amin(0)).mean()

    return (spread(samples) / spread(real)).item()


# %% wrong: middle_one
def relative_diversity(samples, real):
    a, b = samples.flatten(1), real.flatten(1)
    return (F.pdist(a).median() / F.pdist(b).median()).item()


# %% wrong: nearest_only
def relative_diversity(samples, real):
    def spread(images):
        x = images.flatten(1)
        d = torch.cdist(x, x)
        d.fill_diagonal_(float("inf"))
        return d.amin(1).mean()

    return (spread(samples) / spread(real)).item()


# %% right: a loop over the pairs, mean absolute differences
def relative_diversity(samples, real):
    def spread(images):
        images = images.to(samples.device)
        d = [(images[i] - images[j]).abs().mean() for i in range(len(images)) for j in range(i)]
        return sum(d) / len(d)

    return float(spread(samples) / spread(real))


# %% wrong: something_added
def relative_diversity(samples, real):
    return float(samples.std(0).mean() / real.std(0).mean()) + 1


# %% wrong: part_of_the_image (one colour)
def relative_diversity(samples, real):
    return (samples[:, 0].std(0).mean() / real[:, 0].std(0).mean()).item()


# %% wrong: part_of_the_image (the left half)
def relative_diversity(samples, real):
    return (samples[..., :4].std(0).mean() / real[..., :4].std(0).mean()).item()


# %% wrong: part_of_the_image (every second number)
def relative_diversity(samples, real):
    s = lambda x: x.flatten(1)[:, ::2].std(0).mean()
    return (s(samples) / s(real)).item()


# %% wrong: part_of_the_image (the middle deviation)
def relative_diversity(samples, real):
    return (samples.std(0).median() / real.std(0).median()).item()


# %% wrong: random
def relative_diversity(samples, real):
    def spread(x):
        a, b = torch.randint(0, len(x), (2, 1000))
        return (x[a] - x[b]).flatten(1).norm(dim=1).mean()
    return (spread(samples) / spread(real)).item()


# %% wrong: ignores_contrast
def relative_diversity(samples, real):
    def spread(x):
        x = F.normalize(x.flatten(1), dim=1)
        return (1 - x @ x.T).sum() / (len(x) * (len(x) - 1))
    return (spread(samples) / spread(real)).item()


# %% wrong: cut_off
def relative_diversity(samples, real):
    return min(1.0, (samples.std(0).mean() / real.std(0).mean()).item())
