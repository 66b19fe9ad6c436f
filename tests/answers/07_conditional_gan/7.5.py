# %% right: five lines
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    x_fake = G(z, labels).detach()
    d_loss = loss.d_loss(D(x_real, labels), D(x_fake, labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% right: no_grad, a number comes back
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    opt_d.zero_grad()
    with torch.no_grad():
        x_fake = G(z, labels)
    d_fake = D(x_fake, labels)
    d_real = D(x_real, labels)
    d_loss = loss.d_loss(d_real, d_fake)
    d_loss.backward()
    opt_d.step()
    return d_loss.item()


# %% right: one batch of both
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    with torch.no_grad():
        x = torch.cat([x_real, G(z, labels)])
    d_real, d_fake = D(x, torch.cat([labels, labels])).chunk(2)
    d_loss = loss.d_loss(d_real, d_fake)
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% right: named arguments
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    x_fake = G(z, labels=labels).detach()
    d_loss = loss.d_loss(D(x_real, labels=labels), D(x_fake, labels=labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: own_labels (drawn anew)
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    asked = torch.randint(0, int(labels.max()) + 1, (len(labels),))
    x_fake = G(z, asked).detach()
    d_loss = loss.d_loss(D(x_real, labels), D(x_fake, asked))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: own_labels (shuffled)
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    asked = labels[torch.randperm(len(labels))]
    x_fake = G(z, asked).detach()
    d_loss = loss.d_loss(D(x_real, labels), D(x_fake, asked))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% note: the graph stays
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    d_loss = loss.d_loss(D(x_real, labels), D(G(z, labels).detach(), labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss


# %% wrong: fake_other_labels
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    x_fake = G(z, torch.randint(0, int(labels.max()) + 1, labels.shape)).detach()
    d_loss = loss.d_loss(D(x_real, labels), D(x_fake, labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: fake_other_labels (D sees shuffled ones)
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    x_fake = G(z, labels).detach()
    d_loss = loss.d_loss(D(x_real, labels), D(x_fake, labels.flip(0)))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: real_other_labels
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    asked = labels[torch.arange(len(labels)).roll(1)]
    x_fake = G(z, asked).detach()
    d_loss = loss.d_loss(D(x_real, asked), D(x_fake, asked))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: no_label_for_d
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    x_fake = G(z, labels).detach()
    d_loss = loss.d_loss(D(x_real), D(x_fake))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: no_label_for_d (only for generated images)
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    x_fake = G(z, labels).detach()
    d_loss = loss.d_loss(D(x_real), D(x_fake, labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: no_label_for_g
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    x_fake = G(z).detach()
    d_loss = loss.d_loss(D(x_real, labels), D(x_fake, labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: one_class
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    asked = torch.zeros_like(labels)
    x_fake = G(z, asked).detach()
    d_loss = loss.d_loss(D(x_real, labels), D(x_fake, asked))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: wrong_labels (as floats)
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    x_fake = G(z, labels.float()).detach()
    d_loss = loss.d_loss(D(x_real, labels), D(x_fake, labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: wrong_labels (exchanged)
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    x_fake = G(labels, z).detach()
    d_loss = loss.d_loss(D(x_real, labels), D(x_fake, labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: wrong_labels (one-hot)
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    y = F.one_hot(labels)
    x_fake = G(z, y).detach()
    d_loss = loss.d_loss(D(x_real, y), D(x_fake, y))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: gradient_reaches_g
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    d_loss = loss.d_loss(D(x_real, labels), D(G(z, labels), labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: other_z
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    x_fake = G(torch.randn_like(z), labels).detach()
    d_loss = loss.d_loss(D(x_real, labels), D(x_fake, labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: no_zero_grad
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    x_fake = G(z, labels).detach()
    d_loss = loss.d_loss(D(x_real, labels), D(x_fake, labels))
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: labels_swapped
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    x_fake = G(z, labels).detach()
    d_loss = loss.d_loss(D(x_fake, labels), D(x_real, labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: other_loss
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    d_real, d_fake = D(x_real, labels), D(G(z, labels).detach(), labels)
    d_loss = F.binary_cross_entropy_with_logits(d_real, torch.ones_like(d_real))
    d_loss = d_loss + F.binary_cross_entropy_with_logits(d_fake, torch.zeros_like(d_fake))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: only_real
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    G(z, labels)
    d_real = D(x_real, labels)
    d_loss = loss.d_loss(d_real, d_real.detach())
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: no_fake
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    d_loss = loss.d_loss(D(x_real, labels), D(torch.rand_like(x_real), labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: draws_twice
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    G(z, labels)
    x_fake = G(z, labels).detach()
    d_loss = loss.d_loss(D(x_real, labels), D(x_fake, labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: no_step
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    x_fake = G(z, labels).detach()
    d_loss = loss.d_loss(D(x_real, labels), D(x_fake, labels))
    opt_d.zero_grad()
    d_loss.backward()
    return d_loss.detach()


# %% wrong: eval_mode
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    G.eval()
    x_fake = G(z, labels).detach()
    d_loss = loss.d_loss(D(x_real, labels), D(x_fake, labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: trained_like_g
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    D(x_real, labels)
    d_loss = loss.g_loss(D(G(z, labels).detach(), labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: returns_nothing
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    x_fake = G(z, labels).detach()
    d_loss = loss.d_loss(D(x_real, labels), D(x_fake, labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()


# %% wrong: fake_other_labels (in one batch)
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    x = torch.cat([x_real, G(z, labels).detach()])
    d_real, d_fake = D(x, torch.cat([labels, labels.flip(0)])).chunk(2)
    d_loss = loss.d_loss(d_real, d_fake)
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: loss_is_two_functions
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    x_fake = G(z, labels).detach()
    d_loss = loss(D(x_real, labels), D(x_fake, labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


# %% wrong: class_missing
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    y = labels.clamp(max=1)
    x_fake = G(z, y).detach()
    d_loss = loss.d_loss(D(x_real, labels), D(x_fake, y))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()
