"""9.2 to 9.4, and 9.8, optional: changes of a batch, and a discriminator that sees through them."""

from __future__ import annotations

import inspect
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_lab import augment
from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import build_net, close, expect_default, expect_tensor
from gan_lab.checks.lesson_09._shared import changed, random_batch, slope_at_images

NOT_RANDOM = (
    "Each call makes the same choices again. Draw new random numbers in every call, for example "
    "with `torch.rand`, and set no seed inside."
)


@exercise(
    "9.2",
    answer="random_flip",
    reference=augment.flip,
    title="Mirror some of them",
    points=1,
    minutes=5,
    difficulty=1,
)
def check_random_flip(random_flip: Any, t: Trial) -> None:
    n = t.integer(40, 60)
    x = random_batch(t, n)
    coins = [_mirrored(x, changed(random_flip, x, "random_flip")) for _ in range(60)]
    flips = torch.stack(coins)  # (60, N)
    if not flips.any():
        mistake("never_flips", "No image was ever mirrored. `x.flip(3)` returns the mirror images.")
    if flips.all():
        mistake(
            "always_flips",
            "Every image is always mirrored. Half of them should stay as they are, chosen by "
            "chance.",
        )
    if bool((flips == flips[:, :1]).all()):
        mistake(
            "one_coin_for_all",
            "Either the whole batch is mirrored or none of it. Each image needs a coin of its own: "
            "draw N random numbers, not one.",
        )
    if bool((flips == flips[0]).all()):
        mistake("not_random", NOT_RANDOM)
    share = float(flips.float().mean())
    if not 0.42 < share < 0.58:
        mistake(
            "wrong_share",
            f"{share:.0%} of the images are mirrored. It should be about one half: `torch.rand` "
            "gives numbers from 0 to 1, so compare with 0.5.",
        )
    if len(set(flips.sum(1).tolist())) == 1:
        t.note(
            f"In every call exactly {int(flips[0].sum())} of {n} images are mirrored. Coins of "
            "their own would give 20 one time and 25 another, and one image alone needs a coin "
            "too."
        )
    for_grey = changed(random_flip, x[:1, :1], "random_flip")  # one grey image
    _mirrored(x[:1, :1], for_grey)
    if not close(slope_at_images(random_flip, x, "random_flip"), torch.ones_like(x)):
        mistake("no_gradient", "Some pixels get no gradient: mirror them, and nothing else.")


def _mirrored(x: Tensor, y: Tensor) -> Tensor:
    """For each image whether it was mirrored left and right, (N,); else the fitting mistake."""

    kept, mirrored = _same(y, x), _same(y, x.flip(3))
    if not bool((kept | mirrored).all()):
        _name_wrong_flip(x, y, ~(kept | mirrored))
    return mirrored & ~kept


def _same(y: Tensor, other: Tensor) -> Tensor:
    """For each image of a batch whether it is the same in both, (N,)."""
    return (y.detach() - other).abs().amax((1, 2, 3)) < 1e-4


def _name_wrong_flip(x: Tensor, y: Tensor, odd: Tensor) -> None:
    """Say what happened to the `odd` images, neither kept nor mirrored."""
    dimensions = "The dimensions are (N, C, H, W), counted from 0."
    if bool((_same(y, x.flip(2)) | _same(y, x.flip(2, 3)))[odd].any()):
        mistake(
            "upside_down",
            f"Images stand on their heads: mirror along the last dimension only. {dimensions}",
        )
    if bool(_same(y, x.flip(1))[odd].any()):
        mistake(
            "wrong_axis",
            f"The colours have changed places: dimension 1 is the channel. {dimensions}",
        )
    everyone = torch.cat([x, x.flip(3)]).flatten(1)
    away = torch.cdist(y.detach().flatten(1), everyone, compute_mode="donot_use_mm_for_euclid_dist")
    if bool((away.amin(1) < 1e-5).all()):
        mistake(
            "shuffles_batch",
            "Images have changed their places in the batch. Dimension 0 counts the images: leave "
            "it alone.",
        )
    mistake(
        "mixes_pixels",
        "Some image is neither itself nor its mirror image. One coin decides for a whole image: "
        "give the coins the shape (N, 1, 1, 1).",
    )


def random_brightness(x: Tensor, strength: float = 0.5) -> Tensor:
    """Add one number from [-strength, strength] to each image."""
    return x + (2 * torch.rand(len(x), 1, 1, 1, device=x.device) - 1) * strength


