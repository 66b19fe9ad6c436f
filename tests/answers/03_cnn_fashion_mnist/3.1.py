# %% right: the formula
def conv_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1


# %% right: math.floor
def conv_size(size, kernel, stride, padding):
    return math.floor((size + 2 * padding - kernel) / stride + 1)


# %% right: count the places
def conv_size(size, kernel, stride=1, padding=0):
    return len(range(0, size + 2 * padding - kernel + 1, stride))


# %% right: ask PyTorch
def conv_size(size, kernel, stride=1, padding=0):
    return nn.Conv2d(1, 1, kernel, stride, padding)(torch.zeros(1, 1, size, size)).shape[-1]


# %% right: the last two rows swapped, int()
def conv_size(size, kernel, stride=1, padding=0):
    return int((size + 2 * padding - kernel + stride) / stride)


# %% wrong: off_by_one
def conv_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride


# %% wrong: padding_once
def conv_size(size, kernel, stride=1, padding=0):
    return (size + padding - kernel) // stride + 1


# %% wrong: padding_forgotten
def conv_size(size, kernel, stride=1, padding=0):
    return (size - kernel) // stride + 1


# %% wrong: kernel_forgotten
def conv_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding) // stride


# %% wrong: divided_too_late
def conv_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel + 1) // stride


# %% wrong: divided_too_early
def conv_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding) // stride - kernel + 1


# %% wrong: rounded_up
def conv_size(size, kernel, stride=1, padding=0):
    return math.ceil((size + 2 * padding - kernel) / stride) + 1


# %% wrong: rounded
def conv_size(size, kernel, stride=1, padding=0):
    return round((size + 2 * padding - kernel) / stride) + 1


# %% wrong: not_rounded
def conv_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) / stride + 1


# %% wrong: not_an_integer
def conv_size(size, kernel, stride=1, padding=0):
    return float((size + 2 * padding - kernel) // stride + 1)


# %% wrong: not_an_integer (torch.floor)
def conv_size(size, kernel, stride=1, padding=0):
    return torch.floor(torch.tensor((size + 2 * padding - kernel) / stride + 1))


# %% wrong: transposed
def conv_size(size, kernel, stride=1, padding=0):
    return (size - 1) * stride - 2 * padding + kernel


# %% wrong: halved
def conv_size(size, kernel, stride=1, padding=0):
    return size // stride


# %% wrong: always_the_same
def conv_size(size, kernel, stride=1, padding=0):
    return 14


# %% wrong: gives_a_shape
def conv_size(size, kernel, stride=1, padding=0):
    n = (size + 2 * padding - kernel) // stride + 1
    return n, n


# %% wrong: gives_a_layer
def conv_size(size, kernel, stride=1, padding=0):
    return nn.Conv2d(1, 1, kernel, stride, padding)


# %% wrong: wrong_size (padding subtracted)
def conv_size(size, kernel, stride=1, padding=0):
    return (size - 2 * padding - kernel) // stride + 1


# %% wrong: returns_nothing
def conv_size(size, kernel, stride=1, padding=0):
    print((size + 2 * padding - kernel) // stride + 1)


# %% right: NumPy's whole numbers
def conv_size(size, kernel, stride=1, padding=0):
    return np.int64(size + 2 * padding - kernel) // stride + 1


# %% wrong: brackets_missing
def conv_size(size, kernel, stride=1, padding=0):
    return size + 2 * padding - kernel // stride + 1


# %% wrong: wrong_default
def conv_size(size, kernel, stride=1, padding=1):
    return (size + 2 * padding - kernel) // stride + 1


# %% wrong: wrong_default (no step)
def conv_size(size, kernel, stride=0, padding=0):
    return (size + 2 * padding - kernel) // stride + 1


# %% right: nothing may be left out
def conv_size(size, kernel, stride, padding):
    return len(range(0, size + 2 * padding - kernel + 1, stride))


# %% wrong: arguments_swapped
def conv_size(size, kernel, padding=0, stride=1):
    return (size + 2 * padding - kernel) // stride + 1
