# %% right: mean of the last values
def is_balanced(d_losses, last=1000):
    tail = d_losses[-last:]
    return abs(sum(tail) / len(tail) - 0.5) < 0.1

# %% right: with torch
def is_balanced(d_losses, last=1000):
    mean = torch.tensor(d_losses)[-last:].mean()
    return (mean - 0.5).abs() < 0.1

# %% right: with numpy
def is_balanced(d_losses, last=1000):
    return 0.4 < np.mean(d_losses[-last:]) < 0.6

# %% right: each term against 0.25
def is_balanced(d_losses, last=1000):
    tail = d_losses[-last:]
    a_term = sum(tail) / len(tail) / 2
    return bool(abs(a_term - 0.25) <= 0.05)

# %% wrong: rising_is_success (as in the report)
def is_balanced(d_losses, last=1000):
    return d_losses[-1] > d_losses[0]

# %% wrong: rising_is_success (with means)
def is_balanced(d_losses, last=1000):
    return np.mean(d_losses[-last:]) > np.mean(d_losses[:last])

# %% wrong: one_term_only
def is_balanced(d_losses, last=1000):
    return abs(np.mean(d_losses[-last:]) - 0.25) < 0.1

# %% wrong: cross_entropy_level (one term)
def is_balanced(d_losses, last=1000):
    return abs(np.mean(d_losses[-last:]) - 0.693) < 0.1

# %% wrong: cross_entropy_level (both terms)
def is_balanced(d_losses, last=1000):
    return abs(np.mean(d_losses[-last:]) - 1.386) < 0.1

# %% wrong: one_value_only
def is_balanced(d_losses, last=1000):
    return abs(d_losses[-1] - 0.5) < 0.1

# %% wrong: whole_run
def is_balanced(d_losses, last=1000):
    return abs(np.mean(d_losses) - 0.5) < 0.1

# %% wrong: no_upper_limit
def is_balanced(d_losses, last=1000):
    return np.mean(d_losses[-last:]) > 0.4

# %% wrong: no_lower_limit (the distance without abs)
def is_balanced(d_losses, last=1000):
    return np.mean(d_losses[-last:]) - 0.5 < 0.1

# %% wrong: misses_balance (a falling loss is success)
def is_balanced(d_losses, last=1000):
    return d_losses[-1] < 0.1

# %% wrong: misses_balance (equality)
def is_balanced(d_losses, last=1000):
    return np.mean(d_losses[-last:]) == 0.5

# %% wrong: too_generous
def is_balanced(d_losses, last=1000):
    return abs(np.mean(d_losses[-last:]) - 0.5) < 0.3

# %% wrong: misses_balance (the first values)
def is_balanced(d_losses, last=1000):
    return abs(np.mean(d_losses[:last]) - 0.5) < 0.1

# %% wrong: returns_nothing
def is_balanced(d_losses, last=1000):
    abs(np.mean(d_losses[-last:]) - 0.5) < 0.1

# %% wrong: not_the_mean (every value)
def is_balanced(d_losses, last=1000):
    return all(abs(v - 0.5) < 0.1 for v in d_losses[-last:])

# %% wrong: not_the_mean (median)
def is_balanced(d_losses, last=1000):
    return abs(np.median(d_losses[-last:]) - 0.5) < 0.1

# %% wrong: too_generous (0.15)
def is_balanced(d_losses, last=1000):
    return abs(np.mean(d_losses[-last:]) - 0.5) < 0.15


# %% wrong: not_a_bool
def is_balanced(d_losses, last=1000):
    tail = d_losses[-last:]
    return abs(sum(tail) / len(tail) - 0.5)

# %% wrong: wrong_default
def is_balanced(d_losses, last=100):
    tail = d_losses[-last:]
    return abs(sum(tail) / len(tail) - 0.5) < 0.1

# %% right: a loop, and a default that is filled in inside
def is_balanced(d_losses, last=None):
    n = min(last or 1000, len(d_losses))
    total = 0.0
    for k in range(n):
        total += d_losses[-1 - k]
    if 0.4 < total / n < 0.6:
        return True
    return False
