"""What checks of networks share: G's range, D's logits, a sample that depends on itself alone.

Networks are judged by what they do with random inputs, never by the names of their layers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from gan_lab.checks._core import Trial, mistake
from gan_lab.checks._tools import build_net, close, expect_tensor
from gan_lab.models.summary import count_parameters

IMAGE = (1, 28, 28)
SIZES_DO_NOT_FIT = (
    "The sizes of your layers do not fit: the first Linear takes as many numbers as the input has, "
    "and each other one as many as the one before it gives."
)


def build_generator(Generator: Any, nz: int) -> nn.Module:
    """`Generator(nz)`, ready to be called, else the fitting mistake."""
    try:
        return build_net(Generator, nz)
    except TypeError as error:
        if "positional argument" not in str(error):
            raise
        mistake(
            "init_arguments",
            "The generator is made as `Generator(nz)`: begin with `def __init__(self, nz):`.",
        )


def forward(net: nn.Module, x: Tensor, sizes_hint: str) -> Any:
    """net(x), with the commonest errors put into words."""
    before = x.clone()
    try:
        output = net(x)
    except RuntimeError as error:
        if "mat1 and mat2" in str(error):
            mistake("sizes_do_not_fit", sizes_hint)
        if "invalid for input of size" in str(error):
            mistake(
                "reshape_does_not_fit",
                f"A reshape does not fit ({error}). The batch size is free: write -1 or "
                "`len(...)` in its place, never a fixed number.",
            )
        raise
    if not torch.equal(x, before):
        mistake(
            "changes_input",
            "`forward` changes the tensor that was handed in: methods that end in `_`, and `*=`, "
            "work in place. Make a new tensor.",
        )
    if not net.training:
        mistake(
            "eval_in_forward",
            "`forward` switches the network to evaluation mode, so it is never trained as it "
            "should be. Who calls the network chooses the mode: leave `self.eval()` out.",
        )
    return output


def pass_through(net: nn.Module, x: Tensor, sizes_hint: str) -> Any:
    """net(x), with the commonest errors of convolutional networks put into words."""
    try:
        return forward(net, x, sizes_hint)
    except (RuntimeError, ValueError, IndexError) as error:
        says = " ".join(str(error).split())
        if "channels, but got" in says:
            mistake(
                "channels_do_not_fit",
                f"Two layers do not fit: a convolution expects another number of channels than it "
                f"gets. ({says[:160]}) Its first argument is what the layer before gives.",
            )
        if "running_mean should contain" in says or "affine shape" in says:
            mistake(
                "norm_does_not_fit",
                "A BatchNorm has another number of channels than the layer before it gives: "
                f"{says[:120]}.",
            )
        if "2D or 3D input (got 4D" in says:
            mistake(
                "batchnorm_1d",
                "BatchNorm1d is for rows of numbers. After a convolution there are fields, "
                "(N, C, H, W): use nn.BatchNorm2d(C).",
            )
        if "4D input (got 2D" in says:
            mistake(
                "batchnorm_2d",
                "BatchNorm2d is for fields (N, C, H, W), and it gets rows (N, features): reshape "
                "first, or use nn.BatchNorm1d there.",
            )
        if "input to conv" in says or "expected 3D or 4D" in says.lower():
            mistake(
                "not_a_field",
                f"A convolution needs fields (N, C, H, W), and it gets something of another shape "
                f"({says[-60:]}). Rows of numbers become fields by "
                "`nn.Unflatten(1, (C, H, W))` or `.view(-1, C, H, W)`.",
            )
        if "Kernel size can't be greater" in says or "Output size is too small" in says:
            mistake(
                "image_used_up",
                "The image is already smaller than the next kernel: too many steps, or no "
                "padding. Follow the size through your layers with `conv_size`.",
            )
        if "unflatten" in says:
            mistake(
                "reshape_does_not_fit",
                f"Unflatten does not fit: {says[:160]}. The layer before must give C * H * W.",
            )
        raise


def expect_trainable(net: nn.Module, output: Tensor, name: str) -> None:
    """Gradients reach weights, and all of them are the network's own."""
    if not output.requires_grad:
        mistake(
            "no_gradient",
            f"No gradient flows back through {name}: take `detach`, `no_grad`, `.data` and NumPy "
            "out of `forward`.",
        )
    own = {id(p) for p in net.parameters()}
    waiting, seen = [output.grad_fn], set()
    while waiting:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        leaf = getattr(node, "variable", None)  # only where the graph ends, at a weight
        if leaf is not None and id(leaf) not in own:
            mistake(
                "hidden_layers",
                f"{name} uses layers that PyTorch does not know of, so they would never be "
                "trained. A plain Python list hides them: use nn.Sequential or nn.ModuleList, "
                "and make layers in `__init__`.",
            )
        waiting += [parent for parent, _ in node.next_functions]


