# ruff: noqa: E501
"""The texts of a new lesson: `gan-lab new-lesson` fills in its name, and an author the rest.

They hold one exercise that is complete, so that the lesson builds and passes every test before a
word of it is changed.
"""

from __future__ import annotations

from string import Template

from gan_lab.lessons import Lesson

_SOURCE = Template('''\
# %% [markdown] id="title"
r"""
# $number · $title

One paragraph: what this lesson is about, and why it matters for a GAN.

| | |
|---|---|
| you will | calm a curve so that its trend can be seen |
| you need | lists of numbers |
| time | $minutes minutes; the computer works for a few seconds |

Run a cell with **Shift+Enter**. **Stuck?** Unfold the hints, one by one. And one line, `calm_curve = stuck("$id.1")`, takes the package's version of a piece: the exercise stays unscored, and the lesson goes on. **A word is new?** Look into the [glossary](glossary.md) (English and 中文).
"""

# %% id="setup" tags=["setup"]
# written by gan-lab build

# %% id="imports" tags=["setup"]
import torch

from gan_lab import viz
from gan_lab.checks import check, score, stuck
from gan_lab.runtime import seed_everything

seed_everything(0)

# %% [markdown] id="calm-theory"
r"""
## 1 · A section

The idea first, in a few sentences. The losses of a GAN tremble from step to step. Mix each value with what came before it, and the trend appears.

### Exercise $id.1 · A calm curve

★☆☆ · 5 minutes · 2 points · core

*Goal:* say what the piece is for.

*Fixed:* `calm_curve(values, keep)` takes a list of numbers, one at least, and a share `keep` between 0 and 1. It returns a new list of the same length. The first number is the first value; each later one is `keep` times the number before it in the new list, plus `1 - keep` times its own value. *Free:* how you compute it.

*Expect:* `calm_curve([0.0, 8.0, 8.0], 0.5)` gives `[0.0, 4.0, 6.0]`.

<details><summary>Hint 1</summary>

Which two numbers does the third result need?

</details>
<details><summary>Hint 2</summary>

Begin with the list `[values[0]]`, and go through the other values in a loop. The number before is `calm[-1]`.

</details>
"""


# %% id="calm-curve" tags=["answer"] exercise="$id.1"
def calm_curve(values, keep):
    """Numbers -> as many: each keeps the share `keep` of the one before it in the new list."""
    ### BEGIN SOLUTION
    calm = [values[0]]
    for value in values[1:]:
        calm.append(keep * calm[-1] + (1 - keep) * value)
    return calm
    ### END SOLUTION


# %% id="check-calm-curve" tags=["check"] exercise="$id.1"
check("$id.1")

# %% [markdown] id="show-intro"
r"""
Now use it. **What to expect.** A dashed line without the tremble, a little behind the solid one.
"""

# %% id="show-curve"
trembling = (torch.linspace(2, 1, 200) + 0.3 * torch.randn(200)).tolist()
lines = {"as it was": trembling, "calm": calm_curve(trembling, 0.9)}
viz.show(viz.curves(lines, "A calm curve"))

# %% [markdown] id="calm-question"
r"""
**Think.** Why does the calm line come late?
"""

# %% [markdown] id="calm-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** Each number keeps nine tenths of the ones before it, so it still remembers the values of about ten steps ago.
### END SOLUTION
"""

# %% [markdown] id="end"
r"""
## What you can do now

One or two sentences.
"""

# %% id="score"
score("$number")
''')

_CHECKS = Template('''\
"""Checks of lesson $number: $title."""

from gan_lab.checks.lesson_$number import calm  # each registers its exercises

__all__ = ["calm"]
''')

