"""A small lesson for tests of the authoring tools: two exercises, a picture and a thought."""

from __future__ import annotations

from pathlib import Path

import nbformat

from gan_lab.course.source import read_source, student_notebook

SOURCE = '''\
# %% [markdown] id="title"
r"""
# A lesson for tests

$\\frac{1}{2}$
"""

# %% id="setup" tags=["setup"]
# Filled in by gan-lab build.

# %% [markdown] id="double-task"
"""
Write `double`.

### Exercise 90.1 · double it

★☆☆ · 1 minute · 2 points · core

*Goal:* for tests.

*Fixed:* the factor. *Free:* how.

*Expect:* another number.

<details><summary>Hint 1</summary>Think.</details>
<details><summary>Hint 2</summary>Think again.</details>

### Exercise 90.2 · halve it

★☆☆ · 1 minute · 2 points · core

*Goal:* for tests.

*Fixed:* the factor. *Free:* how.

*Expect:* another number.

<details><summary>Hint 1</summary>Think.</details>
<details><summary>Hint 2</summary>Think again.</details>
"""

# %% id="double" tags=["answer"] exercise="90.1"
def double(x):
    ### BEGIN SOLUTION
    secret_answer = 2 * x
    return secret_answer
    ### END SOLUTION

# %% id="double-check" tags=["check"] exercise="90.1"
check("90.1")

# %% id="halve" tags=["answer"] exercise="90.2"
def halve(x):
    if True:
        ### BEGIN SOLUTION
        return x / 2
        ### STUB
        # half = x / 3  # TODO 90.2: find the bug
        #
        # if half is not None:
        #     return half
        ### END SOLUTION

# %% id="halve-check" tags=["check"] exercise="90.2"
check("90.2")

# %% id="picture" tags=["shows-data", "nbval-check-output"]
print("a digit")

# %% [markdown] id="why" tags=["thought"] points="3"
"""
Why is half of double the same again?

### BEGIN SOLUTION
Because secret_reason.
### END SOLUTION
"""
'''


def change(root: Path, old: str, new: str) -> Path:
    """Write the lesson's source with `old` replaced by `new`."""
    assert old in SOURCE
    (root / "solutions/90_test.py").write_text(SOURCE.replace(old, new, 1), encoding="utf-8")
    return root


def notebook(root: Path, folder: str) -> nbformat.NotebookNode:
    return nbformat.read(root / folder / "90_test.ipynb", as_version=4)


def cells(nb: nbformat.NotebookNode) -> dict[str, nbformat.NotebookNode]:
    return {cell.id: cell for cell in nb.cells}


def student(root: Path) -> dict[str, nbformat.NotebookNode]:
    return cells(student_notebook(read_source(root / "solutions/90_test.py")))
