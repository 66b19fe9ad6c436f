"""3.3 and 3.4: the convolutional pair, judged by what it does with random inputs."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._nets import (
    IMAGE,
    NORM_OPERATIONS,
    build_generator,
    count_multiplications,
    expect_activations_between,
    expect_convolution,
    expect_image_range,
    expect_logits,
    expect_own_samples,
    expect_sane_dropout,
    expect_sees_all,
    expect_slope_at_images,
    expect_slope_at_z,
    expect_trainable,
    is_affine,
    last_operations,
    note_size,
    operations,
    pass_through,
)
from gan_lab.checks._tools import build_net, expect_tensor
from gan_lab.models import cnn

NORMS = (
    nn.BatchNorm1d | nn.BatchNorm2d | nn.LayerNorm | nn.GroupNorm | nn.InstanceNorm2d,
    nn.BatchNorm1d | nn.BatchNorm2d,
)


@exercise(
    "3.3",
    answer="Generator",
    reference=cnn.Generator,
    title="A generator that paints with stamps",
    points=3,
    minutes=12,
    difficulty=3,
)
def check_generator(Generator: Any, t: Trial) -> None:
    nz, n = t.integer(5, 60), t.integer(4, 9)
    G = build_generator(Generator, nz)
    z = t.normal(n, nz)
    x = pass_through(
        G,
        z,
        f"`Generator({nz})` cannot take z of shape {(n, nz)}: the first layer has `nz` inputs, "
        "and each layer takes as much as the one before it gives.",
    )
    if isinstance(x, Tensor) and x.shape == (n, 784):
        mistake(
            "flat_images",
            f"`G(z)` has shape {(n, 784)}: rows of numbers, not images. Here the shape "
            f"{(n, *IMAGE)} comes from the last transposed convolution.",
        )
    if isinstance(x, Tensor) and x.shape == (n, 28, 28):
        mistake(
            "no_channel",
            f"`G(z)` has shape {(n, 28, 28)}: the channel is missing. A grey image is {IMAGE}: "
            "channel, row, column.",
        )
    if isinstance(x, Tensor) and x.dim() == 4 and x.shape[2:] == (28, 28) and x.shape[1] != 1:
        mistake(
            "many_channels",
            f"`G(z)` has {x.shape[1]} channels: a grey image has one. The last layer gives 1.",
        )
    if isinstance(x, Tensor) and x.dim() == 4 and x.shape[2:] != (28, 28):
        mistake(
            "wrong_image_size",
            f"`G(z)` gives images of {x.shape[2]} x {x.shape[3]} pixels, and 28 x 28 are wanted. "
            "Follow the size through your layers with `conv_transpose_size`.",
        )
    x = expect_tensor(x, (n, *IMAGE), "`G(z)`")
    expect_trainable(G, x, "G")
    expect_convolution(x, "G", "nn.ConvTranspose2d")
    _expect_window(G, z, "G")
    last = last_operations(x)

    expect_image_range(Generator, nz, z, "convolution")
    x = expect_own_samples(G, z, "G(z)", "image", "z")
    if float((x[0] - x[1]).abs().max()) < 1e-7:
        mistake("ignores_z", "`G(z)` is the same image for every z: is z used in `forward`?")
    expect_slope_at_z(G, z)
    same = (x.amax(0) - x.amin(0)) < 1e-7
    if same.float().mean() > 0.04:
        mistake(
            "holes",
            f"{int(same.sum())} of the 784 pixels are the same for every z: no stamp reaches them. "
            "Choose a kernel at least as large as the stride, and let the last layer give all "
            "28 x 28 pixels, without a border of constants.",
        )
    if is_affine(lambda z: torch.atanh(G(z).clamp(-0.99999, 0.99999)), z):
        mistake(
            "no_activation",
            "Apart from its last step your G only multiplies and adds: several such layers in a "
            "row are no more than one. Put an activation such as ReLU between them.",
        )
    expect_activations_between(G, z, "G", "nn.ReLU()")
    if last[0].startswith(("Clamp", "Hardtanh")):
        t.note(
            "A range cut off by force has no slope outside: a pixel beyond -1 or 1 learns nothing "
            "any more. tanh bends softly."
        )
    if last[0].startswith("Tanh") and "Relu" in last[1]:
        t.note(
            "An activation stands between the last convolution and tanh: it squeezes the dark "
            "half of the range. Let tanh follow the convolution at once."
        )
    if last[0].startswith("Tanh") and "BatchNorm" in last[1]:
        t.note(
            "BatchNorm stands right before tanh: it forces the whole batch to one brightness. The "
            "DCGAN paper leaves it out at G's end."
        )
    if not any(isinstance(m, NORMS[0]) for m in G.modules()):
        t.note("No BatchNorm: it works, but the first garments take much longer to appear.")
    if any(isinstance(m, NORMS[1]) and m.eps > 0.01 for m in G.modules()):
        t.note(
            "The second argument of BatchNorm2d is eps, a tiny number that avoids a division by "
            "zero. If you meant the momentum, write `momentum=...`."
        )
    note_size(G, "G", t)


@exercise(
    "3.4",
    answer="Discriminator",
    reference=cnn.Discriminator,
    title="A discriminator that looks at neighbours",
    points=2,
    minutes=8,
    difficulty=2,
)
def check_discriminator(Discriminator: Any, t: Trial) -> None:
    n = t.integer(4, 9)
    D = build_net(Discriminator)
    x = 2 * t.uniform(n, *IMAGE) - 1
    logits = pass_through(
        D,
        x,
        "The Linear layer of `Discriminator()` has the wrong number of inputs. It gets all "
        "channels of all pixels that are left: channels * size * size, the size by `conv_size`.",
    )
    if isinstance(logits, Tensor) and logits.dim() == 4 and logits.shape[2] * logits.shape[3] > 1:
        mistake(
            "map_of_logits",
            f"`D(x)` has shape {tuple(logits.shape)}: a whole field of answers for each image. One "
            "is wanted: end with nn.Flatten and a Linear layer with one output.",
        )
    if isinstance(logits, Tensor) and logits.shape == (n, 1, 1, 1):
        mistake(
            "extra_dimension",
            f"`D(x)` has shape {(n, 1, 1, 1)}, expected {(n,)}: `.flatten(1).squeeze(1)` or "
            "`.view(-1)` takes the three dimensions of size 1 away.",
        )
    if isinstance(logits, Tensor) and logits.dim() == 2 and logits.shape[1] > 1:
        mistake(
            "many_outputs",
            f"`D(x)` gives {logits.shape[1]} numbers for each image. One is enough: above 0 for "
            "'real', below 0 for 'generated'.",
        )
    if isinstance(logits, Tensor) and logits.dim() == 1 and len(logits) > n:
        mistake(
            "mixes_samples",
            f"`D(x)` gives {len(logits)} numbers for {n} images. Keep the batch as the first "
            "dimension in every reshape.",
        )
    logits = expect_tensor(logits, (n,), "`D(x)`")
    expect_trainable(D, logits, "D")
    expect_convolution(logits, "D", "nn.Conv2d")
    _expect_window(D, x, "D")
    expect_sane_dropout(D, 2 * t.uniform(64, *IMAGE) - 1, "layer")
    last = next(operations(logits), "")
    if last.startswith("Relu"):
        mistake(
            "one_sign_only",
            "A ReLU stands after D's last layer: `D(x)` is never below 0, so D can only ever say "
            "'real'. A logit may be any number: D ends with its last layer.",
        )
    if last.startswith(NORM_OPERATIONS):
        mistake(
            "norm_last",
            "BatchNorm stands at D's end: every batch gets mean 0 then, whether it is real or "
            "generated, and D can say nothing. D ends with the plain numbers of its last layer.",
        )
    if last.startswith(("NativeLayerNorm", "NativeGroupNorm")):
        mistake(
            "norm_last",
            "A norm stands at D's end: of one number for each image it leaves the same one every "
            "time, and D can say nothing. D ends with the plain numbers of its last layer.",
        )
    if last.startswith(("Elu", "Softplus", "Silu", "Gelu")):  # bent, with a kink or without
        mistake(
            "activation_last",
            "An activation stands after D's last layer and squeezes negative logits. D ends with "
            "the plain numbers of that layer.",
        )
    expect_slope_at_images(D, x)
    expect_own_samples(D, x, "D(x)", "logit", "image")
    expect_logits(Discriminator, D, 2 * t.uniform(8, *IMAGE) - 1, "layer")
    expect_sees_all(D, 2 * t.uniform(16, *IMAGE) - 1)
    if is_affine(D, 3 * x):
        mistake(
            "no_activation",
            "Your D only multiplies and adds: several such layers in a row are no more than one. "
            "Put an activation such as LeakyReLU between them.",
        )
    expect_activations_between(D, x, "D", "nn.LeakyReLU(0.2)")
    if any(isinstance(m, NORMS[1]) and m.eps > 0.01 for m in D.modules()):
        t.note(
            "The second argument of BatchNorm2d is eps, a tiny number that avoids a division by "
            "zero. If you meant the momentum, write `momentum=...`."
        )
    note_size(D, "D", t)


def _expect_window(net: nn.Module, x: Tensor, name: str) -> None:
    """Some convolution sees more than one pixel at a time."""
    if not count_multiplications(net, x).windows:
        mistake(
            "kernel_of_one",
            f"The convolutions of {name} have kernels of 1 x 1: they look at one pixel at a time "
            "and know of no neighbours. Give one a larger kernel, such as 3 or 4.",
        )
