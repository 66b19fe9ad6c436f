"""Ways to get points for a wrong answer, and none of them works.

Those in NOTEBOOKS change the notebook around a wrong answer; those in CODE are answers that
meddle with their check.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.grading.classroom import (
    Notebook,
    find,
    handed_in,
    of,
    own_cell,
    right,
    role,
)

LESSON = "01_toy_1010"
EXERCISE = "1.1"  # real_patterns(n)
WRONG = "def real_patterns(n):\n    return torch.zeros(n, 4)\n"


def _deleted(notebook: Notebook) -> None:
    notebook["cells"] = [c for c in notebook["cells"] if role(c) != "check"]


def _says_passed(notebook: Notebook) -> None:
    cell = find(notebook, "check", EXERCISE)
    cell["source"] = 'print("✓ 1.1 passed: 1 of 1 points.")'
    text = ["✓ 1.1 passed: 1 of 1 points.\n"]
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]


def _doubled(notebook: Notebook) -> None:
    cell = find(notebook, "check", EXERCISE)
    notebook["cells"] += [cell, {**cell, "source": "pass"}]


def _checks_another(notebook: Notebook) -> None:
    find(notebook, "check", EXERCISE)["source"] = 'check("1.2")'


def _reordered(notebook: Notebook) -> None:
    notebook["cells"].reverse()


def _more_points(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["metadata"].setdefault("nbgrader", {})["points"] = 1000


def _setup_edited(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        if role(cell) == "setup":
            cell["source"] = (
                "import torch\nimport gan_lab.checks as checks\n"
                "passed = checks.Verdict('1.1', 'passed', 1, 1)\n"
                "checks.run = checks._core.run = lambda *a, **k: passed\n"
                "def check(exercise): return True\n"
            )


def _patched_in_own_cell(notebook: Notebook) -> None:
    code = (
        "class Patch:\n"
        "    import gan_lab.checks._core as core\n"
        "    core.mistake = core.Mistake = core.run = core.find_exercise = print\n"
        "    import torch\n"
        "    torch.allclose = torch.equal = lambda *a, **k: True\n"
    )
    notebook["cells"].insert(0, own_cell(code))


def _ids_exchanged(notebook: Notebook) -> None:
    """The right answer to an easier exercise under this one's id."""
    one, other = find(notebook, "answer", EXERCISE), find(notebook, "answer", "1.2")
    other["source"] = right("1.2") + "\nreal_patterns = random_patterns\n"
    one["id"], other["id"] = other["id"], one["id"]


