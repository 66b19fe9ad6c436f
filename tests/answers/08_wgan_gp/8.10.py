# %% right: as in the lesson
def fair_estimate(D, x_real, x_fake):
    with torch.no_grad():
        estimate = D(x_real).mean() - D(x_fake).mean()
    largest = slope_norms(D, torch.cat([x_real, x_fake])).max()
    return (estimate / largest).item()


# %% right: a tensor, the larger of two
def fair_estimate(D, x_real, x_fake):
    largest = torch.maximum(slope_norms(D, x_real).max(), slope_norms(D, x_fake).max())
    return (D(x_real).mean() - D(x_fake).mean()) / largest


# %% right: the critic scaled first
def fair_estimate(D, x_real, x_fake):
    k = max(slope_norms(D, x_real).max().item(), slope_norms(D, x_fake).max().item())
    return float((D(x_real) / k).mean() - (D(x_fake) / k).mean())


# %% wrong: unscaled
def fair_estimate(D, x_real, x_fake):
    return (D(x_real).mean() - D(x_fake).mean()).item()


# %% wrong: wrong_sign
def fair_estimate(D, x_real, x_fake):
    largest = slope_norms(D, torch.cat([x_real, x_fake])).max()
    return ((D(x_fake).mean() - D(x_real).mean()) / largest).item()


# %% wrong: mean_slope
def fair_estimate(D, x_real, x_fake):
    mean = slope_norms(D, torch.cat([x_real, x_fake])).mean()
    return ((D(x_real).mean() - D(x_fake).mean()) / mean).item()


# %% wrong: smallest_slope
def fair_estimate(D, x_real, x_fake):
    least = slope_norms(D, torch.cat([x_real, x_fake])).min()
    return ((D(x_real).mean() - D(x_fake).mean()) / least).item()


# %% wrong: multiplied
def fair_estimate(D, x_real, x_fake):
    largest = slope_norms(D, torch.cat([x_real, x_fake])).max()
    return ((D(x_real).mean() - D(x_fake).mean()) * largest).item()


# %% wrong: whole_batch
def fair_estimate(D, x_real, x_fake):
    norm = slope_norms(D, torch.cat([x_real, x_fake])).norm()
    return ((D(x_real).mean() - D(x_fake).mean()) / norm).item()


# %% wrong: pointwise
def fair_estimate(D, x_real, x_fake):
    real = D(x_real) / slope_norms(D, x_real)
    fake = D(x_fake) / slope_norms(D, x_fake)
    return (real.mean() - fake.mean()).item()


# %% wrong: half_of_the_points
def fair_estimate(D, x_real, x_fake):
    smaller = min(slope_norms(D, x_real).max(), slope_norms(D, x_fake).max())
    return ((D(x_real).mean() - D(x_fake).mean()) / smaller).item()


# %% wrong: not_a_number
def fair_estimate(D, x_real, x_fake):
    slopes = slope_norms(D, torch.cat([x_real, x_fake]))
    return (D(x_real).mean() - D(x_fake).mean()) / slopes


# %% wrong: left_in_eval
def fair_estimate(D, x_real, x_fake):
    D.eval()
    with torch.no_grad():
        estimate = D(x_real).mean() - D(x_fake).mean()
    return (estimate / slope_norms(D, torch.cat([x_real, x_fake])).max()).item()


# %% right: a NumPy number
def fair_estimate(D, x_real, x_fake):
    e = D(x_real).mean() - D(x_fake).mean()
    return (e / max(slope_norms(D, x_real).max(), slope_norms(D, x_fake).max())).detach().numpy()


# %% wrong: half_of_the_points (the real ones)
def fair_estimate(D, x_real, x_fake):
    estimate = D(x_real).mean() - D(x_fake).mean()
    return (estimate / slope_norms(D, x_real).max()).item()


# %% wrong: half_of_the_points (the generated ones)
def fair_estimate(D, x_real, x_fake):
    estimate = D(x_real).mean() - D(x_fake).mean()
    return (estimate / slope_norms(D, x_fake).max()).item()


# %% wrong: one_set_only
def fair_estimate(D, x_real, x_fake):
    return (D(x_real).mean() / slope_norms(D, torch.cat([x_real, x_fake])).max()).item()


# %% wrong: sum_not_mean
def fair_estimate(D, x_real, x_fake):
    estimate = D(x_real).sum() - D(x_fake).sum()
    return (estimate / slope_norms(D, torch.cat([x_real, x_fake])).max()).item()


# %% wrong: stacks
def fair_estimate(D, x_real, x_fake):
    estimate = D(x_real).mean() - D(x_fake).mean()
    return (estimate / slope_norms(D, torch.stack([x_real, x_fake]).flatten(0, 1)).max()).item()


# %% wrong: not_a_number (item of many)
def fair_estimate(D, x_real, x_fake):
    estimate = D(x_real).mean() - D(x_fake).mean()
    return (estimate / slope_norms(D, torch.cat([x_real, x_fake]))).item()


# %% wrong: steep_only
def fair_estimate(D, x_real, x_fake):
    with torch.no_grad(): e = (D(x_real).mean() - D(x_fake).mean())
    return (e / slope_norms(D, torch.cat([x_real, x_fake])).max().clamp(min=1)).item()
