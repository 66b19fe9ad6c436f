"""9.5 and 9.7: find the bug in the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import expect_tensor
from gan_lab.checks.lesson_09._shared import random_batch


def judge_both(
    D: nn.Module, augment: Callable[[Tensor], Tensor], x_real: Tensor, x_fake: Tensor
) -> tuple[Tensor, Tensor]:
    """D's logits for real and generated images, both seen through `augment`."""
    return D(augment(x_real)), D(augment(x_fake))


class _Brightness(nn.Module):
    """A D whose logit is an image's mean: what was added to the image can be read from it."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(()))
        self.sizes: list[int] = []
        self.modes: list[bool] = []

    def forward(self, x: Tensor) -> Tensor:
        if x.dim() != 4:
            mistake("d_of_logits", f"D was handed a tensor of shape {tuple(x.shape)}, no images.")
        self.sizes.append(len(x))
        self.modes.append(self.training)
        return self.weight * x.mean((1, 2, 3))  # (N, C, H, W) -> (N,)


STEP = 10.0  # what this check's augmentation adds, give or take a little


@exercise(
    "9.5",
    answer="judge_both",
    reference=judge_both,
    title="Bug hunt: the leak",
    points=1,
    minutes=4,
    difficulty=2,
)
def check_judge_both(judge_both: Any, t: Trial) -> None:
    n, m = t.integer(4, 7), t.integer(8, 12)
    x_real, x_fake = (random_batch(t, k) + t.normal(k, 1, 1, 1) for k in (n, m))
    x_fake.requires_grad_(True)
    D = _Brightness()

    def augment(x: Tensor) -> Tensor:
        if x.dim() != 4:
            mistake(
                "augments_logits",
                "`augment` was handed D's answers. It changes images, before D sees them.",
            )
        return x + STEP + 0.02 * (t.uniform(len(x), 1, 1, 1) - 0.5)

    before = x_real.clone(), x_fake.detach().clone()
    found = judge_both(D, augment, x_real, x_fake)
    if found is None:
        mistake("returns_nothing", "Nothing comes back: is there a `return`?")
    if isinstance(found, Iterator):  # `d_real, d_fake = judge_both(...)` takes these too
        found = tuple(found)
    if not isinstance(found, tuple | list) or len(found) != 2:
        mistake("not_two", "Return two tensors: `return d_real, d_fake`.")
    if not torch.equal(x_real, before[0]) or not torch.equal(x_fake.detach(), before[1]):
        mistake("changes_input", "The images that were handed in have changed.")
    sizes = tuple(f.shape for f in found if isinstance(f, Tensor))
    if sizes == ((m,), (n,)):
        mistake("swapped", "The two results have changed places: real images come first.")
    if sizes in (((n,), (n,)), ((m,), (m,))):
        mistake("same_twice", "D judged the same images twice: x_real once and x_fake once.")
    d_real = expect_tensor(found[0], (n,), "`d_real`")
    d_fake = expect_tensor(found[1], (m,), "`d_fake`")
    added_real = (d_real.detach() - before[0].mean((1, 2, 3))) / STEP
    added_fake = (d_fake.detach() - before[1].mean((1, 2, 3))) / STEP
    real, fake = (_times(added) for added in (added_real, added_fake))
    if (real, fake) == (1, 0):
        mistake(
            "only_real",
            "D sees changed real images and unchanged generated ones. Then a change is a sign of "
            "'real', and G learns to draw it. Where else does `augment` belong?",
        )
    if (real, fake) == (0, 1):
        mistake(
            "only_fake",
            "Now only the generated images are changed, and D can tell them by that alone. Both "
            "need the change.",
        )
    if (real, fake) == (0, 0):
        mistake(
            "nothing_augmented",
            "Without any change nothing leaks, but D learns the few real images by heart again. "
            "Change both.",
        )
    if (real, fake) != (1, 1):
        if 2 in (real, fake) or 3 in (real, fake):
            mistake("augmented_twice", "Some images were changed more than once: `augment` is "
                    "needed once for each batch.")  # fmt: skip
        mistake(
            "other_images",
            "The results are not D's logits for `augment(x_real)` and `augment(x_fake)`: show D "
            "these images, in their order, and return its answers as they are.",
        )
    if not D.weight.requires_grad:
        mistake("left_frozen", "D's weights are frozen now: D could not learn. Freeze nothing.")
    slope, by_fake = _gradients(d_fake, x_fake, D.weight)
    if slope is None or not bool(slope.any()):
        mistake(
            "no_gradient",
            "No gradient comes back to x_fake. In G's step it must: `detach` and `no_grad` do not "
            "belong here.",
        )
    (by_real,) = _gradients(d_real, D.weight)
    for gradient, name in ((by_real, "x_real"), (by_fake, "x_fake")):
        if gradient is None or not bool(gradient.any()):
            mistake(
                "no_gradient",
                f"D could not learn from {name}: no gradient reaches its weights. No `no_grad` and "
                "no `detach` here, no frozen weights, and D itself, not a copy.",
            )
    if not D.training:
        mistake("left_in_eval", "D is left in evaluation mode: leave its mode alone.")
    if not all(D.modes):
        mistake(
            "eval_mode",
            "D judges in evaluation mode: its BatchNorm and Dropout then work as in use, not as in "
            "training. Leave its mode alone.",
        )
    if n + m in D.sizes:
        t.note(
            "You show D both batches as one. A BatchNorm in D would then mix real and generated "
            "images: two calls keep them apart."
        )


def _gradients(logits: Tensor, *by: Tensor) -> tuple[Tensor | None, ...]:
    """The gradients of logits.sum(); None where nothing leads there."""
    if not logits.requires_grad:
        return (None,) * len(by)
    return torch.autograd.grad(logits.sum(), by, allow_unused=True, retain_graph=True)


def _times(added: Tensor) -> int:
    """How often STEP was added to these logits; -1 when it is no whole number for all of them."""
    times = round(float(added.mean()))
    return times if float((added - times).abs().max()) < 0.003 and 0 <= times <= 3 else -1


def nearest(samples: Tensor, images: Tensor) -> tuple[Tensor, Tensor]:
    """For each sample the distance to the nearest image or mirror image, and that image's place."""
    x = samples.flatten(1)
    direct = torch.cdist(x, images.flatten(1))  # (N, M)
    mirrored = torch.cdist(x, images.flip(3).flatten(1))
    distances, indices = torch.minimum(direct, mirrored).min(1)
    return distances, indices


