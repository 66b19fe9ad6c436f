# %% right: math
def dirac_step(theta, psi, lr, weight):
    x = psi * theta
    slope_d = theta / (1 + math.exp(-x)) + weight * psi
    slope_g = -psi / (1 + math.exp(x))
    return theta - lr * slope_g, psi - lr * slope_d


# %% right: autograd
def dirac_step(theta, psi, lr, weight):
    t = torch.tensor(float(theta), requires_grad=True)
    p = torch.tensor(float(psi), requires_grad=True)
    d_loss = F.softplus(p * t) + weight / 2 * p**2
    (slope_d,) = torch.autograd.grad(d_loss, p)
    (slope_g,) = torch.autograd.grad(F.softplus(-p * t), t)
    return t - lr * slope_g, p - lr * slope_d


# %% right: sigmoid
def dirac_step(theta, psi, lr, weight):
    def sigmoid(v):
        return 1 / (1 + np.exp(-v))

    new_theta = theta + lr * psi * sigmoid(-psi * theta)
    new_psi = psi - lr * (theta * sigmoid(psi * theta) + weight * psi)
    return [new_theta, new_psi]


# %% wrong: swapped
def dirac_step(theta, psi, lr, weight):
    x = psi * theta
    slope_d = theta / (1 + math.exp(-x)) + weight * psi
    slope_g = -psi / (1 + math.exp(x))
    return psi - lr * slope_d, theta - lr * slope_g


# %% wrong: no_penalty
def dirac_step(theta, psi, lr, weight):
    x = psi * theta
    slope_d = theta / (1 + math.exp(-x))
    slope_g = -psi / (1 + math.exp(x))
    return theta - lr * slope_g, psi - lr * slope_d


# %% wrong: penalty_sign
def dirac_step(theta, psi, lr, weight):
    x = psi * theta
    slope_d = theta / (1 + math.exp(-x)) - weight * psi
    slope_g = -psi / (1 + math.exp(x))
    return theta - lr * slope_g, psi - lr * slope_d


# %% wrong: penalty_halved
def dirac_step(theta, psi, lr, weight):
    x = psi * theta
    slope_d = theta / (1 + math.exp(-x)) + weight / 2 * psi
    slope_g = -psi / (1 + math.exp(x))
    return theta - lr * slope_g, psi - lr * slope_d


# %% wrong: penalty_doubled
def dirac_step(theta, psi, lr, weight):
    x = psi * theta
    slope_d = theta / (1 + math.exp(-x)) + 2 * weight * psi
    slope_g = -psi / (1 + math.exp(x))
    return theta - lr * slope_g, psi - lr * slope_d


# %% wrong: d_wrong_way
def dirac_step(theta, psi, lr, weight):
    x = psi * theta
    slope_d = -theta / (1 + math.exp(-x)) + weight * psi
    slope_g = -psi / (1 + math.exp(x))
    return theta - lr * slope_g, psi - lr * slope_d


# %% wrong: g_wrong_way
def dirac_step(theta, psi, lr, weight):
    x = psi * theta
    slope_d = theta / (1 + math.exp(-x)) + weight * psi
    slope_g = -psi / (1 + math.exp(x))
    return theta + lr * slope_g, psi - lr * slope_d


# %% wrong: g_saturating
def dirac_step(theta, psi, lr, weight):
    x = psi * theta
    slope_d = theta / (1 + math.exp(-x)) + weight * psi
    slope_g = -psi / (1 + math.exp(-x))
    return theta - lr * slope_g, psi - lr * slope_d


# %% wrong: one_after_the_other
def dirac_step(theta, psi, lr, weight):
    psi = psi - lr * (theta / (1 + math.exp(-psi * theta)) + weight * psi)
    theta = theta + lr * psi / (1 + math.exp(psi * theta))
    return theta, psi


# %% wrong: one_after_the_other (G first)
def dirac_step(theta, psi, lr, weight):
    theta = theta + lr * psi / (1 + math.exp(psi * theta))
    psi = psi - lr * (theta / (1 + math.exp(-psi * theta)) + weight * psi)
    return theta, psi


# %% wrong: wrong_step (no learning rate)
def dirac_step(theta, psi, lr, weight):
    x = psi * theta
    return theta + psi / (1 + math.exp(x)), psi - theta / (1 + math.exp(-x)) - weight * psi


# %% wrong: not_two
def dirac_step(theta, psi, lr, weight):
    return theta + lr * psi / (1 + math.exp(psi * theta))


# %% wrong: returns_nothing
def dirac_step(theta, psi, lr, weight):
    x = psi * theta
    theta = theta + lr * psi / (1 + math.exp(x))


# %% right: arrays
def dirac_step(theta, psi, lr, weight):
    def sigmoid(u):
        return 1 / (1 + np.exp(-u))

    x = psi * theta
    slopes = np.array([-psi * sigmoid(-x), theta * sigmoid(x) + weight * psi])
    return np.array([theta, psi]) - lr * slopes