def _metadata_exchanged(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        if of(cell) == "1.2":
            cell["metadata"]["gan_lab"]["exercise"] = EXERCISE


NOTEBOOKS: dict[str, Callable[[Notebook], None]] = {
    "check cells deleted": _deleted,
    "check cell only says passed": _says_passed,
    "check cell doubled": _doubled,
    "check cell checks another exercise": _checks_another,
    "cells in another order": _reordered,
    "more points in the metadata": _more_points,
    "set-up cell edited": _setup_edited,
    "the package patched in a cell of one's own": _patched_in_own_cell,
    "ids of two answers exchanged": _ids_exchanged,
    "metadata of two exercises exchanged": _metadata_exchanged,
}


@dataclass(frozen=True)
class Trick:
    """An answer that meddles. gains: the check alone would pass it, were it not for the grader."""

    code: str
    gains: bool = True


# Finds what tells the grader a verdict, from code that bears a library's name.
TOLD = """\
code = '''
def real_patterns(n):
    import sys
    frame = sys._getframe()
    while "begins" not in frame.f_locals:
        frame = frame.f_back
    tell = frame.f_locals["begins"].__closure__[0].cell_contents
    tell({{"verdict": {verdict}}})
'''
exec(compile(code, "<frozen x>", "exec"))
"""
AT_CALL = "def real_patterns(n):\n    {deed}\n    return torch.zeros(n, 4)\n"

CODE = {
    "the check replaced": Trick(
        "from gan_lab.checks import find_exercise\n"
        "object.__setattr__(find_exercise('1.1'), 'check', lambda answer, trial: None)\n" + WRONG
    ),
    "the exercise exchanged for another": Trick(
        "from gan_lab.checks import _core\n"
        "import dataclasses\n"
        "_core._EXERCISES['1.1'] = dataclasses.replace(\n"
        "    _core._EXERCISES['1.1'], check=lambda answer, trial: None)\n" + WRONG
    ),
    "the code of `run` replaced": Trick(
        "from gan_lab.checks import _core, Verdict\n"
        "def run(exercise, namespace, seed=0, seconds=1):\n"
        "    return Verdict(exercise, 'passed', 1, 1)\n"
        "_core.run.__code__ = run.__code__\n" + WRONG
    ),
    "the class of verdicts patched": Trick(
        "from gan_lab.checks import Verdict\n"
        "before = Verdict.__init__\n"
        "def passed(self, exercise, status, points, out_of, *rest):\n"
        "    before(self, exercise, 'passed', out_of, out_of)\n"
        "Verdict.__init__ = passed\n" + WRONG
    ),
    "mistakes made harmless while the check runs": Trick(
        AT_CALL.format(
            deed="import sys\n"
            "    p = sys.modules['gan_lab.checks.lesson_01.patterns']\n"
            "    p.mistake = sys.modules['gan_lab.checks._tools'].mistake = lambda *a: None\n"
            "    p.expect_uniform = p.expect_rows = lambda *a: torch.zeros(1, 4)\n"
            "    p.data = type('d', (), {'read_patterns': staticmethod(lambda x: ['1010'])})"
        )
    ),
    "one function of the check replaced while it runs": Trick(
        "def real_patterns(n):\n"
        "    import sys\n"
        "    sys.modules['gan_lab.checks.lesson_01.patterns'].expect_uniform = print\n"
        "    return torch.tensor([1.0, 0.0, 1.0, 0.0]) + 0.01 * torch.rand(n, 4)\n"
    ),
    "a built-in function hidden by a name in the check's module": Trick(
        "def real_patterns(n):\n"
        "    import sys\n"
        "    sys.modules['gan_lab.checks.lesson_01.patterns'].set = lambda *a: {'1010'}\n"
        "    sys.modules['gan_lab.checks.lesson_01.patterns'].expect_uniform = lambda *a: None\n"
        "    return torch.rand(n, 4)\n"
    ),
    "torch says that all is right": Trick(
        "def real_patterns(n):\n"
        "    less, more = torch.Tensor.__lt__, torch.Tensor.__gt__\n"
        "    torch.Tensor.__lt__ = lambda a, b: less(a, b) if a.dim() else False\n"
        "    torch.Tensor.__gt__ = lambda a, b: more(a, b) if a.dim() else False\n"
        "    return torch.tensor([1.0, 0.0, 1.0, 0.0]) + 0.01 * torch.rand(n, 4)\n"
    ),
    "a tensor that answers for itself": Trick(
        "class Liar(torch.Tensor):\n"
        "    @classmethod\n"
        "    def __torch_function__(cls, f, types, args=(), kwargs=None):\n"
        "        from gan_lab import data\n"
        "        with torch._C.DisableTorchFunctionSubclass():\n"
        "            if f.__name__ in ('__get__', 'size', 'dim'):\n"
        "                return f(*args, **(kwargs or {}))\n"
        "            honest = 0.2 * torch.rand(args[0].shape)\n"
        "            honest[:, ::2] += 0.8\n"
        "            return f(honest, *args[1:], **(kwargs or {}))\n"
        "def real_patterns(n):\n"
        "    return torch.zeros(n, 4).as_subclass(Liar)\n",
    ),
    "the reference, found in the check's frames": Trick(
        "def real_patterns(n):\n"
        "    import sys\n"
        "    frame = sys._getframe()\n"
        "    while 'task' not in frame.f_locals: frame = frame.f_back\n"
        "    return frame.f_locals['task'].reference(n)\n"
    ),
    "the reference, found by a traceback": Trick(
        "def real_patterns(n):\n"
        "    try: 1 / 0\n"
        "    except ZeroDivisionError as error: frame = error.__traceback__.tb_frame\n"
        "    while 'task' not in frame.f_locals: frame = frame.f_back\n"
        "    return frame.f_locals['task'].reference(n)\n"
    ),
    "the reference, found in memory": Trick(
        "def real_patterns(n):\n"
        "    import gc\n"
        "    found = [o for o in gc.get_objects() if type(o).__name__ == 'Exercise']\n"
        "    return next(o for o in found if o.id == '1.1').reference(n)\n"
    ),
    "the reference, by a name put together": Trick(
        "def real_patterns(n):\n"
        "    import importlib\n"
        "    toy = importlib.import_module('gan_' + 'lab.data.toy')\n"
        "    return getattr(toy, 'real_' + 'patterns')(n)\n"
    ),
    "the solution, read from the course's folder": Trick(
        "import gan_lab, pathlib, re\n"
        "root = pathlib.Path(gan_lab.__file__).parents[1]\n"
        "text = (root / 'solutions' / '01_toy_1010.py').read_text()\n"
        "found = re.search(r'def real_patterns.*?### END', text, re.S)[0]\n"
        "exec(found)\n"
    ),
    "the answer, read from the tests by a program": Trick(
        "import gan_lab, pathlib, subprocess\n"
        "root = pathlib.Path(gan_lab.__file__).parents[1]\n"
        "text = subprocess.check_output(['cat', root / 'tests/answers/01_toy_1010/1.1.py'])\n"
        "exec(text.decode().split('# %% ')[1].split('\\n', 1)[1])\n"
    ),
    "a verdict written into every open file": Trick(
        "import os, json\n"
        "line = json.dumps({'verdict': {'exercise': '1.1', 'status': 'passed', 'points': 1,\n"
        "    'out_of': 1, 'mistake': None, 'hint': None, 'notes': []}, 'nonce': 'guess'})\n"
        "for fd in range(3, 300):\n"
        "    try: os.write(fd, line.encode() + b'\\n')\n"
        "    except OSError: pass\n"
        "os._exit(0)\n",
        gains=False,
    ),
    "the variables of the check changed by a tracer": Trick(
        "def real_patterns(n):\n"
        "    import sys\n"
        "    def trace(frame, event, arg):\n"
        "        if frame.f_code.co_name == 'mistake': frame.f_globals['Mistake'] = Fine\n"
        "    class Fine(Exception): pass\n"
        "    sys.settrace(trace)\n"
        "    return torch.zeros(n, 4)\n",
        gains=False,
    ),
    "right for the seed of the notebook alone": Trick(
        "def real_patterns(n):\n"
        "    x = 0.2 * torch.rand(n, 4)\n"
        "    if torch.initial_seed() == 0:\n"
        "        x[:, ::2] += 0.8\n"
        "    return x\n"
    ),
    "the package's version by `stuck`": Trick("real_patterns = stuck('1.1')\n", gains=False),
    "a thread that patches again and again": Trick(
        "import threading\n"
        "def patch():\n"
        "    import gan_lab.checks.lesson_01.patterns as p\n"
        "    while True:\n"
        "        p.expect_rows = lambda *a: torch.zeros(1, 4)\n"
        "        p.data = type('d', (), {'read_patterns': staticmethod(lambda x: ['1010'])})\n"
        "        p.expect_uniform = lambda *a: None\n"
        "threading.Thread(target=patch, daemon=True).start()\n"
        "import time\n"
        "def real_patterns(n):\n"
        "    time.sleep(0.2)\n"
        "    return torch.zeros(n, 4)\n"
    ),
    "code in the name of a library": Trick(
        "code = 'def real_patterns(n):\\n from gan_lab.data import real_patterns as r\\n'\n"
        "code += ' return r(n)'\n"
        "exec(compile(code, '<frozen x>', 'exec'))\n"
    ),
    "the reference, called in a thread": Trick(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "def real_patterns(n):\n"
        "    import importlib\n"
        "    toy = importlib.import_module('gan_' + 'lab.data.toy')\n"
        "    with ThreadPoolExecutor() as pool:\n"
        "        return pool.submit(getattr(toy, 'real_' + 'patterns'), n).result()\n"
    ),
    "a thousand points, told by the check's own voice": Trick(
        TOLD.format(
            verdict="{'exercise': '1.1', 'status': 'passed', 'points': 1000, 'out_of': 1,"
            " 'mistake': None, 'hint': None, 'notes': []}"
        ),
        gains=False,
    ),
    "a verdict that is none": Trick(TOLD.format(verdict="{'x': 1}"), gains=False),
    "the guard itself taken out": Trick(
        "def real_patterns(n):\n"
        "    import sys\n"
        "    guard, worker, p = (sys.modules[name] for name in (\n"
        "        'gan_lab.grading.guard', 'gan_lab.grading.worker',\n"
        "        'gan_lab.checks.lesson_01.patterns'))\n"
        "    guard.Snapshot.changes = lambda self: []\n"
        "    guard.liars = worker._void = worker._canaries = lambda *a: []\n"
        "    p.expect_uniform = lambda *a: None\n"
        "    p.data = type('d', (), {'read_patterns': staticmethod(lambda x: ['1010'])})\n"
        "    return torch.rand(n, 4)\n"
    ),
}


def tampered_notebook(change: Callable[[Notebook], None]) -> Notebook:
    notebook = handed_in(LESSON, {EXERCISE: WRONG})
    change(notebook)
    return notebook


def tricky_notebook(trick: Trick) -> Notebook:
    return handed_in(LESSON, {EXERCISE: trick.code})
