"""7.10 and 7.11: find the bug in the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._measures import CHANGES_IMAGES, Call, comes_from, find_call, record_call
from gan_lab.checks._tools import expect_number

Distance = Callable[[Tensor, Tensor], float]
Accuracy = Callable[[nn.Module, Tensor, Tensor], float]


def class_fids(
    images: Tensor, labels: Tensor, real: Tensor, real_labels: Tensor, distance: Distance
) -> dict[int, float]:
    """For each class the distance of its generated images to its real ones, n of each.

    Miyato and Koyama ("cGANs with Projection Discriminator", 2018) call it intra-FID.
    """
    classes = real_labels.unique().tolist()
    n = min(int((y == c).sum()) for y in (labels, real_labels) for c in classes)
    return {c: distance(images[labels == c][:n], real[real_labels == c][:n]) for c in classes}


@exercise(
    "7.10",
    answer="class_fids",
    reference=class_fids,
    title="Bug hunt: every class is terrible",
    points=2,
    minutes=6,
    difficulty=2,
)
def check_class_fids(class_fids: Any, t: Trial) -> None:
    classes = [0, 2, 3, 5, 8][: t.integer(3, 6)]  # with gaps
    for smallest in (classes[1], classes[0], classes[-1]):
        for fewest in ("generated", "real"):
            _check_class_fids(class_fids, classes, smallest, fewest, t)


def _check_class_fids(
    class_fids: Any, classes: Sequence[int], smallest: int, fewest: str, t: Trial
) -> None:
    """Once: of all sets, the `fewest` ("generated" or "real") images are those of `smallest`."""
    few, more = t.integer(5, 8), t.integer(8, 12)
    images, labels = _labelled(classes, few if fewest == "generated" else more, smallest, t)
    real, real_labels = _labelled(classes, few if fewest == "real" else more, smallest, t)
    calls: list[Call] = []

    def distance(images: Tensor, real: Tensor) -> float:
        if not (len(images) and len(real)):
            mistake(
                "no_images",
                "`distance` was called without any images. Not every number up to the largest "
                "label is a class here: go through `real_labels.unique().tolist()`.",
            )
        return record_call(calls, images, real, t)

    handed_in = (images, labels, real, real_labels)
    before = [each.clone() for each in handed_in]
    found = class_fids(images, labels, real, real_labels, distance)
    if not all(torch.equal(each, old) for each, old in zip(handed_in, before, strict=True)):
        mistake("changes_input", CHANGES_IMAGES)
    if found is None:
        mistake("returns_nothing", "`class_fids` gives None: is there a `return` at the end?")
    if not isinstance(found, Mapping):
        mistake(
            "not_a_dict",
            "A dictionary is wanted, class -> distance, and what comes back is a "
            f"{type(found).__name__}.",
        )
    if any(isinstance(key, Tensor) for key in found):
        mistake(
            "tensor_keys",
            "The keys are tensors, and nobody finds an entry by them again: use plain numbers, "
            "`.tolist()` or `range`.",
        )
    if set(found) != set(classes):
        mistake(
            "wrong_keys",
            f"The classes of `real_labels` are {classes}, and your result has entries for "
            f"{sorted(map(str, found))}.",
        )
    used = {c: find_call(calls, found[c], str(c)) for c in classes}
    for c, (fake, against) in used.items():
        _expect_class(fake, against, c, (images, labels), (real, real_labels))
    counts = {len(part) for pair in used.values() for part in pair}
    if len(counts) > 1:
        mistake(
            "different_counts",
            f"The sets have {min(counts)} to {max(counts)} images. The distance depends on their "
            "number: a class with fewer images looks worse. Take equally many of everything: as "
            f"many as the smallest set has, here {few}, whichever class it is, generated or real.",
        )
    if counts != {few}:
        mistake(
            "fewer_images",
            f"You use {counts.pop()} images of each class, and {few} are there of every one. The "
            "fewer images, the more the distance is due to chance: take as many as the smallest "
            "set has, counted from the labels.",
        )


def _labelled(
    classes: Sequence[int], fewest: int, smallest: int, t: Trial
) -> tuple[Tensor, Tensor]:
    """Random images and labels, shuffled; no two classes of one size, `fewest` of `smallest`."""
    sizes = fewest + 1 + torch.randperm(len(classes), generator=t.generator)
    sizes[list(classes).index(smallest)] = fewest
    labels = torch.tensor(classes).repeat_interleave(sizes)
    labels = labels[torch.randperm(len(labels), generator=t.generator)]
    return 2 * t.uniform(len(labels), 1, 28, 28) - 1, labels


def _expect_class(
    fake: Tensor,
    against: Tensor,
    c: int,
    generated: tuple[Tensor, Tensor],
    real: tuple[Tensor, Tensor],
) -> None:
    """`fake` are generated images of class c, and `against` real ones."""
    if comes_from(fake, real[0]) and comes_from(against, generated[0]):
        mistake(
            "swapped",
            "`distance(images, real)` takes the generated images first, then the real ones.",
        )
    if comes_from(against, generated[0]):
        mistake("no_real_images", "Class by class, generated images are held against *real* ones.")
    if not comes_from(fake, generated[0]) or not comes_from(against, real[0]):
        mistake("other_images", f"Class {c}: these are not the images that were handed in.")
    one_class = comes_from(fake, generated[0][generated[1] == c])
    one_real = comes_from(against, real[0][real[1] == c])
    if one_class and not one_real:
        mistake(
            "against_all",
            f"Class {c} is held against real images of *all* classes. A set of boots alone is far "
            "from a whole shop, however good the boots are: compare with the real images of the "
            "same class.",
        )
    if one_real and not one_class:
        mistake("all_generated", f"Class {c}: generated images of other classes are among them.")
    if not (one_class and one_real):
        mistake(
            "wrong_class",
            f"What stands under class {c} are images of other classes. Choose by label, "
            "`images[labels == c]`, before you cut to n.",
        )
    for part in (fake, against):
        if len(part.unique(dim=0)) < len(part):
            mistake("repeated_images", f"Class {c} uses some images more than once.")


def compare_teachers(
    nets: Mapping[str, nn.Module],
    tests: Mapping[str, tuple[Tensor, Tensor]],
    accuracy: Accuracy,
) -> dict[str, float]:
    """The accuracy of each classifier on the same real test images."""
    return {name: accuracy(net, *tests["real"]) for name, net in nets.items()}


@exercise(
    "7.11",
    answer="compare_teachers",
    reference=compare_teachers,
    title="Bug hunt: better than real",
    points=1,
    minutes=4,
    difficulty=1,
)
def check_compare_teachers(compare_teachers: Any, t: Trial) -> None:
    for names in (("real", "generated"), ("generated", "real", "both")):
        nets = {name: nn.Linear(2, 2) for name in names}
        tests = {
            kind: (t.normal(t.integer(5, 9), 1, 28, 28), torch.zeros(t.integer(3, 9)).long())
            for kind in ("real", "generated")
        }
        asked: list[tuple[str, str, float]] = []

        def accuracy(
            net: nn.Module,
            images: Any = None,
            labels: Any = None,
            *,
            nets: Any = nets,
            tests: Any = tests,
            asked: Any = asked,
        ) -> float:
            who = next((k for k, v in nets.items() if v is net), None)
            on = next((k for k, v in tests.items() if images is v[0] and labels is v[1]), None)
            if who is None:
                mistake("other_net", "`accuracy` takes one of the classifiers first.")
            if on is None:
                mistake(
                    "other_test",
                    "`accuracy` was called with something else than one of the tests: "
                    "`accuracy(net, images, labels)`, or `accuracy(net, *tests[...])`.",
                )
            asked.append((who, on, float(len(asked) + t.uniform(1)) / 20))
            return asked[-1][2]

        given, tried = dict(nets), dict(tests)
        found = compare_teachers(nets, tests, accuracy)
        if nets != given or any(tests.get(kind) is not test for kind, test in tried.items()):
            mistake(
                "changes_input",
                "Your function writes into `nets` or `tests`, the dictionaries that were handed "
                "in, and the lesson goes on with them. Make a dictionary of your own.",
            )
        _expect_same_test(found, names, asked)


def _expect_same_test(
    found: Any, names: tuple[str, ...], asked: list[tuple[str, str, float]]
) -> None:
    if found is None:
        mistake("returns_nothing", "`compare_teachers` gives None: is there a `return`?")
    if not isinstance(found, Mapping):
        mistake("not_a_dict", f"A dictionary is wanted, not a {type(found).__name__}.")
    if set(found) != set(names):
        mistake(
            "wrong_names",
            f"For nets named {sorted(names)} the result has {sorted(map(str, found))}: one "
            "number for each of `nets`.",
        )
    on = {}
    for name in names:
        number = expect_number(found[name], f"The entry {name!r}")
        matches = [(who, test) for who, test, value in asked if abs(value - number) < 1e-9]
        if not matches:
            mistake("not_the_accuracy", f"The entry {name!r} is not what `accuracy` gave.")
        if matches[0][0] != name:
            mistake("wrong_net", f"Under {name!r} stands the accuracy of {matches[0][0]!r}.")
        on[name] = matches[0][1]
    if on["real"] == "real" and on["generated"] == "generated":
        mistake(
            "own_kind",
            "Each classifier was tested on its own kind of images. So the second number says how "
            "well it knows G's pictures, not garments: nobody wears generated ones. One test for "
            "all, and a real one.",
        )
    if set(on.values()) == {"generated"}:
        mistake(
            "only_generated",
            "Now both are tested on generated images: fair, but the question was who can name "
            "*real* garments.",
        )
    if set(on.values()) != {"real"}:
        mistake("different_tests", "The classifiers were tested on different images: one for all.")