@exercise(
    "9.3",
    answer="random_brightness",
    reference=random_brightness,
    title="Brighter or darker",
    points=2,
    minutes=6,
    difficulty=2,
)
def check_random_brightness(random_brightness: Any, t: Trial) -> None:
    n = t.integer(40, 60)
    x = random_batch(t, n)
    x[:, 0, 0, :2] = torch.tensor([-1.0, 1.0])  # both ends of the range, so that cutting shows

    def shifts(strength: float | None, n_calls: int = 12) -> Tensor:  # (n_calls, N)
        args = () if strength is None else (strength,)

        def change(x: Tensor) -> Any:
            return random_brightness(x, *args)

        return torch.stack(
            [_added(x, changed(change, x, "random_brightness")) for _ in range(n_calls)]
        )

    expect_default(random_brightness, "strength", 0.5)
    found = shifts(None)
    if not bool(found.abs().max() > 1e-6):
        mistake("never_changes", "The images come back as they were: no brightness was added.")
    if bool((found == found[:1]).all()) or close(found, found[:1].expand_as(found), 1e-6):
        mistake("not_random", NOT_RANDOM)
    if close(found, found[:, :1].expand_as(found), 1e-6):
        mistake(
            "one_for_all",
            "All images of a batch get the same number. Draw one for each: a tensor of shape "
            "(N, 1, 1, 1) is added to each image as a whole.",
        )
    for strength in (None, 0.2, 0.9):
        named = "" if strength is None else f" with strength={strength}"
        wanted = 0.5 if strength is None else strength
        found = shifts(strength)
        low, high = float(found.min()), float(found.max())
        says = f"The numbers that you add{named} reach from {low:.2f} to {high:.2f}"
        if low > -0.1 * wanted:
            mistake("only_brighter", f"{says}: images must also become darker.")
        if high < 0.1 * wanted:
            mistake("only_darker", f"{says}: images must also become brighter.")
        if strength is not None and abs(high - 0.5) < 0.05 and abs(low + 0.5) < 0.05:
            mistake("ignores_strength", f"{says}: is `strength` used?")
        expected = f"expected about {-wanted} to {wanted}"
        if max(-low, high) > 1.02 * wanted:
            mistake("too_strong", f"{says}, {expected}. (`torch.randn` has no limits at all.)")
        if min(-low, high) < 0.8 * wanted:
            mistake(
                "too_weak",
                f"{says}, {expected}. `torch.rand` gives 0 to 1: stretch it to -1 to 1 first.",
            )
        if len(found.mul(1000).round().unique()) < 20:
            mistake(
                "few_numbers",
                "You only ever add a few different numbers. They should fill the whole range from "
                "-strength to strength: `torch.rand` gives all numbers from 0 to 1.",
            )
        if bool((torch.histc(found / wanted, 5, -1, 1) == 0).any()):
            mistake(
                "leaves_gaps",
                f"{says}, but a part of the range in between never comes. All numbers from "
                "-strength to strength may come: `torch.rand`, stretched to -1 to 1.",
            )
        if float((found.abs() > 0.9999 * wanted).float().mean()) > 0.02:
            t.note(
                "Many images get exactly -strength or strength: what lies beyond is pressed onto "
                "the ends. Numbers drawn by `torch.rand` need no clamp."
            )
    changed(random_brightness, x[:1, :1], "random_brightness")  # one grey image
    slope = slope_at_images(random_brightness, x, "random_brightness")
    if not close(slope, torch.ones_like(x)):
        mistake("no_gradient", "Some pixels get no gradient: only add one number to each image.")


def _added(x: Tensor, y: Tensor) -> Tensor:
    """The number that was added to each image, (N,); else the fitting mistake."""
    added = y.detach() - x  # (N, 3, H, W)
    mean = added.mean((1, 2, 3))
    if not close(added, mean.view(-1, 1, 1, 1).expand_as(added), 1e-5):
        _name_wrong_brightness(x, y.detach(), added)
    return mean