def expect_slope_at_images(D: nn.Module, x: Tensor) -> None:
    """Gradients reach the images too: through them G learns."""
    x = x.clone().requires_grad_(True)
    weighted = D(x) * torch.linspace(1, 2, len(x))  # a plain sum is blind to D(x) - D(x).mean()
    (slope,) = torch.autograd.grad(weighted.sum(), x, allow_unused=True)
    if slope is None or not bool(slope.any()):
        mistake(
            "no_gradient",
            "No gradient flows back through D to its images, and that is how G learns. Take "
            "`detach`, comparisons and rounding out of `forward`.",
        )


def expect_slope_at_z(G: nn.Module, z: Tensor, nz: int | None = None) -> None:
    """Gradients reach z, so nothing cuts G in two; without them its first layers never learn.

    They reach each of its first nz numbers (default: all).
    """
    z = z.clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(G(z).square().sum(), z, allow_unused=True)
    if slope is None:
        mistake(
            "no_gradient",
            "Something cuts G in two: the gradient reaches its last layers and never comes to the "
            "first ones, which would not learn. Take `detach`, `no_grad`, `.data` and NumPy out "
            "of `forward`.",
        )
    reached = slope[:, :nz].any(0)
    if not reached.all():
        mistake(
            "ignores_z",
            f"G does not use {int((~reached).sum())} of the {len(reached)} numbers of z: each of "
            "them must reach the first layer.",
        )


def expect_sees_all(D: nn.Module, x: Tensor) -> None:
    """A gradient reaches nearly every pixel; a row left over at the edge is common and harmless."""
    x = x.clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).sum(), x)
    seen = slope.abs().sum((0, 1)) > 0  # (H, W)
    unseen = int((~seen).sum())
    if unseen > seen.numel() // 5:
        mistake(
            "skips_pixels",
            f"D never looks at {unseen} of the {seen.numel()} pixels: its window jumps over them, "
            "or a part of its answers is thrown away. Choose a kernel at least as large as the "
            "stride, and use the whole field that is left.",
        )


def expect_convolution(output: Tensor, name: str, layer: str) -> None:
    """A convolution has a part in `output`, as a layer or as a function."""
    waiting, seen = [output.grad_fn], set()
    while waiting:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if "conv" in node.name().lower():
            return
        waiting += [parent for parent, _ in node.next_functions]
    mistake(
        "no_convolution",
        f"{name} works, but there is no convolution in it: it is an MLP as in lesson 02. Build it "
        f"from {layer} layers.",
    )


class Multiplications(TorchDispatchMode):
    """While entered, counts the multiplications of convolutions and of Linear layers.

    windows: how many convolutions had a kernel larger than one pixel
    """

    def __init__(self) -> None:
        super().__init__()
        self.windows = self.of_convolutions = self.of_linear = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        name = func.overloadpacket.__name__
        if name == "convolution":
            x, weight, transposed = args[0], args[1], args[6]
            places = x if transposed else result  # each has one weight[0] for each of its numbers
            self.of_convolutions += places.numel() * weight[0].numel()
            self.windows += weight[0, 0].numel() > 1
        elif name in ("addmm", "mm"):
            rows, columns = args[-2:]
            self.of_linear += rows.numel() * columns.shape[-1]
        return result


def count_multiplications(net: nn.Module, x: Tensor) -> Multiplications:
    """What net(x) multiplies in evaluation mode; the mode is put back."""
    training = net.training
    with torch.no_grad(), Multiplications() as counted:
        net.eval()(x)
    net.train(training)
    return counted


# What lets a sum stay a sum: behind these, autograd's names, a layer still meets the one before it.
SUMS = (
    *("View", "Reshape", "Unsafe", "Squeeze", "Unsqueeze", "Clone", "Alias", "Permute"),
    *("NativeBatchNorm", "CudnnBatchNorm", "Upsample", "PixelShuffle"),
    *("NativeGroupNorm", "NativeLayerNorm", "AvgPool", "AdaptiveAvgPool", "MeanBackward"),
    *("ConstantPad", "ReflectionPad", "ReplicationPad"),
)


