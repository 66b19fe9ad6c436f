"""5.4: images that are perfect, and ten of them."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import expect_tensor


def one_of_each(images: Tensor, labels: Tensor, n: int) -> Tensor:
    """`n` images that show one image of each class, again and again."""
    firsts = torch.stack([images[labels == c][0] for c in labels.unique()])
    return firsts[torch.arange(n) % len(firsts)]


@exercise(
    "5.4",
    answer="one_of_each",
    reference=one_of_each,
    title="One perfect image of each class",
    points=1,
    minutes=5,
    difficulty=1,
)
def check_one_of_each(one_of_each: Any, t: Trial) -> None:
    few = t.integer(3, 7)
    ten, some = torch.arange(10), 2 + 3 * torch.arange(few)
    # all ten digits, then a set of which only some classes are left
    for classes, dtype, n in (
        (ten, torch.uint8, 10 * t.integer(4, 7) + t.integer(1, 10)),
        (some, torch.float32, few * t.integer(4, 7) + t.integer(1, few)),
        (some, torch.float32, few * t.integer(2, 5)),  # nothing is left over
        (some, torch.float32, t.integer(1, few)),  # fewer images than classes
    ):
        n_classes, size = len(classes), t.integer(6, 9)
        labels = torch.cat([classes[:-1].repeat(5), classes[-1:]])  # a single one of the last
        labels = labels[torch.randperm(len(labels), generator=t.generator)]
        images = (255 * t.uniform(len(labels), 1, size, size)).to(dtype)
        before = images.clone(), labels.clone()
        try:
            found = one_of_each(images, labels, n)
        except IndexError as error:
            if str(error).endswith("with size 1"):
                mistake(
                    "single_image",
                    f"Of class {int(classes[-1])} there is a single image here, and your function "
                    "asks for another one. Take one that every class has: its first, `[0]`.",
                )
            if "with size 0" not in str(error):
                raise
            mistake(
                "absent_class",
                f"Your function asks for a class of which there is no image. The labels here are "
                f"{classes.tolist()}: `labels.unique()` are the classes that turn up.",
            )
        if not torch.equal(images, before[0]) or not torch.equal(labels, before[1]):
            mistake("changes_input", "The images or labels that were handed in have changed.")
        if isinstance(found, list | tuple):
            mistake("a_list", "Return one tensor: `torch.stack(...)` makes it of a list of images.")
        if isinstance(found, Tensor) and found.dim() == 4:
            _explain_count(len(found), n, n_classes)
        found = expect_tensor(found, (n, 1, size, size), "What `one_of_each` returns", dtype=None)
        if found.dtype != images.dtype:
            mistake("wrong_dtype", f"The images came as {images.dtype} and leave as {found.dtype}.")
        _expect_one_of_each(found, images, labels, classes)


def _explain_count(found: int, n: int, n_classes: int) -> None:
    """End the check with the usual reason for a wrong number of images, if there is one."""
    if n < n_classes and found > n:
        mistake(
            "not_cut",
            f"With n = {n}, fewer than the {n_classes} classes, {found} images came. Whatever n "
            "is, that many are wanted.",
        )
    if found == n_classes and found != n:
        mistake(
            "not_repeated",
            f"These are the {n_classes} images. {n} are wanted: the same, again and again.",
        )
    if found == n // n_classes * n_classes and found != n:
        mistake(
            "rounded_down",
            f"{n} images are wanted and {found} came: {n} is no multiple of {n_classes}. Repeat "
            "once more, and cut with `[:n]`.",
        )
    if found == n * n_classes:
        mistake("n_of_each", f"{n} images in all, not {n} of each class.")
    if n % n_classes == 0 and found == n + n_classes:
        mistake(
            "one_round_more",
            f"{n} images are wanted and {found} came. {n} is a multiple of {n_classes}, so nothing "
            "is left over: what does your function add then?",
        )


def _expect_one_of_each(found: Tensor, images: Tensor, labels: Tensor, classes: Tensor) -> None:
    same = (found[:, None] == images[None]).flatten(2).all(2)  # (n, N)
    if not same.any(1).all():
        mistake("other_images", "Some of these images are not among those handed in.")
    which = same.int().argmax(1)
    counts = (labels[which][:, None] == classes).sum(0)
    distinct = len(which.unique())
    if distinct == 1 and len(found) > 1:
        mistake("one_image", "All are the same image. One of *each class* is wanted.")
    if (counts == 0).any() and len(found) >= len(classes):
        missing = int(classes[counts == 0][0])
        told = (
            "The first images of the set are not one of each class: `images[labels == c]` are "
            "those of class c."
        )
        mistake("class_missing", f"Class {missing} does not turn up. {told}")
    if distinct > len(classes):
        mistake(
            "many_of_a_class",
            f"{distinct} different images for {len(classes)} classes: one of each class, again and "
            "again, is the cheat.",
        )
    if counts.max() - counts.min() > 1:
        mistake(
            "unequal",
            f"The classes turn up between {int(counts.min())} and {int(counts.max())} times. Make "
            "them as equal as the number allows: in turn, 0, 1, 2, ..., 0, 1, 2, ...",
        )
