"""7.8: from one class to another, recognised by what G is asked to draw."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import close, expect_tensor
from gan_lab.checks._training import expect_unfrozen


def class_walk(G: Any, z: Tensor, label_a: int, label_b: int, n: int) -> Tensor:
    """n images (n, 1, 28, 28) of one z (nz,), from class label_a to class label_b."""
    device = z.device
    with torch.no_grad():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b], device=device))  # (E,) each
        t = torch.linspace(0, 1, n, device=device).view(-1, 1)  # (n, 1)
        return G.draw(z.expand(n, -1), (1 - t) * e_a + t * e_b)


class _Embed(nn.Embedding):
    """The vectors of the classes; says what is wrong with labels that it cannot take."""

    def forward(self, labels: Any) -> Tensor:
        if not isinstance(labels, Tensor):
            mistake(
                "label_is_no_tensor",
                "`G.embed` takes a tensor of labels: `G.embed(torch.tensor([label_a, label_b]))`.",
            )
        if labels.is_floating_point() and labels.dim() == 2:
            mistake(
                "embeds_twice",
                "You hand vectors to `G.embed`, or to `G(z, labels)`, which embeds them again. For "
                "vectors there is `G.draw(z, e)`.",
            )
        if labels.is_floating_point():
            _labels_as_numbers()
        return super().forward(labels)


class _G(nn.Module):
    """A small G that remembers what it was asked to draw."""

    def __init__(self, nz: int, n_classes: int, t: Trial) -> None:
        super().__init__()
        self.embed = _Embed(n_classes, 5)
        self.net = nn.Linear(nz + 5, 784)
        with torch.no_grad():
            self.embed.weight.copy_(t.normal(n_classes, 5))
            self.net.weight.copy_(0.3 * t.normal(784, nz + 5))
        self.z: list[Tensor] = []
        self.e: list[Tensor] = []
        self.drew_in_training = False

    def draw(self, z: Tensor, e: Tensor) -> Tensor:
        if z.dim() != 2 or e.dim() != 2 or len(z) != len(e):
            mistake(
                "rows_do_not_fit",
                f"`G.draw` got z of shape {tuple(z.shape)} and vectors of shape {tuple(e.shape)}: "
                "it takes as many rows of one as of the other. `z.expand(n, -1)` repeats one z.",
            )
        if e.shape[1] != self.embed.weight.shape[1]:
            mistake(
                "other_vectors",
                f"`G.draw` got vectors of {e.shape[1]} numbers, and those of this G have "
                f"{self.embed.weight.shape[1]}: ask G itself for them, `G.embed(...)`.",
            )
        self.drew_in_training |= self.training
        self.z += z.detach().clone().unbind()
        self.e += e.detach().clone().unbind()
        return torch.tanh(self.net(torch.cat([z, e], 1))).view(-1, 1, 28, 28)

    def forward(self, z: Tensor, labels: Tensor) -> Tensor:
        return self.draw(z, self.embed(labels))


def _labels_as_numbers() -> None:
    mistake(
        "labels_as_numbers",
        "You walk through the label *numbers*: on the way from class 1 to class 3 you would pass "
        "class 2, which has nothing to do with it. Embed the two classes, and walk from one vector "
        "to the other.",
    )


@exercise(
    "7.8",
    answer="class_walk",
    reference=class_walk,
    title="Between two classes",
    points=2,
    minutes=6,
    difficulty=2,
)
def check_class_walk(class_walk: Any, t: Trial) -> None:
    nz, n_classes, n = t.integer(6, 12), 8, t.integer(5, 9)
    G = _G(nz, n_classes, t).eval()
    z = t.normal(nz)
    before = z.clone()
    a, b = (6, 2) if t.integer(0, 2) else (1, 6)
    found = class_walk(G, z, a, b, n)
    if not torch.equal(z, before):
        mistake("changes_z", "Your function changes the z that was handed in.")
    if isinstance(found, list | tuple) and found and all(isinstance(v, Tensor) for v in found):
        mistake("list_of_images", "A list comes back. One tensor is wanted: `torch.cat(images)`.")
    if isinstance(found, Tensor) and found.shape == (n, 5):
        mistake("vectors_not_images", "Label vectors come back. Let G draw them: `G.draw(z, e)`.")
    if isinstance(found, Tensor) and found.shape == (n, 1, 1, 28, 28):
        mistake("extra_dimension", f"The shape is {(n, 1, 1, 28, 28)}: `torch.cat`, not `stack`.")
    if isinstance(found, Tensor) and found.dim() == 4 and abs(len(found) - n) in (1, 2):
        mistake("wrong_count", f"n = {n} gives {len(found)} images: n counts both ends.")
    found = expect_tensor(found, (n, 1, 28, 28), "What `class_walk` returns")
    if not G.e:
        mistake("g_unused", "G drew nothing: the images come from `G.draw(z, e)`.")
    z_used, e = torch.stack(G.z), torch.stack(G.e)
    with torch.no_grad():
        _name_walk(found, z_used, e, G, z, a, b, n)
    if G.training or G.drew_in_training:
        mistake(
            "g_in_training_mode",
            "G came in evaluation mode, and your function changes that: its BatchNorm would mix "
            "the images of the walk. Leave the mode alone.",
        )
    expect_unfrozen({"G": G})
    if found.requires_grad:
        t.note("The images still hold their graph: `torch.no_grad()` saves that memory.")


def _name_walk(
    found: Tensor, z_used: Tensor, e: Tensor, G: _G, z: Tensor, a: int, b: int, n: int
) -> None:
    even = torch.linspace(0, 1, n).view(-1, 1)
    e_a, e_b = G.embed.weight[[a, b]].detach()
    ends = torch.tanh(G.net(torch.stack([torch.cat([z, e_a]), torch.cat([z, e_b])])))
    x_a, x_b = ends.view(2, 1, 1, 28, 28).unbind()
    fade = even.view(-1, 1, 1, 1)
    if close(found, (1 - fade) * x_a + fade * x_b):
        mistake(
            "images_blended",
            "You mix the two finished pictures: a cross-fade, which needs no G. Mix the two label "
            "vectors, and let G draw each mixture.",
        )
    if not close(z_used, z.expand_as(z_used)):
        if close(z_used[0], z):
            mistake("z_changes", "z changes on the way. One z all along: only the class moves.")
        mistake("other_z", "The images were not drawn from the z that was handed in.")

    def is_path(t: Tensor, start: Tensor = e_a, end: Tensor = e_b) -> bool:
        path = (1 - t) * start + t * end
        return len(e) == len(path) and close(e, path)

    steps = torch.arange(n, dtype=torch.float32).view(-1, 1)
    drawn = torch.tanh(G.net(torch.cat([z.expand(n, -1), (1 - even) * e_a + even * e_b], 1)))
    if close(found, drawn.view(-1, 1, 28, 28)):
        return
    if is_path(even, e_b, e_a):
        mistake("reversed", "The walk begins with class label_b: at t = 0 it is label_a.")
    if is_path(steps / n):
        mistake(
            "misses_the_end",
            "The walk never arrives at label_b: `torch.linspace(0, 1, n)` has both ends.",
        )
    if is_path((steps + 1) / (n + 1)) or is_path((steps + 1) / n):
        mistake("misses_the_start", "The first image should be class label_a alone, at t = 0.")
    if len(e) == n and close(e, e_a + even * e_b):
        mistake("first_stays", "You add label_b's vector, but label_a's must fade: (1 - t) e_a.")
    if len(e) == n and any(close(e, G.embed.weight[_rounded(even, a, b, how)]) for how in range(3)):
        _labels_as_numbers()
    distances = torch.cdist(e, G.embed.weight.detach())
    if bool((distances.amin(1) < 1e-4).all()):
        mistake(
            "pure_classes",
            "G only ever drew pure classes. In between there are mixtures of two vectors.",
        )
    mistake(
        "not_straight",
        "The vectors that G was given do not lie at even steps on the line "
        "(1 - t) e_a + t e_b, from label_a to label_b.",
    )


def _rounded(even: Tensor, a: int, b: int, how: int) -> Tensor:
    numbers = (a + even * (b - a)).flatten()
    return (numbers.round(), numbers.floor(), numbers.trunc())[how].long()