def _name_wrong_brightness(x: Tensor, y: Tensor, added: Tensor) -> None:
    """Say what happened to images that did not get one number each."""
    if float(y.max()) <= 1 and float(y.min()) >= -1:
        inner = y.abs() < 1
        median = torch.stack([a[i].median() for a, i in zip(added, inner, strict=True)])
        off = (added - median.view(-1, 1, 1, 1)).abs()
        if float(off[inner].max()) < 1e-5:
            mistake(
                "clipped",
                "Values beyond -1 and 1 are cut off. A pixel that was cut off has no gradient any "
                "more, so G learns nothing there. Leave them: D can take any number.",
            )
    if float(y.abs().max()) < 1:
        unbent = torch.atanh(y) - x
        if close(unbent, unbent.mean((1, 2, 3), keepdim=True).expand_as(unbent), 1e-3):
            mistake(
                "bent",
                "A tanh bends the values back into (-1, 1), and presses bright and dark pixels "
                "together. Only add the number: D can take any value.",
            )
    by_channel = added.mean((2, 3), keepdim=True)
    if close(added, by_channel.expand_as(added), 1e-5):
        mistake(
            "one_for_each_channel",
            "Red, green and blue get different numbers: that changes the colour, not the "
            "brightness. One number for the whole image: shape (N, 1, 1, 1).",
        )
    around_x = x - x.mean((1, 2, 3), keepdim=True)
    around_y = y - y.mean((1, 2, 3), keepdim=True)
    stretch = (around_x * around_y).sum((1, 2, 3)) / around_x.square().sum((1, 2, 3))
    if close(around_y, stretch.view(-1, 1, 1, 1) * around_x, 1e-4):
        if float(stretch.abs().max()) < 1e-3:
            mistake("flat_images", "The pictures are gone: each image is one flat grey. Add to x.")
        mistake(
            "multiplies",
            f"The images themselves come back multiplied, the first by {float(stretch[0]):.2f}. "
            "Brightness leaves x as it is, and adds the same number to every pixel of an image.",
        )
    factor = y / x
    middle = factor.flatten(1).median(1).values.view(-1, 1, 1, 1)
    if close(y, middle * x, 1e-3):
        mistake(
            "multiplies",
            "You multiply: grey, which is 0, would stay grey, and dark and bright move apart. "
            "Brightness adds the same number to every pixel of an image.",
        )
    mistake(
        "one_for_each_pixel",
        "The pixels of one image get different numbers: that is noise. Draw one number for each "
        "image: shape (N, 1, 1, 1), and add.",
    )


class _Change:
    """An augmentation that remembers what it was given and what it made of it."""

    def __init__(self, t: Trial) -> None:
        self.t = t
        self.calls: list[tuple[Tensor, Tensor]] = []

    def __call__(self, x: Tensor) -> Tensor:
        if x.dim() != 4:
            mistake(
                "augments_logits",
                f"`augment` was handed a tensor of shape {tuple(x.shape)}: it changes images, "
                "before D sees them, and not D's answers. Made as `(D, augment)`, in this order?",
            )
        y = 0.5 * x + self.t.normal(len(x), 1, 1, 1)
        self.calls.append((x.detach().clone(), y.detach().clone()))
        return y


class _Judge(nn.Sequential):
    """A small D, (N, 3, 6, 8) -> (N,), that remembers what it was asked about."""

    def __init__(self) -> None:
        layers = nn.Linear(144, 5), nn.LeakyReLU(0.2), nn.Linear(5, 1)
        super().__init__(nn.Flatten(), *layers, nn.Flatten(0))
        self.seen: list[Tensor] = []

    def forward(self, x: Tensor) -> Tensor:
        self.seen.append(x.detach().clone())
        return super().forward(x)


