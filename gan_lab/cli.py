"""The command `gan-lab`: reads arguments, calls the package, prints."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from gan_lab import __version__
from gan_lab.errors import GanLabError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status; 2 for errors that the message explains."""
    words, jupyter_args = _split(list(sys.argv[1:] if argv is None else argv))
    args = _parser().parse_args(words)
    args.jupyter_args = jupyter_args
    try:
        return args.run(args)
    except GanLabError as error:
        print(f"gan-lab: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("gan-lab: stopped", file=sys.stderr)
        return 130


_LAB_OPTIONS = ("--fresh", "--copy", "-h", "--help")


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """`gan-lab lab`'s own words, and those from the first foreign option on, for JupyterLab."""
    for i, word in enumerate(words):
        if words[0] == "lab" and word.startswith("-") and word not in _LAB_OPTIONS:
            return words[:i], words[i:]
    return words, []


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gan-lab", description="A course on GANs.")
    parser.add_argument("--version", action="version", version=f"gan-lab {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    lab = commands.add_parser(
        "lab",
        help="open a lesson in JupyterLab, in your own folder my_work",
        epilog="Options after these, such as --no-browser --port 8890, go to JupyterLab.",
    )
    lab.add_argument("lesson", nargs="?", metavar="LESSON", help="default: 01, or the first")
    lab.add_argument("--fresh", action="store_true", help="add a new copy beside yours")
    lab.add_argument(
        "--copy", action="store_true", help="only copy, for where JupyterLab runs already"
    )
    lab.set_defaults(run=_lab)

    train = commands.add_parser("train", help="train a recipe into a folder")
    train.add_argument("name", metavar="NAME", nargs="?", help="such as toy or dcgan-faces")
    train.add_argument(
        "--data", metavar="ROOT", type=_path, help="data root; the real data must be in it"
    )
    train.add_argument(
        "--images", metavar="PATH", type=_path, help="your own: a folder, zip or HDF5 file"
    )
    train.add_argument("--augment", metavar="WHAT", help="flip, diff or flip,diff")
    train.add_argument("--profile", help="quick, standard or gpu")
    train.add_argument("--precision", help="auto (default), fp32, bf16 or fp16")
    train.add_argument("--steps", type=int, help="steps of G, instead of the profile's")
    train.add_argument("--seconds", type=float, help="end after so many seconds at the latest")
    train.add_argument("--seed", type=int, help="default: 0")
    train.add_argument(
        "--out",
        metavar="DIR",
        type=_path,
        help="folder of the run (default: runs/NAME; NAME on a mounted Google Drive)",
    )
    train.add_argument("--force", action="store_true", help="move a former run aside")
    train.add_argument(
        "--save-every", type=int, metavar="N", help="steps between checkpoints (default: a minute)"
    )
    train.add_argument(
        "--resume",
        nargs="?",
        const=True,
        default=False,
        type=_path,
        metavar="CHECKPOINT",
        help="go on with the run in --out, or from a checkpoint",
    )
    train.add_argument(
        "--sync-batchnorm", action="store_true", help="with torchrun: BatchNorm over all GPUs"
    )
    train.set_defaults(run=_train)

    board = commands.add_parser("tensorboard", help="look at runs in TensorBoard")
    board.add_argument("folder", metavar="RUN", type=_path, help="a run, or a folder of several")
    board.add_argument("--port", type=int, metavar="N", help="default: 6006, or the next free one")
    board.set_defaults(run=_tensorboard)

    film = commands.add_parser("film", help="write the film of a run as an animated GIF")
    film.add_argument("folder", metavar="RUN", type=_path)
    film.add_argument("--out", metavar="FILE.gif", type=_path, required=True)
    film.set_defaults(run=_film)

    data = commands.add_parser("data", help="get, list or pack images").add_subparsers(
        required=True, metavar="ACTION"
    )
    pack = data.add_parser("pack", help="crop and resize images into one HDF5 file")
    pack.add_argument(
        "path", metavar="PATH", type=_path, help="a folder, zip or HDF5 file of images"
    )
    pack.add_argument("--size", type=int, default=64, help="height and width in pixels")
    pack.add_argument("--grey", action="store_true", help="grey, not colour")
    pack.add_argument("--out", metavar="FILE.h5", type=_path, required=True)
    pack.add_argument("--force", action="store_true", help="keep a former FILE under a new name")
    pack.set_defaults(run=_pack)
    get = data.add_parser("get", help="download a data set into the data root")
    names = ("mnist", "fashion-mnist", "faces")
    get.add_argument("name", choices=names, help="faces are CelebA, 1.4 GB")
    get.add_argument("--data", metavar="ROOT", type=_path, help="data root")
    get.add_argument(
        "--accept-terms", action="store_true", help="I have read the terms of CelebA and keep them"
    )
    get.set_defaults(run=_get)
    listing = data.add_parser("list", help="say which data sets are here, and their licences")
    listing.add_argument("--data", metavar="ROOT", type=_path, help="data root")
    listing.set_defaults(run=_list_data)
    bundle = data.add_parser("bundle", help="pack data sets into one archive for a class")
    bundle.add_argument("names", metavar="NAME", nargs="+", choices=names, help=", ".join(names))
    bundle.add_argument("--out", metavar="FILE.zip", type=_path, required=True)
    bundle.add_argument("--data", metavar="ROOT", type=_path, help="data root")
    bundle.add_argument(
        "--accept-terms", action="store_true", help="I have read the terms of CelebA and keep them"
    )
    bundle.set_defaults(run=_bundle)

    sample = commands.add_parser("sample", help="draw samples from a checkpoint")
    sample.add_argument("checkpoint", metavar="CHECKPOINT", type=_path, help="or a run's folder")
    sample.add_argument("--n", type=int, required=True)
    sample.add_argument("--seed", type=int, default=0)
    sample.add_argument(
        "--out", metavar="FILE.npz", type=_path, required=True, help="or .png, a sheet"
    )
    sample.set_defaults(run=_sample)

    evaluate = commands.add_parser("evaluate", help="measure the samples of a checkpoint")
    evaluate.add_argument("checkpoint", metavar="CHECKPOINT", type=_path, help="or a run's folder")
    evaluate.add_argument(
        "--data", metavar="ROOT", type=_path, help="data root; the real data must be in it"
    )
    evaluate.add_argument(
        "--images", metavar="PATH", type=_path, help="measure by these: a folder, zip or HDF5 file"
    )
    evaluate.add_argument("--n", type=int, help="samples, and real images (default: up to 10,000)")
    evaluate.add_argument("--seed", type=int, default=0)
    evaluate.add_argument(
        "--inception", action="store_true", help="also the true FID and KID (needs torch-fidelity)"
    )
    evaluate.set_defaults(run=_evaluate)

    check = commands.add_parser(
        "check", help="check the definitions in a file; your progress does not change"
    )
    check.add_argument("lesson", metavar="LESSON")
    check.add_argument("exercise", metavar="EXERCISE")
    check.add_argument("file", metavar="FILE.py")
    check.set_defaults(run=_check)

    progress = commands.add_parser("progress", help="show the points that you have")
    progress.add_argument(
        "folder",
        nargs="?",
        metavar="FOLDER",
        type=_path,
        help="of your notebooks (default: my_work of the course)",
    )
    progress.set_defaults(run=_progress)

    grade = commands.add_parser(
        "grade",
        help="grade what students handed in",
        epilog="gan-lab grade --merge FILE... --out grades.csv joins parts of a class.",
    )
    grade.add_argument(
        "submissions", nargs="?", metavar="SUBMISSIONS", type=_path, help="a folder or a zip"
    )
    grade.add_argument("--out", metavar="FILE.csv", type=_path, help="default: grades.csv")
    grade.add_argument("--jobs", type=int, metavar="N", help="answers at a time (default: cores)")
    grade.add_argument(
        "--timeout", type=float, metavar="S", help="seconds for an answer (default: 20)"
    )
    grade.add_argument("--lesson", metavar="L", help="only the submissions of this lesson")
    grade.add_argument("--seed", type=int, metavar="N", help="of the checks (default: drawn)")
    grade.add_argument("--only", nargs="+", default=[], metavar="STUDENT", help="grade only these")
    grade.add_argument("--list", action="store_true", help="only print the students' names")
    grade.add_argument(
        "--manual",
        metavar="FILE.csv",
        action="append",
        default=[],
        type=_path,
        help="a filled-in sheet of marks for the thought questions; may be given several times",
    )
    grade.add_argument("--reports", metavar="DIR", type=_path, help="folder for the HTML pages")
    grade.add_argument("--merge", nargs="+", metavar="FILE", type=_path, help="join these parts")
    grade.set_defaults(run=_grade)

    build = commands.add_parser("build", help="build the notebooks from solutions/*.py")
    build.add_argument("--check", action="store_true", help="only say which are stale")
    build.add_argument("--execute", metavar="LESSON", help="run a solved notebook, keep outputs")
    build.add_argument(
        "--repository",
        metavar="OWNER/NAME",
        help="on GitHub, for set-up cells and badges from now on; --repository= for none",
    )
    build.set_defaults(run=_build)

    new_lesson = commands.add_parser("new-lesson", help="write the skeleton of a lesson")
    new_lesson.add_argument("name", metavar="NAME", help="such as 10_style_mixing")
    new_lesson.add_argument("--title", help="as students read it (default: the words of NAME)")
    new_lesson.set_defaults(run=_new_lesson)

    release = commands.add_parser("release", help="make the folder or zip that students get")
    release.add_argument("--out", metavar="DIR|FILE.zip", type=_path, required=True)
    release.add_argument("--lessons", metavar="WHICH", default="all", help="1-4, 1,3,5-7 or all")
    release.add_argument(
        "--ci", action="store_true", help="add the workflow for repositories of students"
    )
    release.set_defaults(run=_release)

    collect = commands.add_parser("collect", help="take what counts out of students' repositories")
    collect.add_argument("folders", metavar="FOLDER", nargs="+", type=_path, help="of a student")
    collect.add_argument("--out", metavar="DIR", type=_path, required=True, help="folder to grade")
    collect.set_defaults(run=_collect)

    annotate = commands.add_parser("annotate", help="mark the failing exercises on GitHub")
    annotate.add_argument("grades", metavar="grades.json", type=_path)
    annotate.add_argument(
        "--folder", metavar="DIR", type=_path, default="my_work", help="of the notebooks"
    )
    annotate.add_argument("--summary", metavar="FILE.md", type=_path, help="add a table to it")
    annotate.add_argument(
        "--solved", action="store_true", help="only list the notebooks whose core is solved"
    )
    annotate.set_defaults(run=_annotate)

    doctor = commands.add_parser("doctor", help="say whether the course can run here")
    doctor.set_defaults(run=_doctor)
    return parser


def _path(text: str) -> str:
    """A path as a person writes it: ~ is the home folder, also where a shell leaves it alone."""
    try:
        return str(Path(text).expanduser()) if text else text
    except RuntimeError:
        raise argparse.ArgumentTypeError(
            f"{text} begins in a home folder (~) that is not known here: write the whole path"
        ) from None


# The imports below are inside the functions: `gan-lab --help` must not wait for torch, and
# `gan-lab doctor` must work where torch does not.


def _lab(args: argparse.Namespace) -> int:
    import os
    import tempfile

    from gan_lab.course import workspace

    root = workspace.course_root()
    lesson = args.lesson or workspace.first_lesson(root)
    notebook, messages = workspace.take_lesson(lesson, root, fresh=args.fresh)
    for message in messages:
        print(message)
    if args.copy:
        print(f"Open {notebook.relative_to(root)}. It is yours: no update touches it.")
        return 0
    print(f"Opening {notebook.relative_to(root)}. It is yours: no update touches it.", flush=True)
    command = workspace.jupyter_command(notebook, root, args.jupyter_args)
    # Without the tabs of the last time, which could hide the lesson: a layout of its own.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as layout:
        scripts = Path(sys.executable).parent  # so that `gan-lab` is found in its terminals
        path = os.pathsep.join((str(scripts), os.environ.get("PATH", "")))
        return workspace.run_to_its_end(
            command, {**os.environ, "JUPYTERLAB_WORKSPACES_DIR": layout, "PATH": path}
        )


def _train(args: argparse.Namespace) -> int:
    from gan_lab import distributed, runs

    with distributed.joined() as world:
        folder = runs.train(
            args.name,
            data=args.data,
            images=args.images,
            augment=None if args.augment is None else _words(args.augment),
            precision=args.precision,
            profile_name=args.profile,
            steps=args.steps,
            seconds=args.seconds,
            seed=args.seed,
            out=args.out,
            force=args.force,
            save_every=args.save_every,
            resume=args.resume,
            sync_batchnorm=args.sync_batchnorm,
            world=world,
        )
        print(f"Wrote {folder}: look at {folder / 'samples.png'}")
    return 0


def _tensorboard(args: argparse.Namespace) -> int:
    from gan_lab import log_server

    log_server.serve(args.folder, args.port)
    return 0


def _film(args: argparse.Namespace) -> int:
    from gan_lab import runs

    path = runs.film_to_gif(args.folder, args.out)
    print(f"Wrote {path}: open it in a browser")
    return 0


def _pack(args: argparse.Namespace) -> int:
    from gan_lab.data.packing import pack_to_h5

    channels = 1 if args.grey else 3
    path = pack_to_h5(args.path, args.size, args.out, channels=channels, force=args.force)
    print(f"Wrote {path}: train on it with gan-lab train dcgan-faces --images {path}")
    return 0


def _get(args: argparse.Namespace) -> int:
    from gan_lab.data.images import get
    from gan_lab.data.inventory import as_text, inventory
    from gan_lab.data.photos import find_celeba
    from gan_lab.data.terms import CELEBA_TERMS

    accepted = args.accept_terms
    if args.name == "faces" and find_celeba(args.data) is None and (accepted or sys.stdin.isatty()):
        print(CELEBA_TERMS)
        if not accepted:
            answer = input("\nDo you keep these terms? [y/N] ").strip().lower()
            if answer not in ("y", "yes"):
                print("Nothing was downloaded.")
                return 1
            accepted = True
    get(args.name, args.data, accept_terms=accepted)
    print(as_text([item for item in inventory(args.data) if item.name == args.name], args.data))
    return 0


def _list_data(args: argparse.Namespace) -> int:
    from gan_lab.data.inventory import as_text, inventory

    items = inventory(args.data)
    print(as_text(items, args.data))
    return 1 if any(item.state == "damaged" for item in items) else 0


def _bundle(args: argparse.Namespace) -> int:
    from gan_lab.data.bundle import bundle

    path = bundle(args.names, args.out, args.data, accept_terms=args.accept_terms)
    print(f"Wrote {path}: unpack it into a folder, and set GAN_LAB_DATA to that folder.")
    return 0


def _words(text: str) -> list[str]:
    """ "flip, diff" -> ["flip", "diff"]."""
    return [word.strip() for word in text.split(",") if word.strip()]


def _sample(args: argparse.Namespace) -> int:
    from gan_lab import runs

    path = runs.sample(args.checkpoint, args.n, args.out, args.seed)
    print(f"Wrote {args.n} samples to {path}")
    return 0


def _evaluate(args: argparse.Namespace) -> int:
    from gan_lab import evaluation

    found, path = evaluation.evaluate(
        args.checkpoint,
        data=args.data,
        images=args.images,
        n=args.n,
        seed=args.seed,
        inception=args.inception,
    )
    print(found.table())
    print(f"\nWrote {path}")
    return 0


def _check(args: argparse.Namespace) -> int:
    from gan_lab.checks.isolated import check_file

    verdict = check_file(args.lesson, args.exercise, args.file)
    print(verdict)
    return 0 if verdict.status == "passed" else 1


def _progress(args: argparse.Namespace) -> int:
    from gan_lab.checks import _progress as kept
    from gan_lab.course import workspace

    folder = Path(args.folder) if args.folder else workspace.course_root() / "my_work"
    file = kept.progress_file(folder)
    if file is None:
        raise GanLabError("progress is switched off: GAN_LAB_PROGRESS is off")
    try:
        found = kept.read_progress(file)
    except OSError as error:
        raise GanLabError(f"{file} cannot be read: {error.strerror or error}") from None
    if not found:
        print(f"Nothing is checked yet: {file} comes with the first check of an exercise.")
        return 0
    print(f"{kept.summary(found)}\n\nFrom {file}, which is yours alone: nothing is sent anywhere.")
    return 0


def _grade(args: argparse.Namespace) -> int:
    from gan_lab.grading import command

    if (args.submissions is None) == (args.merge is None):
        raise GanLabError("give either SUBMISSIONS, to grade them, or --merge FILE..., to join")
    if args.list and args.merge:
        raise GanLabError("--list tells who is in SUBMISSIONS: leave out --merge")
    if args.list:
        for name in command.students(args.submissions):
            print(name)
        return 0
    out = args.out or "grades.csv"
    if args.merge:
        command.merge(args.merge, out, manual=args.manual, reports=args.reports)
        return 0
    command.grade(
        args.submissions,
        out,
        jobs=args.jobs,
        seconds=args.timeout,
        lesson=args.lesson,
        seed=args.seed,
        only=args.only,
        manual=args.manual,
        reports=args.reports,
    )
    return 0


def _build(args: argparse.Namespace) -> int:
    from gan_lab.course import build, workspace

    root = workspace.checkout_root()
    if args.repository is not None and (args.check or args.execute):
        raise GanLabError(
            "--repository builds all notebooks: give it without --check and --execute"
        )
    if args.check:
        stale = build.check_built(root)
        for reason in stale:
            print(reason, file=sys.stderr)
        return 1 if stale else 0
    if args.execute:
        changed = build.execute(args.execute, root)
    else:
        changed = build.build(root=root, address=args.repository)
    for path in changed:
        print(f"wrote {path.relative_to(root)}")
    return 0


def _new_lesson(args: argparse.Namespace) -> int:
    from gan_lab.course import new_lesson, workspace

    root = workspace.checkout_root()
    for path in new_lesson.new_lesson(args.name, args.title, root):
        print(f"wrote {path.relative_to(root)}")
    print(new_lesson.what_next(args.name))
    return 0


def _release(args: argparse.Namespace) -> int:
    from gan_lab.course.release import release

    path = release(args.out, args.lessons, ci=args.ci)
    print(f"Wrote {path}: hand it out whole. Its README.md tells students what to do.")
    return 0


def _collect(args: argparse.Namespace) -> int:
    from gan_lab.course.collect import collect

    for line in collect(args.folders, args.out):
        print(line)
    return 0


def _annotate(args: argparse.Namespace) -> int:
    from gan_lab.course import annotate

    found, folder = annotate.read_submissions(Path(args.grades)), Path(args.folder)
    if args.solved:
        for path in annotate.solved_notebooks(found, folder):
            print(path.as_posix())
        return 0
    for line in annotate.marks(found, folder):
        print(line)
    if args.summary:
        annotate.add_summary(found, Path(args.summary))
    return 1 if annotate.has_failures(found) else 0


def _doctor(args: argparse.Namespace) -> int:
    from gan_lab import doctor

    findings = doctor.examine()
    for finding in findings:
        print(f"{finding.what:>14}  {finding.found}")
        if finding.remedy:
            print(f"{'':>14}  -> {finding.remedy}")
        if finding.advice:
            print(f"{'':>14}  note: {finding.advice}")
    if any(finding.remedy for finding in findings):
        print("The course cannot run here yet: see the arrows.")
        return 1
    print("The course can run here.")
    return 0
