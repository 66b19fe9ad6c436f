"""4.2, 4.3 and 4.12: the DCGAN pair, judged by what it does with random sizes and inputs."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._nets import (
    NORM_OPERATIONS,
    SUMS,
    behind_last_layer,
    count_multiplications,
    expect_activations_between,
    expect_image_range,
    expect_own_samples,
    expect_sane_dropout,
    expect_sees_all,
    expect_slope_at_images,
    expect_slope_at_z,
    expect_trainable,
    is_affine,
    operations,
    pulled,
)
from gan_lab.checks._tools import build_net, expect_tensor
from gan_lab.models import dcgan
from gan_lab.models.summary import count_parameters

BatchNorm = nn.BatchNorm1d | nn.BatchNorm2d
# autograd's names
SQUEEZES = (
    "LeakyRelu",
    "Relu",
    "Elu",
    "Gelu",
    "Silu",
    "Softplus",
    "Prelu",
    "Mish",
    "LogSigmoid",
    "Where",
)
BOUNDS = ("Tanh", "Sigmoid", "Hardtanh", "Hardsigmoid", "Clamp")
NO_ACTIVATIONS = (*SUMS, "Slice")  # a crop lets a sum stay a sum


@exercise(
    "4.2",
    answer="Generator",
    reference=dcgan.Generator,
    title="The generator of a DCGAN",
    points=3,
    minutes=10,
    difficulty=3,
)
def check_generator(Generator: Any, t: Trial) -> None:
    _check_generator(Generator, "Generator", 64, t)


class Generator128(dcgan.Generator):
    """z (N, nz) in, pictures (N, nc, 128, 128) in [-1, 1] out."""

    def __init__(self, nz: int = 100, ngf: int = 64, nc: int = 3) -> None:
        super().__init__(nz, ngf, nc, size=128)


@exercise(
    "4.12",
    answer="Generator128",
    reference=Generator128,
    title="Twice the size",
    points=2,
    minutes=6,
    difficulty=2,
    core=False,
)
def check_generator_128(Generator128: Any, t: Trial) -> None:
    _check_generator(Generator128, "Generator128", 128, t)


def _check_generator(make: Callable[..., Any], name: str, size: int, t: Trial) -> None:
    nz, n = t.integer(7, 30), t.integer(4, 7) if size == 64 else 4
    ngf = 8 * (t.integer(1, 3) if size == 64 else 1)  # GroupNorm and attention divide it by 8
    nc = t.integer(1, 3)  # 1 or 2: never the usual 3
    arguments = (nz, ngf, nc)
    G = _build(make, name, arguments, "nz, ngf, nc")
    z = t.normal(n, nz)
    x = _forward(G, z, f"{name}{arguments}")
    x = _expect_pictures(x, (n, nc, size, size))
    expect_trainable(G, x, "G")
    _expect_convolutions(x, "G")
    large = _build(make, name, (100, ngf, 3), "nz, ngf, nc")  # as the lesson makes it
    _expect_them_to_work(large, t.normal(2, 100), "G")
    if _has_norm_behind(x):
        mistake(
            "norm_at_output",
            "BatchNorm stands after G's last convolution: it forces each channel of a batch to "
            "one mean, and the paper found that the pictures then swing. None at the output.",
        )
    expect_image_range(lambda nz: make(nz, ngf, nc), nz, z, last="convolution")
    x = expect_own_samples(G, z, "G(z)", "picture", "z")
    if float((x[0] - x[1]).abs().max()) < 1e-7:
        mistake("ignores_z", "`G(z)` is the same picture for every z: is z used in `forward`?")
    expect_slope_at_z(G, z)
    same = (x.amax(0) - x.amin(0)) < 1e-7
    if same.float().mean() > 0.04:
        mistake(
            "holes",
            f"{same.float().mean():.0%} of the values are the same for every z: no stroke reaches "
            "them. Choose a kernel at least as large as the stride, and let the last layer give "
            f"all {size} x {size} pixels, without a border of constants.",
        )
    if is_affine(lambda z: torch.atanh(G(z).clamp(-0.99999, 0.99999)), z):
        mistake(
            "no_activation",
            "Apart from its last step your G only multiplies and adds: several convolutions in a "
            "row are no more than one. Put a ReLU between them.",
        )
    expect_activations_between(G, z, "G", "nn.ReLU()", NO_ACTIVATIONS)
    _expect_width(make, arguments, G, "ngf")
    if not any(isinstance(m, BatchNorm) for m in G.modules()):
        t.note("No BatchNorm in G: DCGANs without it often stay grey for a long while.")
    if any(
        isinstance(m, nn.ConvTranspose2d)
        and any(k % s for k, s in zip(m.kernel_size, m.stride, strict=True))
        for m in G.modules()
    ):
        t.note(
            "A kernel whose size is no multiple of its stride: exercise 4.9 shows what that does."
        )


@exercise(
    "4.3",
    answer="Discriminator",
    reference=dcgan.Discriminator,
    title="The discriminator of a DCGAN",
    points=2,
    minutes=7,
    difficulty=2,
)
def check_discriminator(Discriminator: Any, t: Trial) -> None:
    ndf, nc, n = 8 * t.integer(1, 3), t.integer(1, 3), t.integer(4, 7)
    arguments = (ndf, nc)
    D = _build(Discriminator, "Discriminator", arguments, "ndf, nc")
    x = 2 * t.uniform(n, nc, 64, 64) - 1
    logits = _forward(D, x, f"Discriminator{arguments}")
    logits = _expect_one_each(logits, n)
    expect_trainable(D, logits, "D")
    _expect_convolutions(logits, "D")
    _expect_them_to_work(D, x, "D")
    expect_sane_dropout(D, 2 * t.uniform(32, nc, 64, 64) - 1, "convolution")
    expect_slope_at_images(D, x)
    if _norm_at_input(D, x):
        mistake(
            "norm_at_input",
            "BatchNorm stands before D's first convolution. It takes away how light and colourful "
            "a batch is, so that D cannot tell G about it. None before the first convolution.",
        )
    _expect_any_number(Discriminator, arguments, x)
    _expect_nothing_behind(logits)
    expect_own_samples(D, x, "D(x)", "logit", "picture")
    expect_sees_all(D, x)
    _expect_sees_colours(Discriminator, ndf, t)
    if is_affine(D, 3 * x):
        mistake(
            "no_activation",
            "Your D only multiplies and adds: several convolutions in a row are no more than one. "
            "Put LeakyReLU(0.2) between them.",
        )
    expect_activations_between(D, x, "D", "nn.LeakyReLU(0.2)", NO_ACTIVATIONS)
    _expect_width(Discriminator, arguments, D, "ndf")
    names = set(operations(logits))
    if any(name.startswith("Relu") for name in names):
        t.note("ReLU in D passes no gradient where its input is negative: LeakyReLU(0.2) does.")
    if any("Pool" in name for name in names):
        t.note("Pooling in D works; the paper lets strided convolutions do the halving.")


def _expect_any_number(make: Any, arguments: tuple[int, ...], x: Tensor) -> None:
    """A little training takes D's logits below -1 and above 1."""
    low, high = pulled(make, arguments, x, -1).min(), pulled(make, arguments, x, 1).max()
    if low >= 0 and 0.5 < high <= 1:  # a ReLU that is always 0 is no sigmoid
        mistake(
            "sigmoid_in_d",
            "`D(x)` always lies between 0 and 1: these are probabilities, not logits. The loss "
            "applies the sigmoid itself, so D ends with its last convolution.",
        )
    if low >= 0 or high <= 0:
        mistake(
            "one_sign_only",
            "`D(x)` has the same sign whatever D learns, so D can only ever say one thing. A "
            "logit may be any number: D ends with its last convolution, without an activation.",
        )
    if low >= -1 and high <= 1:
        mistake(
            "bounded_logit",
            "`D(x)` never leaves [-1, 1]: D can never be sure. A logit may be any number: D ends "
            "with its last convolution, without an activation.",
        )


