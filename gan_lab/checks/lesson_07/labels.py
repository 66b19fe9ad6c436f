"""7.1 and 7.4: labels as rows of numbers, and labels laid out for a picture."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import close, expect_tensor


def one_hot(labels: Tensor, n_classes: int) -> Tensor:
    """Labels int64 (N,) -> rows float32 (N, n_classes): 1 at the label's place, 0 elsewhere."""
    return F.one_hot(labels, n_classes).float()


@exercise(
    "7.1",
    answer="one_hot",
    reference=one_hot,
    title="A row of numbers for each label",
    points=1,
    minutes=4,
    difficulty=1,
)
def check_one_hot(one_hot: Any, t: Trial) -> None:
    n_classes = t.integer(14, 18)  # more than ten: a number written into the code shows
    n = n_classes + t.integer(3, 9)
    labels = torch.randint(0, n_classes - 2, (n,), generator=t.generator)  # the last is missing
    labels[:5] = torch.tensor([3, 1, 3, 0, n_classes - 3])
    before = labels.clone()
    try:
        rows = one_hot(labels, n_classes)
    except (IndexError, RuntimeError) as error:
        if any(words in str(error) for words in ("out of bounds", "smaller than num_classes")):
            _fixed_count(n_classes)
        raise
    if not torch.equal(labels, before):
        mistake("changes_input", "The labels that were handed in have changed. Make a new tensor.")
    if isinstance(rows, Tensor) and rows.shape == (n_classes, n):
        mistake(
            "transposed",
            f"The shape is {(n_classes, n)}: rows and columns are exchanged. One row a label.",
        )
    if isinstance(rows, Tensor) and rows.shape == (n, 10):
        _fixed_count(n_classes)
    if isinstance(rows, Tensor) and rows.shape == (n, int(labels.max()) + 1):
        mistake(
            "classes_from_batch",
            f"Your rows have {rows.shape[1]} columns: as many as the largest label of this batch "
            f"asks for. There are {n_classes} classes, also when the last ones are not in the "
            "batch: use `n_classes`.",
        )
    rows = expect_tensor(rows, (n, n_classes), "What `one_hot` returns", dtype=None)
    right = torch.zeros(n, n_classes)
    for i, label in enumerate(labels.tolist()):
        right[i, label] = 1
    _name_slip(rows, right, labels)
    if not rows.is_floating_point():
        mistake(
            "ints_not_floats",
            f"The rows are right, but they are {rows.dtype}. Networks calculate with float32, and "
            "half a class must be possible too: add `.float()`.",
        )
    expect_tensor(rows, (n, n_classes), "What `one_hot` returns")
    one = one_hot(torch.tensor([2]), 3)
    if not torch.equal(
        expect_tensor(one, (1, 3), "`one_hot` of one label"), right.new_tensor([[0, 0, 1]])
    ):
        mistake("wrong_rows", "For one label alone, 2 of 3 classes, the row should be 0, 0, 1.")


def _fixed_count(n_classes: int) -> None:
    mistake(
        "fixed_n_classes",
        f"There are {n_classes} classes here, and your function reckons with another number. "
        "The number of classes is the argument `n_classes`.",
    )


def _name_slip(rows: Tensor, right: Tensor, labels: Tensor) -> None:
    found = rows.float()
    if torch.equal(found, right):
        return
    if torch.equal(found, right * labels.view(-1, 1)):
        mistake(
            "label_in_place",
            "The label itself stands at its place, and class 0 has no mark at all. A 1 stands "
            "there, for every class.",
        )
    if torch.equal(found, right.roll(1, 1)):
        mistake("counts_from_1", "Each 1 stands one column too far: Python counts from 0.")
    if torch.equal(found, 1 - right):
        mistake("inverted", "The 1 and the 0 are exchanged: all places but the right one are 1.")
    if torch.equal(found, right.amax(0).expand_as(right)):
        mistake(
            "all_rows",
            "Every row has a 1 for every label of the batch. `rows[:, labels] = 1` writes into all "
            "rows: row i gets its own label, `rows[torch.arange(n), labels] = 1`.",
        )
    if not bool(found.any()):
        mistake("all_zero", "All numbers are 0: where does the 1 get written?")
    if torch.equal(found, labels.float().view(-1, 1).expand_as(found)):
        mistake("repeats_label", "The label is only repeated. A 1 at the label's place is wanted.")
    if bool((found.sum(1) != 1).any()):
        mistake("not_one_hot", "In each row there is exactly one 1, and all others are 0.")
    mistake("wrong_rows", f"The 1 of row 0 should stand at place {int(labels[0])}: its label.")


def class_grid(nz: int, n_classes: int, n: int) -> tuple[Tensor, Tensor]:
    """z (n_classes * n, nz) and labels (n_classes * n,): one class a row, one z a column."""
    z = torch.randn(n, nz).repeat(n_classes, 1)
    labels = torch.arange(n_classes).repeat_interleave(n)
    return z, labels


