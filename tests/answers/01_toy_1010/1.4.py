# %% right: sum of two terms
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_real, d_random = D(x_real), D(x_random)
    d_loss = F.mse_loss(d_real, torch.ones_like(d_real)) + F.mse_loss(d_random, torch.zeros_like(d_random))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% right: written out
def train_discriminator_alone(D, opt_d, x_real, x_random):
    opt_d.zero_grad()
    d_loss = ((1 - D(x_real)) ** 2).mean() + (D(x_random) ** 2).mean()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()

# %% right: two backward passes, one step
mse_loss = nn.MSELoss()

def train_discriminator_alone(D, opt_d, x_real, x_random):
    opt_d.zero_grad()
    loss_real = mse_loss(D(x_real), torch.ones(len(x_real)))
    loss_real.backward()
    loss_random = mse_loss(D(x_random), torch.zeros(len(x_random)))
    loss_random.backward()
    opt_d.step()
    return loss_real.item() + loss_random.item()

# %% right: cleared after the step
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_loss = (D(x_real) - 1).pow(2).mean() + D(x_random).pow(2).mean()
    d_loss.backward()
    opt_d.step()
    opt_d.zero_grad()
    return float(d_loss)

# %% note: mean of the two terms
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_loss = ((D(x_real) - 1).pow(2).mean() + D(x_random).pow(2).mean()) / 2
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% note: one batch of both
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d = D(torch.cat([x_real, x_random]))
    labels = torch.cat([torch.ones(len(x_real)), torch.zeros(len(x_random))])
    d_loss = F.mse_loss(d, labels)
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% note: two steps
def train_discriminator_alone(D, opt_d, x_real, x_random):
    total = 0
    for x, label in ((x_real, 1.0), (x_random, 0.0)):
        d = D(x)
        loss = F.mse_loss(d, torch.full_like(d, label))
        opt_d.zero_grad()
        loss.backward()
        opt_d.step()
        total += loss.item()
    return total

# %% note: returns the graph
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_loss = (D(x_real) - 1).pow(2).mean() + D(x_random).pow(2).mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss

# %% note: labels of another shape
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_loss = F.mse_loss(D(x_real), torch.ones(1)) + F.mse_loss(D(x_random), torch.zeros(1))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: labels_swapped
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_loss = D(x_real).pow(2).mean() + (D(x_random) - 1).pow(2).mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: no_zero_grad
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_loss = (D(x_real) - 1).pow(2).mean() + D(x_random).pow(2).mean()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: no_zero_grad (with the mean of the terms)
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_loss = ((D(x_real) - 1).pow(2).mean() + D(x_random).pow(2).mean()) / 2
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: zero_grad_too_late
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_loss = (D(x_real) - 1).pow(2).mean() + D(x_random).pow(2).mean()
    d_loss.backward()
    opt_d.zero_grad()
    opt_d.step()
    return d_loss.item()

# %% wrong: no_step
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_loss = (D(x_real) - 1).pow(2).mean() + D(x_random).pow(2).mean()
    opt_d.zero_grad()
    d_loss.backward()
    return d_loss.item()

# %% wrong: no_backward
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_loss = (D(x_real) - 1).pow(2).mean() + D(x_random).pow(2).mean()
    opt_d.zero_grad()
    opt_d.step()
    return d_loss.item()

# %% wrong: only_real
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_loss = (D(x_real) - 1).pow(2).mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: only_fake (the first gradient is thrown away)
def train_discriminator_alone(D, opt_d, x_real, x_random):
    loss_real = (D(x_real) - 1).pow(2).mean()
    opt_d.zero_grad()
    loss_real.backward()
    loss_random = D(x_random).pow(2).mean()
    opt_d.zero_grad()
    loss_random.backward()
    opt_d.step()
    return (loss_real + loss_random).item()

# %% wrong: all_called_real
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_loss = (D(x_real) - 1).pow(2).mean() + (D(x_random) - 1).pow(2).mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: sum_over_batch
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_loss = (D(x_real) - 1).pow(2).sum() + D(x_random).pow(2).sum()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: stepped_twice
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_loss = (D(x_real) - 1).pow(2).mean() + D(x_random).pow(2).mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    opt_d.step()
    return d_loss.item()

# %% wrong: bce_for_mse
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_real, d_random = D(x_real), D(x_random)
    d_loss = F.binary_cross_entropy(d_real, torch.ones_like(d_real))
    d_loss = d_loss + F.binary_cross_entropy(d_random, torch.zeros_like(d_random))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: wrong_update (the mean of both outputs first)
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_loss = (D(x_real).mean() - 1).pow(2) + D(x_random).mean().pow(2)
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: other_optimizer
def train_discriminator_alone(D, opt_d, x_real, x_random):
    optimizer = torch.optim.SGD(D.parameters(), lr=0.01)
    d_loss = (D(x_real) - 1).pow(2).mean() + D(x_random).pow(2).mean()
    optimizer.zero_grad()
    d_loss.backward()
    optimizer.step()
    return d_loss.item()

# %% wrong: returns_nothing
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_loss = (D(x_real) - 1).pow(2).mean() + D(x_random).pow(2).mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()

# %% wrong: wrong_loss_value
def train_discriminator_alone(D, opt_d, x_real, x_random):
    loss_real = (D(x_real) - 1).pow(2).mean()
    loss_random = D(x_random).pow(2).mean()
    opt_d.zero_grad()
    (loss_real + loss_random).backward()
    opt_d.step()
    return loss_real.item()

# %% wrong: backward_on_optimizer (the optimiser has no backward)
def train_discriminator_alone(D, opt_d, x_real, x_random):
    d_loss = (D(x_real) - 1).pow(2).mean() + D(x_random).pow(2).mean()
    opt_d.zero_grad()
    opt_d.backward()
    opt_d.step()
    return d_loss.item()

# %% wrong: left_in_eval
def train_discriminator_alone(D, opt_d, x_real, x_random):
    D.eval()
    d_loss = (D(x_real) - 1).pow(2).mean() + D(x_random).pow(2).mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()
