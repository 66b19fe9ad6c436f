# %% right: plain
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% note: one z for both, losses by PyTorch, the picture written out
def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    bce = nn.BCEWithLogitsLoss()
    history, samples = [], []
    for i in range(n_steps):
        x = next(batches)[0]
        n = x.size(0)
        real, fake = torch.ones(n, device=x.device), torch.zeros(n, device=x.device)
        x_fake = G(torch.randn(n, nz).to(x.device))

        D.zero_grad()
        d_real = D(x)
        d_fake = D(x_fake.detach())
        d_loss = bce(d_real, real) + bce(d_fake, fake)
        d_loss.backward()
        opt_d.step()

        G.zero_grad()
        g_loss = bce(D(x_fake), real)
        g_loss.backward()
        opt_g.step()

        history.append([d_loss.item(), g_loss.item(), torch.sigmoid(d_real).mean().item(), torch.sigmoid(d_fake).mean().item()])
        if (i + 1) % every == 0:
            G.eval()
            with torch.no_grad():
                samples.append((i + 1, G(z_show.to(x.device)).cpu()))
            G.train()
    return history, samples


# %% right: two backward calls, the belief after G's view, the first and the last picture too
def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history = []
    samples = [(0, snapshot(G, z_show))]
    for step in range(1, n_steps + 1):
        (x,) = next(batches)
        opt_d.zero_grad()
        d_real = D(x)
        real_loss = F.softplus(-d_real).mean()
        real_loss.backward()
        with torch.no_grad():
            x_fake = G(torch.randn(len(x), nz))
        d_fake = D(x_fake)
        fake_loss = F.softplus(d_fake).mean()
        fake_loss.backward()
        opt_d.step()
        opt_g.zero_grad()
        d_gz = D(G(torch.randn(len(x), nz)))
        g_loss = F.softplus(-d_gz).mean()
        g_loss.backward()
        opt_g.step()
        row = real_loss + fake_loss, g_loss, d_real.sigmoid().mean(), d_gz.sigmoid().mean()
        history.append(tuple(v.item() for v in row))
        if step % every == 0 or step == n_steps:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% right: tensors, detached; the mean of the two terms
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake) / 2
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.detach().sigmoid().mean(), d_fake.detach().sigmoid().mean()
        history.append(torch.stack([d_loss.detach(), g_loss.detach(), d_x, d_gz]))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% right: label 0.9
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.with_real_label(0.9).d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% note: losses with graphs
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss, g_loss, d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% note: sigmoid of the mean
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.mean().sigmoid().item(), d_fake.mean().sigmoid().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: logits_not_probabilities
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.mean().item(), d_fake.mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: beliefs_swapped
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_gz, d_x = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: losses_swapped
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((g_loss.item(), d_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: not_four
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(),))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: not_rows (only losses)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append(d_loss.item())
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: other_losses (G's of the step before D moved)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item() * 3, g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: other_beliefs (one image only)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid()[0].item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: history_length (only with a picture)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        if step % every == 0:
            history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: history_length (returns too early)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
        return_now = history[:-1]
    return return_now, samples


# %% wrong: one_never_trained (returns inside the loop)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        return history, samples
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: wrong_steps (counted from 0)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(n_steps):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: wrong_steps (a picture each step)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if True:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: no_samples
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
    return history, samples


# %% wrong: other_z_shown
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, torch.randn(8, nz))))
    return history, samples


# %% wrong: picture_in_training_mode
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, G(z_show).detach()))
    return history, samples


# %% wrong: trained_in_eval_mode
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            G.eval()
            samples.append((step, G(z_show).detach()))
    return history, samples


# %% wrong: not_pairs
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append(snapshot(G, z_show))
    return history, samples


# %% wrong: wrong_shape (a grid)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)[0]))
    return history, samples


# %% wrong: other_pictures (only at the end)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    last = snapshot(G, z_show)
    return history, [(step, last) for step, _ in samples]