def _expect_nothing_behind(logits: Tensor) -> None:
    """No activation, bound or BatchNorm between D's last layer and its logits."""
    names = [node.name() for node in behind_last_layer(logits)]
    if any(name.startswith(SQUEEZES) for name in names):
        mistake(
            "leaky_relu_last",
            "An activation stands after D's last layer and squeezes its logits. D ends with the "
            "plain numbers of that layer.",
        )
    if any(name.startswith(BOUNDS) for name in names):
        mistake(
            "bounded_logit",
            "Something after D's last layer, a tanh or a clamp perhaps, holds its logits between "
            "two bounds. A logit may be any number.",
        )
    if _has_norm_behind(logits):
        mistake(
            "norm_last",
            "BatchNorm stands after D's last layer: every batch gets mean 0 then, whether it is "
            "real or generated, and D can say nothing. D ends with its last layer.",
        )


def _has_norm_behind(output: Tensor) -> bool:
    """Whether BatchNorm, as a layer or as a function, stands after the last layer."""
    return any(
        node.name().startswith(NORM_OPERATIONS)
        and len(node._saved_input) == len(output)  # InstanceNorm's batch is one, of all channels
        for node in behind_last_layer(output)
    )


def _expect_sees_colours(make: Any, ndf: int, t: Trial) -> None:
    """A gradient reaches each channel of a picture in colour."""
    x = (2 * t.uniform(2, 3, 64, 64) - 1).requires_grad_(True)
    (slope,) = torch.autograd.grad(build_net(make, ndf, 3).eval()(x).sum(), x)
    unseen = int((slope.abs().sum((0, 2, 3)) == 0).sum())
    if unseen:
        mistake(
            "ignores_colour",
            f"D never looks at {unseen} of the 3 channels of a picture in colour: `nc` of them "
            "go into its first convolution.",
        )


