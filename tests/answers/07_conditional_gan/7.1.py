# %% right: zeros, then one 1 a row
def one_hot(labels, n_classes):
    rows = torch.zeros(len(labels), n_classes)
    rows[torch.arange(len(labels)), labels] = 1
    return rows


# %% right: PyTorch's own, as floats
def one_hot(labels, n_classes):
    return F.one_hot(labels, num_classes=n_classes).float()


# %% right: compare with all classes
def one_hot(labels, n_classes):
    return (labels.view(-1, 1) == torch.arange(n_classes)).float()


# %% right: rows of the unit matrix
def one_hot(labels, n_classes):
    return torch.eye(n_classes)[labels]


# %% right: scatter
def one_hot(labels, n_classes):
    return torch.zeros(labels.shape[0], n_classes).scatter_(1, labels.unsqueeze(1), 1.0)


# %% right: a loop, and a list of lists
def one_hot(labels, n_classes):
    return torch.tensor([[1.0 if c == int(y) else 0.0 for c in range(n_classes)] for y in labels])


# %% wrong: ints_not_floats
def one_hot(labels, n_classes):
    return F.one_hot(labels, n_classes)


# %% wrong: ints_not_floats (comparison)
def one_hot(labels, n_classes):
    return labels[:, None] == torch.arange(n_classes)


# %% wrong: classes_from_batch
def one_hot(labels, n_classes):
    return F.one_hot(labels).float()


# %% wrong: classes_from_batch (max + 1)
def one_hot(labels, n_classes):
    return torch.eye(int(labels.max()) + 1)[labels]


# %% wrong: fixed_n_classes
def one_hot(labels, n_classes):
    rows = torch.zeros(len(labels), 10)
    for row, label in zip(rows, labels % 10):
        row[label] = 1
    return rows


# %% wrong: fixed_n_classes (stops)
def one_hot(labels, n_classes):
    rows = torch.zeros(len(labels), 3)
    rows[torch.arange(len(labels)), labels] = 1
    return rows


# %% wrong: all_rows
def one_hot(labels, n_classes):
    rows = torch.zeros(len(labels), n_classes)
    rows[:, labels] = 1
    return rows


# %% wrong: label_in_place
def one_hot(labels, n_classes):
    rows = torch.zeros(len(labels), n_classes)
    for i, label in enumerate(labels):
        rows[i, label] = label
    return rows


# %% wrong: counts_from_1
def one_hot(labels, n_classes):
    return F.one_hot((labels + 1) % n_classes, n_classes).float()


# %% wrong: transposed
def one_hot(labels, n_classes):
    return F.one_hot(labels, n_classes).float().T


# %% wrong: inverted
def one_hot(labels, n_classes):
    return (labels[:, None] != torch.arange(n_classes)).float()


# %% wrong: all_zero
def one_hot(labels, n_classes):
    rows = torch.zeros(len(labels), n_classes)
    for i, label in enumerate(labels):
        rows[i][label] == 1
    return rows


# %% wrong: repeats_label
def one_hot(labels, n_classes):
    return labels.view(-1, 1).repeat(1, n_classes).float()


# %% wrong: wrong_dtype
def one_hot(labels, n_classes):
    return F.one_hot(labels, n_classes).double()


# %% wrong: not_one_hot
def one_hot(labels, n_classes):
    return (torch.arange(n_classes) <= labels[:, None]).float()


# %% wrong: changes_input
def one_hot(labels, n_classes):
    rows = torch.zeros(len(labels), n_classes)
    labels += 1
    rows[torch.arange(len(labels)), labels - 1] = 1
    return rows


# %% wrong: returns_nothing
def one_hot(labels, n_classes):
    F.one_hot(labels, n_classes).float()


# %% wrong: wrong_shape (squeezed away)
def one_hot(labels, n_classes):
    return F.one_hot(labels, n_classes).float().squeeze().flatten()