def expect_activations_between(
    net: nn.Module, x: Tensor, name: str, put: str, sums: tuple[str, ...] = SUMS
) -> None:
    """No layer of `net` meets the layer before it with nothing but a norm between them.

    Kernels of one pixel and those of single channels may, since they are halves of one layer, and
    a Linear layer may lay z out as a field for a convolution.

    Args:
        name: what a hint calls `net`. put: the activation that the hint proposes.
        sums: what is no activation, as autograd's names begin.
    """
    net.eval()  # dropout between two layers is no activation either
    with torch.enable_grad():
        output = net(x)
    net.train()
    waiting, seen = [output.grad_fn], set()
    while waiting:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        waiting += [parent for parent, _ in node.next_functions]
        if not _is_full_layer(node):
            continue
        before = _ends_of_sums(_input_of(node), sums)
        lay_out = "Conv" in node.name() and all(
            end.name().startswith(("Addmm", "Mm")) for end in before
        )
        if not lay_out and _is_one_sum(before, sums):
            mistake(
                "activation_missing",
                f"Two layers of {name} follow each other without an activation between them: "
                f"together they can do no more than one. Put {put} there, behind the BatchNorm "
                "if there is one.",
            )


def _is_one_sum(ends: set[Any], sums: tuple[str, ...]) -> bool:
    """Whether what comes of autograd's nodes `ends` is a layer's sum, with no activation since.

    Of several, as in x + layer(x), none may be a layer with an activation of its own before it.
    """
    layers = [end for end in ends if _is_full_layer(end)]
    if len(ends) == 1:
        return bool(layers)
    return bool(layers) and all(_ends_of_sums(_input_of(layer), sums) <= ends for layer in layers)


def _ends_of_sums(node: Any, sums: tuple[str, ...]) -> set[Any]:
    """Where the ways back from autograd's `node` meet something else than sums.

    Ways that end at a weight or at the network's input are left out.
    """
    waiting, ends = [node], set()
    while waiting:
        node = waiting.pop()
        if node is None or hasattr(node, "variable"):
            continue
        summed = _summed(node, sums)
        if summed:
            waiting += summed
        else:
            ends.add(node)
    return ends


def _summed(node: Any, sums: tuple[str, ...]) -> list[Any]:
    """The nodes of whose outputs autograd's `node` makes a sum with fixed factors; else none."""
    inputs = [before for before, _ in node.next_functions]
    name = node.name()
    if name.startswith(sums):
        return inputs[:1]
    if name.startswith(("AddBackward", "SubBackward")):
        return inputs
    if name.startswith("MulBackward"):
        a, b = node._saved_self, node._saved_other  # the one is the factor of the other
        if _is_fixed(b, a):
            return inputs[:1]
        if _is_fixed(a, b):
            return inputs[1:]
    if name.startswith("DivBackward") and _is_fixed(node._saved_other, node._saved_self):
        return inputs[:1]
    return []


def _is_fixed(factor: Tensor | None, other: Tensor | None) -> bool:
    """Whether `factor` is the same for all samples: a constant or a weight, no activation."""
    if factor is None:
        return False
    if factor.dim() == 0 or (other is not None and factor.dim() < other.dim()):
        return True
    return bool((factor == factor[:1]).all())


def behind_last_layer(output: Tensor) -> Iterator[Any]:
    """Autograd's nodes between `output` and the last layer, the last first.

    Ends where two ways come together: which of them is the last layer's is anybody's guess.
    """
    node = output.grad_fn
    while node is not None and not node.name().startswith(_LAYERS):
        yield node
        ways = [way for way, _ in node.next_functions if way and not hasattr(way, "variable")]
        node = ways[0] if len(ways) == 1 else None


_LAYERS = ("Convolution", "Addmm", "Mm", "Bmm", "Mv", "Dot")


def _is_full_layer(node: Any) -> bool:
    """Whether autograd's `node` is a Linear layer, or a convolution with a larger kernel."""
    name = "" if node is None else node.name()
    if name.startswith("Convolution"):
        return node._saved_groups == 1 and node._saved_weight[0, 0].numel() > 1
    return name.startswith(("Addmm", "Mm"))


def _input_of(node: Any) -> Any:
    """The node that made the input of a layer's `node`."""
    place = 1 if node.name().startswith("Addmm") else 0  # before it stands the bias
    return node.next_functions[place][0]


