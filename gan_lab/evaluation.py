"""All figures that fit a checkpoint, each beside what real data score at the same count."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from gan_lab import __version__, checkpoint, metrics, runs
from gan_lab.data import ImageSet, load
from gan_lab.errors import GanLabError
from gan_lab.files import keep_former, replacing
from gan_lab.metrics.distances import rarest_class
from gan_lab.recipes import Recipe, find_recipe

N_IMAGES, N_PATTERNS = 10_000, 1_000
MAX_NUMBERS = 2**28  # in all samples together, 1 GiB: of large images fewer are drawn by default

# What to make of a score. Those not named here have their best value where real images have it.
LOWER, HIGHER = "lower is better", "higher is better"
BETTER = {
    "classifier-FID": LOWER,
    "classifier-KID": LOWER,
    "FID (Inception)": LOWER,
    "KID (Inception)": LOWER,
    "classifier-IS": HIGHER,
    "classes covered": HIGHER,
    "precision": HIGHER,
    "recall": HIGHER,
    "F1": HIGHER,
    "density": HIGHER,
    "coverage": HIGHER,
    "labels as asked": HIGHER,
    "modes covered": HIGHER,
    "share within 3 sigma": HIGHER,
    "pattern rate": HIGHER,
}


@dataclass
class Evaluation:
    """What was measured.

    about: recipe, step, counts, sources and such
    scores: name -> (of the samples, of real data at the same count: the floor)
    shares: what is counted -> name -> the same pair, such as "classes" -> "Coat" -> ...
    notes: what a reader must know to read them rightly
    """

    about: dict[str, Any]
    scores: dict[str, tuple[float, float]] = field(default_factory=dict)
    shares: dict[str, dict[str, tuple[float, float]]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as evaluation.json has them."""

        def pair(values: tuple[float, float]) -> dict[str, float]:
            return {"samples": values[0], "floor": values[1]}

        return {
            **self.about,
            "scores": {
                name: {**pair(values), "better": BETTER.get(name, "as real")}
                for name, values in self.scores.items()
            },
            "shares": {
                what: {name: pair(values) for name, values in rows.items()}
                for what, rows in self.shares.items()
            },
            "notes": self.notes,
        }

    def table(self) -> str:
        """The same as lines for a person."""
        about = self.about
        what = f"{about['recipe']}, step {about['step']:,}: {about['n_samples']:,} samples"
        lines = [f"{what} against {about['n_real']:,} real ones, seed {about['seed']}"]
        lines += [f"  {name}: {about[name]}" for name in ("measured against", "floor", "judge")
                  if about.get(name)]  # fmt: skip
        lines += ["", f"{'':22}{'samples':>10}{'floor':>10}"]
        for name, values in self.scores.items():
            lines.append(f"{name:22}{_row(values)}   {BETTER.get(name, 'best as real')}")
        for title, rows in self.shares.items():
            lines += ["", title]
            lines += [f"  {name:20}{_row(values)}" for name, values in rows.items()]
        return "\n".join([*lines, *(f"\nNote: {note}" for note in self.notes)])


def _row(values: tuple[float, float]) -> str:
    return "".join(f"{_figure(value):>10}" for value in values)


