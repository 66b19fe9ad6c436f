# %% right: as in the hints
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        with torch.no_grad():
            images = G(torch.randn(batch_size, nz), labels)
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% right: generate of the package, another loss object
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    from gan_lab.training import generate
    criterion = nn.CrossEntropyLoss()
    losses = []
    for step in range(n_steps):
        y = torch.randint(n_classes, (batch_size,))
        x = generate(G, torch.randn(batch_size, nz), y)
        opt.zero_grad()
        out = net(x)
        loss = criterion(out, y)
        loss.backward()
        opt.step()
        losses.append(float(loss.detach()))
    return losses


# %% right: classes in turn, log-probabilities by hand
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for step in range(n_steps):
        labels = (torch.arange(batch_size) + step * batch_size) % n_classes
        images = G(torch.randn(batch_size, nz), labels).detach()
        log_p = net(images).log_softmax(1)
        loss = -log_p[torch.arange(batch_size), labels].mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.detach())
    return history


# %% note: graphs stay
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        images = G(torch.randn(batch_size, nz), labels).detach()
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss)
    return history


# %% wrong: other_labels
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        with torch.no_grad():
            images = G(torch.randn(batch_size, nz), labels)
        labels = torch.randint(0, n_classes, (batch_size,))
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: gradient_reaches_g
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        images = G(torch.randn(batch_size, nz), labels)
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: same_batch
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    labels = torch.randint(0, n_classes, (batch_size,))
    with torch.no_grad():
        images = G(torch.randn(batch_size, nz), labels)
    history = []
    for _ in range(n_steps):
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: same_z
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    z = torch.randn(batch_size, nz)
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        with torch.no_grad():
            images = G(z, labels)
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: class_missing
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes - 1, (batch_size,))
        with torch.no_grad():
            images = G(torch.randn(batch_size, nz), labels)
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: class_missing (one class only)
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = torch.zeros(batch_size, dtype=torch.long)
        with torch.no_grad():
            images = G(torch.randn(batch_size, nz), labels)
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: not_normal
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        with torch.no_grad():
            images = G(torch.rand(batch_size, nz), labels)
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: softmax_twice
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        with torch.no_grad():
            images = G(torch.randn(batch_size, nz), labels)
        loss = F.cross_entropy(net(images).softmax(1), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: no_zero_grad
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        with torch.no_grad():
            images = G(torch.randn(batch_size, nz), labels)
        loss = F.cross_entropy(net(images), labels)
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: no_step
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        with torch.no_grad():
            images = G(torch.randn(batch_size, nz), labels)
        loss = F.cross_entropy(net(images), labels)
        loss.backward()
        opt.zero_grad()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: eval_mode
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    net.eval()
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        with torch.no_grad():
            images = G(torch.randn(batch_size, nz), labels)
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: g_in_training_mode
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    G.train()
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        with torch.no_grad():
            images = G(torch.randn(batch_size, nz), labels)
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: wrong_number_of_steps
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(1, n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        with torch.no_grad():
            images = G(torch.randn(batch_size, nz), labels)
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: wrong_batch_size
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (128,))
        with torch.no_grad():
            images = G(torch.randn(128, nz), labels)
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: not_a_loss_a_step
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        with torch.no_grad():
            images = G(torch.randn(batch_size, nz), labels)
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return [loss.item()]


# %% wrong: other_images
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        with torch.no_grad():
            images = (G(torch.randn(batch_size, nz), labels) + 1) / 2
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: returns_nothing
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        with torch.no_grad():
            images = G(torch.randn(batch_size, nz), labels)
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()


# %% right: all images drawn beforehand
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    labels = torch.randint(0, n_classes, (n_steps * batch_size,))
    with torch.no_grad():
        images = G(torch.randn(len(labels), nz), labels)
    for x, y in zip(images.split(batch_size), labels.split(batch_size)):
        loss = F.cross_entropy(net(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: no_log_softmax
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        with torch.no_grad():
            images = G(torch.randn(batch_size, nz), labels)
        loss = nn.NLLLoss()(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: squared_error
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        with torch.no_grad():
            images = G(torch.randn(batch_size, nz), labels)
        loss = F.mse_loss(net(images), one_hot(labels, n_classes))
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: detached
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        with torch.no_grad():
            images = G(torch.randn(batch_size, nz), labels)
            loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: arguments_exchanged
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        images = G(labels, torch.randn(batch_size, nz)).detach()
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: inference_mode
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        with torch.inference_mode():
            images = G(torch.randn(batch_size, nz), labels)
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: same_labels
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    labels = torch.randint(0, n_classes, (batch_size,))
    for _ in range(n_steps):
        z = torch.randn(batch_size, nz)
        with torch.no_grad():
            images = G(z, labels)
        value = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        value.backward()
        opt.step()
        history.append(value.item())
    return history


# %% wrong: classes_uneven
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = (torch.rand(batch_size) * (n_classes - 1)).round().long()
        z = torch.randn(batch_size, nz)
        with torch.no_grad():
            images = G(z, labels)
        value = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        value.backward()
        opt.step()
        history.append(value.item())
    return history


# %% wrong: one_class_a_batch
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for step in range(n_steps):
        labels = torch.full((batch_size,), step % n_classes)
        z = torch.randn(batch_size, nz)
        with torch.no_grad():
            images = G(z, labels)
        value = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        value.backward()
        opt.step()
        history.append(value.item())
    return history


# %% right: all classes in turn, in each step
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    labels = torch.arange(batch_size) % n_classes
    for _ in range(n_steps):
        z = torch.randn(batch_size, nz)
        with torch.no_grad():
            images = G(z, labels)
        value = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        value.backward()
        opt.step()
        history.append(value.item())
    return history


# %% wrong: g_left_frozen
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    G.requires_grad_(False)
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        images = G(torch.randn(batch_size, nz), labels)
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


# %% wrong: steps_twice
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,))
        images = G(torch.randn(batch_size, nz), labels).detach()
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        opt.step()
        history.append(loss.item())
    return history
