# %% right: two vectors, one line
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
        t = torch.linspace(0, 1, n).view(-1, 1)
        return G.draw(z.expand(n, -1), (1 - t) * e_a + t * e_b)


# %% right: one image at a time
def class_walk(G, z, label_a, label_b, n):
    e_a = G.embed(torch.tensor([label_a]))
    e_b = G.embed(torch.tensor([label_b]))
    images = []
    for i in range(n):
        e = e_a + i / (n - 1) * (e_b - e_a)
        images.append(G.draw(z.unsqueeze(0), e))
    return torch.cat(images).detach()


# %% right: interpolated from all classes
@torch.no_grad()
def class_walk(G, z, label_a, label_b, n):
    table = G.embed(torch.arange(8))
    weights = torch.linspace(0, 1, n)
    e = torch.stack([torch.lerp(table[label_a], table[label_b], t) for t in weights])
    return G.draw(z.repeat(n, 1), e)


# %% note: the graph stays
def class_walk(G, z, label_a, label_b, n):
    e = G.embed(torch.tensor([label_a, label_b]))
    t = torch.linspace(0, 1, n)[:, None]
    return G.draw(z.repeat(n, 1), e[:1] * (1 - t) + e[1:] * t)


# %% wrong: labels_as_numbers
def class_walk(G, z, label_a, label_b, n):
    labels = torch.linspace(label_a, label_b, n).round().long()
    with torch.no_grad():
        return G(z.expand(n, -1), labels)


# %% wrong: labels_as_numbers (cut off)
def class_walk(G, z, label_a, label_b, n):
    labels = torch.linspace(label_a, label_b, n).long()
    with torch.no_grad():
        return G.draw(z.expand(n, -1), G.embed(labels))


# %% wrong: labels_as_numbers (floats)
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        return G(z.expand(n, -1), torch.linspace(label_a, label_b, n))


# %% wrong: images_blended
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        x_a, x_b = G(z.expand(2, -1), torch.tensor([label_a, label_b]))
        t = torch.linspace(0, 1, n).view(-1, 1, 1, 1)
        return (1 - t) * x_a + t * x_b


# %% wrong: embeds_twice
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
        t = torch.linspace(0, 1, n).view(-1, 1)
        return G(z.expand(n, -1), (1 - t) * e_a + t * e_b)


# %% wrong: label_is_no_tensor
def class_walk(G, z, label_a, label_b, n):
    e_a, e_b = G.embed(label_a), G.embed(label_b)
    t = torch.linspace(0, 1, n).view(-1, 1)
    return G.draw(z.expand(n, -1), (1 - t) * e_a + t * e_b)


# %% wrong: rows_do_not_fit
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
        t = torch.linspace(0, 1, n).view(-1, 1)
        return G.draw(z, (1 - t) * e_a + t * e_b)


# %% wrong: reversed
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
        t = torch.linspace(0, 1, n).view(-1, 1)
        return G.draw(z.expand(n, -1), t * e_a + (1 - t) * e_b)


# %% wrong: misses_the_end
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
        t = torch.arange(n).view(-1, 1) / n
        return G.draw(z.expand(n, -1), (1 - t) * e_a + t * e_b)


# %% wrong: misses_the_start
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
        t = torch.arange(1, n + 1).view(-1, 1) / (n + 1)
        return G.draw(z.expand(n, -1), (1 - t) * e_a + t * e_b)


# %% wrong: first_stays
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
        t = torch.linspace(0, 1, n).view(-1, 1)
        return G.draw(z.expand(n, -1), e_a + t * e_b)


# %% wrong: other_z
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
        t = torch.linspace(0, 1, n).view(-1, 1)
        return G.draw(torch.randn(n, len(z)), (1 - t) * e_a + t * e_b)


# %% wrong: z_changes
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
        t = torch.linspace(0, 1, n).view(-1, 1)
        return G.draw((1 - t) * z + t * torch.randn(len(z)), (1 - t) * e_a + t * e_b)