_CHECK = Template('''\
"""The check of exercise $id.1: a calm curve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import close, expect_number


def _reference_calm_curve(values: Sequence[float], keep: float) -> list[float]:
    calm = [values[0]]
    for value in values[1:]:
        calm.append(keep * calm[-1] + (1 - keep) * value)
    return calm


@exercise(
    "$id.1",
    answer="calm_curve",
    reference=_reference_calm_curve,
    title="A calm curve",
    points=2,
    minutes=5,
)
def check_calm_curve(calm_curve: Callable[[list[float], float], Any], t: Trial) -> None:
    values = (t.normal(t.integer(5, 9)) + 3).tolist()
    keep = 0.6 + 0.3 * float(t.uniform(1))
    given = list(values)
    found = calm_curve(given, keep)
    if given != values:
        mistake("changes_input", "The list that you were given is changed: make a new one.")
    if found is None:
        mistake("returns_nothing", "The result is None: is there a `return` at the end?")
    if not isinstance(found, list) or len(found) != len(values):
        mistake("wrong_length", "The result must be a list with one number for each value.")
    numbers = torch.tensor([expect_number(each, "Each number of your list") for each in found])

    def is_what_comes_of(values: list[float], keep: float) -> bool:
        wanted = _reference_calm_curve(values, keep)[-len(numbers) :]
        return close(numbers, torch.tensor(wanted))

    if is_what_comes_of(values, 1 - keep):
        mistake("shares_swapped", "The two shares are swapped: `keep` belongs to what came before.")
    if is_what_comes_of([0.0, *values], keep):
        mistake("starts_at_zero", "Your curve climbs up from 0: let it begin at the first value.")
    if not is_what_comes_of(values, keep):
        mistake("wrong_numbers", "These are not the numbers that *Fixed* asks for: try *Expect*.")
''')

_ANSWERS = """\
# %% right: a loop
def calm_curve(values, keep):
    calm = [values[0]]
    for value in values[1:]:
        calm.append(keep * calm[-1] + (1 - keep) * value)
    return calm


# %% right: from the last number
def calm_curve(values, keep):
    calm, last = [], values[0]
    for value in values:
        last = last + (1 - keep) * (value - last)
        calm.append(last)
    return calm


# %% right: itertools
def calm_curve(values, keep):
    from itertools import accumulate

    return list(accumulate(values, lambda last, value: keep * last + (1 - keep) * value))


# %% wrong: shares_swapped
def calm_curve(values, keep):
    calm = [values[0]]
    for value in values[1:]:
        calm.append((1 - keep) * calm[-1] + keep * value)
    return calm


# %% wrong: starts_at_zero
def calm_curve(values, keep):
    calm, last = [], 0.0
    for value in values:
        last = keep * last + (1 - keep) * value
        calm.append(last)
    return calm


# %% wrong: wrong_numbers (the value before, not the number before)
def calm_curve(values, keep):
    pairs = zip(values, values[1:])
    return [values[0]] + [keep * before + (1 - keep) * value for before, value in pairs]


# %% wrong: wrong_length (the last number alone)
def calm_curve(values, keep):
    calm = values[0]
    for value in values[1:]:
        calm = keep * calm + (1 - keep) * value
    return [calm]


# %% wrong: changes_input
def calm_curve(values, keep):
    for i in range(1, len(values)):
        values[i] = keep * values[i - 1] + (1 - keep) * values[i]
    return values


# %% wrong: returns_nothing
def calm_curve(values, keep):
    calm = [values[0]]
    for value in values[1:]:
        calm.append(keep * calm[-1] + (1 - keep) * value)
"""


def files(lesson: Lesson) -> dict[str, str]:
    """Path from the course folder -> text, of all that a new lesson consists of."""
    id = str(int(lesson.number))
    told = {"number": lesson.number, "id": id, "title": lesson.title, "minutes": lesson.core}
    checks = f"gan_lab/checks/lesson_{lesson.number}"
    return {
        f"solutions/{lesson.name}.py": _SOURCE.substitute(told),
        f"{checks}/__init__.py": _CHECKS.substitute(told),
        f"{checks}/calm.py": _CHECK.substitute(told),
        f"tests/answers/{lesson.name}/{id}.1.py": _ANSWERS,
    }