# %% wrong: not_two_lists
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history


# %% wrong: not_two_lists (nothing)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))


# %% wrong: same_batch
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    (x_real,) = next(batches)
    for step in range(1, n_steps + 1):
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: same_z
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    many = torch.randn(99, nz)
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = many[: len(x_real)]
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: rand_not_randn
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.rand(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.rand(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: fixed_batch_size
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(64, nz)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(64, nz)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: wrong_nz
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), 100, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), 100, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: batch_is_a_tuple
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        x_real = next(batches)
        z = torch.randn(len(x_real), nz)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: mixed_gradients (no zero_grad)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: wrong_updates (D learns the labels the wrong way round)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_fake, d_real)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: wrong_updates (the saturating loss, upside down)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = F.softplus(D(G(z))).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: one_never_trained
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: unequal_updates
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        if step % 2 == 0:
            opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: not_alternating
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
    for step in range(1, n_steps + 1):
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: wrong_n_steps
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: never_stops
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step, (x_real,) in enumerate(batches, start=1):
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: other_beliefs (asked again after D's update)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        x_fake = G(torch.randn(len(x_real), nz)).detach()
        d_loss = losses.bce_d_loss(D(x_real), D(x_fake))
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        d_x, d_gz = D(x_real).sigmoid().mean().item(), D(x_fake).sigmoid().mean().item()
        g_loss = losses.non_saturating_g_loss(D(G(torch.randn(len(x_real), nz))))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: beliefs_swapped (asked twice)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        x_fake = G(torch.randn(len(x_real), nz)).detach()
        d_loss = losses.bce_d_loss(D(x_real), D(x_fake))
        d_x, d_gz = D(x_real).sigmoid().mean().item(), D(x_fake).sigmoid().mean().item()
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        g_loss = losses.non_saturating_g_loss(D(G(torch.randn(len(x_real), nz))))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append((d_loss.item(), g_loss.item(), d_gz, d_x))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: mixed_gradients (no detach)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        opt_d.zero_grad()
        opt_g.zero_grad()
        d_real, d_fake = D(x_real), D(G(torch.randn(len(x_real), nz)))
        d_loss = losses.bce_d_loss(d_real, d_fake)
        d_loss.backward()
        opt_d.step()
        g_loss = losses.non_saturating_g_loss(D(G(torch.randn(len(x_real), nz))))
        g_loss.backward()
        opt_g.step()
        history.append(
            (
                d_loss.item(),
                g_loss.item(),
                d_real.sigmoid().mean().item(),
                d_fake.sigmoid().mean().item(),
            )
        )
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% right: the beliefs by calls of their own
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    def move(opt, loss):
        opt.zero_grad()
        loss.backward()
        opt.step()
        return loss.item()

    history, samples = [], []
    for step in range(n_steps):
        (x_real,) = next(batches)
        x_fake = G(torch.randn(len(x_real), nz, device=x_real.device)).detach()
        with torch.no_grad():
            d_x, d_gz = D(x_real).sigmoid().mean().item(), D(x_fake).sigmoid().mean().item()
        d_loss = move(opt_d, losses.bce_d_loss(D(x_real), D(x_fake)))
        g_loss = move(
            opt_g,
            losses.non_saturating_g_loss(D(G(torch.randn(len(x_real), nz, device=x_real.device)))),
        )
        history.append((d_loss, g_loss, d_x, d_gz))
        if (step + 1) % every == 0:
            samples.append((step + 1, snapshot(G, z_show)))
    return history, samples


# %% right: one call of D for both batches
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    G.train()
    D.train()
    for step, (x_real,) in zip(range(1, n_steps + 1), batches):
        n = x_real.size(0)
        with torch.no_grad():
            x_fake = G(torch.randn(n, nz, device=x_real.device))
        d_real, d_fake = D(torch.cat([x_real, x_fake])).split(n)
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad(set_to_none=False)
        d_loss.backward()
        opt_d.step()
        g_loss = losses.non_saturating_g_loss(D(G(torch.randn(n, nz, device=x_real.device))))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history += [
            [
                d_loss.item(),
                g_loss.item(),
                torch.sigmoid(d_real).mean().item(),
                torch.sigmoid(d_fake).mean().item(),
            ]
        ]
        if not step % every:
            samples += [(step, snapshot(G, z_show))]
    return history, samples


# %% wrong: half_of_d_loss (the answer is detached, not the images)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)

        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z)).detach()
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()

        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()

        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: half_of_d_loss (real images)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)

        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real).detach(), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()

        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()

        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: z_left_behind
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)

        z = torch.randn(len(x_real), nz)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()

        z = torch.randn(len(x_real), nz)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()

        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: z_show_left_behind
