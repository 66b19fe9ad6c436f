"""How fast and how good the course is beside a plain script, on this machine, in one command.

    python -m tests.benchmarks speed        images a second
    python -m tests.benchmarks techniques   what each technique brings
    python -m tests.benchmarks quality      seconds until the samples are as good
    python -m tests.benchmarks dashboard    what watching a training live costs
    python -m tests.benchmarks hosts        what a student takes of a shared machine
    python -m tests.benchmarks table speed  the table of what was measured last, in Markdown
    python -m tests.benchmarks documents    put these tables into the documents that quote them

Each writes results/NAME.json, from which tables and pictures are made; nothing is written when
others used the machine meanwhile.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from gan_lab.errors import GanLabError
from gan_lab.recipes import RECIPES, find_recipe
from gan_lab.runtime import pick_device
from gan_lab.scripts.search_recipe import changed, parse
from tests.benchmarks import dashboard, hosts, quality, report, speed, techniques
from tests.benchmarks.arena import Arena, BusyError
from tests.benchmarks.contenders import Setting

ROOT = Path(__file__).parents[2]
DOCUMENTS = tuple(
    ROOT / name for name in ("README.md", "notebooks/why_is_it_fast.md", "docs/jupyterhub.md")
)


def main() -> None:
    args = _parser().parse_args()
    if args.command == "table":
        print(report.table(args.of, args.out))
        return
    if args.command == "documents":
        for path in DOCUMENTS:
            path.write_text(report.quote(path.read_text(encoding="utf-8")), encoding="utf-8")
        return
    try:
        content = args.measure(args)
    except (BusyError, GanLabError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
    if args.allow_busy:
        content["busy"] = True
    print(report.TABLES[args.command](content))
    if not args.allow_busy:
        print("written:", *report.save(args.command, content, args.out))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description=__doc__.split("\n")[0]
    )
    commands = parser.add_subparsers(dest="command", required=True)
    simple = [r.name for r in RECIPES.values() if not r.conditional and not r.loss.paired]

    def add(
        name: str, does: str, recipes: Sequence[str], can: Sequence[str] = simple
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=does)
        command.add_argument(
            "--recipes",
            nargs="+",
            default=recipes,
            choices=can,
            metavar="NAME",
            help=", ".join(can),
        )
        command.add_argument("--data", help="data root")
        command.add_argument("--profile", default="standard")
        command.add_argument(
            "--allow-busy", action="store_true", help="only to try it out: writes nothing"
        )
        command.add_argument(
            "--out", type=Path, default=report.RESULTS, help="folder of the results"
        )
        return command

    def add_turns(command: argparse.ArgumentParser) -> None:
        command.add_argument("--rounds", type=int, default=5)
        command.add_argument("--seconds", type=float, default=4.0, help="a turn")

    command = add("speed", "images a second", speed.RECIPES)
    add_turns(command)
    command.set_defaults(
        measure=lambda a: speed.measure(_settings(a), a.rounds, a.seconds, _arena(a))
    )
    command = add("techniques", "what each technique brings", techniques.RECIPES)
    add_turns(command)
    command.add_argument("--compile", action="store_true", help="try torch.compile as well")
    command.set_defaults(
        measure=lambda a: techniques.measure(
            _settings(a), a.rounds, a.seconds, _arena(a), a.compile
        )
    )
    command = add(
        "quality", "seconds until the samples are as good", quality.RECIPES, quality.RECIPES
    )
    command.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    command.add_argument("--budget", type=float, help="seconds of the plain script")
    command.add_argument(
        "--try",
        dest="changes",
        type=_settings_of_one,
        action="append",
        default=[],
        metavar='"NAME SETTINGS"',
        help='how the course trains it, such as "cnn-fashion steps=3000 lr=2e-3"',
    )
    command.add_argument(
        "--to-mark", action="store_true", help="end the course once it passes the plain script"
    )
    command.set_defaults(
        measure=lambda a: quality.measure(
            _settings(a), a.seeds, a.budget, dict(a.changes), a.to_mark, a.allow_busy, _arena(a)
        )
    )
    command = add("dashboard", "what watching a training live costs", dashboard.RECIPES)
    command.add_argument("--rounds", type=int, default=3)
    command.set_defaults(
        measure=lambda a: dashboard.measure(
            tuple(a.recipes), a.data, a.profile, a.rounds, allow_busy=a.allow_busy
        )
    )
    command = commands.add_parser("hosts", help="what a student takes of a shared machine")
    command.add_argument("--add", type=Path, metavar="FILE", help="to what it holds already")
    for profile, lessons in (("quick", hosts.QUICK), ("standard", hosts.STANDARD)):
        command.add_argument(
            f"--{profile}", nargs="*", default=lessons, metavar="LESSON", help="in this profile"
        )
    command.add_argument("--data", help="data root")
    command.add_argument("--out", type=Path, default=report.RESULTS, help="folder of the results")
    command.set_defaults(
        measure=lambda a: hosts.measure(a.quick, a.standard, a.data, a.add), allow_busy=False
    )
    command = commands.add_parser("table", help="print what was measured last")
    command.add_argument("of", choices=[*report.TABLES, "processors", "search", "recipes"])
    command.add_argument("--out", type=Path, default=report.RESULTS, help="folder of the results")
    commands.add_parser("documents", help="put the tables into the documents")
    return parser


def _settings_of_one(text: str) -> tuple[str, str]:
    """ "cnn-fashion steps=3000" as ("cnn-fashion", "steps=3000")."""
    name, _, settings = text.strip().partition(" ")
    if name not in quality.RECIPES or "_args." in settings:
        of = ", ".join(quality.RECIPES)
        raise argparse.ArgumentTypeError(f"takes one of {of}, whose networks stay as they are")
    try:
        changed(find_recipe(name), parse(settings))
    except GanLabError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return name, settings


def _settings(args: argparse.Namespace) -> list[Setting]:
    device = str(pick_device())
    source = {"root": args.data}
    return [Setting(name, device, source, args.profile) for name in args.recipes]


def _arena(args: argparse.Namespace) -> partial[Arena]:
    return partial(Arena, allow_busy=args.allow_busy)


if __name__ == "__main__":
    main()
