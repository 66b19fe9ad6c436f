# %% right: two loops
def overlap_counts(kernel, stride, n):
    counts = [0] * (stride * (n - 1) + kernel)
    for i in range(n):
        for j in range(kernel):
            counts[i * stride + j] += 1
    return counts


# %% right: a tensor, slices
def overlap_counts(kernel, stride, n):
    counts = torch.zeros((n - 1) * stride + kernel, dtype=torch.long)
    for i in range(n):
        counts[i * stride : i * stride + kernel] += 1
    return counts


# %% right: asks a transposed convolution
def overlap_counts(kernel, stride, n):
    row = F.conv_transpose1d(torch.ones(1, 1, n), torch.ones(1, 1, kernel), stride=stride)
    return row.flatten()


# %% right: NumPy, place by place
def overlap_counts(kernel, stride, n):
    length = stride * (n - 1) + kernel
    return np.array([sum(i * stride <= p < i * stride + kernel for i in range(n)) for p in range(length)])


# %% wrong: paints_once
def overlap_counts(kernel, stride, n):
    counts = [0] * (stride * (n - 1) + kernel)
    for i in range(n):
        for j in range(kernel):
            counts[i * stride + j] = 1
    return counts


# %% wrong: swapped
def overlap_counts(kernel, stride, n):
    kernel, stride = stride, kernel
    counts = [0] * (stride * (n - 1) + kernel)
    for i in range(n):
        for j in range(kernel):
            counts[i * stride + j] += 1
    return counts


# %% wrong: wrong_length (stride times n)
def overlap_counts(kernel, stride, n):
    counts = [0] * (stride * n + kernel)
    for i in range(n):
        for j in range(kernel):
            counts[i * stride + j] += 1
    return counts


# %% wrong: wrong_length (the middle only)
def overlap_counts(kernel, stride, n):
    counts = [0] * (stride * (n - 1) + kernel)
    for i in range(n):
        for j in range(kernel):
            counts[i * stride + j] += 1
    return counts[1:-1]


# %% wrong: wrong_length (a convolution, not a transposed one)
def overlap_counts(kernel, stride, n):
    return [kernel] * ((n - kernel) // stride + 1)


# %% wrong: strokes_missing (one stroke too few)
def overlap_counts(kernel, stride, n):
    counts = [0] * (stride * (n - 1) + kernel)
    for i in range(n - 1):
        for j in range(kernel):
            counts[i * stride + j] += 1
    return counts


# %% wrong: strokes_missing (the last place of each)
def overlap_counts(kernel, stride, n):
    counts = [0] * (stride * (n - 1) + kernel)
    for i in range(n):
        for j in range(kernel - 1):
            counts[i * stride + j] += 1
    return counts


# %% wrong: strokes_missing (strokes begin one after the other, without the stride)
def overlap_counts(kernel, stride, n):
    counts = [0] * (stride * (n - 1) + kernel)
    for i in range(n):
        counts[i] += 1
    return counts


# %% wrong: wrong_counts (stride forgotten)
def overlap_counts(kernel, stride, n):
    counts = [0] * (stride * (n - 1) + kernel)
    for i in range(n):
        for j in range(kernel):
            counts[i + j] += 1
    return counts


# %% wrong: not_a_row (two dimensions)
def overlap_counts(kernel, stride, n):
    row = torch.zeros(stride * (n - 1) + kernel)
    for i in range(n):
        row[i * stride : i * stride + kernel] += 1
    return row[:, None] * row[None, :]


# %% wrong: not_a_row (a number)
def overlap_counts(kernel, stride, n):
    return stride * (n - 1) + kernel


# %% wrong: returns_nothing
def overlap_counts(kernel, stride, n):
    counts = [0] * (stride * (n - 1) + kernel)
    for i in range(n):
        for j in range(kernel):
            counts[i * stride + j] += 1


# %% wrong: not_whole
def overlap_counts(kernel, stride, n):
    counts = torch.zeros(stride * (n - 1) + kernel)
    for i in range(n):
        counts[i * stride : i * stride + kernel] += 1
    return counts / counts.max()


# %% wrong: not_a_row (a dictionary)
def overlap_counts(kernel, stride, n):
    counts = {p: 0 for p in range(stride * (n - 1) + kernel)}
    for i in range(n):
        for j in range(kernel):
            counts[i * stride + j] += 1
    return counts


# %% wrong: not_a_list (the values of a dictionary)
def overlap_counts(kernel, stride, n):
    counts = {place: 0 for place in range(stride * (n - 1) + kernel)}
    for i in range(n):
        for j in range(kernel):
            counts[i * stride + j] += 1
    return counts.values()


# %% wrong: not_a_list (a generator)
def overlap_counts(kernel, stride, n):
    for place in range(stride * (n - 1) + kernel):
        yield sum(i * stride <= place < i * stride + kernel for i in range(n))


# %% right: a tuple of NumPy's numbers
def overlap_counts(kernel, stride, n):
    strokes = [np.pad(np.ones(kernel, dtype=int), (i * stride, (n - 1 - i) * stride)) for i in range(n)]
    return tuple(np.sum(strokes, axis=0))