@exercise(
    "7.4",
    answer="class_grid",
    reference=class_grid,
    title="One class a row, one z a column",
    points=2,
    minutes=5,
    difficulty=2,
)
def check_class_grid(class_grid: Any, t: Trial) -> None:
    nz, n = t.integer(40, 60), t.integer(4, 8)
    n_classes = (11, 13)[t.integer(0, 2)]  # prime: no other layout looks like the right one
    seed = t.integer(10_000, 1_000_000)  # such as no answer sets
    torch.manual_seed(seed)
    z, labels = _two_tensors(class_grid(nz, n_classes, n), nz, n_classes * n)
    total = n_classes * n
    if labels.shape == (total, n_classes):
        mistake("one_hot_labels", "The labels are rows already. G embeds them itself: plain ints.")
    if labels.shape in ((n_classes,), (n_classes, n)) or z.shape in ((n, nz), (n_classes, n, nz)):
        mistake(
            "not_laid_out",
            f"z has shape {tuple(z.shape)} and the labels {tuple(labels.shape)}. G takes one row "
            f"of z and one label for each of the {total} images: {(total, nz)} and {(total,)}.",
        )
    labels = expect_tensor(labels, (total,), "The labels", dtype=None)
    z = expect_tensor(z, (total, nz), "z")
    if labels.is_floating_point():
        mistake("float_labels", f"The labels are {labels.dtype}: labels are int64, as in the data.")
    if labels.dtype not in (torch.int64, torch.int32):
        mistake(
            "small_labels",
            f"The labels are {labels.dtype}, which nn.Embedding refuses: labels are int64.",
        )
    if torch.initial_seed() != seed:
        t.note(
            "Your function sets torch's seed for all that comes after it, training too. A "
            "generator of its own, `torch.randn(..., generator=g)`, leaves the rest alone."
        )
    rows = torch.arange(n_classes).repeat_interleave(n)
    columns = torch.arange(n_classes).repeat(n)
    if torch.equal(labels, columns) or torch.equal(labels, columns % n_classes):
        mistake(
            "classes_in_columns",
            f"Your labels go 0, 1, 2, ... and start again. A picture is filled row by row, with "
            f"{n} images in a row, so every row shows different classes. Class 0 comes {n} times, "
            "then class 1: `repeat_interleave`, not `repeat`.",
        )
    if torch.equal(labels, rows + 1):
        mistake("counts_from_1", "The labels begin with 1: classes are counted from 0.")
    if not torch.equal(labels, rows):
        if len(labels.unique()) < n_classes:
            mistake("class_missing", f"{len(labels.unique())} of {n_classes} classes are there.")
        mistake(
            "wrong_labels",
            f"The labels should be 0, {n} times, then 1, {n} times, and so on.",
        )
    _expect_shared_z(z, n_classes, n, nz)


def _two_tensors(made: Any, nz: int, total: int) -> tuple[Tensor, Tensor]:
    if made is None:
        mistake("returns_nothing", "Nothing comes back: is there a `return` at the end?")
    if not isinstance(made, tuple | list) or len(made) != 2:
        mistake("not_two", "Return two tensors: `return z, labels`.")
    for value, name in zip(made, ("z", "labels"), strict=True):
        if not isinstance(value, Tensor):
            mistake("not_a_tensor", f"{name} should be a tensor, it is a {type(value).__name__}.")
    if made[0].shape == (total,) and made[1].shape == (total, nz):
        mistake("swapped", "The two come back in the wrong order: first z, then the labels.")
    return made[0], made[1]


def _expect_shared_z(z: Tensor, n_classes: int, n: int, nz: int) -> None:
    by_row = z.view(n_classes, n, nz)
    columns_alike = close(by_row, by_row[:1].expand_as(by_row))
    rows_alike = close(by_row, by_row[:, :1].expand_as(by_row))
    if columns_alike and rows_alike:
        mistake(
            "one_z",
            "There is one z for all images: each row would show the same garment over and over. "
            f"Draw {n} of them, one a column.",
        )
    if rows_alike:
        mistake(
            "same_z_in_row",
            "Within a row all z are the same, so a row shows one garment over and over. The same "
            "z belongs *under* one another: `z.repeat(n_classes, 1)`.",
        )
    if not columns_alike:
        if close(
            by_row.view(n, n_classes, nz),
            by_row.view(n, n_classes, nz)[:, :1].expand(n, n_classes, nz),
        ):
            mistake(
                "z_in_other_order",
                "z and labels are laid out in different orders: the z of a column changes from "
                "row to row. `z.repeat(n_classes, 1)` puts the same z under one another.",
            )
        mistake(
            "all_z_different",
            "Every image has a z of its own. Here one z goes down a whole column, so that what "
            "changes there is the class alone: draw n of them and repeat them.",
        )
    first = by_row[0]
    if (
        float(first.min()) >= 0
        or not 0.75 < float(first.std()) < 1.25
        or abs(float(first.mean())) > 0.35
    ):
        mistake(
            "not_normal",
            "These z are not standard normal, mean 0 and deviation 1, as in training: "
            "`torch.randn`.",
        )