@exercise(
    "9.4",
    answer="AugmentedDiscriminator",
    reference=augment.Augmented,
    title="D sees everything changed",
    points=3,
    minutes=9,
    difficulty=2,
)
def check_augmented_discriminator(AugmentedDiscriminator: Any, t: Trial) -> None:
    D = _Judge()
    seen = D.seen
    change, x = _Change(t), random_batch(t, t.integer(4, 9))
    try:
        inspect.signature(AugmentedDiscriminator).bind(D, change)
    except (TypeError, ValueError) as error:
        mistake(
            "wrong_arguments",
            f"It is made as `AugmentedDiscriminator(D, augment)`, but: {error}. Begin with "
            "`def __init__(self, D, augment):`.",
        )
    net = build_net(AugmentedDiscriminator, D, change)
    if seen or change.calls:
        mistake("works_in_init", "`__init__` only stores D and augment: they work in `forward`.")
    _expect_same_weights(net, D)
    if not net.training or not D.training:
        mistake(
            "left_in_eval", "`__init__` leaves a network in evaluation mode: leave modes alone."
        )

    before = x.clone()
    logits = _logits(net, x)
    if not torch.equal(x, before):
        mistake("changes_input", "`forward` changes the images that were handed in.")
    if not net.training or not D.training:
        mistake(
            "left_in_eval",
            "`forward` switches a mode. Who calls the network chooses it: only *ask* for "
            "`self.training`.",
        )
    if not seen:
        mistake("d_not_asked", "`forward` never calls D: return what D says of the changed images.")
    if not change.calls:
        net.eval()
        _logits(net, x)
        if change.calls:
            mistake(
                "modes_swapped",
                "In training mode D sees the images as they are, in evaluation mode changed: it "
                "should be the other way round.",
            )
        mistake("not_augmented", "In training mode D sees the images as they are: `augment` is not "
                "called.")  # fmt: skip
    if len(change.calls) > 1:
        mistake("augmented_twice", "`augment` is called more than once for one batch.")
    if any(torch.equal(each, x) for each in seen):
        mistake(
            "not_augmented",
            "D sees the images as they are, although `augment` was called: it returns new images, "
            "so use what it returns, and show D nothing else.",
        )
    if not torch.equal(change.calls[0][0], x):
        mistake("other_images", "`augment` should be given the images just as they come in.")
    if len(seen) != 1 or not torch.equal(seen[0], change.calls[0][1]):
        mistake("other_images", "D should see exactly what `augment(x)` gives, once.")
    expected = D(change.calls[0][1])
    if not close(logits, expected):
        mistake(
            "changes_logits",
            "What comes back is not what D said. Return D's logits as they are, without a sigmoid.",
        )
    n_calls = len(change.calls)
    _logits(net, x)
    if len(change.calls) == n_calls:
        mistake(
            "augments_once",
            "The second batch was not changed anew: call `augment` in every `forward`.",
        )
    _logits(net, x[:1])
    _expect_way_back(net, D, x)

    net.eval()
    if D.training:
        mistake(
            "hidden_d",
            "`net.eval()` does not reach D: store it as `self.D = D`, so that PyTorch knows it.",
        )
    n_calls, _ = len(change.calls), seen.clear()
    logits = _logits(net, x)
    if D.training or net.training:
        mistake(
            "wakes_d",
            "`forward` switches D back to training mode. Who calls the network chooses the mode: "
            "only *ask* for `self.training`.",
        )
    if len(change.calls) > n_calls:
        mistake(
            "augments_in_eval",
            "In evaluation mode D should see the images as they are: ask `self.training`.",
        )
    if not seen or not torch.equal(seen[-1], x) or not close(logits, D(x)):
        mistake("eval_differs", "In evaluation mode the answer should be D(x), and it is not.")
    net.train()
    n_calls = len(change.calls)
    _logits(net, x)
    if len(change.calls) == n_calls:
        mistake(
            "mode_frozen",
            "Back in training mode nothing is changed any more: ask `self.training` in `forward`, "
            "each time.",
        )


def _logits(net: nn.Module, x: Tensor) -> Tensor:
    return expect_tensor(net(x), (len(x),), "What `forward` returns")


def _expect_same_weights(net: nn.Module, D: nn.Module) -> None:
    """The wrapper's weights are D's own, and all of them."""
    own, wanted = {id(p) for p in net.parameters()}, {id(p) for p in D.parameters()}
    if own == wanted:
        return
    if not own & wanted:
        mistake(
            "copies_d",
            "The weights in your network are not D's own: it holds a copy or a new network, and D "
            "itself would never learn. Store D as it is.",
        )
    if wanted - own:
        mistake("loses_weights", "Some of D's weights are missing in your network: store all of D.")
    mistake("extra_weights", "Your network has weights beside D's. It needs none of its own.")


def _expect_way_back(net: nn.Module, D: nn.Module, x: Tensor) -> None:
    """Gradients reach D's weights and the images."""
    x = x.clone().requires_grad_(True)
    logits = net(x)
    gradients: tuple[Tensor | None, ...] = (None, None)
    if logits.requires_grad:
        first = next(iter(D.parameters()))
        gradients = torch.autograd.grad(logits.sum(), [x, first], allow_unused=True)
    at_images, at_weights = gradients
    if at_weights is None or not at_weights.any():
        mistake(
            "no_gradient",
            "D's weights get no gradient through your network: no `no_grad`, `detach` or `.item()` "
            "in `forward`.",
        )
    if at_images is None or not at_images.any():
        mistake(
            "no_gradient_to_images",
            "No gradient comes back to the images, so G would learn nothing. The changed images "
            "must not be detached.",
        )


