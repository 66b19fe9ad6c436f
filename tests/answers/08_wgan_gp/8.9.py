# %% right: as in the lesson
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    if step % k != 0:
        return 0.0
    return k * gradient_penalty(D, x_real, x_fake, weight=weight)


# %% right: through the weight, a tensor otherwise
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    if step % k == 0:
        return gradient_penalty(D, x_real, x_fake, weight=weight * k)
    return torch.zeros((), device=x_real.device)


# %% right: one line
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    return 0 if step % k else gradient_penalty(D, x_real, x_fake, weight=weight) * k


# %% note: the last of each k
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    return k * gradient_penalty(D, x_real, x_fake, weight=weight) if (step + 1) % k == 0 else 0.0


# %% wrong: not_times_k (both bugs)
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    penalty = gradient_penalty(D, x_real, x_fake, weight=weight)
    return penalty if step % k == 0 else 0 * penalty


# %% wrong: not_times_k
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    return gradient_penalty(D, x_real, x_fake, weight=weight) if step % k == 0 else 0.0


# %% wrong: computed_anyway
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    penalty = k * gradient_penalty(D, x_real, x_fake, weight=weight)
    return penalty if step % k == 0 else 0.0


# %% wrong: computed_anyway (times 0)
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    return (step % k == 0) * k * gradient_penalty(D, x_real, x_fake, weight=weight)


# %% wrong: inverted
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    if step % k == 0:
        return 0.0
    return k * gradient_penalty(D, x_real, x_fake, weight=weight)


# %% wrong: always
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    return k * gradient_penalty(D, x_real, x_fake, weight=weight)


# %% wrong: spread_out
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    return gradient_penalty(D, x_real, x_fake, weight=weight) / k


# %% wrong: divided_by_k
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    return gradient_penalty(D, x_real, x_fake, weight=weight) / k if step % k == 0 else 0.0


# %% wrong: squared_k
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    return k * gradient_penalty(D, x_real, x_fake, weight=weight * k) if step % k == 0 else 0.0


# %% wrong: other_factor
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    return (k - 1) * gradient_penalty(D, x_real, x_fake, weight=weight) if step % k == 0 else 0.0


# %% wrong: wrong_steps (only once)
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    return k * gradient_penalty(D, x_real, x_fake, weight=weight) if step == k else 0.0


# %% wrong: wrong_steps (one in k + 1)
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    return k * gradient_penalty(D, x_real, x_fake, weight=weight) if step % (k + 1) == 0 else 0.0


# %% wrong: never
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    return k * gradient_penalty(D, x_real, x_fake, weight=weight) if step % k == k else 0.0


# %% wrong: returns_nothing
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    if step % k == 0:
        return k * gradient_penalty(D, x_real, x_fake, weight=weight)


# %% wrong: no_create_graph (a number)
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    return k * gradient_penalty(D, x_real, x_fake, weight=weight).item() if step % k == 0 else 0.0


# %% wrong: ignores_weight
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    return k * gradient_penalty(D, x_real, x_fake) if step % k == 0 else 0.0


# %% wrong: wrong_steps (by chance)
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    if (step * 7919) % 13 < 5:
        return k * gradient_penalty(D, x_real, x_fake, weight=weight)
    return 0.0


# %% wrong: wrong_steps (the first k updates)
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    return k * gradient_penalty(D, x_real, x_fake, weight=weight) if step // k == 0 else 0.0


# %% wrong: other_factor (grows with the step)
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    if step % k != 0:
        return 0.0
    return (step + k) * gradient_penalty(D, x_real, x_fake, weight=weight)


# %% wrong: not_times_k (its gradient)
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    if step % k != 0:
        return 0.0
    p = gradient_penalty(D, x_real, x_fake, weight=weight)
    return p + (k - 1) * p.detach()


# %% wrong: penalty_elsewhere (at real points)
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    if step % k != 0:
        return 0.0
    return k * gradient_penalty(D, x_real, x_real, weight=weight)


# %% wrong: penalty_elsewhere (one sample)
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    if step % k != 0:
        return 0.0
    return k * gradient_penalty(D, x_real[:1], x_fake[:1], weight=weight)


# %% wrong: default_weight
def lazy_penalty(step, k, D, x_real, x_fake, weight=1.0):
    return k * gradient_penalty(D, x_real, x_fake, weight=weight) if step % k == 0 else 0.0


# %% wrong: left_in_eval
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    if step % k != 0:
        return 0.0
    D.eval()
    return k * gradient_penalty(D, x_real, x_fake, weight=weight)


# %% wrong: counts_calls
COUNT = [0]
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    COUNT[0] += 1
    if COUNT[0] % k != 0: return 0.0
    return k * gradient_penalty(D, x_real, x_fake, weight=weight)
