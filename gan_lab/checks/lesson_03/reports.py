"""3.9 and 3.10: find the bug in the report."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._measures import (
    CHANGES_IMAGES,
    Call,
    comes_from,
    find_call,
    record_call,
)
from gan_lab.checks._tools import close, expect_tensor
from gan_lab.checks._training import flat_gradients, leave_gradients
from gan_lab.training import evaluating


def compare(
    samples: Mapping[str, Tensor],
    real: Tensor,
    other_real: Tensor,
    distance: Callable[[Tensor, Tensor], float],
) -> dict[str, float]:
    """The distance of each set of samples to `real`, and the floor, all with one number of images.

    Args:
        samples: name -> images (N, 1, 28, 28); N may differ.
        real, other_real: two sets of real images.
        distance: (images, real) -> number.
    """
    n = min(len(images) for images in (*samples.values(), real, other_real))
    result = {name: distance(images[:n], real[:n]) for name, images in samples.items()}
    result["floor"] = distance(other_real[:n], real[:n])
    return result


@exercise(
    "3.9",
    answer="compare",
    reference=compare,
    title="Bug hunt: which pair is better?",
    points=2,
    minutes=5,
    difficulty=2,
)
def check_compare(compare: Any, t: Trial) -> None:
    few, many = t.integer(20, 30), t.integer(50, 70)
    sets = {"A": t.uniform(few, 1, 28, 28), "B": t.uniform(many, 1, 28, 28)}
    real, other_real = t.uniform(80, 1, 28, 28), t.uniform(90, 1, 28, 28)
    calls: list[Call] = []

    def distance(images: Tensor, real: Tensor) -> float:
        return record_call(calls, images, real, t)

    given = dict(sets)
    before = [images.clone() for images in (*sets.values(), real, other_real)]
    result = compare(sets, real, other_real, distance)
    if list(sets) != ["A", "B"]:
        mistake(
            "changes_input",
            "Your function changes the dictionary `samples` that was handed in: whoever calls it "
            "again finds a 'floor' among the generated images. Make a dictionary of your own.",
        )
    if any(sets[name] is not images for name, images in given.items()):
        mistake(
            "changes_input",
            "Your function puts other images into the dictionary `samples` that was handed in: "
            "whoever calls it again has fewer than before. Make a dictionary of your own.",
        )
    now = (*sets.values(), real, other_real)
    if not all(torch.equal(images, old) for images, old in zip(now, before, strict=True)):
        mistake("changes_input", CHANGES_IMAGES)
    if result is None:
        mistake("returns_nothing", "`compare` gives None: is there a `return` at the end?")
    if not isinstance(result, Mapping):
        mistake(
            "not_a_dict",
            "`compare` should give a dictionary, one number for each name and one for 'floor', "
            f"but it gives a {type(result).__name__}.",
        )
    for name in sets:
        if name not in result:
            mistake("name_missing", f"{name!r} is missing in the result: one number a name.")
    used = {name: find_call(calls, result[name], name) for name in result}
    for name, images in sets.items():
        if comes_from(used[name][0], real) and comes_from(used[name][1], images):
            mistake(
                "arguments_swapped",
                "`distance(images, real)` takes the generated images first, then the real ones. "
                "Some distances say something else the other way round.",
            )
        _expect_source(used[name][0], images, f"The number of {name!r}")
        if comes_from(used[name][1], other_real) and not comes_from(used[name][1], real):
            mistake("other_real", f"{name!r} was not held against `real`, as was asked for.")
        _expect_source(used[name][1], real, f"What {name!r} is held against")
    counts = {name: len(used[name][0]) for name in sets}
    if len(set(counts.values())) > 1:
        mistake(
            "different_counts",
            f"{counts['A']} images of A stand against {counts['B']} of B. The "
            "distance depends on the number of images too: take equally many of each.",
        )
    if len({len(used[name][1]) for name in sets}) > 1:
        mistake(
            "different_counts",
            "The sets are held against different numbers of real images: take equally many.",
        )
    n = counts["A"]
    if len(used["A"][1]) != n:
        mistake(
            "different_counts",
            f"{n} generated images stand against {len(used['A'][1])} real ones. Every set has the "
            "same number of images, the real ones too.",
        )
    if "floor" not in result:
        mistake(
            "no_floor",
            "The comparison is fair now. What is missing is the floor, which says what the number "
            "is for real images: add it under the name 'floor'.",
        )
    floor, against = used["floor"]
    if comes_from(floor, real) and comes_from(against, real):
        mistake(
            "floor_with_itself",
            "Your floor holds `real` against itself: the same images give 0, or nearly. Take "
            "`other_real`, other images of the same kind.",
        )
    if comes_from(floor, real) and comes_from(against, other_real):
        mistake(
            "arguments_swapped",
            "In the floor `other_real` stands where the generated images stand elsewhere: "
            "`distance(images, real)` takes it first, and `real` second.",
        )
    if not (comes_from(floor, other_real) and comes_from(against, real)):
        mistake("wrong_floor", "The floor holds `other_real` against `real`, and nothing else.")
    if len(floor) != n or len(against) != len(used["A"][1]):
        mistake(
            "floor_count",
            f"The floor uses {len(floor)} images against {len(against)}, the samples {n} against "
            f"{len(used['A'][1])}. The floor depends on the number of images just as they do.",
        )
    if n < few:
        mistake(
            "fewer_than_there_are",
            f"The comparison is fair, but you use {n} images though every set has {few}. The more "
            "images, the less is left to chance: take as many as the smallest set has.",
        )
    _expect_any_names(compare, sets, real, other_real)


def _expect_source(part: Tensor, whole: Tensor, what: str) -> None:
    if not comes_from(part, whole):
        mistake("other_images", f"{what} was computed from other images than those handed in.")
    if len(part.unique(dim=0)) < len(part):
        mistake(
            "repeated_images",
            f"{what} uses some images more than once. Copies add nothing: cut the larger set down.",
        )


def _expect_any_names(
    compare: Any, sets: Mapping[str, Tensor], real: Tensor, other_real: Tensor
) -> None:
    """Also with one set, other names, and real images of either kind as the smallest set."""
    counts: list[int] = []

    def distance(images: Tensor, real: Tensor) -> float:
        counts.extend((len(images), len(real)))
        return 1.0

    only = {"mine": sets["B"]}
    result = compare(only, real[:15], other_real[:18], distance)
    if set(result) != {"mine", "floor"}:
        mistake(
            "fixed_names",
            f"For samples named 'mine' the result has the names {sorted(result)}. Go through "
            "`samples.items()`.",
        )
    compare(only, real[:18], other_real[:15], distance)
    if len({*counts[: len(counts) // 2]}) > 1 or len({*counts[len(counts) // 2 :]}) > 1:
        mistake(
            "real_is_smaller",
            "When there are fewer real images than generated ones, your counts differ again. The "
            "smallest of all the sets says how many.",
        )


def draw_one(G: nn.Module, z: Tensor) -> Tensor:
    """The image (1, 28, 28) that G makes of one z (nz,) in use; G is left as it was found."""
    with torch.no_grad(), evaluating(G):
        return G(z.unsqueeze(0))[0]


@exercise(
    "3.10",
    answer="draw_one",
    reference=draw_one,
    title="Bug hunt: one z, two images",
    points=2,
    minutes=5,
    difficulty=2,
)
def check_draw_one(draw_one: Any, t: Trial) -> None:
    nz, n = t.integer(6, 12), t.integer(5, 9)
    G = _generator(nz, t)
    batch = t.normal(n, nz)
    with torch.no_grad():
        G(3 * batch + 1)  # running means that are neither 0 nor those of one batch
    reference = copy.deepcopy(G).eval()
    expected = reference(batch).detach()

    for training in (True, False):
        G.train(training)
        G[1].eval()  # a layer that somebody has set apart on purpose
        statistics = [b.clone() for b in G.buffers()]
        frozen = [p.requires_grad for p in G.parameters()]
        gradients, found = leave_gradients(G, t), copy.deepcopy(G)
        i = t.integer(0, n)
        z = batch[i].clone()
        x = _draw(draw_one, G, z)
        if not torch.equal(z, batch[i]):
            mistake("changes_z", "Your function changes the z that was handed in.")
        if isinstance(x, Tensor) and x.shape == (1, 1, 28, 28):
            mistake(
                "extra_dimension",
                f"What comes back has shape {(1, 1, 28, 28)}: a batch of one. One image, "
                "(1, 28, 28), is wanted: take `[0]` at the end.",
            )
        if isinstance(x, Tensor) and x.shape == (28, 28):
            mistake("no_channel", "The channel is missing: one image is (1, 28, 28).")
        x = expect_tensor(x, (1, 28, 28), "What `draw_one` returns")
        if any(a.dtype != b.dtype for a, b in zip(G.parameters(), found.parameters(), strict=True)):
            mistake(
                "other_dtype",
                f"G's weights are {next(G.parameters()).dtype} after your function, and they were "
                "torch.float32: the next training step would stop. Leave them as they are.",
            )
        moved = any(not torch.equal(a, b) for a, b in zip(G.buffers(), statistics, strict=True))
        if not close(x, expected[i]):
            _name_drawing(x, G, batch[i], moved)
        if moved:
            mistake(
                "statistics_moved",
                "The image is right, but BatchNorm's running means have moved: drawing must not "
                "train. Switch to evaluation mode before G sees any z.",
            )
        if G.training != training and training:
            mistake(
                "left_in_eval",
                "G came in training mode and is left in evaluation mode: the next training step "
                "would go wrong. Put the mode back.",
            )
        if G.training != training:
            mistake(
                "left_in_training",
                "G came in evaluation mode and is left in training mode: the next image would be "
                "another one. Remember `G.training` before you change it, and put that back.",
            )
        if any(m.training != G.training for m in list(G.children())[2:]):
            mistake(
                "layers_left_in_eval" if training else "layers_left_in_training",
                f"G itself is in {_mode(G)} mode as before, but some of its layers are not: "
                "`copy.copy` shares the layers with its original (`copy.deepcopy` does not), and "
                "`eval()` of single layers must be taken back too.",
            )
        if G[1].training:
            t.note(
                "The G of this check came with one layer in evaluation mode and the rest in "
                "training mode; `G.train()` woke that one up. `generate` of gan_lab.training puts "
                "back each layer's own mode."
            )
        if [p.requires_grad for p in G.parameters()] != frozen:
            mistake("left_frozen", "G's weights are frozen now: switch their gradients on again.")
        if not torch.equal(flat_gradients(G), gradients):
            mistake(
                "gradients_changed",
                "The gradients at G's weights are others now, or gone: a training step that has "
                "just computed them would lose them. Drawing needs no `zero_grad` and no "
                "`backward`.",
            )
        _expect_no_traces(G, found)
        if x.requires_grad:
            t.note(
                "The image still holds the graph of its gradients: `torch.no_grad()` saves that "
                "memory when nobody trains."
            )


def _expect_no_traces(G: nn.Module, found: nn.Module) -> None:
    """Weights and the settings of layers are as they were `found`."""
    if not all(torch.equal(a, b) for a, b in zip(G.parameters(), found.parameters(), strict=True)):
        mistake("weights_changed", "G's weights are others now: drawing must leave them alone.")
    for layer, old in zip(G.modules(), found.modules(), strict=True):
        for name, value in _settings(old).items():
            if _settings(layer).get(name) != value:
                mistake(
                    "settings_changed",
                    f"`{name}` of a {type(layer).__name__} is {_settings(layer).get(name)} now, "
                    f"and it was {value}: put it back, or leave it alone. `G.eval()` is enough.",
                )


def _settings(layer: nn.Module) -> dict[str, float | None]:
    """The numbers that a layer keeps beside its weights, such as a momentum; not its mode."""
    numbers = {k: v for k, v in vars(layer).items() if v is None or isinstance(v, int | float)}
    return {name: value for name, value in numbers.items() if name != "training"}


def _mode(net: nn.Module) -> str:
    return "training" if net.training else "evaluation"


def _generator(nz: int, t: Trial) -> nn.Sequential:
    """A small convolutional G with weights from the trial's own random numbers."""
    G = nn.Sequential(
        nn.Linear(nz, 4 * 7 * 7),
        nn.Dropout(0.0),
        nn.Unflatten(1, (4, 7, 7)),
        nn.BatchNorm2d(4, momentum=0.5),
        nn.ReLU(),
        nn.ConvTranspose2d(4, 4, 4, stride=2, padding=1),
        nn.BatchNorm2d(4, momentum=0.5),
        nn.ReLU(),
        nn.ConvTranspose2d(4, 1, 4, stride=2, padding=1),
        nn.Tanh(),
    )
    with torch.no_grad():
        for p in G.parameters():
            p.copy_(0.4 * t.normal(*p.shape) + (0.5 if p.dim() == 1 else 0.0))
    return G