def _figure(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    return f"{value:.1f}" if abs(value) >= 100 else f"{value:.3f}"


def evaluate(
    path: str | Path,
    *,
    data: str | Path | None = None,
    images: str | Path | None = None,
    n: int | None = None,
    seed: int = 0,
    inception: bool = False,
) -> tuple[Evaluation, Path]:
    """Draw samples from a checkpoint, measure them, and write evaluation.json beside it.

    Real images are the test part of the recipe's set, and the floor is what as many images of the
    training part score; sets of one part, such as photographs in a folder, are divided in two.
    A run that was trained on a drawn set is measured by that set.

    Args:
        data: data root. When given, the real data must be in it.
        images: a folder, zip or HDF5 file of images, in place of what the run was trained on.
        n: samples, and real images; as many as there are up to 10,000 (2,500 points, 1,000
            patterns) when left out.
        seed: of the latent vectors.
        inception: also the true FID and KID, where the Inception weights can be had.

    Returns:
        What was measured, and the file. A former file is kept under a new name.

    Raises:
        GanLabError: the checkpoint or the data cannot be used, or there are too few images.
    """
    path = Path(path)
    runs.refuse_seed(seed)
    runs.refuse_no_root(data)
    content = checkpoint.load(path)
    G = checkpoint.build_generator(content, path)
    recipe = find_recipe(content["recipe"])
    if recipe.data is None:
        if data is not None or images is not None or inception:
            raise GanLabError(f"{recipe.name} draws no images: leave out all but --n and --seed")
        found = _of_drawn(recipe, G, n, seed)
    else:
        real = _real_images(recipe, content.get("settings", {}), data, images)
        found = _of_images(recipe, G, real, n, seed, inception)
    found.about |= {
        "checkpoint": path.name,
        "step": content.get("step", 0),
        "trained on": content.get("settings", {}).get("data_source", "unknown"),
        "versions": {
            "gan_lab": __version__,
            "python": platform.python_version(),
            "torch": torch.__version__,
        },
    }
    return found, _write(path.with_name("evaluation.json"), found.as_dict())


def _write(path: Path, content: dict[str, Any]) -> Path:
    try:
        with replacing(path) as part:
            part.write_text(json.dumps(content, indent=2) + "\n")
            keep_former(path)
    except OSError as error:
        raise GanLabError(f"cannot write {path}: {error.strerror}") from None
    return path


def _of_drawn(recipe: Recipe, G: nn.Module, n: int | None, seed: int) -> Evaluation:
    """Points or patterns: real ones are drawn, so there are always enough."""
    mixture = recipe.mixture
    least = 1 if mixture is None else metrics.MIN_POINTS
    if n is None:
        n = N_PATTERNS if mixture is None else runs.N_POINTS
    if n < least:
        raise GanLabError(f"--n must be at least {least}, got {n}")
    samples = runs.draw(recipe, G, n, seed)
    real = recipe.draw_real(n, generator=torch.Generator().manual_seed(seed))
    about = {"recipe": recipe.name, "n_samples": n, "n_real": n, "seed": seed}
    if mixture is None:
        about["floor"] = f"{n:,} patterns 1010, drawn by gan_lab"
        rates = metrics.pattern_rate(samples), metrics.pattern_rate(real)
        return Evaluation(about, {"pattern rate": rates})
    found, floor = (
        metrics.modes_covered(x, mixture.centres, mixture.sigma) for x in (samples, real)
    )
    about["floor"] = f"{n:,} points of the {mixture.name} itself, {len(mixture.centres)} modes"
    return Evaluation(
        about,
        {
            "modes covered": (found.covered, floor.covered),
            "share within 3 sigma": (found.share, floor.share),
        },
    )


@dataclass(frozen=True)
class _Real:
    """Real images to measure by, and other real images, which give the floor.

    own: the images are somebody's own, of which the judge knows no classes
    trained_on_real, trained_on_these: what the run learnt from: real images; the very same ones
    """

    reference: ImageSet
    others: ImageSet | None  # None: one part only, to be divided
    own: bool
    trained_on_real: bool | None
    trained_on_these: bool = False

    @property
    def available(self) -> int:
        if self.others is None:
            return len(self.reference) // 2
        return min(len(self.reference), len(self.others))

    def draw(self, n: int) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
        """(images, labels), n of each, to measure by, and for the floor: always the same ones."""
        generator = torch.Generator().manual_seed(0)
        order = torch.randperm(len(self.reference), generator=generator)
        if self.others is None:
            return _take(self.reference, order[:n]), _take(self.reference, order[n : 2 * n])
        other = torch.randperm(len(self.others), generator=generator)
        return _take(self.reference, order[:n]), _take(self.others, other[:n])


def _take(images: ImageSet, places: Tensor) -> tuple[Tensor, Tensor]:
    places = places.sort().values  # a file is read from front to back
    return images.images[places], images.labels[places]


def _real_images(
    recipe: Recipe,
    settings: dict[str, Any],
    data: str | Path | None,
    images: str | Path | None,
) -> _Real:
    """What to measure by: the images named, else those that the run was trained on."""
    trained_on_real = settings.get("is_real")
    images = images or (settings.get("images") if data is None else None)
    if images is not None:
        if not Path(images).expanduser().exists():
            raise GanLabError(
                f"the images in {images} are not there: name with --images where they lie now"
            )
        whole = recipe.load_data(path=images)
        assert whole is not None
        mine = settings.get("images")
        same = mine is not None and Path(images).expanduser().resolve() == Path(mine).resolve()
        return _Real(whole, None, True, trained_on_real, same)
    assert recipe.data is not None
    source, size = "auto" if data is None else "real", recipe.image_shape[1]
    if data is None and trained_on_real is False:
        source = "offline"
    root = data or settings.get("data")
    train = load(recipe.data, root, source=source, size=size)
    if recipe.data == "faces" and train.is_real:
        same = bool(trained_on_real) and not settings.get("images")
        return _Real(train, None, False, trained_on_real, same)
    kind = "real" if train.is_real else "offline"
    test = load(recipe.data, root, source=kind, size=size, train=False)
    return _Real(test, train, False, trained_on_real)


def _of_images(
    recipe: Recipe, G: nn.Module, real: _Real, n: int | None, seed: int, inception: bool
) -> Evaluation:
    name = recipe.data
    assert name is not None
    n = _how_many(recipe, real, n)
    print(f"Drawing {n:,} samples and measuring them: this takes a while.", flush=True)
    samples, labels = runs.draw(recipe, G, n, seed), recipe.labels(n)
    (reference, reference_labels), (others, other_labels) = real.draw(n)
    part = "other images of it" if real.others is None else "images of its training part"
    found = Evaluation(
        {
            "recipe": recipe.name,
            "n_samples": n,
            "n_real": n,
            "seed": seed,
            "measured against": real.reference.source,
            "is_real": real.reference.is_real,
            "floor": f"{n:,} {part}, measured in the same way",
            "judge": f"the course's classifier for {name}: scores compare with one another only",
        },
        notes=_notes(name, real),
    )
    if inception:  # first: what is missing should be known at once
        for key, metric in (
            ("FID (Inception)", metrics.inception_fid),
            ("KID (Inception)", metrics.inception_kid),
        ):
            found.scores[key] = metric(samples, reference), metric(others, reference)
    of_samples, of_others = (metrics.scores(x, reference, name) for x in (samples, others))
    found.scores |= {key: (of_samples[key], of_others[key]) for key in of_samples}
    if real.own:  # of which the judge knows no classes
        for key in ("classifier-IS", "classes covered"):
            found.scores.pop(key, None)
    elif name == "faces":
        seen, floor = (metrics.attribute_shares(x) for x in (samples, others))
        for attribute, shares in seen.items():
            found.shares[f"share of each {attribute}"] = {
                value: (share, floor[attribute][value]) for value, share in shares.items()
            }
    else:
        classes = real.reference.class_names
        histograms = [metrics.class_histogram(x, name).tolist() for x in (samples, others)]
        found.shares["share of each class"] = dict(
            zip(classes, zip(*histograms, strict=True), strict=True)
        )
        if labels is not None:
            sets = (samples, labels), (others, other_labels)
            found.scores["labels as asked"] = (
                metrics.label_agreement(samples, labels, name),
                metrics.label_agreement(others, other_labels, name),
            )
            _add_per_class(found, sets, (reference, reference_labels), classes, name)
    return found


def _how_many(recipe: Recipe, real: _Real, n: int | None) -> int:
    """The number of samples: as asked for, if there are so many real images."""
    few, numbers = metrics.MIN_SAMPLES, torch.Size(recipe.image_shape).numel()
    if real.available < few:
        raise GanLabError(
            f"{real.reference.source}: {len(real.reference)} images are too few to measure by: "
            f"{few} are needed" + (", twice, for the floor" if real.others is None else "")
        )
    if n is None:
        return min(N_IMAGES, MAX_NUMBERS // numbers, real.available)
    if not few <= n <= real.available:
        raise GanLabError(
            f"--n must be from {few} to {real.available}, the number of real images to measure "
            f"by, got {n}"
        )
    return n


def _notes(name: str, real: _Real) -> list[str]:
    notes = []
    is_real = real.reference.is_real
    if real.trained_on_real is not None and real.trained_on_real != is_real:
        kinds = {True: "real images", False: "images drawn by gan_lab"}
        notes.append(
            f"the run was trained on {kinds[real.trained_on_real]} and is measured by "
            f"{kinds[is_real]}: that is another set"
        )
    if real.trained_on_these:
        notes.append("the run was trained on the same images that it is measured by")
    if real.own:
        notes.append(f"the judge learnt {name}, and has never seen images such as yours")
    elif name == "faces" and is_real:
        notes.append("the judge of faces learnt from drawn portraits: attributes are rough guesses")
    return notes


def _add_per_class(
    found: Evaluation,
    sets: tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]],
    reference: tuple[Tensor, Tensor],
    classes: tuple[str, ...],
    name: str,
) -> None:
    """classifier-FID of each class, samples and floor with equally many images of each."""
    rarest = min(rarest_class(*one) for one in (*sets, reference))
    if rarest < metrics.MIN_SAMPLES:
        found.notes.append(
            f"no classifier-FID of each class: it needs {metrics.MIN_SAMPLES} images of each, and "
            f"the rarest has {rarest}; take a larger --n"
        )
        return
    rows = [metrics.classifier_fid_per_class(*one, *reference, name, n=rarest) for one in sets]
    found.shares[f"classifier-FID of each class, {rarest:,} images each"] = dict(
        zip(classes, zip(*rows, strict=True), strict=True)
    )
