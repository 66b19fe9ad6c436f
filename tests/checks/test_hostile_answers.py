"""Answers that no check expects: each ends soon, in a short message that says what to do next."""

from __future__ import annotations

import pytest

from gan_lab.checks import exercises, find_exercise, run
from gan_lab.checks._core import starting_namespace
from gan_lab.lessons import LESSONS

EXERCISES = [task.id for lesson in LESSONS for task in exercises(lesson.name)]

# What a function gives back, or a network's forward.
RESULTS = {
    "nothing": "None",
    "nan": "torch.tensor(float('nan'))",
    "a tuple": "(torch.zeros(3), 'and more')",
    "an empty tuple": "()",
    "text": "'done'",
    "an array": "np.zeros((4, 4), dtype=np.float32)",
    "half precision": "torch.zeros(4, 4, dtype=torch.float16)",
    "another device": "torch.zeros(4, 4, device='meta')",
    "complex numbers": "torch.zeros(4, 4, dtype=torch.complex64)",
    "a dictionary": "{'loss': torch.zeros(1)}",
    "itself": "answer",
}
# What it does before.
DEEDS = {
    "raises": "raise ValueError('bad\\n' * 500)",
    "recurses": "return answer(*args, **kwargs)",
    "unknown name": "return undefined_name",
    "missing import": "return einops.rearrange(args)",
    "ends Python": "exit()",
    "leaves": "raise SystemExit(3)",
    "asks for the world": "return torch.zeros(10**13)",
    "prints": "print('flood ' * 10**5)\n    return None",
    "asserts": "assert False",
    "is not there yet": "return [].first",
}

FUNCTION = "def answer(*args, **kwargs):\n    {deed}\n    return {result}\n"
NETWORK = """
class answer(nn.Module):
    def __init__(self, *args, **kwargs):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(1))

    def forward(self, *args, **kwargs):
        {deed}
        return {result}
"""
CASES = {
    **{f"gives {name}": ("pass", result) for name, result in RESULTS.items()},
    **{name: (deed, "None") for name, deed in DEEDS.items()},
}


def verdict_on(id: str, code: str, seconds: float = 20.0):
    task = find_exercise(id)
    namespace = starting_namespace(id.split(".")[0])
    del namespace[task.answer]
    exec(compile(code, "an answer", "exec"), namespace)
    namespace[task.answer] = namespace["answer"]
    return run(id, namespace, seconds=seconds)


def assert_helpful(verdict) -> None:
    assert verdict.status == "failed", verdict
    assert verdict.points == 0
    assert verdict.mistake
    told = str(verdict)
    assert len(told) < 900, told
    assert "Traceback" not in told
    assert "site-packages" not in told
    assert "gan_lab/" not in told


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("id", EXERCISES)
def test_a_hostile_answer_ends_in_a_short_message(id: str, case: str, capsys) -> None:
    deed, result = CASES[case]
    network = isinstance(find_exercise(id).reference, type)
    template = NETWORK if network else FUNCTION
    if network:
        deed = deed.replace("answer(*args, **kwargs)", "self.forward(*args, **kwargs)")
        deed = deed.replace("\n    ", "\n        ")
    assert_helpful(verdict_on(id, template.format(deed=deed, result=result)))
    assert len(capsys.readouterr().out) < 3_000  # a flood is cut


@pytest.mark.parametrize("id", EXERCISES)
@pytest.mark.parametrize(
    "code",
    [
        "answer = 3",
        "answer = nn.Linear(2, 2)",
        "def answer():\n    return 1",
        "class answer:\n    pass",
        "class answer(nn.Module):\n    def __init__(self, a, b, c, d, e, f, g, h):\n        pass",
        "class answer(nn.Module):\n    pass",
        "answer = len",
        "answer = lambda *a, **k: a",
        "answer = staticmethod(print)",
    ],
)
def test_an_answer_of_another_kind(id: str, code: str) -> None:
    assert_helpful(verdict_on(id, code))


HANGS = {
    "for ever": "while True: pass",
    "asleep": "import time; time.sleep(1000)",
    "catches all": "exec('while True:\\n try:\\n  while True: pass\\n except Exception: pass')",
    "prints for ever": "exec('while True: print(1)')",
}


@pytest.mark.parametrize("case", HANGS)
@pytest.mark.parametrize("id", ["1.1", "1.8", "2.3", "5.1"])
def test_an_answer_that_never_ends_is_stopped(id: str, case: str, capsys) -> None:
    verdict = verdict_on(id, FUNCTION.format(deed=HANGS[case], result="None"), seconds=0.5)
    assert_helpful(verdict)
    assert verdict.mistake == "timeout"
    assert "did not come to an end" in verdict.hint
    assert len(capsys.readouterr().out) < 3_000
