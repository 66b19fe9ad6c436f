# %% right: the formula
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return (size - 1) * stride - 2 * padding + kernel + output_padding


# %% right: PyTorch's page, with dilation 1
def conv_transpose_size(size, kernel, stride, padding, output_padding=0):
    dilation = 1
    return (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1


# %% right: where the stamps end
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    painted = 0
    for i in range(size):
        painted = max(painted, i * stride + kernel)
    return painted - padding - padding + output_padding


# %% right: ask PyTorch
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    x = torch.zeros(1, 1, size)
    w = torch.zeros(1, 1, kernel)
    return F.conv_transpose1d(x, w, stride=stride, padding=padding, output_padding=output_padding).shape[2]


# %% wrong: output_padding_forgotten
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return (size - 1) * stride - 2 * padding + kernel


# %% wrong: output_padding_twice
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return (size - 1) * stride - 2 * padding + kernel + 2 * output_padding


# %% wrong: output_padding_wrong_way
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return (size - 1) * stride - 2 * padding + kernel - output_padding


# %% wrong: padding_added
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return (size - 1) * stride + 2 * padding + kernel + output_padding


# %% wrong: padding_once
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return (size - 1) * stride - padding + kernel + output_padding


# %% wrong: padding_forgotten
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return (size - 1) * stride + kernel + output_padding


# %% wrong: one_stamp_too_many
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return size * stride - 2 * padding + kernel + output_padding


# %% wrong: kernel_forgotten
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return (size - 1) * stride - 2 * padding + output_padding


# %% wrong: one_added
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return (size - 1) * stride - 2 * padding + kernel + output_padding + 1


# %% wrong: dilation_formula
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return (size - 1) * stride - 2 * padding + 1 * (kernel - 1) + output_padding


# %% wrong: not_transposed
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return (size + 2 * padding - kernel) // stride + 1


# %% wrong: doubled
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return size * stride


# %% wrong: no_default
def conv_transpose_size(size, kernel, stride, padding, output_padding):
    return (size - 1) * stride - 2 * padding + kernel + output_padding


# %% wrong: wrong_default
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=1):
    return (size - 1) * stride - 2 * padding + kernel + output_padding


# %% wrong: not_an_integer
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return 1.0 * ((size - 1) * stride - 2 * padding + kernel + output_padding)


# %% wrong: wrong_size (3.1 solved for size, but rounded wrongly)
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return size * stride - stride + kernel - padding * 2 - output_padding * stride


# %% wrong: always_the_same
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return 28


# %% wrong: gives_a_layer
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return nn.ConvTranspose2d(1, 1, kernel, stride, padding, output_padding if output_padding < stride else 0)


# %% wrong: brackets_missing
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return size - 1 * stride - 2 * padding + kernel + output_padding


# %% wrong: wrong_size (the kernel at every step)
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    return size * kernel - 2 * padding + output_padding


# %% wrong: wrong_default (padding)
def conv_transpose_size(size, kernel, stride=1, padding=1, output_padding=0):
    return (size - 1) * stride - 2 * padding + kernel + output_padding


# %% right: stride and padding may not be left out
def conv_transpose_size(size, kernel, stride, padding, output_padding=0):
    whole = kernel
    for _ in range(size - 1):
        whole += stride
    return whole - padding - padding + output_padding


# %% wrong: arguments_swapped
def conv_transpose_size(size, kernel, padding=0, stride=1, output_padding=0):
    return (size - 1) * stride - 2 * padding + kernel + output_padding