@torch.no_grad()
def expect_sane_dropout(D: nn.Module, x: Tensor, last: str = "Linear") -> None:
    """Dropout, at work in training mode only, leaves something and spares the logits.

    last: what the hint calls D's last layer.
    """
    in_training, again = D(x), D(x)
    D.eval()
    in_use = D(x)
    D.train()
    if bool((in_training == in_training[0]).all()) and bool((in_use != in_use[0]).any()):
        mistake(
            "all_dropped",
            "In training mode `D(x)` is the same for every image: Dropout throws everything "
            "away. Its argument is the share that is dropped, such as 0.3.",
        )
    flickers = (in_training == 0) != (again == 0)  # a ReLU gives the same zeros in each call
    if bool(flickers.any()) and not bool((in_use == 0).any()):
        mistake(
            "dropout_last",
            f"In training mode some logits are exactly 0: Dropout after the last {last} throws "
            f"whole answers away. Nothing follows the last {last}.",
        )


def operations(output: Tensor) -> Iterator[str]:
    """Names of the operations behind `output`, the last first; reshapes are left out."""
    reshapes = ("View", "Reshape", "Unsafe", "Unsqueeze", "Squeeze", "Clone", "Select", "Alias")
    waiting, seen = [output.grad_fn], set()
    while waiting:
        node = waiting.pop(0)
        if node is None or node in seen:
            continue
        seen.add(node)
        if not node.name().startswith((*reshapes, "Permute", "torch::autograd")):
            yield node.name()
        waiting += [parent for parent, _ in node.next_functions]


NORM_OPERATIONS = ("NativeBatchNorm", "CudnnBatchNorm")  # autograd's names


def last_operations(output: Tensor) -> list[str]:
    """The names of the last two operations before `output`, the last first, reshapes left out."""
    names: list[str] = []
    node = output.grad_fn
    while node is not None and len(names) < 2:
        if not node.name().startswith(("View", "Reshape", "Unsafe", "Unsqueeze", "Clone")):
            names.append(node.name())
        node = node.next_functions[0][0] if node.next_functions else None
    return [*names, "", ""]


def pulled(
    make: Any, args: tuple[Any, ...], x: Tensor, sign: int, beyond: float = float("inf")
) -> Tensor:
    """What a fresh network gives for x after some steps that pull its output up (1) or down.

    No more steps are made when some output is beyond `beyond` (times sign), or when the output
    is at the end of its range: of a large network each step takes long.
    """
    net = build_net(make, *args)
    optimizer = torch.optim.Adam(net.parameters(), 0.04)
    before = None
    for _ in range(25):
        output = net(x)
        if (sign * output.detach()).max() > beyond:
            return output.detach()
        if before is not None and (output.detach() - before).abs().max() < 1e-4:
            return output.detach()
        before = output.detach()
        optimizer.zero_grad()
        (-sign * output.mean()).backward()
        optimizer.step()
    with torch.no_grad():
        return net(x)


@torch.no_grad()
def expect_own_samples(net: nn.Module, x: Tensor, call: str, gives: str, takes: str) -> Tensor:
    """In evaluation mode a sample's output is its own, and the same each time: net(x) then."""
    net.eval()
    output = net(x)
    expect_tensor(net(x[:1]), (1, *output.shape[1:]), f"`{call}` for a batch of one")
    if not torch.equal(net(x), output):
        mistake(
            "random_in_eval",
            f"In evaluation mode `{call}` changes from call to call. nn.Dropout as a layer stops "
            "by itself; F.dropout needs `training=self.training`; nothing else may be random.",
        )
    if not close(torch.cat([net(row) for row in x.split(1)]), output):
        mistake(
            "mixes_samples",
            f"The {gives} for one {takes} changes with the others in the batch. Keep the batch "
            "as the first dimension in every reshape, and transpose nothing.",
        )
    return output


