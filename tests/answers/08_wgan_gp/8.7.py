# %% right: as in the lesson
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% right: no_grad, the z of the last update for G
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            with torch.no_grad():
                x_fake = G(z)
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: other_estimate (the mean of all)
def critic_update(G, D, opt_d, x_real, z, weight):
    opt_d.zero_grad()
    x_fake = G(z).detach()
    real, fake = D(x_real).mean(), D(x_fake).mean()
    (fake - real + gradient_penalty(D, x_real, x_fake, weight)).backward()
    opt_d.step()
    return float(real - fake)


def generator_update(G, D, opt_g, z):
    opt_g.zero_grad()
    (-D(G(z))).mean().backward()
    opt_g.step()


def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(n_steps):
        estimates = []
        for _ in range(n_critic):
            x_real = next(batches)[0]
            estimates.append(critic_update(G, D, opt_d, x_real, torch.randn(len(x_real), nz), weight))
        generator_update(G, D, opt_g, torch.randn(len(x_real), nz))
        history.append(sum(estimates) / len(estimates))
        if after_step:
            after_step(step + 1, history[-1])
    return history


# %% right: one loop over the critic's updates, D frozen in G's update
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for i, (x_real,) in zip(range(1, n_steps * n_critic + 1), batches):
        x_fake = G(torch.randn(x_real.shape[0], nz, device=x_real.device)).detach()
        d_loss = D(x_fake).mean() - D(x_real).mean()
        opt_d.zero_grad()
        (d_loss + gradient_penalty(D, x_real, x_fake, weight=weight)).backward()
        opt_d.step()
        if i % n_critic:
            continue
        D.requires_grad_(False)
        x_fake = G(torch.randn(x_real.shape[0], nz, device=x_real.device))
        opt_g.zero_grad()
        D(x_fake).mean().neg().backward()
        opt_g.step()
        D.requires_grad_(True)
        history.append(-d_loss.item())
        if after_step is not None:
            after_step(i // n_critic, history[-1])
    return history


# %% right: real and generated in one pass
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            scores = D(torch.cat([x_real, x_fake]))
            estimate = scores[: len(x_real)].mean() - scores[len(x_real) :].mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% note: keeps the graphs
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate)
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: n_critic_on_g
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(1):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        for _ in range(n_critic):
            z = torch.randn(len(x_real), nz)
            g_loss = -D(G(z)).mean()
            opt_g.zero_grad()
            g_loss.backward()
            opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: n_critic_ignored
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(1):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: n_critic_fixed
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(5):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: both_n_critic_times
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
            z = torch.randn(len(x_real), nz)
            g_loss = -D(G(z)).mean()
            opt_g.zero_grad()
            g_loss.backward()
            opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: steps_of_d
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(n_steps):
        (x_real,) = next(batches)
        x_fake = G(torch.randn(len(x_real), nz)).detach()
        estimate = D(x_real).mean() - D(x_fake).mean()
        opt_d.zero_grad()
        (gradient_penalty(D, x_real, x_fake, weight=weight) - estimate).backward()
        opt_d.step()
        if step % n_critic == 0:
            opt_g.zero_grad()
            (-D(G(torch.randn(len(x_real), nz))).mean()).backward()
            opt_g.step()
        history.append(estimate.item())
    return history


# %% wrong: same_batch
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        for _ in range(n_critic):
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: same_batch (one for the whole training)
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    (x_real,) = next(batches)
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: same_fakes
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        many = G(torch.randn(100, nz)).detach()
        for _ in range(n_critic):
            (x_real,) = next(batches)
            x_fake = many[: len(x_real)]
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: same_z
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            torch.manual_seed(0)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: gradient_reaches_g
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z)
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: wrong_sign
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: no_penalty
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: no_penalty (cut off)
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight).item()
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: penalty_subtracted
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate - gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: weighted_twice
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + weight * gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: bce_loss
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = F.softplus(-D(x_real)).mean() + F.softplus(D(x_fake)).mean() + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: only_penalty
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: only_real
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -D(x_real).mean() + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: only_fake
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = D(x_fake).mean() + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: sum_not_mean
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = D(x_fake).sum() - D(x_real).sum() + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: no_zero_grad
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: no_zero_grad (G's)
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: helps_d
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: bce_loss (G's)
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = F.softplus(-D(G(z))).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: detached
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z).detach()).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: one_never_trained
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: wrong_nz
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz + 1)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: fixed_batch_size
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(64, nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: rand_not_randn
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.rand(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.rand(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: batch_is_a_tuple
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            x_real = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: eval_mode
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    G.eval()
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: d_left_frozen
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        if step == n_steps:
            D.requires_grad_(False)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: negative_estimate
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(-estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: penalty_in_estimate
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(d_loss.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: other_estimate
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(g_loss.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: not_a_list
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, history[-1][0])
    return history


# %% wrong: history_length
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
            history.append(estimate.item())
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: after_step_not_called
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
    return history


# %% wrong: after_step_arguments
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1], g_loss.item())
    return history


# %% wrong: steps_counted_wrong
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step - 1, history[-1])
    return history


# %% wrong: calls_none
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        after_step(step, history[-1])
    return history


# %% wrong: returns_nothing
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])


