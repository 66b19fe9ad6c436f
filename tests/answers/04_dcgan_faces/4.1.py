# %% right: plain
def conv_parameters(c_in, c_out, kernel, bias=True):
    return c_in * c_out * kernel**2 + (c_out if bias else 0)


# %% right: asks PyTorch
def conv_parameters(c_in, c_out, kernel, bias=True):
    layer = nn.ConvTranspose2d(c_in, c_out, kernel, bias=bias)
    return sum(p.numel() for p in layer.parameters())


# %% right: a tensor comes back
def conv_parameters(c_in, c_out, kernel, bias=True):
    return torch.empty(c_out, c_in, kernel, kernel).numel() + torch.tensor(bias * c_out)


# %% right: a factor
def conv_parameters(c_in, c_out, kernel, bias=True):
    return c_out * (c_in * kernel * kernel + bias)


# %% wrong: kernel_not_squared
def conv_parameters(c_in, c_out, kernel, bias=True):
    return c_in * c_out * kernel + (c_out if bias else 0)


# %% wrong: inputs_forgotten
def conv_parameters(c_in, c_out, kernel, bias=True):
    return kernel * kernel * c_out + (c_out if bias else 0)


# %% wrong: outputs_forgotten
def conv_parameters(c_in, c_out, kernel, bias=True):
    return kernel * kernel * c_in + (c_out if bias else 0)


# %% wrong: channels_added
def conv_parameters(c_in, c_out, kernel, bias=True):
    return kernel * kernel * (c_in + c_out) + (c_out if bias else 0)


# %% wrong: kernel_forgotten (a Linear layer)
def conv_parameters(c_in, c_out, kernel, bias=True):
    return c_in * c_out + (c_out if bias else 0)


# %% wrong: one_kernel
def conv_parameters(c_in, c_out, kernel, bias=True):
    return kernel * kernel + (c_out if bias else 0)


# %% wrong: bias_forgotten
def conv_parameters(c_in, c_out, kernel, bias=True):
    return c_in * c_out * kernel * kernel


# %% wrong: bias_always
def conv_parameters(c_in, c_out, kernel, bias=True):
    return c_in * c_out * kernel * kernel + c_out


# %% wrong: bias_in_wrong_place (one an input channel)
def conv_parameters(c_in, c_out, kernel, bias=True):
    return c_in * c_out * kernel * kernel + (c_in if bias else 0)


# %% wrong: bias_in_wrong_place (inside of the product)
def conv_parameters(c_in, c_out, kernel, bias=True):
    return (c_in + bias) * c_out * kernel * kernel


# %% wrong: bias_in_wrong_place (one for the layer)
def conv_parameters(c_in, c_out, kernel, bias=True):
    return c_in * c_out * kernel * kernel + bias


# %% wrong: bias_default
def conv_parameters(c_in, c_out, kernel, bias=False):
    return c_in * c_out * kernel * kernel + (c_out if bias else 0)


# %% wrong: returns_nothing
def conv_parameters(c_in, c_out, kernel, bias=True):
    print(c_in * c_out * kernel * kernel + (c_out if bias else 0))


# %% wrong: not_a_number
def conv_parameters(c_in, c_out, kernel, bias=True):
    return (c_in, c_out, kernel, kernel)


# %% wrong: wrong_count (the sizes added)
def conv_parameters(c_in, c_out, kernel, bias=True):
    return c_in + c_out + kernel


# %% wrong: brackets_missing
def conv_parameters(c_in, c_out, kernel, bias=True):
    return c_in * c_out * kernel**2 + c_out if bias else 0


# %% wrong: caret
def conv_parameters(c_in, c_out, kernel, bias=True):
    return c_in * c_out * kernel ^ 2 + bias * c_out


# %% right: counts with the package, as Expect does
from gan_lab.models.summary import count_parameters


def conv_parameters(c_in, c_out, kernel, bias=True):
    return count_parameters(nn.Conv2d(c_in, c_out, kernel, bias=bias))


# %% wrong: argument_name
def conv_parameters(c_in, c_out, kernel, with_bias=True):
    return c_in * c_out * kernel * kernel + (c_out if with_bias else 0)


# %% wrong: argument_name (any arguments)
def conv_parameters(c_in, c_out, kernel, *bias):
    return c_in * c_out * kernel * kernel + (c_out if bias != (False,) else 0)


# %% wrong: kernel_ignored (always 4)
def conv_parameters(c_in, c_out, kernel, bias=True):
    return c_in * c_out * 4 * 4 + (c_out if bias else 0)