def _build(make: Any, name: str, arguments: tuple[int, ...], wanted: str) -> nn.Module:
    _expect_order(make, name, wanted)
    try:
        return build_net(make, *arguments)
    except (TypeError, ValueError) as error:
        if isinstance(error, ValueError) or "positional argument" not in str(error):
            raise
        mistake(
            "init_arguments",
            f"The network is made as `{name}({wanted})`: begin with "
            f"`def __init__(self, {wanted}):`.",
        )


def _expect_order(make: Any, name: str, wanted: str) -> None:
    """The arguments have the agreed order, if they have the agreed names at all."""
    try:
        found = list(inspect.signature(make).parameters)
    except (TypeError, ValueError):
        return
    right = wanted.split(", ")
    if found != right and sorted(found) == sorted(right):
        mistake(
            "arguments_swapped",
            f"The network is made as `{name}({wanted})`, in this order, but your `__init__` takes "
            f"({', '.join(found)}).",
        )


def _forward(net: nn.Module, x: Tensor, made: str) -> Any:
    """net(x), with the commonest errors of convolutional networks put into words."""
    before, shape = x.clone(), tuple(x.shape)
    try:
        output = net(x)
    except (RuntimeError, ValueError) as error:
        text = " ".join(str(error).split())
        if "3D (unbatched) or 4D (batched)" in text and x.dim() == 2:
            mistake(
                "z_without_pixels",
                f"A transposed convolution takes pictures (N, C, H, W), but z has the shape "
                f"{shape}. Make it one pixel with nz channels: `z.view(-1, nz, 1, 1)` or "
                "nn.Unflatten.",
            )
        if "channels, but got" in text or "mat1 and mat2" in text or "running_" in text:
            mistake(
                "sizes_do_not_fit",
                f"`{made}` cannot take an input of shape {shape}. Each layer takes as many "
                f"channels as the one before it gives; count with nz, ngf, ndf and nc, not with "
                f"fixed numbers. PyTorch says: {text[:160]}",
            )
        if "Kernel size can't be greater" in text or "too small" in text:
            mistake(
                "too_small",
                f"`{made}`: a kernel is larger than what is left of the picture. Note the size "
                "after each layer: stride 2 halves it, 64 becomes 32, 16, 8, 4.",
            )
        if "invalid for input of size" in text or "unflatten" in text:
            mistake(
                "reshape_does_not_fit",
                f"A reshape does not fit ({text[:160]}). The batch size is free: write -1 or "
                "`len(...)` in its place, and nz for the length of z.",
            )
        raise
    if not torch.equal(x, before):
        mistake(
            "changes_input",
            "`forward` changes the tensor that was handed in. A first layer with inplace=True "
            "does that, and so do methods that end in `_`.",
        )
    if not net.training:
        mistake(
            "eval_in_forward",
            "`forward` switches the network to evaluation mode. Who calls it chooses the mode.",
        )
    return output


