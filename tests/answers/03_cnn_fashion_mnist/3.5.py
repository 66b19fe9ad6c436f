# %% right: repeat
def set_coordinate(z, k, values):
    rows = z.repeat(len(values), 1)
    rows[:, k] = torch.as_tensor(values)
    return rows


# %% right: a loop of clones
def set_coordinate(z, k, values):
    rows = []
    for value in values:
        row = z.clone()
        row[k] = value
        rows.append(row)
    return torch.stack(rows)


# %% right: expand and clone, a mask
def set_coordinate(z, k, values):
    values = torch.tensor(list(map(float, values))).view(-1, 1)
    mask = F.one_hot(torch.tensor(k), len(z)).bool()
    return torch.where(mask, values, z.expand(len(values), -1))


# %% right: cut and join
def set_coordinate(z, k, values):
    return torch.stack([torch.cat([z[:k], torch.tensor([float(v)]), z[k + 1:]]) for v in values])


# %% right: an empty tensor filled row by row
def set_coordinate(z, k, values):
    rows = torch.empty(len(values), len(z))
    for i, v in enumerate(values):
        rows[i] = z
        rows[i, k] = v
    return rows


# %% wrong: changes_z
def set_coordinate(z, k, values):
    rows = []
    for value in values:
        z[k] = value
        rows.append(z.clone())
    return torch.stack(rows)


# %% wrong: changes_z (a second name is no copy)
def set_coordinate(z, k, values):
    rows = []
    for value in values:
        row = z
        row[k] = value
        rows.append(row)
    return torch.stack(rows)


# %% wrong: changes_z (expand, then a loop)
def set_coordinate(z, k, values):
    rows = z.expand(len(values), -1)
    for i, value in enumerate(values):
        rows[i, k] = value
    return rows


# %% wrong: shared_rows
def set_coordinate(z, k, values):
    rows = z.clone().expand(len(values), -1)
    rows[:, k] = torch.tensor(values)
    return rows


# %% wrong: same_value_everywhere
def set_coordinate(z, k, values):
    rows = z.repeat(len(values), 1)
    for value in values:
        rows[:, k] = value
    return rows


# %% wrong: same_value_everywhere (one clone for all)
def set_coordinate(z, k, values):
    row = z.clone()
    rows = []
    for value in values:
        row[k] = value
        rows.append(row)
    return torch.stack(rows)


# %% wrong: adds_to_it
def set_coordinate(z, k, values):
    rows = z.repeat(len(values), 1)
    rows[:, k] += torch.as_tensor(values)
    return rows


# %% wrong: multiplies
def set_coordinate(z, k, values):
    rows = z.repeat(len(values), 1)
    rows[:, k] *= torch.as_tensor(values)
    return rows


# %% wrong: counts_from_1
def set_coordinate(z, k, values):
    rows = z.repeat(len(values), 1)
    rows[:, k - 1] = torch.as_tensor(values)
    return rows


# %% wrong: next_coordinate
def set_coordinate(z, k, values):
    rows = z.repeat(len(values), 1)
    rows[:, k + 1] = torch.as_tensor(values)
    return rows


# %% wrong: others_zero
def set_coordinate(z, k, values):
    rows = torch.zeros(len(values), len(z))
    rows[:, k] = torch.as_tensor(values)
    return rows


# %% wrong: others_change (new z for each)
def set_coordinate(z, k, values):
    rows = torch.randn(len(values), len(z))
    rows[:, k] = torch.as_tensor(values)
    return rows


# %% wrong: others_change (one new z)
def set_coordinate(z, k, values):
    rows = torch.randn(len(z)).repeat(len(values), 1)
    rows[:, k] = torch.as_tensor(values)
    return rows


# %% wrong: all_coordinates
def set_coordinate(z, k, values):
    rows = z.repeat(len(values), 1)
    rows[:] = torch.as_tensor(values).view(-1, 1)
    return rows


# %% wrong: others_change (row k instead of column k)
def set_coordinate(z, k, values):
    rows = z.repeat(max(len(values), k + 1), 1)
    rows[k] = 1.0
    return rows[-len(values):]


# %% wrong: unchanged
def set_coordinate(z, k, values):
    rows = z.repeat(len(values), 1)
    rows[[True] * len(values)][:, k] = torch.as_tensor(values)
    return rows


# %% wrong: transposed
def set_coordinate(z, k, values):
    rows = z.repeat(len(values), 1)
    rows[:, k] = torch.as_tensor(values)
    return rows.T


# %% wrong: list_of_rows
def set_coordinate(z, k, values):
    rows = []
    for value in values:
        row = z.clone()
        row[k] = value
        rows.append(row)
    return rows


# %% wrong: wrong_shape (one long row)
def set_coordinate(z, k, values):
    rows = z.repeat(len(values), 1)
    rows[:, k] = torch.as_tensor(values)
    return rows.flatten()


# %% wrong: returns_nothing
def set_coordinate(z, k, values):
    rows = z.repeat(len(values), 1)
    rows[:, k] = torch.as_tensor(values)


# %% wrong: wrong_values (sorted)
def set_coordinate(z, k, values):
    rows = z.repeat(len(values), 1)
    rows[:, k] = 2 * torch.as_tensor(values)
    return rows


# %% right: inference mode
@torch.inference_mode()
def set_coordinate(z, k, values):
    rows = z.repeat(len(values), 1)
    rows[:, k] = torch.as_tensor(values)
    return rows


# %% wrong: assigns_a_list
def set_coordinate(z, k, values):
    rows = z.repeat(len(values), 1)
    rows[:, k] = values
    return rows


# %% wrong: first_row_only
def set_coordinate(z, k, values):
    rows = z.repeat(len(values), 1)
    for i, v in enumerate(values):
        rows[i, k] = v
        return rows


# %% wrong: changes_values
def set_coordinate(z, k, values):
    rows = z.repeat(len(values), 1)
    for i in range(len(values)):
        rows[i, k] = values.pop(0) if isinstance(values, list) else values[i]
    return rows