def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    bce = nn.BCEWithLogitsLoss()
    history, samples = [], []
    for i in range(n_steps):
        x = next(batches)[0]
        n = x.size(0)
        real, fake = torch.ones_like(x[:, 0, 0, 0]), torch.zeros_like(x[:, 0, 0, 0])
        x_fake = G(torch.randn(n, nz).to(x))

        D.zero_grad()
        d_real = D(x)
        d_fake = D(x_fake.detach())
        d_loss = bce(d_real, real) + bce(d_fake, fake)
        d_loss.backward()
        opt_d.step()

        G.zero_grad()
        g_loss = bce(D(x_fake), real)
        g_loss.backward()
        opt_g.step()

        history.append([d_loss.item(), g_loss.item(), torch.sigmoid(d_real).mean().item(), torch.sigmoid(d_fake).mean().item()])
        if (i + 1) % every == 0:
            G.eval()
            with torch.no_grad():
                samples.append((i + 1, G(z_show).cpu()))
            G.train()
    return history, samples


# %% wrong: labels_left_behind
def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    bce = nn.BCEWithLogitsLoss()
    history, samples = [], []
    for i in range(n_steps):
        x = next(batches)[0]
        n = x.size(0)
        real, fake = torch.ones(n), torch.zeros(n)
        x_fake = G(torch.randn(n, nz).to(x.device))

        D.zero_grad()
        d_real = D(x)
        d_fake = D(x_fake.detach())
        d_loss = bce(d_real, real) + bce(d_fake, fake)
        d_loss.backward()
        opt_d.step()

        G.zero_grad()
        g_loss = bce(D(x_fake), real)
        g_loss.backward()
        opt_g.step()

        history.append([d_loss.item(), g_loss.item(), torch.sigmoid(d_real).mean().item(), torch.sigmoid(d_fake).mean().item()])
        if (i + 1) % every == 0:
            G.eval()
            with torch.no_grad():
                samples.append((i + 1, G(z_show.to(x.device)).cpu()))
            G.train()
    return history, samples


# %% wrong: last_picture_missing (taken at the start of the next step)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(n_steps):
        if step > 0 and step % every == 0:
            samples.append((step, snapshot(G, z_show)))
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
    return history, samples


# %% wrong: last_picture_missing (the end of a range is left out)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step in range(every, n_steps, every):
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: last_picture_missing (two pictures only)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step == every or step == 2 * every:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% right: closures
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)

        def d_closure():
            opt_d.zero_grad()
            d_loss.backward()
            return d_loss

        opt_d.step(d_closure)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))

        def g_closure():
            opt_g.zero_grad()
            g_loss.backward()
            return g_loss

        opt_g.step(g_closure)
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% right: clipped gradients
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        nn.utils.clip_grad_norm_(D.parameters(), 1e3)
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: mixed_gradients_of_d
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


# %% wrong: mixed_gradients_of_d (both emptied after the step)
from gan_lab import losses


def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        d_loss.backward()
        opt_d.step()
        opt_d.zero_grad()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        g_loss.backward()
        opt_g.step()
        opt_g.zero_grad()
        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples
