"""Blind tests: real or generated, and which of two is better? One question at a time."""

from __future__ import annotations

import base64
import html
import io
import json
import math
import time
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, ClassVar

import ipywidgets
import torch
from matplotlib.figure import Figure
from PIL import Image
from torch import Tensor

from gan_lab import viz
from gan_lab.checks._progress import progress_file
from gan_lab.data import to_uint8
from gan_lab.errors import GanLabError
from gan_lab.files import free_name, replacing
from gan_lab.metrics import wilson_interval
from gan_lab.metrics.judges import parts
from gan_lab.widgets._kit import Panel, row, sized

FILE = "quiz_results.json"
FORMAT = 1
LOOK = 0.3  # seconds: a press so soon after a new image was meant for the one before


class _BlindTest(Panel):
    """Questions, letters for answers, a score with its interval, and further rounds.

    A subclass says what a question is (`_deal`), which answers it has and how results are told.

    answers, truth: letters of all rounds so far, one a question answered.
    images: (n, C, H, W) in [-1, 1], what this round asks about.
    """

    kind: ClassVar[str]  # stands in the results file
    thing: ClassVar[str]  # what one question shows
    choices: ClassVar[Mapping[str, str]]  # letter -> what its button says
    even: ClassVar[str]  # what a share of one half means

    def __init__(
        self, n: int, round: int, source: str, title: str, path: str | Path | None
    ) -> None:
        if n < 1 or round < 1:
            raise GanLabError(f"n and round must be 1 or more, got n={n} and round={round}")
        self.n, self.source = n, source
        self.answers = self.truth = ""
        self._results = Results(Path(path).absolute()) if path is not None else None
        self._given: deque[str] = deque()  # letters on their way from the page's thread
        self._ready = 0.0  # when the next press counts
        self._begin(round)

        self.where, self.view, self.said = (ipywidgets.HTML() for _ in range(3))
        self.score, self.missed, self.note = (ipywidgets.HTML() for _ in range(3))
        self.buttons = {
            letter: ipywidgets.Button(description=name) for letter, name in self.choices.items()
        }
        for letter, button in self.buttons.items():
            button.on_click(lambda _, letter=letter: self._on_press(letter))
        *letters, last = self.choices
        self.typed = ipywidgets.Text(
            description=f"or type {', '.join(letters)} or {last} here:",
            **sized("24em"),
        )
        self.typed.observe(self._on_typed, "value")
        self.another = ipywidgets.Button(description="Another round", icon="arrow-right")
        self.when_pressed(self.another, self._go_on)
        self.controls = row(*self.buttons.values(), self.typed)
        origin = ipywidgets.HTML(f"<small>{html.escape(source)}</small>")
        content = [self.where, self.view, self.controls, self.said, self.score]
        super().__init__([*content, self.another, self.missed, self.note, origin], title)
        self._redraw()

    # --- what a subclass says

    def _deal(self, round: int) -> tuple[Tensor, str]:
        """The images (n, C, H, W) of a round, and its n true letters."""
        raise NotImplementedError

    def _verdict(self, number: int, answer: str, truth: str) -> str:
        """What is said at once after an answer."""
        raise NotImplementedError

    def _count(self, right: int, n: int) -> str:
        """What `right` of `n` answers mean, in words."""
        raise NotImplementedError

    def _heading(self, wrong: int) -> str:
        """Above the `wrong` images that were not answered as the truth says, at the end."""
        raise NotImplementedError

    def _caption(self, number: int, answer: str, truth: str) -> str:
        """Below one of them."""
        raise NotImplementedError

    def _sheet(self) -> Figure:
        """All images of the round, numbered."""
        raise NotImplementedError

    # --- answers

    def answer(self, letters: str) -> None:
        """Answer the next questions, one letter each, as the buttons do. Spaces do not matter.

        Raises:
            GanLabError: a letter is no answer, or there are more letters than questions left.
        """
        letters = "".join(letters.split()).upper()
        if set(letters) - set(self.choices):
            raise GanLabError(f"expected the letters {' '.join(self.choices)}, got {letters!r}")
        if len(letters) > self._left():
            raise GanLabError(f"{self._left()} questions are left, got {len(letters)} letters")
        self._given.extend(letters)
        self._take()

    def _on_press(self, letter: str) -> None:
        if time.monotonic() >= self._ready:
            self._ready = math.inf  # a second press waits for the next image
            self._given.append(letter)
            self.later(self._take)

    def _on_typed(self, change: Mapping[str, str]) -> None:
        """Each letter added at the end is an answer.

        The field keeps them: emptying it from here would race with the next key.
        """
        old, new = change["old"], change["new"]
        if new.startswith(old):
            self._given.extend("".join(new[len(old) :].split()).upper())
            self.later(self._take)

    def _take(self) -> None:
        """Count the letters that came in, save them and show the next question."""
        strange = ""
        before = len(self.answers)
        while self._given:
            letter = self._given.popleft()
            if letter not in self.choices:
                strange = letter
            elif self._left():
                self.truth += self._key[self.n - self._left()]
                self.answers += letter
        try:
            if len(self.answers) > before:
                self._save()
        finally:
            self._redraw()
        if strange:
            letters = " ".join(self.choices)
            self.said.value = _aloud(f"{strange} is no answer here: the letters are {letters}")

    def _left(self) -> int:
        return self.n - len(self._round()[0])

    def _round(self) -> tuple[str, str]:
        """Answers and truth of this round."""
        return self.answers[self._before :], self.truth[self._before :]

    def _begin(self, round: int) -> None:
        self.images, self._key = self._deal(round)
        self.round = round
        self._before = len(self.answers)  # answers of former rounds
        self._begun = datetime.now(timezone.utc).isoformat(timespec="seconds")
        if self._results:
            self._results.begin()

    def _go_on(self) -> None:
        if not self._left():  # not by a second press
            self._begin(self.round + 1)
            self.typed.value = ""
            self._redraw()

    def _save(self) -> None:
        if self._results:
            answers, truth = self._round()
            entry = {"date": self._begun, "quiz": self.kind, "round": self.round, "n": self.n}
            entry |= {"answers": answers, "truth": truth, "source": self.source}
            told = self._results.keep(entry)
            if self.note.value != (text := f"<small>{html.escape(told)}</small>"):
                self.note.value = text

    # --- what is seen

    def _redraw(self) -> None:
        left = self._left()
        number = self.n - left + 1
        answers, truth = self._round()
        if left:
            name = f"{self.thing} {number} of {self.n}"
            self.where.value = f"Round {self.round}: {name}"
            self.view.value = _picture(self.images[number - 1], name)
        else:
            self.where.value, self.view.value = f"Round {self.round} is over.", ""
        self.missed.value = "" if left else self._mistakes()
        said = self._verdict(number - 1, answers[-1], truth[-1]) if answers else ""
        self.said.value = _aloud(said)
        self.score.value = self._result()
        self.controls.layout.display = "flex" if left else "none"
        self.another.layout.display = "none" if left else None
        self._ready = time.monotonic() + LOOK

    def _result(self) -> str:
        """HTML of the score of this round, and of all rounds when there are several."""
        lines = [self._scored(*self._round())]
        if self._before:
            lines.append(f"All rounds: {self._scored(self.answers, self.truth)}")
        return "<br>".join(html.escape(line) for line in lines if line)

    def _scored(self, answers: str, truth: str) -> str:
        pairs = [(a, b) for a, b in zip(answers, truth, strict=True) if a != "?"]
        blank = len(answers) - len(pairs)
        told = f"Not counted: {blank} without an answer." if blank else ""
        if not pairs:
            return told
        right = sum(a == b for a, b in pairs)
        low, high = wilson_interval(right, len(pairs))
        where = "inside" if low <= 0.5 <= high else "outside"
        return (
            f"{self._count(right, len(pairs))}: {right / len(pairs):.2f}, and in truth between "
            f"{low:.2f} and {high:.2f} (Wilson's 95 % interval). {self.even}, 0.50, lies {where}. "
            f"{told}"
        ).strip()

    def _mistakes(self) -> str:
        """HTML of the questions that were not answered as the truth is, each with what it was."""
        figures = []
        for i, (a, b) in enumerate(zip(*self._round(), strict=True)):
            if a != b:
                alt = f"{self.thing} {i + 1} of {self.n}"
                caption = html.escape(self._caption(i + 1, a, b))
                figures.append(
                    '<figure style="display:inline-block; margin:4px 12px 4px 0">'
                    f"{_picture(self.images[i], alt, 84)}<figcaption>{caption}</figcaption>"
                    "</figure>"
                )
        return f"<p>{html.escape(self._heading(len(figures)))}</p>{''.join(figures)}"

    def picture(self) -> str:
        found = f"<br>{self._result()}" if self.answers else ""
        mistakes = "" if self._left() else f"<br>{self._mistakes()}"
        return f"{viz.figure_tag(self._sheet())}{found}{mistakes}"