def _draw(draw_one: Any, G: nn.Module, z: Tensor) -> Any:
    try:
        return draw_one(G, z)
    except (RuntimeError, IndexError, ValueError) as error:
        says = str(error)
        if "unflatten" in says or "Dimension out of range" in says or "Expected more than" in says:
            mistake(
                "no_batch",
                "G takes batches: z of shape (1, nz), not (nz,). `z.unsqueeze(0)` makes a batch "
                "of one.",
            )
        raise


def _name_drawing(x: Tensor, G: nn.Module, z: Tensor, moved: bool) -> None:
    """Which mistake drew x in place of the right image?"""
    if moved:
        mistake(
            "training_mode",
            "G drew in training mode: BatchNorm then takes its means from the batch at hand, and "
            "this batch is one image. Switch to evaluation mode first, and back afterwards.",
        )
    probe = copy.deepcopy(G).train()
    with torch.no_grad():
        alone = probe(z.unsqueeze(0))[0]
    if close(x, alone):
        mistake(
            "training_mode",
            "G drew in training mode (in a copy): BatchNorm takes its means from a batch of one "
            "image then. Use evaluation mode.",
        )
    mistake(
        "wrong_image",
        "This is not the image that G makes of this z in evaluation mode. Nothing but "
        "`G.eval()` and a batch of one is needed: no padding with other z, no new z.",
    )