# %% wrong: not_alternating
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic * n_steps if step == 1 else 0):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: ignores_weight
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% note: two functions, z always on the CPU
def critic_update(G, D, opt_d, x_real, z, weight):
    opt_d.zero_grad()
    x_fake = G(z).detach()
    real, fake = D(x_real).mean(), D(x_fake).mean()
    (fake - real + gradient_penalty(D, x_real, x_fake, weight)).backward()
    opt_d.step()
    return float(real - fake)


def generator_update(G, D, opt_g, z):
    opt_g.zero_grad()
    (-D(G(z))).mean().backward()
    opt_g.step()


def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(n_steps):
        estimates = []
        for _ in range(n_critic):
            x_real = next(batches)[0]
            estimates.append(critic_update(G, D, opt_d, x_real, torch.randn(len(x_real), nz), weight))
        generator_update(G, D, opt_g, torch.randn(len(x_real), nz))
        history.append(estimates[-1])
        if after_step:
            after_step(step + 1, history[-1])
    return history


# %% right: after_step by name
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step=step, estimate=history[-1])
    return history


# %% right: each gradient by a backward of its own
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            opt_d.zero_grad()
            (-estimate).backward()
            gradient_penalty(D, x_real, x_fake, weight=weight).backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% right: G first cleared, then moved
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            opt_d.zero_grad()
            (-estimate).backward()
            gradient_penalty(D, x_real, x_fake, weight=weight).backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        g_loss.backward()
        opt_g.step()
        opt_g.zero_grad()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: penalty_elsewhere (at real points)
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_real, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: penalty_elsewhere (at generated points)
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_fake, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: penalty_elsewhere (the first batch for ever)
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history, first = [], None
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            first = first or (x_real, x_fake)
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, *first, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: gradient_reaches_g (after the first step)
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = (G(z).detach() if step == 1 else G(z))
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: same_z (one for all points)
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(1, nz, device=x_real.device).expand(len(x_real), -1)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: other_estimate (of the first update)
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for i in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            first = estimate if i == 0 else first
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(first.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: default_n_critic
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=1, weight=1.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: default_weight
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=1.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: clips_too
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
            with torch.no_grad():
                for p in D.parameters():
                    p.clamp_(-1, 1)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: one_z
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(1, nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% right: twice as many z for G, as in the paper's code
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(2 * len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: step_too_early (cleared between backward and step)
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            d_loss.backward()
            opt_d.zero_grad()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: step_too_early (G's step before backward)
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        opt_g.step()
        g_loss.backward()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: fake_raised
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() + D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: not_a_scalar
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: detached (all of it)
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            estimate = estimate.detach()
            D.requires_grad_(False)
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: one_never_trained (the wrong optimiser)
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_d.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% wrong: fixed_batch_size (of G's own update)
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(64, nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


# %% right: closures
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    while len(history) < n_steps:
        for _ in range(n_critic):
            x_real = next(batches)[0]
            x_fake = G(torch.randn(len(x_real), nz, device=x_real.device)).detach()
            box = []
            def closure():
                opt_d.zero_grad()
                e = D(x_real).mean() - D(x_fake).mean(); box.append(e.item())
                v = -e + gradient_penalty(D, x_real, x_fake, weight=weight); v.backward(); return v
            opt_d.step(closure)
        def closure_g():
            opt_g.zero_grad(); v = -D(G(torch.randn(len(x_real), nz, device=x_real.device))).mean(); v.backward(); return v
        opt_g.step(closure_g)
        history.append(box[-1])
        if after_step: after_step(len(history), history[-1])
    return history


# %% right: a closure for D only
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            x_fake = G(torch.randn(len(x_real), nz, device=x_real.device)).detach()
            def closure():
                global est
                opt_d.zero_grad()
                est = D(x_real).mean() - D(x_fake).mean()
                v = -est + gradient_penalty(D, x_real, x_fake, weight=weight); v.backward(); return v
            opt_d.step(closure)
        opt_g.zero_grad(); (-D(G(torch.randn(len(x_real), nz, device=x_real.device))).mean()).backward(); opt_g.step()
        history.append(est.item())
        if after_step: after_step(step, history[-1])
    return history


# %% wrong: no_zero_grad (in a closure)
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    history = []
    while len(history) < n_steps:
        for _ in range(n_critic):
            x_real = next(batches)[0]
            x_fake = G(torch.randn(len(x_real), nz, device=x_real.device)).detach()
            box = []
            def closure():
                pass
                e = D(x_real).mean() - D(x_fake).mean(); box.append(e.item())
                v = -e + gradient_penalty(D, x_real, x_fake, weight=weight); v.backward(); return v
            opt_d.step(closure)
        def closure_g():
            opt_g.zero_grad(); v = -D(G(torch.randn(len(x_real), nz, device=x_real.device))).mean(); v.backward(); return v
        opt_g.step(closure_g)
        history.append(box[-1])
        if after_step: after_step(len(history), history[-1])
    return history
