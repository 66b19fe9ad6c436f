# %% right: five lines
def train_generator(G, D, opt_g, loss, labels, z):
    g_loss = loss.g_loss(D(G(z, labels), labels))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% right: D frozen meanwhile
def train_generator(G, D, opt_g, loss, labels, z):
    for p in D.parameters():
        p.requires_grad_(False)
    opt_g.zero_grad()
    x_fake = G(z, labels)
    g_loss = loss.g_loss(D(x_fake, labels))
    g_loss.backward()
    opt_g.step()
    for p in D.parameters():
        p.requires_grad_(True)
    return g_loss.item()


# %% right: named arguments
def train_generator(G, D, opt_g, loss, labels, z):
    opt_g.zero_grad()
    g_loss = loss.g_loss(d_fake=D(x=G(z=z, labels=labels), labels=labels))
    g_loss.backward()
    opt_g.step()
    return float(g_loss.detach())


# %% wrong: own_labels (drawn anew)
def train_generator(G, D, opt_g, loss, labels, z):
    asked = torch.randint(0, int(labels.max()) + 1, labels.shape)
    g_loss = loss.g_loss(D(G(z, asked), asked))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% note: the graph stays
def train_generator(G, D, opt_g, loss, labels, z):
    g_loss = loss.g_loss(D(G(z, labels), labels))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss


# %% wrong: fake_other_labels
def train_generator(G, D, opt_g, loss, labels, z):
    other = labels[torch.arange(len(labels)).roll(1)]
    g_loss = loss.g_loss(D(G(z, labels), other))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: fake_other_labels (G gets others)
def train_generator(G, D, opt_g, loss, labels, z):
    g_loss = loss.g_loss(D(G(z, labels.flip(0)), labels))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: no_label_for_d
def train_generator(G, D, opt_g, loss, labels, z):
    g_loss = loss.g_loss(D(G(z, labels)))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: no_label_for_g
def train_generator(G, D, opt_g, loss, labels, z):
    g_loss = loss.g_loss(D(G(z), labels))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: wrong_labels
def train_generator(G, D, opt_g, loss, labels, z):
    g_loss = loss.g_loss(D(labels, G(z, labels)))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: detached
def train_generator(G, D, opt_g, loss, labels, z):
    opt_g.zero_grad()
    with torch.no_grad():
        x_fake = G(z, labels)
        g_loss = loss.g_loss(D(x_fake, labels))
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: zero_grad_too_late (detach between G and D)
def train_generator(G, D, opt_g, loss, labels, z):
    g_loss = loss.g_loss(D(G(z, labels).detach(), labels))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: no_zero_grad
def train_generator(G, D, opt_g, loss, labels, z):
    g_loss = loss.g_loss(D(G(z, labels), labels))
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: helps_d
def train_generator(G, D, opt_g, loss, labels, z):
    d_fake = D(G(z, labels), labels)
    g_loss = loss.d_loss(torch.full_like(d_fake, 50.0), d_fake)
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: wrong_direction
def train_generator(G, D, opt_g, loss, labels, z):
    g_loss = -loss.g_loss(D(G(z, labels), labels))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: other_loss
def train_generator(G, D, opt_g, loss, labels, z):
    d_fake = D(G(z, labels), labels)
    g_loss = F.binary_cross_entropy_with_logits(d_fake, torch.ones_like(d_fake))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: other_z
def train_generator(G, D, opt_g, loss, labels, z):
    g_loss = loss.g_loss(D(G(torch.randn_like(z), labels), labels))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: d_left_frozen
def train_generator(G, D, opt_g, loss, labels, z):
    D.requires_grad_(False)
    g_loss = loss.g_loss(D(G(z, labels), labels))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: judged_twice
def train_generator(G, D, opt_g, loss, labels, z):
    x_fake = G(z, labels)
    D(x_fake.detach(), labels)
    g_loss = loss.g_loss(D(x_fake, labels))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: eval_mode
def train_generator(G, D, opt_g, loss, labels, z):
    D.eval()
    g_loss = loss.g_loss(D(G(z, labels), labels))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: no_step
def train_generator(G, D, opt_g, loss, labels, z):
    g_loss = loss.g_loss(D(G(z, labels), labels))
    opt_g.zero_grad()
    g_loss.backward()
    return g_loss.detach()


# %% wrong: returns_nothing
def train_generator(G, D, opt_g, loss, labels, z):
    g_loss = loss.g_loss(D(G(z, labels), labels))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()


# %% wrong: loss_is_two_functions
def train_generator(G, D, opt_g, loss, labels, z):
    g_loss = loss(D(G(z, labels), labels))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: one_class (always the first)
def train_generator(G, D, opt_g, loss, labels, z):
    y = torch.zeros_like(labels)
    g_loss = loss.g_loss(D(G(z, y), y))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% wrong: one_class (that of the first label)
def train_generator(G, D, opt_g, loss, labels, z):
    y = labels[:1].expand(len(z))
    g_loss = loss.g_loss(D(G(z, y), y))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.item()


# %% wrong: class_missing
def train_generator(G, D, opt_g, loss, labels, z):
    y = labels.clamp(max=1)
    g_loss = loss.g_loss(D(G(z, y), y))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


# %% right: autograd.grad for G alone
def train_generator(G, D, opt_g, loss, labels, z):
    g_loss = loss.g_loss(D(G(z, labels), labels))
    for p, g in zip(G.parameters(), torch.autograd.grad(g_loss, list(G.parameters()))):
        p.grad = g
    opt_g.step()
    return g_loss.item()