# %% wrong: wrong_count
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
        t = torch.linspace(0, 1, n + 1).view(-1, 1)
        return G.draw(z.expand(n + 1, -1), (1 - t) * e_a + t * e_b)


# %% wrong: vectors_not_images
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
        t = torch.linspace(0, 1, n).view(-1, 1)
        return (1 - t) * e_a + t * e_b


# %% wrong: list_of_images
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
        return [G.draw(z[None], ((1 - t) * e_a + t * e_b)[None]) for t in torch.linspace(0, 1, n)]


# %% wrong: extra_dimension
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
        t = torch.linspace(0, 1, n)
        return torch.stack([G.draw(z[None], ((1 - s) * e_a + s * e_b)[None]) for s in t])


# %% wrong: pure_classes
def class_walk(G, z, label_a, label_b, n):
    labels = torch.tensor([label_a] * (n // 2) + [label_b] * (n - n // 2))
    with torch.no_grad():
        return G(z.expand(n, -1), labels)


# %% wrong: not_straight (the steps are not even)
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
        t = torch.linspace(0, 1, n).view(-1, 1) ** 2
        return G.draw(z.expand(n, -1), (1 - t) * e_a + t * e_b)


# %% wrong: returns_nothing
def class_walk(G, z, label_a, label_b, n):
    e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
    t = torch.linspace(0, 1, n).view(-1, 1)
    G.draw(z.expand(n, -1), (1 - t) * e_a + t * e_b)


# %% right: shares of all classes
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        table = G.embed(torch.arange(8))
        shares = torch.zeros(n, 8)
        shares[:, label_a] = torch.linspace(1, 0, n)
        shares[:, label_b] = torch.linspace(0, 1, n)
        return G.draw(z.repeat(n, 1), shares @ table)


# %% wrong: other_vectors (one-hot rows, whatever G uses)
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        y = one_hot(torch.tensor([label_a, label_b]), 8)
        t = torch.linspace(0, 1, n).view(-1, 1)
        return G.draw(z.expand(n, -1), (1 - t) * y[0] + t * y[1])


# %% wrong: g_in_training_mode
def class_walk(G, z, label_a, label_b, n):
    G.eval()
    with torch.no_grad():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
        t = torch.linspace(0, 1, n).view(-1, 1)
        images = G.draw(z.expand(n, -1), (1 - t) * e_a + t * e_b)
    G.train()
    return images


# %% wrong: g_in_training_mode (while it draws)
def class_walk(G, z, label_a, label_b, n):
    G.train()
    with torch.no_grad():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
        t = torch.linspace(0, 1, n).view(-1, 1)
        return G.draw(z.expand(n, -1), (1 - t) * e_a + t * e_b)


# %% wrong: g_left_frozen
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        e = G.embed(torch.tensor([label_a, label_b]))
        t = torch.linspace(0, 1, n).view(-1, 1)
        for p in G.parameters():
            p.requires_grad_(False)
        return G.draw(z.expand(n, -1), (1 - t) * e[0] + t * e[1])


# %% right: inference mode, lerp
def class_walk(G, z, label_a, label_b, n):
    with torch.inference_mode():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
        e = torch.stack([torch.lerp(e_a, e_b, i / (n - 1)) for i in range(n)])
        return G.draw(z.repeat(n, 1), e)


# %% right: rows of the embedding
def class_walk(G, z, label_a, label_b, n):
    with torch.no_grad():
        e_a, e_b = G.embed.weight[label_a], G.embed.weight[label_b]
        t = torch.linspace(0, 1, n).view(-1, 1)
        return G.draw(z.repeat(n, 1), torch.lerp(e_a, e_b, t))


# %% wrong: grad_left_off
def class_walk(G, z, label_a, label_b, n):
    torch.set_grad_enabled(False)
    e_a, e_b = G.embed(torch.tensor([label_a, label_b]))
    t = torch.linspace(0, 1, n).view(-1, 1)
    return G.draw(z.expand(n, -1), (1 - t) * e_a + t * e_b)