class Quiz(_BlindTest):
    """Real or generated? One image at a time; nothing on the page tells before the answer.

        quiz = Quiz(test.images, samples, source=test.source)
        quiz

    *Cannot say* ("?") counts for nothing. After each answer it says whether that was right, and
    the share of right answers with Wilson's interval. *Another round* shows other images, as long
    as there are some. Where no buttons are, `quiz.answer("RG?R")` answers.

    Each answer is kept at once in a file of the current folder, beside those of earlier tests,
    unless GAN_LAB_PROGRESS is "off".

    Args:
        real: uint8 or float in [-1, 1], (N, C, H, W), C 1 or 3, N at least n.
        generated: (M, C, H, W), M at least n, of the same size.
        n: questions a round; each is real with probability 1/2, and no image comes twice.
        round: the images, their order and the truth follow from it, and from nothing else.
        source: where the real images come from and their licence; it is shown.
        path: the file of results; None keeps none.

    Raises:
        GanLabError: images of other types, shapes or ranges, or too few of them.
    """

    kind = "real or generated"
    thing = "image"
    choices: ClassVar = {"R": "Real", "G": "Generated", "?": "Cannot say"}
    even = "Guessing"

    def __init__(
        self,
        real: Tensor,
        generated: Tensor,
        n: int = 24,
        *,
        round: int = 1,
        source: str = "",
        title: str = "Real or generated?",
        path: str | Path | None = FILE,
    ) -> None:
        _refuse_shapes(real, generated)
        self._real, self._generated = real, generated
        super().__init__(n, round, source, title, path)

    def _deal(self, round: int) -> tuple[Tensor, str]:
        is_real = _coins(self.n, round)
        real, generated = (
            _chosen(images, self.n, round) for images in (self._real, self._generated)
        )
        images = torch.where(is_real.view(-1, 1, 1, 1), real, generated)
        return images, "".join("R" if one else "G" for one in is_real)

    def _verdict(self, number: int, answer: str, truth: str) -> str:
        start = {"?": "", truth: "Right: "}.get(answer, "Wrong: ")
        told = f"{start}image {number} was {self.choices[truth].lower()}."
        return told[0].upper() + told[1:]

    def _count(self, right: int, n: int) -> str:
        return f"{right} of {n} right"

    def _heading(self, wrong: int) -> str:
        return "What you did not get right:" if wrong else "You got all of them right."

    def _caption(self, number: int, answer: str, truth: str) -> str:
        return f"{number} was {self.choices[truth].lower()}{' (no answer)' * (answer == '?')}"

    def _sheet(self) -> Figure:
        rows = {
            f"{i + 1} to {min(i + 8, self.n)}": self.images[i : i + 8] for i in range(0, self.n, 8)
        }
        columns = [str(i + 1) for i in range(min(8, self.n))]
        return viz.rows(rows, _sheet_title(self), columns=columns)