@torch.no_grad()
def is_affine(function: Callable[[Tensor], Tensor], x: Tensor) -> bool:
    """Whether half-way between two inputs `function` is half-way between its outputs."""
    a, b = x[0::2][: len(x) // 2], x[1::2]
    f_a, f_b, f_middle = function(a), function(b), function((a + b) / 2)
    bend = (f_a + f_b - 2 * f_middle).abs().max()
    return bool(bend <= 1e-3 * (f_a - f_b).abs().max())


def kink_at_zero(D: nn.Module, x: Tensor) -> float:
    """D's slope just above logit 0, divided by its slope just below: 1 without a kink there."""
    D.eval()

    def slope(x: Tensor) -> tuple[Tensor, Tensor]:
        x = x.detach().requires_grad_(True)
        logits = D(x)
        (gradient,) = torch.autograd.grad(logits.sum(), x)
        return logits.detach().view(-1, 1, 1, 1), gradient

    def towards(x: Tensor, target: float) -> Tensor:
        for _ in range(30):  # Newton's steps: exact as soon as no hidden unit switches any more
            logits, gradient = slope(x)
            if ((logits - target).abs() < 1e-5).float().mean() > 0.8:
                break
            steepness = gradient.square().sum((1, 2, 3), keepdim=True).clamp_min(1e-12)  # no 0 / 0
            x = x - (logits - target) * gradient / steepness
        return x

    x = towards(x, 0.0)
    (above, slope_above), (below, slope_below) = (slope(towards(x, s * 1e-3)) for s in (1, -1))
    arrived = ((above - 1e-3).abs() < 1e-4) & ((below + 1e-3).abs() < 1e-4)
    ratios = slope_above.flatten(1).norm(dim=1) / slope_below.flatten(1).norm(dim=1)
    ratios = ratios[arrived.flatten()]
    return float(ratios.median()) if len(ratios) else 1.0


def expect_image_range(Generator: Any, nz: int, z: Tensor, last: str = "Linear") -> None:
    """`Generator(nz)` can reach -1 and 1, and nothing beyond; `last` names its last layer."""
    low = pulled(Generator, (nz,), z, -1, beyond=1.01).min()
    high = pulled(Generator, (nz,), z, 1, beyond=1.01).max()
    if high > 1.01 or low < -1.01:
        mistake(
            "range_unbounded",
            f"`G(z)` can leave the range of the data: a little training took it to "
            f"{low:.2f} and {high:.2f}, but images lie in [-1, 1]. Which activation ends there, "
            "and does anything follow it?",
        )
    if low > -0.01:
        mistake(
            "range_0_1",
            "`G(z)` never goes below 0, but the images lie in [-1, 1]: it could not even draw "
            "a black background. Which last activation reaches from -1 to 1?",
        )
    if low > -0.9 or high < 0.9:
        mistake(
            "range_narrow",
            f"`G(z)` stays between {low:.2f} and {high:.2f} whatever it learns, but the images "
            f"lie in [-1, 1]. Look at what comes after the last {last}.",
        )


def expect_logits(Discriminator: Any, D: nn.Module, x: Tensor, last: str = "Linear") -> None:
    """`D(x)` can be any number: no activation follows D's last layer, which `last` names.

    Args:
        D: a network that `Discriminator()` gave; it is left in evaluation mode.
        x: images (N, C, H, W), N >= 8; the first few serve where a few are enough.
    """
    few = x[:6]
    low = pulled(Discriminator, (), few, -1, beyond=1.01).min()
    high = pulled(Discriminator, (), few, 1, beyond=1.01).max()
    if low >= 0 and 0.5 < high <= 1:  # a ReLU that is always 0 is no sigmoid
        mistake(
            "sigmoid_in_d",
            "`D(x)` always lies between 0 and 1: these are probabilities, not logits. The loss "
            f"applies the sigmoid itself, so D ends with its last {last}.",
        )
    if low >= 0 or high <= 0:
        mistake(
            "one_sign_only",
            "`D(x)` has the same sign whatever D learns, so D can only ever say one thing. A "
            f"logit may be any number: D ends with its last {last}, without an activation.",
        )
    if low >= -1 and high <= 1:
        mistake(
            "bounded_logit",
            "`D(x)` never leaves [-1, 1]: D can never be sure. A logit may be any number: D ends "
            f"with its last {last}, without an activation.",
        )
    if not 2 / 3 < kink_at_zero(D, x) < 3 / 2:
        mistake(
            "leaky_relu_last",
            "`D(x)` bends at 0: negative logits are squeezed, positive ones are not, so D looks "
            f"unsure of every fake. No LeakyReLU after the last {last}.",
        )


def note_size(net: nn.Module, name: str, t: Trial, few: int = 10_000) -> None:
    """A note about a network with fewer than `few` weights, or with too many for a CPU."""
    count = count_parameters(net)
    if count < few:
        t.note(f"A small {name} ({count:,} weights): try twice as many channels.")
    if count > 6_000_000:
        t.note(f"A large {name} ({count:,} weights): without a GPU its training takes long.")
