# %% right: a mean for each class
def agreement(probabilities, labels):
    right = probabilities.argmax(1) == labels
    return torch.stack([right[labels == c].float().mean() for c in range(probabilities.shape[1])])


# %% right: counts
def agreement(probabilities, labels):
    n = probabilities.shape[1]
    called = probabilities.max(1).indices
    hits = torch.bincount(labels[called == labels], minlength=n)
    return hits / torch.bincount(labels, minlength=n)


# %% right: the diagonal of a table
def agreement(probabilities, labels):
    n = probabilities.shape[1]
    table = torch.zeros(n, n)
    for asked, named in zip(labels, probabilities.argmax(1)):
        table[asked, named] += 1
    return table.diagonal() / table.sum(1)


# %% right: one-hot rows, a list of numbers
def agreement(probabilities, labels):
    n = probabilities.shape[1]
    asked, named = one_hot(labels, n), one_hot(probabilities.argmax(1), n)
    return ((asked * named).sum(0) / asked.sum(0)).tolist()


# %% right: NumPy
def agreement(probabilities, labels):
    p, y = probabilities.numpy(), labels.numpy()
    return torch.tensor([np.mean(p[y == c].argmax(1) == c) for c in range(p.shape[1])])


# %% wrong: one_number
def agreement(probabilities, labels):
    return (probabilities.argmax(1) == labels).float().mean()


# %% wrong: one_number (a float)
def agreement(probabilities, labels):
    return (probabilities.argmax(1) == labels).float().mean().item()


# %% wrong: of_those_called
def agreement(probabilities, labels):
    called = probabilities.argmax(1)
    right = called == labels
    return torch.stack([right[called == c].float().mean() for c in range(probabilities.shape[1])])


# %% wrong: divided_by_all
def agreement(probabilities, labels):
    right = probabilities.argmax(1) == labels
    n = probabilities.shape[1]
    return torch.bincount(labels[right], minlength=n) / len(labels)


# %% wrong: counts
def agreement(probabilities, labels):
    right = probabilities.argmax(1) == labels
    return torch.bincount(labels[right], minlength=probabilities.shape[1])


# %% wrong: labels_unused
def agreement(probabilities, labels):
    called = probabilities.argmax(1)
    return torch.bincount(called, minlength=probabilities.shape[1]) / len(called)


# %% wrong: mean_probability
def agreement(probabilities, labels):
    return torch.stack([probabilities[labels == c, c].mean() for c in range(probabilities.shape[1])])


# %% wrong: share_of_wrong
def agreement(probabilities, labels):
    wrong = probabilities.argmax(1) != labels
    return torch.stack([wrong[labels == c].float().mean() for c in range(probabilities.shape[1])])


# %% wrong: fixed_n_classes
def agreement(probabilities, labels):
    right = probabilities.argmax(1) == labels
    return torch.stack([right[labels == c].float().mean() for c in range(10)])


# %% wrong: whole_table
def agreement(probabilities, labels):
    n = probabilities.shape[1]
    table = torch.zeros(n, n)
    for asked, named in zip(labels, probabilities.argmax(1)):
        table[asked, named] += 1
    return table / table.sum(1, keepdim=True)


# %% wrong: not_a_tensor
def agreement(probabilities, labels):
    right = probabilities.argmax(1) == labels
    return {c: right[labels == c].float().mean() for c in range(probabilities.shape[1])}


# %% wrong: wrong_shares (halves everything)
def agreement(probabilities, labels):
    right = probabilities.argmax(1) == labels
    return torch.stack([right[labels == c].float().mean() / 2 for c in range(probabilities.shape[1])])


# %% wrong: raises (argmax over the images)
def agreement(probabilities, labels):
    right = probabilities.argmax(0) == labels
    return torch.stack([right[labels == c].float().mean() for c in range(probabilities.shape[1])])


# %% wrong: changes_input
def agreement(probabilities, labels):
    n = probabilities.shape[1]
    probabilities -= probabilities.amax(1, keepdim=True)
    right = probabilities.argmax(1) == labels
    return torch.stack([right[labels == c].float().mean() for c in range(n)])


# %% wrong: returns_nothing
def agreement(probabilities, labels):
    right = probabilities.argmax(1) == labels
    [right[labels == c].float().mean() for c in range(probabilities.shape[1])]