class PairQuiz(_BlindTest):
    """Which is better? Two images side by side, one of each set, in random order.

        PairQuiz(middle, last, names=("step 1,500", "step 5,000"), source=data.source)

    What was chosen is told at the end of a round and not before: it would sway the next choice.
    In `truth` stands where the image of `second` was, so that an answer is "right" where that one
    was preferred. All else is as in `Quiz`.

    Args:
        first, second: (N, C, H, W) of one size, uint8 or float in [-1, 1]; image i of each makes
            a pair, such as two generators' images of the same z. N is at least n.
        names: what the two sets are.
    """

    kind = "which is better"
    thing = "pair"
    choices: ClassVar = {"L": "Left is better", "R": "Right is better", "?": "Cannot say"}
    even = "No preference"

    def __init__(
        self,
        first: Tensor,
        second: Tensor,
        n: int = 12,
        *,
        names: Sequence[str] = ("the first", "the second"),
        round: int = 1,
        source: str = "",
        title: str = "Which one is better?",
        path: str | Path | None = FILE,
    ) -> None:
        _refuse_shapes(first, second)
        if len(first) != len(second):
            raise GanLabError(f"expected pairs, got {len(first)} and {len(second)} images")
        if len(names) != 2:
            raise GanLabError(f"expected two names, got {list(names)}")
        self._first, self._second, self.names = first, second, tuple(names)
        super().__init__(n, round, source, title, path)

    def _deal(self, round: int) -> tuple[Tensor, str]:
        on_left = _coins(self.n, round)  # where the second set's image is
        mask = on_left.view(-1, 1, 1, 1)
        first, second = (_chosen(images, self.n, round) for images in (self._first, self._second))
        left, right = torch.where(mask, second, first), torch.where(mask, first, second)
        between = torch.ones_like(left[..., : max(1, left.shape[-1] // 8)])  # white
        images = torch.cat([left, between, right], dim=-1)
        return images, "".join("L" if one else "R" for one in on_left)

    def _verdict(self, number: int, answer: str, truth: str) -> str:
        return f"Pair {number} is answered."

    def _result(self) -> str:
        return "" if self._left() else super()._result()

    def _count(self, right: int, n: int) -> str:
        return f"You preferred {self.names[1]} in {right} of {n} pairs"

    def _heading(self, wrong: int) -> str:
        where = "Where you did not choose" if wrong else "In every pair you chose"
        return f"{where} {self.names[1]}{':' if wrong else '.'}"

    def _caption(self, number: int, answer: str, truth: str) -> str:
        side = "left" if truth == "L" else "right"
        told = f"{number}: {self.names[1]} was on the {side}"
        return told + (" (no answer)" if answer == "?" else "")

    def _sheet(self) -> Figure:
        width = self._first.shape[-1]
        rows = {}
        for i in range(0, self.n, 12):
            where = f" {i + 1} to {min(i + 12, self.n)}" if self.n > 12 else ""
            rows[f"left{where}"] = self.images[i : i + 12, ..., :width]
            rows[f"right{where}"] = self.images[i : i + 12, ..., -width:]
        columns = [str(i + 1) for i in range(min(12, self.n))]
        return viz.rows(rows, _sheet_title(self), columns=columns)


class Results:
    """The file of results: all rounds of all tests that were taken in one folder.

    {"format": 1, "rounds": [{"date", "quiz", "round", "n", "answers", "truth", "source"}, ...]}
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._former: dict[str, Any] | None = None  # this round, as it was kept last
        self._aside = ""

    def begin(self) -> None:
        """What comes next is a new round."""
        self._former = None

    def keep(self, entry: dict[str, Any]) -> str:
        """Put this round into the file, in place of what was kept of it. Says where, or why not.

        The file is replaced whole or not at all. One that cannot be read is kept under a new
        name. Never raises for a file: a quiz must not stop because a disk is full.
        """
        if progress_file() is None:  # GAN_LAB_PROGRESS=off
            return ""
        name = self.file.name
        try:
            content = read_results(self.file)
        except OSError as error:
            return f"Your answers are not kept: {name} cannot be read ({error.strerror or error})."
        except GanLabError as error:
            aside = free_name(self.file)
            try:
                self.file.replace(aside)
            except OSError:
                return f"Your answers are not kept: {error}."
            self._aside = f" {error}: it is kept as {aside.name}."
            content = {"format": FORMAT, "rounds": []}
        rounds = content["rounds"]
        if self._former in rounds:
            rounds[rounds.index(self._former)] = entry
        else:
            rounds.append(entry)
        try:
            with replacing(self.file) as part:
                text = json.dumps(content, indent=1, ensure_ascii=False)
                part.write_text(text, encoding="utf-8")
        except OSError as error:
            return (
                f"Your answers are not kept: {name} cannot be written ({error.strerror or error})."
            )
        self._former = entry
        return f"Your answers are kept in {name}, on this computer alone.{self._aside}"


def read_results(file: Path) -> dict[str, Any]:
    """What a file of results holds; no rounds where there is no file.

    Raises:
        GanLabError: it holds something else.
        OSError: it is there and cannot be read just now.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {"format": FORMAT, "rounds": []}
    except ValueError as error:
        raise GanLabError(f"{file.name} cannot be read: {error}") from None
    if not isinstance(content, dict) or not isinstance(content.get("rounds"), list):
        raise GanLabError(f"{file.name} is no file of quiz results")
    if content.get("format") != FORMAT:
        raise GanLabError(f"{file.name} was written by another version of the course")
    return content


def _refuse_shapes(*sets: Tensor) -> None:
    shapes = [tuple(x.shape) if isinstance(x, Tensor) else type(x).__name__ for x in sets]
    fits = all(isinstance(x, Tensor) and x.dim() == 4 and x.shape[1] in (1, 3) for x in sets)
    if not fits or len({shape[1:] for shape in shapes}) > 1:
        raise GanLabError(
            f"expected two sets of images (N, 1 or 3, H, W) of one size, got shapes {shapes}"
        )


def _coins(n: int, seed: int) -> Tensor:
    """(n,) of True and False, each with probability 1/2."""
    return torch.rand(n, generator=torch.Generator().manual_seed(seed)) < 0.5


def _chosen(images: Tensor, n: int, round: int) -> Tensor:
    """n images for a round, (n, C, H, W) in [-1, 1]: other ones in each, until all were shown."""
    if len(images) < n:
        raise GanLabError(f"expected at least {n} images of each kind, got {len(images)}")
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
    places = order.roll(-n * (round - 1))[:n]
    return torch.cat(list(parts(images[places.to(images.device)], n)))


def _sheet_title(quiz: _BlindTest) -> str:
    return f"{quiz.title} Round {quiz.round}\n{quiz.source}".rstrip()


def _picture(picture: Tensor, alt: str, wanted: int = 256) -> str:
    """HTML of one picture (C, h, w) in [-1, 1]; its height is about `wanted`, at most 6-fold.

    Not compressed: a clean background would make real digits the smaller files.
    """
    height, width = picture.shape[1:]
    zoom = max(1, min(6, wanted // height))
    pixels = to_uint8(picture).permute(1, 2, 0).squeeze(-1)  # (h, w[, 3])
    file = io.BytesIO()
    Image.fromarray(pixels.numpy()).save(file, "PNG", compress_level=0)
    return (
        f'<img alt="{html.escape(alt, quote=True)}" width="{zoom * width}" '
        'style="max-width:100%; height:auto; image-rendering:pixelated" '
        f'src="data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}">'
    )


def _aloud(text: str) -> str:
    """HTML that screen readers say when it changes."""
    return f'<span role="status" aria-live="polite">{html.escape(text)}</span>'
