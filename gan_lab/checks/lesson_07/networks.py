"""7.2 and 7.3: the pair that is told labels, judged by what it does with random ones."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._nets import (
    IMAGE,
    NORM_OPERATIONS,
    expect_activations_between,
    expect_image_range,
    expect_logits,
    expect_own_samples,
    expect_sane_dropout,
    expect_sees_all,
    expect_slope_at_images,
    expect_slope_at_z,
    expect_trainable,
    is_affine,
    note_size,
    operations,
)
from gan_lab.checks._tools import build_net, close, expect_tensor
from gan_lab.models import conditional
from gan_lab.models.summary import count_parameters


class ToldInZ(nn.Module):
    """A conditional G as a network of one argument: the last column of its z is the label.

    So the checks of plain generators serve here too, and each sample keeps its label.
    """

    def __init__(self, G: nn.Module) -> None:
        super().__init__()
        self.G = G

    def forward(self, packed: Tensor) -> Tensor:
        return self.G(packed[:, :-1], packed[:, -1].detach().round().long())


class ToldInImage(nn.Module):
    """A conditional D as a network of one argument: below each image stands its label."""

    def __init__(self, D: nn.Module) -> None:
        super().__init__()
        self.D = D

    def forward(self, packed: Tensor) -> Tensor:
        return self.D(packed[:, :, :28], packed[:, 0, 28, 0].detach().round().long())


class OneLabel(nn.Module):
    """A conditional network with one and the same label for every sample."""

    def __init__(self, net: nn.Module, label: int) -> None:
        super().__init__()
        self.net, self.label = net, label

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x, torch.full((len(x),), self.label))


def _pack_images(x: Tensor, labels: Tensor) -> Tensor:
    """Images (N, 1, 28, 28) and labels (N,) -> (N, 1, 29, 28), as `ToldInImage` takes them."""
    below = torch.zeros(len(x), 1, 1, 28)
    below[:, 0, 0, 0] = labels.float()
    return torch.cat([x, below], dim=2)


def call(net: nn.Module, *args: Tensor, kind: str) -> Any:
    """net(*args), with the commonest errors of conditional networks put into words.

    kind: "G" or "D".
    """
    before = [a.clone() for a in args]
    try:
        output = net(*args)
    except (RuntimeError, ValueError, IndexError, TypeError) as error:
        _explain(error, kind)
        raise
    if not all(torch.equal(a, b) for a, b in zip(args, before, strict=True)):
        mistake("changes_input", f"{kind} changes the tensors that were handed in: work on copies.")
    if not net.training:
        mistake(
            "eval_in_forward",
            f"{kind} switches itself to evaluation mode: leave the mode to whoever calls it.",
        )
    return output


def _explain(error: Exception, kind: str) -> None:
    says = " ".join(str(error).split())
    if (
        "index out of range" in says
        or "out of bounds" in says
        or "smaller than num_classes" in says
    ):
        mistake(
            "fixed_n_classes",
            f"{kind} was made for another number of classes than it was told, and meets a label "
            "that it has no room for. Use `n_classes`, never a number.",
        )
    if "mat1 and mat2" in says:
        mistake(
            "sizes_do_not_fit",
            f"A Linear layer of {kind} gets another number of inputs than it was made for: {says}. "
            + ("The first one takes z *and* the label's numbers." if kind == "G" else ""),
        )
    if "channels, but got" in says:
        mistake(
            "channels_do_not_fit",
            f"A convolution of {kind} gets another number of channels than it was made for "
            f"({says[-90:]}). A label's plane is one more channel.",
        )
    if "must match except in dimension" in says or "Sizes of tensors must match" in says:
        mistake(
            "cat_does_not_fit",
            f"`torch.cat` cannot put these side by side: {says[:140]}. Features stand in "
            "dimension 1; the batch, dimension 0, stays as it is.",
        )
    if "same number of dimensions" in says:
        mistake(
            "label_is_no_plane",
            f"`torch.cat` needs tensors with equally many dimensions: {says[:120]}. Beside z "
            "(N, nz) stands a row (N, E); beside an image (N, 1, 28, 28) a plane (N, 1, 28, 28).",
        )
    if "invalid for input of size" in says:
        mistake(
            "reshape_does_not_fit",
            f"A reshape does not fit ({says}). The batch size is free: write -1 in its place.",
        )
    if "Expected tensor for argument #1 'indices'" in says:
        mistake(
            "embeds_floats",
            "nn.Embedding takes labels, whole numbers, and it got floats here: is the label "
            "embedded twice, or are z and labels exchanged?",
        )


@exercise(
    "7.2",
    answer="Generator",
    reference=conditional.Generator,
    title="A generator that takes orders",
    points=3,
    minutes=10,
    difficulty=3,
)
def check_generator(Generator: Any, t: Trial) -> None:
    nz, n_classes, n = t.integer(5, 60), t.integer(12, 16), t.integer(4, 7)
    G: Any = build_net(Generator, nz, n_classes)
    z, labels = t.normal(n, nz), torch.randint(0, n_classes, (n,), generator=t.generator)
    labels[0] = n_classes - 1
    e = _expect_embed(G, labels, n_classes)
    if not callable(getattr(G, "draw", None)):
        mistake("no_draw", "G has no method `draw(z, e)`: it makes images of z and label vectors.")
    x = call(G, z, labels, kind="G")
    _name_image_shape(x, n)
    x = expect_tensor(x, (n, *IMAGE), "`G(z, labels)`")
    expect_trainable(G, x, "G")
    packed = torch.cat([z, labels.float().view(-1, 1)], dim=1)

    def make(*_: Any) -> nn.Module:
        return ToldInZ(build_net(Generator, nz, n_classes))

    expect_image_range(make, nz, packed[:5], "layer")
    told = ToldInZ(G)
    expect_own_samples(told, packed, "G(z, labels)", "image", "z")
    _expect_uses_both(G, z, n_classes)
    expect_slope_at_z(told, packed, nz)
    _expect_all_of_z(G, z, labels)
    _expect_no_cut(G, z, labels, kind="G")
    if not close(G(z, labels), G.draw(z, e)):
        mistake(
            "forward_differs",
            "`G(z, labels)` and `G.draw(z, G.embed(labels))` give different images. `forward` only "
            "calls the two: leave it as it was.",
        )
    _expect_slope_at_vectors(G, z, e)
    one = OneLabel(G, 1)
    if is_affine(lambda z: torch.atanh(one(z).clamp(-0.99999, 0.99999)), z):
        mistake(
            "no_activation",
            "Apart from its last step your G only multiplies and adds: several such layers in a "
            "row are no more than one. Put an activation such as ReLU between them.",
        )
    expect_activations_between(told, packed, "G", "nn.ReLU()")
    note_size(G, "G", t, few=3_000)


def _expect_embed(G: Any, labels: Tensor, n_classes: int) -> Tensor:
    """The label vectors (N, E) of `G.embed`, floats that tell the classes apart."""
    if not callable(getattr(G, "embed", None)):
        mistake(
            "no_embed",
            "G has no `embed`: `self.embed = nn.Embedding(n_classes, E)` in `__init__`, or a "
            "method `embed(self, labels)`.",
        )
    if isinstance(G.embed, nn.Embedding) and G.embed.num_embeddings < n_classes:
        if G.embed.embedding_dim == n_classes:
            mistake(
                "embedding_turned_round",
                "nn.Embedding takes the number of classes first, then the length of a vector.",
            )
        mistake(
            "fixed_n_classes",
            f"Your embedding has {G.embed.num_embeddings} rows, and there are {n_classes} classes: "
            "`nn.Embedding(n_classes, ...)`.",
        )
    e = call_embed(G, labels)
    if isinstance(e, Tensor) and (e.dim() != 2 or len(e) != len(labels)):
        mistake(
            "embed_not_rows",
            f"`G.embed(labels)` has shape {tuple(e.shape)}: a row of numbers for each label is "
            f"wanted, ({len(labels)}, E).",
        )
    e = expect_tensor(e, tuple(getattr(e, "shape", (len(labels), 1))), "`G.embed(labels)`", None)
    if not e.is_floating_point():
        mistake(
            "ints_not_floats",
            f"`G.embed(labels)` is {e.dtype}. Use float32: later we mix two classes, half and "
            "half.",
        )
    table = call_embed(G, torch.arange(n_classes)).detach()
    steps = table[1:] - table[:-1]
    if bool(steps.any()) and close(steps, steps[:1].expand_as(steps)):
        mistake(
            "label_as_number",
            "The label goes in as a number: class 8 is then twice class 4, and class 5 lies "
            "between 4 and 6. But classes have no order. Use a row of numbers for each: "
            "nn.Embedding, or your `one_hot`.",
        )
    return e


def call_embed(G: Any, labels: Tensor) -> Tensor:
    try:
        return G.embed(labels)
    except (RuntimeError, ValueError, IndexError) as error:
        _explain(error, "G")
        raise


def _name_image_shape(x: Any, n: int) -> None:
    if isinstance(x, Tensor) and x.shape == (n, 784):
        mistake(
            "flat_images",
            f"`G(z, labels)` has shape {(n, 784)}: give each row the shape {IMAGE} at the end.",
        )
    if isinstance(x, Tensor) and x.shape == (n, 28, 28):
        mistake("no_channel", f"The channel is missing: a grey image is {IMAGE}.")
    if isinstance(x, Tensor) and x.dim() == 4 and x.shape[2:] != (28, 28):
        mistake(
            "wrong_image_size",
            f"`G(z, labels)` gives images of {x.shape[2]} x {x.shape[3]} pixels: 28 x 28 are "
            "wanted. Follow the size through your layers, as in lesson 03.",
        )


def _expect_all_of_z(G: nn.Module, z: Tensor, labels: Tensor) -> None:
    z = z.clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(G(z, labels).square().sum(), z)
    unused = int((slope == 0).all(0).sum())
    if unused:
        mistake(
            "ignores_z",
            f"{unused} of the {z.shape[1]} numbers of each z change nothing in the image. Let the "
            "whole of z go in, and the label's vector beside it.",
        )


def _expect_no_cut(net: nn.Module, *args: Tensor, kind: str) -> None:
    """In evaluation mode: each weight that plays a part can be learnt, if it is not frozen."""
    weights = [p for p in net.parameters() if p.requires_grad]
    output = net(*args)
    slopes = torch.autograd.grad(output.square().sum(), weights, allow_unused=True)
    for weight, slope in zip(weights, slopes, strict=True):
        if slope is None and _plays_a_part(weight, net, args, output):
            mistake(
                "vectors_cut_off",
                f"Some weights of {kind}, such as the labels' vectors, play a part in its output, "
                "and no gradient reaches them: they would stay what they were by chance. Take "
                "`detach`, `.data` and `no_grad` out.",
            )


@torch.no_grad()
def _plays_a_part(weight: Tensor, net: nn.Module, args: tuple[Tensor, ...], output: Tensor) -> bool:
    """Whether the output changes with `weight`."""
    before = weight.clone()
    weight.add_(1)
    changed = not close(net(*args), output, 1e-6)
    weight.copy_(before)
    return changed


def _expect_slope_at_vectors(G: Any, z: Tensor, e: Tensor) -> None:
    """Gradients reach the label vectors, which could not be learnt otherwise."""
    e = e.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(G.draw(z, e).square().sum(), e, allow_unused=True)
    if slope is None or not bool(slope.any()):
        mistake(
            "vectors_cut_off",
            "No gradient gets from the image to the label's vector, so the vectors would stay what "
            "they were by chance. Take `detach`, `.long()` and rounding out of `draw`.",
        )


@torch.no_grad()
def _expect_uses_both(G: nn.Module, z: Tensor, n_classes: int) -> None:
    """In evaluation mode the image changes with z, and with each label."""
    z1 = z[:1].expand(n_classes, -1)
    every = G(z1, torch.arange(n_classes))
    if close(every, every[:1].expand_as(every), 1e-7):
        mistake(
            "ignores_label",
            "`G(z, labels)` is the same image for every label: does the label's vector go into the "
            "first layer?",
        )
    distances = torch.cdist(every.flatten(1), every.flatten(1)) + torch.eye(n_classes)
    if bool((distances < 1e-6).any()):
        mistake(
            "same_vectors",
            "Two of the classes give exactly the same image: they have the same vector. Each class "
            "needs one of its own.",
        )
    one = OneLabel(G, 0)(z)
    if close(one, one[:1].expand_as(one), 1e-7):
        mistake(
            "ignores_z",
            "For one label `G(z, labels)` is the same image whatever z is: then it could only draw "
            "one picture a class. Both go in.",
        )


@exercise(
    "7.3",
    answer="Discriminator",
    reference=conditional.Discriminator,
    title="A discriminator that reads the label",
    points=3,
    minutes=10,
    difficulty=3,
)
def check_discriminator(Discriminator: Any, t: Trial) -> None:
    expect_conditional_discriminator(Discriminator, t)
    few, many = (build_net(Discriminator, n) for n in (12, 15))
    if count_parameters(few) == count_parameters(many):
        if _count_fixed(few) != _count_fixed(many):
            mistake(
                "never_learnt",
                "The numbers that your D keeps for each class are a plain tensor or a buffer, "
                "which no optimiser ever changes. They should be learnt like all other weights: "
                "nn.Embedding, or nn.Parameter.",
            )
        mistake(
            "label_as_number",
            "Your D has as many weights for 12 classes as for 15, so the label goes in as a "
            "number: class 8 is then twice class 4. But classes have no order. Use nn.Embedding, "
            "or your `one_hot`: then each class has weights of its own.",
        )


def _count_fixed(net: nn.Module) -> int:
    """How many numbers `net` keeps that are no weights."""
    kept = [v for m in net.modules() for v in vars(m).values() if isinstance(v, Tensor)]
    return sum(v.numel() for v in (*kept, *net.buffers()))


def expect_conditional_discriminator(Discriminator: Any, t: Trial) -> nn.Module:
    """`Discriminator(n_classes)` judges image and label together. Gives one, in evaluation mode."""
    n_classes, n = t.integer(12, 16), t.integer(4, 7)
    D = build_net(Discriminator, n_classes)
    x, labels = _labelled(n, n_classes, t)
    logits = call(D, x, labels, kind="D")
    _name_logit_shape(logits, n, n_classes)
    logits = expect_tensor(logits, (n,), "`D(x, labels)`")
    expect_trainable(D, logits, "D")

    def make(*_: Any) -> nn.Module:
        return ToldInImage(build_net(Discriminator, n_classes))

    told, packed = ToldInImage(D), _pack_images(x, labels)
    expect_sane_dropout(told, _pack_images(*_labelled(24, n_classes, t)), "layer")
    _expect_plain_end(logits)
    expect_slope_at_images(told, packed)
    expect_own_samples(told, packed, "D(x, labels)", "logit", "image")
    _expect_reads_label(D, x, n_classes)
    _expect_no_cut(D, x, labels, kind="D")
    expect_logits(make, told, _pack_images(*_labelled(6, n_classes, t)), "layer")
    one = OneLabel(D, 1)
    expect_sees_all(one, 2 * t.uniform(8, *IMAGE) - 1)
    if is_affine(one, 3 * x):
        mistake(
            "no_activation",
            "For one label your D only multiplies and adds: several such layers in a row are no "
            "more than one. Put an activation such as LeakyReLU between them.",
        )
    expect_activations_between(told, packed, "D", "nn.LeakyReLU(0.2)")
    D.eval()
    note_size(D, "D", t, few=3_000)
    return D


def _labelled(n: int, n_classes: int, t: Trial) -> tuple[Tensor, Tensor]:
    """Random images (n, 1, 28, 28), and labels (n,) of which one is the last class."""
    labels = torch.randint(0, n_classes, (n,), generator=t.generator)
    labels[0] = n_classes - 1
    return 2 * t.uniform(n, *IMAGE) - 1, labels


def _name_logit_shape(logits: Any, n: int, n_classes: int) -> None:
    if isinstance(logits, Tensor) and logits.shape == (n, n_classes):
        mistake(
            "logit_for_each_class",
            f"`D(x, labels)` has shape {(n, n_classes)}: one number for each class. Wanted is one "
            "logit for each image: how well it fits *its* label.",
        )
    if isinstance(logits, Tensor) and logits.shape == (n, 1, 1, 1):
        mistake("extra_dimension", f"The shape is {(n, 1, 1, 1)}: `.view(-1)` makes it {(n,)}.")
    if isinstance(logits, Tensor) and logits.shape == (n, n):
        mistake(
            "every_pair",
            f"`D(x, labels)` has shape {(n, n)}: a number for each pair of an image and a label. "
            "Does a row (N,) meet a column (N, 1) somewhere?",
        )
    if isinstance(logits, Tensor) and logits.dim() == 1 and len(logits) > n:
        mistake(
            "mixes_samples",
            f"`D(x, labels)` gives {len(logits)} numbers for {n} images. Keep the batch as the "
            "first dimension in every reshape.",
        )


def _expect_plain_end(logits: Tensor) -> None:
    last = next(operations(logits), "")
    if last.startswith("Relu"):
        mistake("one_sign_only", "A ReLU stands after D's last layer: logits may be negative.")
    if last.startswith(NORM_OPERATIONS):
        mistake("norm_last", "BatchNorm stands at D's end. D ends with its last layer.")


def _expect_reads_label(D: nn.Module, x: Tensor, n_classes: int) -> None:
    """In evaluation mode the label changes the logit, and what D asks of the image."""

    def slope(label: int) -> tuple[Tensor, Tensor]:
        image = x[:2].clone().requires_grad_(True)  # a few are enough, and each class takes time
        logits = OneLabel(D, label)(image)
        (gradient,) = torch.autograd.grad(logits.sum(), image)
        return logits.detach(), gradient

    logits, slopes = (torch.stack(each) for each in zip(*map(slope, range(n_classes)), strict=True))
    if close(logits, logits[:1].expand_as(logits), 1e-7):
        mistake(
            "ignores_label",
            "`D(x, labels)` is the same for every label. Then nobody ever tells G that it drew a "
            "bag where a boot was asked for.",
        )
    again = torch.equal(logits[10:], logits[: n_classes - 10])  # n_classes is 12 at least
    if again and len(logits[:10].unique(dim=0)) == 10:
        mistake(
            "fixed_n_classes",
            f"Your D reckons with ten classes: class 10 counts as class 0 again. There are "
            f"{n_classes} here: use `n_classes`, and the labels as they are.",
        )
    if len(logits.unique(dim=0)) < n_classes:
        mistake(
            "same_vectors",
            "Some classes get exactly the same logits for all images, as if they were one. Each "
            "class needs a vector of its own.",
        )
    if close(slopes / slopes.abs().max(), slopes[:1].expand_as(slopes) / slopes.abs().max(), 1e-5):
        mistake(
            "label_only_added",
            "The label moves D's logit, but by the same amount for every image: D(x, y) is one "
            "number for x plus one for y. So D cannot say that image and label do not *fit*, and "
            "the gradient that G gets does not know the label. Let the two meet before an "
            "activation: a plane beside the image, or a layer that sees features and label.",
        )