def _expect_pictures(x: Any, wanted: tuple[int, ...]) -> Tensor:
    if isinstance(x, Tensor) and x.dim() == 4 and x.shape != wanted:
        n, nc, size, _ = wanted
        says = f"`G(z)` has shape {tuple(x.shape)}, expected {wanted}."
        if tuple(x.shape) == (n, size, size, nc):
            mistake("channels_last", f"{says} The channel comes before row and column.")
        if x.shape[0] == n and x.shape[1] == nc:
            mistake(
                "wrong_size",
                f"{says} Note the size after each layer: kernel 4 makes 4 pixels of 1; kernel 4, "
                f"stride 2, padding 1 doubles. How many doublings from 4 to {size}?",
            )
        if x.shape[0] == n and tuple(x.shape[2:]) == (size, size):
            mistake("wrong_channels", f"{says} The last layer gives `nc` channels.")
    return expect_tensor(x, wanted, "`G(z)`")


def _expect_one_each(logits: Any, n: int) -> Tensor:
    if isinstance(logits, Tensor):
        says = f"`D(x)` has shape {tuple(logits.shape)}, expected {(n,)}."
        if tuple(logits.shape) == (n, 1, 1, 1):
            mistake(
                "not_flat",
                f"{says} One pixel with one channel is left of each picture: nn.Flatten(0) or "
                "`.view(-1)` makes a row of numbers of them.",
            )
        if (logits.dim() == 4 and len(logits) == n) or (logits.dim() == 1 and len(logits) > n):
            mistake(
                "several_judgements",
                f"{says} Each picture gets {logits.numel() // n} numbers. Go on until one is "
                "left: a last convolution with kernel 4 makes one pixel of 4 x 4.",
            )
    return expect_tensor(logits, (n,), "`D(x)`")


def _expect_convolutions(output: Tensor, name: str) -> None:
    if not any("Convolution" in operation for operation in operations(output)):
        mistake(
            "fully_connected",
            f"{name} has no convolution. Linear layers would work as in lesson 02, but this "
            "exercise is about networks that know which pixels are neighbours.",
        )


def _expect_them_to_work(net: nn.Module, x: Tensor, name: str) -> None:
    """Convolutions that see neighbours multiply, and not Linear layers."""
    counted = count_multiplications(net, x)
    if counted.windows < 2:
        mistake(
            "hardly_convolutional",
            f"Only {counted.windows} of {name}'s convolutions has a kernel larger than 1, so it "
            "hardly knows which pixels are neighbours. Let each doubling or halving of the size "
            "be a convolution with kernel 4.",
        )
    if counted.of_linear > counted.of_convolutions:
        mistake(
            "hardly_convolutional",
            f"Linear layers make {counted.of_linear / len(x):,.0f} multiplications in {name} for a "
            f"picture, convolutions {counted.of_convolutions / len(x):,.0f}. Let convolutions do "
            "the work: no Linear layer near the large picture.",
        )


def _norm_at_input(D: nn.Module, x: Tensor) -> bool:
    """Whether a BatchNorm layer is handed the picture itself, perhaps rescaled."""
    handed: list[bool] = []
    handles = [
        module.register_forward_pre_hook(
            lambda _, args: handed.append(args[0].numel() == x.numel() and _is_line(args[0], x))
        )
        for module in D.modules()
        if isinstance(module, BatchNorm)
    ]
    try:
        with torch.no_grad():
            D(x)
    finally:
        for handle in handles:
            handle.remove()
    return any(handed)


def _is_line(y: Tensor, x: Tensor) -> bool:
    """Whether y is a * x + b with two numbers a and b."""
    both = torch.stack([y.flatten(), x.flatten()])
    return float(torch.corrcoef(both)[0, 1].abs()) > 0.999


def _expect_width(make: Any, arguments: tuple[int, ...], net: nn.Module, name: str) -> None:
    """A larger ngf or ndf makes a larger network."""
    wider = list(arguments)
    place = 1 if name == "ngf" else 0
    wider[place] *= 2
    if count_parameters(build_net(make, *wider)) <= 1.5 * count_parameters(net):
        mistake(
            "ignores_width",
            f"A network with twice the `{name}` is hardly larger: count the channels of the "
            f"layers as multiples of `{name}`.",
        )
