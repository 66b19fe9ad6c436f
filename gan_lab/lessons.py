"""The ladder of lessons: one table, and the one way to name a lesson."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gan_lab.errors import GanLabError


@dataclass(frozen=True)
class Lesson:
    """One rung of the ladder.

    name: file name without ending, such as "01_toy_1010"
    core, optional: minutes that a student needs for the core and for the optional part
    data: name of the image set the lesson trains on, or None
    wait: measured minutes of computing in the standard profile on two CPU cores
    needs: numbers of the lessons whose pieces it takes up
    """

    name: str
    title: str
    core: int
    optional: int = 0
    data: str | None = None
    wait: float = 0.0
    needs: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        return self.name[:2]


LESSONS = (
    Lesson("00_warm_up", "Warm-up: a little PyTorch", core=0, optional=25, wait=0.1),
    Lesson("01_toy_1010", "A GAN for 1010", core=65, optional=20, wait=0.5),
    Lesson(
        "02_mlp_mnist",
        "Digits from noise",
        core=100,
        optional=45,
        data="mnist",
        wait=6,
        needs=("01",),
    ),
    Lesson(
        "03_cnn_fashion_mnist",
        "Garments from convolutions",
        core=105,
        data="fashion-mnist",
        wait=6,
        needs=("02",),
    ),
    Lesson(
        "04_dcgan_faces",
        "Faces: a DCGAN",
        core=120,
        optional=30,
        data="faces",
        wait=10,
        needs=("03",),
    ),
    Lesson(
        "05_evaluating_gans",
        "How good is it?",
        core=100,
        optional=10,
        data="mnist",
        wait=3,
        needs=("02",),
    ),
    Lesson(
        "06_when_gans_fail",
        "When GANs fail",
        core=105,
        optional=25,
        data="mnist",
        wait=5,
        needs=("02",),
    ),
    Lesson(
        "07_conditional_gan",
        "Draw me a sneaker",
        core=110,
        optional=15,
        data="fashion-mnist",
        wait=8,
        needs=("03",),
    ),
    Lesson(
        "08_wgan_gp", "WGAN-GP", core=120, optional=10, data="fashion-mnist", wait=8, needs=("03",)
    ),
    Lesson("09_your_own_images", "Your own images", core=80, optional=10, wait=7, needs=("04",)),
)


def find_lesson(text: str) -> Lesson:
    """The lesson that `text` names: "2", "02", "02_mlp_mnist" or its file name.

    Raises:
        GanLabError: no lesson has that name.
    """
    wanted = Path(text.strip()).name.removesuffix(".ipynb").removesuffix(".py")
    for lesson in LESSONS:
        if wanted in (lesson.name, lesson.number, str(int(lesson.number))):
            return lesson
    names = ", ".join(lesson.name for lesson in LESSONS)
    raise GanLabError(f"no lesson is called {text!r}: choose one of {names}")
