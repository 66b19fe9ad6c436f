# %% right: both
def judge_both(D, augment, x_real, x_fake):
    return D(augment(x_real)), D(augment(x_fake))


# %% right: one after the other
def judge_both(D, augment, x_real, x_fake):
    x_fake = augment(x_fake)
    x_real = augment(x_real)
    d_fake = D(x_fake)
    d_real = D(x_real)
    return d_real, d_fake


# %% right: one change of both batches, two calls of D
def judge_both(D, augment, x_real, x_fake):
    changed = augment(torch.cat([x_real, x_fake]))
    a, b = changed.split([len(x_real), len(x_fake)])
    return [D(a), D(b)]


# %% right: a helper
def judge_both(D, augment, x_real, x_fake):
    return tuple(D(augment(x)) for x in (x_real, x_fake))


# %% note: D sees both as one batch
def judge_both(D, augment, x_real, x_fake):
    logits = D(augment(torch.cat([x_real, x_fake])))
    return logits[: len(x_real)], logits[len(x_real) :]


# %% wrong: only_real (untouched)
def judge_both(D, augment, x_real, x_fake):
    return D(augment(x_real)), D(x_fake)


# %% wrong: only_real (the result is lost)
def judge_both(D, augment, x_real, x_fake):
    x_real = augment(x_real)
    augment(x_fake)
    return D(x_real), D(x_fake)


# %% wrong: only_fake
def judge_both(D, augment, x_real, x_fake):
    return D(x_real), D(augment(x_fake))


# %% wrong: nothing_augmented
def judge_both(D, augment, x_real, x_fake):
    return D(x_real), D(x_fake)


# %% wrong: augmented_twice
def judge_both(D, augment, x_real, x_fake):
    x_real = augment(x_real)
    return D(augment(x_real)), D(augment(x_fake))


# %% wrong: swapped
def judge_both(D, augment, x_real, x_fake):
    return D(augment(x_fake)), D(augment(x_real))


# %% wrong: same_twice
def judge_both(D, augment, x_real, x_fake):
    return D(augment(x_real)), D(augment(x_real))


# %% wrong: no_gradient
def judge_both(D, augment, x_real, x_fake):
    return D(augment(x_real)), D(augment(x_fake.detach()))


# %% wrong: no_gradient (no_grad around the changes)
def judge_both(D, augment, x_real, x_fake):
    with torch.no_grad():
        x_real, x_fake = augment(x_real), augment(x_fake)
    return D(x_real), D(x_fake)


# %% wrong: no_gradient (D's own weights)
def judge_both(D, augment, x_real, x_fake):
    with torch.no_grad():
        d_real = D(augment(x_real))
    return d_real, D(augment(x_fake))


# %% wrong: augments_logits
def judge_both(D, augment, x_real, x_fake):
    return augment(D(x_real)), augment(D(x_fake))


# %% wrong: not_two
def judge_both(D, augment, x_real, x_fake):
    return torch.cat([D(augment(x_real)), D(augment(x_fake))])


# %% wrong: returns_nothing
def judge_both(D, augment, x_real, x_fake):
    D(augment(x_real)), D(augment(x_fake))


# %% wrong: left_in_eval
def judge_both(D, augment, x_real, x_fake):
    D.eval()
    return D(augment(x_real)), D(augment(x_fake))


# %% wrong: other_images (a probability)
def judge_both(D, augment, x_real, x_fake):
    return D(augment(x_real)).sigmoid(), D(augment(x_fake)).sigmoid()


# %% wrong: one_number
def judge_both(D, augment, x_real, x_fake):
    return D(augment(x_real)).mean(), D(augment(x_fake)).mean()


# %% right: a generator
def judge_both(D, augment, x_real, x_fake):
    return (D(augment(x)) for x in (x_real, x_fake))


# %% wrong: other_images (real ones painted over)
def judge_both(D, augment, x_real, x_fake):
    return D(augment(torch.zeros_like(x_real))), D(augment(x_fake))


# %% wrong: other_images (in another order)
def judge_both(D, augment, x_real, x_fake):
    return D(augment(x_real.flip(0))), D(augment(x_fake))


# %% wrong: eval_mode
def judge_both(D, augment, x_real, x_fake):
    D.eval()
    d = D(augment(x_real)), D(augment(x_fake))
    D.train()
    return d


# %% wrong: left_frozen
def judge_both(D, augment, x_real, x_fake):
    d_real = D(augment(x_real))
    for p in D.parameters(): p.requires_grad_(False)
    return d_real, D(augment(x_fake))


# %% wrong: no_gradient (a copy judges the generated images)
import copy


def judge_both(D, augment, x_real, x_fake):
    D2 = copy.deepcopy(D)
    return D(augment(x_real)), D2(augment(x_fake))


# %% wrong: no_gradient (frozen for the generated images)
def judge_both(D, augment, x_real, x_fake):
    d_real = D(augment(x_real))
    D.requires_grad_(False)
    d_fake = D(augment(x_fake))
    D.requires_grad_(True)
    return d_real, d_fake