def random_shift(x: Tensor, most: int) -> Tensor:
    """Shift each image by up to `most` pixels; what comes in from outside is 0."""
    _, _, height, width = x.shape
    padded = F.pad(x, (most, most, most, most))
    down, right = torch.randint(0, 2 * most + 1, (2, len(x))).tolist()
    pairs = zip(padded, down, right, strict=True)
    return torch.stack([p[:, i : i + height, j : j + width] for p, i, j in pairs])


@exercise(
    "9.8",
    answer="random_shift",
    reference=random_shift,
    title="A little to the side",
    points=2,
    minutes=10,
    difficulty=3,
    core=False,
)
def check_random_shift(random_shift: Any, t: Trial) -> None:
    n, most = t.integer(20, 30), t.integer(2, 4)
    x = random_batch(t, n, 9, 11)

    def change(x: Tensor) -> Any:
        return random_shift(x, most)

    calls = [changed(change, x, "random_shift") for _ in range(8)]
    found = torch.stack([_shifts(x, y, most) for y in calls])  # (8, N, 2): down, right
    if not found.any():
        mistake("never_shifts", "Every image is where it was: no shift was made.")
    if bool((found == found[:1]).all()):
        mistake("not_random", NOT_RANDOM)
    if bool((found == found[:, :1]).all()):
        mistake(
            "one_for_all",
            "All images of a batch are shifted alike. Draw two numbers for each image.",
        )
    if not found[..., 0].any() or not found[..., 1].any():
        lacking = "up or down" if not found[..., 0].any() else "left or right"
        mistake("one_axis", f"No image is ever shifted {lacking}.")
    if not found.all(-1).any():
        mistake(
            "one_axis",
            "An image is shifted up and down or to the side, but never both at once: draw two "
            "numbers for each image, and use them both.",
        )
    if bool((found[..., 0].abs() == found[..., 1].abs()).all()):
        mistake(
            "diagonal_only",
            "Images move as far down as they move to the side: draw two numbers, one for each "
            "direction.",
        )
    if bool((found >= 0).flatten(0, 1).all(0).any()) or bool(
        (found <= 0).flatten(0, 1).all(0).any()
    ):
        mistake(
            "one_direction",
            f"Images only ever go one way along an axis. A shift reaches from -{most} to {most}.",
        )
    if int(found.abs().max()) > most:
        mistake(
            "too_far",
            f"Some image is shifted by {int(found.abs().max())} pixels; `most` was {most}.",
        )
    low, high = found.amin((0, 1)), found.amax((0, 1))  # (2,) each: down, right
    if bool((high < most).any()) or bool((low > -most).any()):
        mistake(
            "misses_an_end",
            f"With most={most} your shifts reach from {int(low.max())} to {int(high.min())} along "
            f"an axis, and they should reach from {-most} to {most}. `torch.randint(low, high)` "
            "never gives `high` itself.",
        )
    changed(change, x[:1, :1], "random_shift")
    slope_at_images(change, x, "random_shift")


def _shifts(x: Tensor, y: Tensor, most: int) -> Tensor:
    """How far each image went, (N, 2): pixels down and right; else the fitting mistake."""
    reach = 2 * most + 1
    ways = [(i, j) for i in range(-reach, reach + 1) for j in range(-reach, reach + 1)]
    _, _, height, width = x.shape

    def fits(fill: str, value: float = 0.0) -> Tensor:
        """(ways, N): whether y is x moved in this way, with what comes in filled like that."""
        if fill == "circular":
            moved = [x.roll((i, j), (2, 3)) for i, j in ways]
        else:
            filling = {"value": value} if fill == "constant" else {}
            padded = F.pad(x, (reach,) * 4, mode=fill, **filling)
            corners = [(reach - i, reach - j) for i, j in ways]
            moved = [padded[:, :, i : i + height, j : j + width] for i, j in corners]
        return torch.stack([_same(y, m) for m in moved])

    found = fits("constant")
    lost = ~found.any(0)
    if bool(lost.any()):
        for fill, value, name, hint in (
            (
                "circular",
                0.0,
                "wraps_around",
                "What leaves the image on one side comes in again on the other, as `roll` does. "
                "Pad with zeros first, and cut out a window.",
            ),
            ("replicate", 0.0, "edges_repeated", "What comes in should be 0, not the edge again."),
            ("constant", -1.0, "fills_black", "What comes in should be 0, a middle grey, not -1."),
        ):
            if bool(fits(fill, value).any(0)[lost].all()):
                mistake(name, hint)
        mistake(
            "not_a_shift",
            "Some image is not itself moved by whole pixels, with zeros where nothing was. All "
            "three channels of an image move together.",
        )
    return torch.tensor(ways)[found.float().argmax(0)]
