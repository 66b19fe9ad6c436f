"""2.1 and 2.2: the networks, judged by what they do with random inputs."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._nets import (
    IMAGE,
    build_generator,
    expect_activations_between,
    expect_image_range,
    expect_logits,
    expect_own_samples,
    expect_sane_dropout,
    expect_slope_at_images,
    expect_trainable,
    forward,
    is_affine,
    last_operations,
    pass_through,
)
from gan_lab.checks._tools import build_net, expect_tensor
from gan_lab.models import mlp
from gan_lab.models.summary import count_parameters


@exercise(
    "2.1",
    answer="Generator",
    reference=mlp.Generator,
    title="The generator",
    points=2,
    minutes=8,
    difficulty=2,
)
def check_generator(Generator: Any, t: Trial) -> None:
    nz, n = t.integer(5, 60), t.integer(4, 9)
    G = build_generator(Generator, nz)
    z = t.normal(n, nz)
    x = pass_through(
        G,
        z,
        f"`Generator({nz})` cannot take z of shape {(n, nz)}: the first Linear has `nz` inputs, "
        "and each layer takes as many numbers as the one before it gives.",
    )
    if isinstance(x, Tensor) and x.shape == (n, 784):
        mistake(
            "flat_images",
            f"`G(z)` has shape {(n, 784)}: the 784 numbers are not yet an image. Give each row "
            f"the shape {IMAGE} at the end.",
        )
    if isinstance(x, Tensor) and x.shape == (n, 28, 28):
        mistake(
            "no_channel",
            f"`G(z)` has shape {(n, 28, 28)}: the channel is missing. A grey image is {IMAGE}: "
            "channel, row, column.",
        )
    x = expect_tensor(x, (n, *IMAGE), "`G(z)`")
    expect_trainable(G, x, "G")
    last = last_operations(x)

    expect_image_range(Generator, nz, z)
    x = expect_own_samples(G, z, "G(z)", "image", "z")
    if float((x[0] - x[1]).abs().max()) < 1e-7:
        mistake("ignores_z", "`G(z)` is the same image for every z: is z used in `forward`?")
    if is_affine(lambda z: torch.atanh(G(z).clamp(-0.99999, 0.99999)), z):
        mistake(
            "no_activation",
            "Apart from its last step your G only multiplies and adds: several Linear layers in "
            "a row are no more than one. Put an activation such as ReLU between them.",
        )
    expect_activations_between(G, z, "G", "ReLU")
    if last[0].startswith(("Clamp", "Hardtanh")):
        t.note(
            "A range cut off by force has no slope outside: a pixel beyond -1 or 1 learns nothing "
            "any more. tanh bends softly."
        )
    if last[0].startswith("Tanh") and "Relu" in last[1]:
        t.note(
            "An activation stands between the last Linear and tanh: it squeezes the dark half of "
            "the range. Let tanh follow the Linear at once."
        )
    if not any(isinstance(m, nn.BatchNorm1d | nn.LayerNorm) for m in G.modules()):
        t.note("No BatchNorm: it works, but the first digits take much longer to appear.")
    if any(isinstance(m, nn.BatchNorm1d) and m.eps > 0.01 for m in G.modules()):
        t.note(
            "The second argument of BatchNorm1d is eps, a tiny number that avoids a division by "
            "zero. If you meant the momentum, write `momentum=...`."
        )
    if count_parameters(G) < 100_000:
        t.note(f"A small G ({count_parameters(G):,} weights): its digits will be rough.")


@exercise(
    "2.2",
    answer="Discriminator",
    reference=mlp.Discriminator,
    title="The discriminator",
    points=2,
    minutes=6,
    difficulty=2,
)
def check_discriminator(Discriminator: Any, t: Trial) -> None:
    n = t.integer(4, 9)
    D = build_net(Discriminator)
    x = 2 * t.uniform(n, *IMAGE) - 1
    logits = forward(
        D,
        x,
        f"`Discriminator()` cannot take images of shape {(n, *IMAGE)}: flatten each image to its "
        "784 numbers first, and let each layer take as many numbers as the one before it gives.",
    )
    if isinstance(logits, Tensor) and logits.dim() == 2 and logits.shape[1] > 1:
        mistake(
            "many_outputs",
            f"`D(x)` gives {logits.shape[1]} numbers for each image. One is enough: above 0 for "
            "'real', below 0 for 'generated'.",
        )
    expect_trainable(D, expect_tensor(logits, (n,), "`D(x)`"), "D")
    expect_sane_dropout(D, 2 * t.uniform(256, *IMAGE) - 1)
    expect_slope_at_images(D, x)

    expect_logits(Discriminator, D, 2 * t.uniform(16, *IMAGE) - 1)
    expect_own_samples(D, x, "D(x)", "logit", "image")
    if is_affine(D, 3 * x):
        mistake(
            "no_activation",
            "Your D only multiplies and adds: several Linear layers in a row are no more than "
            "one. Put an activation such as LeakyReLU between them.",
        )
    expect_activations_between(D, x, "D", "LeakyReLU")
    _expect_plain_end(D, x)
    if any(isinstance(m, nn.BatchNorm1d) for m in D.modules()):
        t.note(
            "BatchNorm in D lets each image's logit depend on the rest of its batch, and real "
            "and generated batches differ. It can work; most MLP discriminators do without."
        )
    if count_parameters(D) < 50_000:
        t.note(f"A small D ({count_parameters(D):,} weights): a weak judge teaches G little.")


def _expect_plain_end(D: nn.Module, x: Tensor) -> None:
    """D's logits are what its last layer gives: the same, neither multiplied nor moved."""
    D.eval()
    for bias in (p for p in D.parameters() if p.numel() == 1):
        slopes = [torch.autograd.grad(D(row).sum(), bias, allow_unused=True) for row in x.split(1)]
        values = [0.0 if slope is None else float(slope) for (slope,) in slopes]
        alike = max(values) - min(values) < 1e-4  # as of a bias that is added at the very end
        if alike and abs(values[0]) > 1e-4 and abs(values[0] - 1) > 1e-3:
            mistake(
                "changed_logits",
                f"What the last Linear gives is multiplied by {values[0]:.3g} before it comes "
                "back. Nothing follows the last layer: return it as it is.",
            )
    with torch.no_grad():
        for p in D.parameters():
            p.zero_()
        offset = float(D(x)[0])
    if abs(offset) > 1e-4:
        mistake(
            "changed_logits",
            f"Something adds {offset:.3g} to what the last Linear gives. Nothing follows the last "
            "layer: return it as it is.",
        )
