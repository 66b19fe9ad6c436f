"""python -m tests.mutants [LESSON | EXERCISE ...]: how hard are the checks to fool?

Prints, for each exercise, how many mutants of its solution the check refuses, and how many of the
right answers written differently (tests/answers) it accepts. Exit status 1 when it falls short.
"""

from __future__ import annotations

import argparse
import sys
import time

from gan_lab.errors import GanLabError
from tests.answers import all_answers
from tests.answers.__main__ import find_ids
from tests.mutants.judge import GOAL, Report, examine_all


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("what", nargs="*", metavar="LESSON|EXERCISE", help="default: all")
    parser.add_argument("--sample", type=int, help="so many mutants of each exercise, not all")
    parser.add_argument("--salt", default="", help="picks another sample")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: 2)")
    parser.add_argument("--show", action="store_true", help="print the code of survivors")
    args = parser.parse_args()
    try:
        ids = find_ids(args.what)
    except GanLabError as error:
        parser.error(str(error))
    begin = time.monotonic()
    reports = []
    print("exercise    mutants  refused  same or free  right answers accepted")
    rights = _right_answers(ids)
    for report in examine_all(ids, args.sample, args.salt, args.jobs):
        reports.append(report)
        _print(report, rights[report.exercise], args.show)
    counted = sum(r.counted for r in reports)
    refused = counted - sum(len(r.survivors) for r in reports)
    accepted = sum(a for a, _ in rights.values())
    right = sum(n for _, n in rights.values())
    print(
        f"\n{refused:,} of {counted:,} mutants refused ({refused / max(counted, 1):.1%}); "
        f"{accepted} of {right} right answers accepted; {time.monotonic() - begin:.0f} s"
    )
    stale = any(r.stale for r in reports)
    return int(refused < GOAL * counted or accepted < right or stale)


def _right_answers(ids: list[str]) -> dict[str, tuple[int, int]]:
    """Accepted, and in all, of the known right answers to each exercise."""
    found = dict.fromkeys(ids, (0, 0))
    for answer in all_answers():
        if answer.exercise in found and answer.kind != "wrong":
            accepted, n = found[answer.exercise]
            ok = answer.verdict().status == "passed"
            found[answer.exercise] = accepted + ok, n + 1
    return found


def _print(report: Report, right: tuple[int, int], show: bool) -> None:
    refused = report.counted - len(report.survivors)
    print(
        f"{report.exercise:<12}{report.counted:>7}{refused:>9}{report.listed:>14}"
        f"{f'{right[0]} of {right[1]}':>24}",
        flush=True,
    )
    for mutant in report.survivors:
        print(f"    accepted: {mutant.name}")
        if show:
            print("\n".join(f"        {line}" for line in mutant.code.splitlines()))
    for name in report.stale:
        print(f"    listed as same or free, but not so: {name}")


if __name__ == "__main__":
    sys.exit(main())