@exercise(
    "9.7",
    answer="nearest",
    reference=nearest,
    title="Bug hunt: nothing was copied",
    points=2,
    minutes=7,
    difficulty=2,
)
def check_nearest(nearest: Any, t: Trial) -> None:
    m, each = t.integer(20, 30), t.integer(2, 4)
    images = random_batch(t, m)
    order = torch.randperm(m, generator=t.generator)
    plain, mirror, upside = order.split([each, each, each, m - 3 * each])[:3]
    copies = torch.cat([images[plain], images[mirror].flip(3), images[upside].flip(2)])
    samples = torch.cat([copies, random_batch(t, 3)])
    samples = (samples + 0.005 * t.normal(*samples.shape)).clamp(-1, 1)
    n = len(samples)
    before = samples.clone(), images.clone()
    try:
        found = nearest(samples, images)
    except RuntimeError as error:
        if "same number of columns" in str(error) or "at least 2D" in str(error):
            mistake(
                "not_flat",
                "`torch.cdist` compares rows of numbers, and it got images: `images.flatten(1)` "
                "makes a row of each, on both sides. Mirror before you flatten.",
            )
        raise
    if found is None:
        mistake("returns_nothing", "Nothing comes back: is there a `return`?")
    if not isinstance(found, tuple | list) or len(found) != 2:
        mistake("not_two", "Return two tensors: `return distances, indices`.")
    if not torch.equal(samples, before[0]) or not torch.equal(images, before[1]):
        mistake("changes_input", "The images that were handed in have changed.")
    first, second = found
    if isinstance(first, Tensor) and isinstance(second, Tensor):
        if first.shape == (m,) and second.shape == (m,) and m != n:
            mistake(
                "wrong_way_round",
                f"One number for each of the {m} training images comes back. It should be one for "
                f"each of the {n} samples: take the minimum along the other dimension.",
            )
        if not first.is_floating_point() and second.is_floating_point():
            mistake("swapped", "The two results have changed places: distances come first.")
    distances = expect_tensor(first, (n,), "`distances`", dtype=None).float()
    indices = expect_tensor(second, (n,), "`indices`", dtype=None)
    if indices.dtype not in (torch.int64, torch.int32):
        mistake(
            "float_indices",
            f"The indices are {indices.dtype}, and `images[indices]` refuses them or takes them "
            "for something else. Indices are whole numbers: `.long()`.",
        )
    indices = indices.long()
    if bool((indices >= m).any()) or bool((indices < 0).any()):
        mistake(
            "index_of_mirror",
            f"Some index is {int(indices.max())}, but there are only {m} images. When the mirror "
            "images follow behind them in one list, `index % len(images)` is the image itself.",
        )
    groups = distances.split([each, each, each, 3])
    far = float(groups[3].min())
    is_copy = [bool((g < 0.3 * far).all()) for g in groups[:3]]
    if not is_copy[0] and is_copy[1]:
        mistake(
            "only_mirrored",
            "Now mirrored copies are found, but plain ones are missed. Compare with both.",
        )
    if is_copy[2] and not is_copy[1]:
        mistake(
            "upside_down",
            "You compare with images that stand on their heads. The training mirrors left and "
            "right: dimension 3 of (N, C, H, W).",
        )
    if not is_copy[0]:
        mistake(
            "misses_copies",
            f"An exact copy of a training image gets the distance {float(groups[0].max()):.2f}, a "
            f"new image {far:.2f}. A copy should have a distance near 0, and the *smallest* "
            "distance counts.",
        )
    if not is_copy[1]:
        mistake(
            "misses_mirrored",
            "A sample that is the mirror image of a training image is not found. D was shown the "
            "training images mirrored as well, so G may have learnt such a one by heart.",
        )
    wanted = torch.cat([plain, mirror])
    if not torch.equal(indices[: 2 * each], wanted):
        mistake(
            "wrong_index",
            "The distances are right, but the indices do not say which training image it is.",
        )
    _expect_whole_images(nearest, images[:1])
    if is_copy[2]:
        t.note("You also compare with images upside down. The training made none, but no harm.")


def _expect_whole_images(nearest: Any, image: Tensor) -> None:
    """Images that differ in one place of one channel only are told apart."""
    images = image.repeat(6, 1, 1, 1)  # (6, 3, H, W)
    for i in range(6):
        images[i, i % 3, 4 * (i // 3) : 4 * (i // 3) + 2, 1:4] *= -1
    _, indices = nearest((images + 0.001), images)
    if not torch.equal(indices.cpu().long(), torch.arange(6)):
        mistake(
            "part_of_the_image",
            "Six images that differ in one place of one colour only are mixed up: all pixels of "
            "all channels count.",
        )
