# %% right: eigenvalues of the product
def frechet_distance(a, b):
    a, b = a.double(), b.double()
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    return ((a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root).item()


# %% right: covariances by hand, a tensor comes back
def frechet_distance(a, b):
    m1, m2 = a.mean(0), b.mean(0)
    x, y = (a - m1).double(), (b - m2).double()
    c1, c2 = x.T @ x / (len(a) - 1), y.T @ y / (len(b) - 1)
    e = torch.linalg.eigvals(c1 @ c2).real
    return ((m1 - m2) ** 2).sum() + torch.trace(c1 + c2) - 2 * e.clamp(min=0).sqrt().sum()


# %% right: the root of the covariances by singular values
def frechet_distance(a, b):
    def factor(x):
        return (x - x.mean(0)).double() / (len(x) - 1) ** 0.5

    x, y = factor(a), factor(b)
    nuclear = torch.linalg.svdvals(x @ y.T).sum()
    mean = (a.mean(0) - b.mean(0)).norm() ** 2
    return float(mean + (x ** 2).sum() + (y ** 2).sum() - 2 * nuclear)


# %% right: symmetric roots
def frechet_distance(a, b):
    def root(c):
        values, vectors = torch.linalg.eigh(c)
        return vectors @ torch.diag(values.clamp(min=0).sqrt()) @ vectors.T

    a, b = a.double(), b.double()
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    half = root(c1)
    return (a.mean(0) - b.mean(0)).pow(2).sum() + (c1 + c2 - 2 * root(half @ c2 @ half)).trace()


# %% right: numpy and scipy
def frechet_distance(a, b):
    import scipy.linalg
    a, b = a.double().numpy(), b.double().numpy()
    c1, c2 = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    values = scipy.linalg.eigvals(c1 @ c2).real.clip(0)
    return ((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(c1) + np.trace(c2) - 2 * np.sqrt(values).sum()


# %% right: float32
def frechet_distance(a, b):
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    return (a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root


# %% note: divided by N
def frechet_distance(a, b):
    a, b = a.double(), b.double()
    c1, c2 = torch.cov(a.T, correction=0), torch.cov(b.T, correction=0)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    return ((a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root).item()


# %% right: the abs of an eigenvalue that is 0
def frechet_distance(a, b):
    a, b = a.double(), b.double()
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(c1 @ c2).real.abs().sqrt().sum()
    return ((a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root).item()


# %% wrong: only_means
def frechet_distance(a, b):
    return (a.mean(0) - b.mean(0)).square().sum().item()


# %% wrong: only_covariances
def frechet_distance(a, b):
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    return (c1.trace() + c2.trace() - 2 * root).item()


# %% wrong: mean_not_squared
def frechet_distance(a, b):
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    return ((a.mean(0) - b.mean(0)).norm() + c1.trace() + c2.trace() - 2 * root).item()


# %% wrong: mean_not_summed
def frechet_distance(a, b):
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    return (F.mse_loss(a.mean(0), b.mean(0)) + c1.trace() + c2.trace() - 2 * root).item()


# %% wrong: no_root
def frechet_distance(a, b):
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    return ((a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace()).item()


# %% wrong: no_factor_2
def frechet_distance(a, b):
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    return ((a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - root).item()


# %% wrong: root_added
def frechet_distance(a, b):
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    return ((a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() + 2 * root).item()


# %% wrong: product_not_root
def frechet_distance(a, b):
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    return ((a.mean(0) - b.mean(0)).square().sum() + (c1 + c2 - 2 * c1 @ c2).trace()).item()


# %% wrong: elementwise_root (variances only)
def frechet_distance(a, b):
    v1, v2 = a.var(0), b.var(0)
    return ((a.mean(0) - b.mean(0)).square() + v1 + v2 - 2 * (v1 * v2).sqrt()).sum().item()


# %% wrong: trace_of_entry_roots
def frechet_distance(a, b):
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = (c1 @ c2).clamp(min=0).sqrt()
    return ((a.mean(0) - b.mean(0)).square().sum() + (c1 + c2 - 2 * root).trace()).item()


# %% wrong: eigvalsh
def frechet_distance(a, b):
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvalsh(c1 @ c2).clamp(min=0).sqrt().sum()
    return ((a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root).item()


# %% wrong: root_of_all
def frechet_distance(a, b):
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    return ((a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root).sqrt().item()


# %% wrong: not_centred
def frechet_distance(a, b):
    c1, c2 = a.T @ a / len(a), b.T @ b / len(b)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    return ((a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root).item()


# %% wrong: complex
def frechet_distance(a, b):
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(c1 @ c2).sqrt().sum()
    return (a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root


# %% wrong: cov_of_rows
def frechet_distance(a, b):
    c1, c2 = torch.cov(a), torch.cov(b)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    return ((a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root).item()


# %% wrong: wrong_axis (means of the rows)
def frechet_distance(a, b):
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    return ((a.mean(1) - b.mean(1)).square().sum() + c1.trace() + c2.trace() - 2 * root).item()


# %% wrong: negative_root
def frechet_distance(a, b):
    a, b = a.double(), b.double()
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    roots = torch.tensor([float(x) ** 0.5 if x > 1e-6 else float("nan") for x in torch.linalg.eigvals(c1 @ c2).real])
    return ((a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * roots.sum()).item()


# %% wrong: returns_nothing
def frechet_distance(a, b):
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    distance = (a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root


# %% wrong: not_a_number (the whole matrix)
def frechet_distance(a, b):
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    return (a.mean(0) - b.mean(0)).square() + c1 + c2 - 2 * (c1 @ c2).abs().sqrt()


# %% wrong: changes_input
def frechet_distance(a, b):
    m = (a.mean(0) - b.mean(0)).square().sum()
    a -= a.mean(0)
    b -= b.mean(0)
    c1, c2 = a.T @ a / (len(a) - 1), b.T @ b / (len(b) - 1)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    return (m + c1.trace() + c2.trace() - 2 * root).item()


# %% wrong: wrong_distance (distances of pairs)
def frechet_distance(a, b):
    return torch.cdist(a, b).mean().item()


# %% wrong: means_twice
def frechet_distance(a, b):
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    m = (a.mean(0) - b.mean(0)).square().sum()
    return (m + m + c1.trace() + c2.trace() - 2 * root).item()


# %% wrong: raises (a Cholesky factor of a singular matrix)
def frechet_distance(a, b):
    a, b = a.double(), b.double()
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    l1, l2 = torch.linalg.cholesky(c1), torch.linalg.cholesky(c2)
    root = torch.linalg.svdvals(l1.T @ l2).sum()
    return ((a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root).item()


# %% right: scipy's matrix root
def frechet_distance(a, b):
    import scipy.linalg
    a, b = a.double().numpy(), b.double().numpy()
    c1, c2 = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = scipy.linalg.sqrtm(c1 @ c2).real
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(c1 + c2 - 2 * root))


# %% wrong: negative_root
def frechet_distance(a, b):
    a, b = a.double(), b.double()
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(c1 @ c2).real.sqrt().sum()
    return ((a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root).item()


# %% right: float32 numbers of NumPy
def frechet_distance(a, b):
    c1, c2 = torch.cov(a.T).numpy(), torch.cov(b.T).numpy()
    m = a.mean(0).numpy() - b.mean(0).numpy()
    values = np.linalg.eigvals(c1 @ c2).real.clip(0)
    return (m ** 2).sum() + np.trace(c1) + np.trace(c2) - 2 * np.sqrt(values).sum()


# %% right: an array without dimensions
def frechet_distance(a, b):
    a, b = a.double(), b.double()
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    return ((a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root).numpy()


# %% right: a complex root, its real part last
def frechet_distance(a, b):
    a, b = a.double(), b.double()
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(c1 @ c2).sqrt().sum().real
    return (a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root


# %% wrong: two_dtypes
def frechet_distance(a, b):
    a = a.double()
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    return ((a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root).item()
