"""What a check allows an answer: so much time, and so much to print."""

from __future__ import annotations

import contextlib
import signal
import threading
import time

import pytest

from gan_lab.checks import _limits
from gan_lab.checks._limits import CHARACTERS, TookTooLong, limited_output, time_limit


def spin() -> None:
    while True:
        pass


def spin_and_catch() -> None:
    """A loop that swallows each exception it can, as a hasty answer may."""
    while True:
        try:
            spin()
        except:  # noqa: E722
            return


def ended(work, seconds: float = 0.2) -> bool:
    try:
        with time_limit(seconds):
            work()
    except TookTooLong:
        return True
    return False


def test_a_loop_without_end_ends() -> None:
    begin = time.monotonic()
    assert ended(spin)
    assert time.monotonic() - begin < 5


def test_except_exception_does_not_swallow_it() -> None:
    def work() -> None:
        while True:
            with contextlib.suppress(Exception):
                spin()

    assert ended(work)


def test_it_comes_again_where_it_is_swallowed() -> None:
    def work() -> None:
        spin_and_catch()
        spin()

    assert ended(work)


def test_in_another_thread_too() -> None:
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(ended(spin)))
    thread.start()
    thread.join(20)
    assert found == [True]


def test_in_time_nothing_happens_later_either() -> None:
    assert not ended(lambda: None, seconds=0.05)
    time.sleep(0.1)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no such timer")
def test_the_program_s_own_timer_and_handler_stay() -> None:
    rang: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda *_: rang.append(1))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.6)
        assert ended(spin, seconds=0.1)
        deadline = time.monotonic() + 10
        while not rang and time.monotonic() < deadline:
            time.sleep(0.05)
        assert rang == [1]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_a_flood_is_cut_and_says_so(capsys) -> None:
    with limited_output():
        for _ in range(10_000):
            print("water")
    told = capsys.readouterr().out
    assert len(told) < CHARACTERS + 200
    assert told.count("left out") == 1


def test_what_just_fits_is_not_said_to_be_cut(capsys) -> None:
    with limited_output():
        print("x" * (CHARACTERS - 1))
    assert "left out" not in capsys.readouterr().out


def test_little_output_passes_whole(capsys) -> None:
    with limited_output():
        print("a little")
    print("after")
    assert capsys.readouterr().out == "a little\nafter\n"


def test_the_limit_leaves_room_for_a_slow_computer() -> None:
    assert 5 <= _limits.SECONDS <= 10  # "within 10 seconds", and checks take one or two


@pytest.mark.parametrize("in_thread", [False, True])
def test_an_import_is_not_cut_short(tmp_path, monkeypatch, in_thread: bool) -> None:
    """What an answer imports first is there as a whole afterwards, even if time is up meanwhile."""
    name = f"slow_module_{in_thread}"
    text = (
        "import time\nend = time.monotonic() + 0.5\nwhile time.monotonic() < end:\n    pass\nx = 1"
    )
    (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    seen = []

    def work() -> None:
        seen.append(__import__(name).x)
        spin()

    if in_thread:
        over = []
        thread = threading.Thread(target=lambda: over.append(ended(work)))
        thread.start()
        thread.join()
        assert over == [True]
    else:
        assert ended(work)
    assert seen == [1]
