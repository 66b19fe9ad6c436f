"""The ladder of lessons: one table, and the one way to name a lesson."""

from __future__ import annotations

import pytest

from gan_lab.data import describe
from gan_lab.errors import GanLabError
from gan_lab.lessons import LESSONS, find_lesson


def test_lessons_stand_in_their_order_each_with_a_number_of_its_own() -> None:
    numbers = [int(lesson.number) for lesson in LESSONS]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_data_of_each_lesson_is_an_image_set(lesson) -> None:
    if lesson.data is not None:
        describe(lesson.data)


@pytest.mark.parametrize(
    "text",
    [
        "2",
        "02",
        " 02 ",
        "02_mlp_mnist",
        "02_mlp_mnist.ipynb",
        "notebooks/02_mlp_mnist.ipynb",
        "solutions/02_mlp_mnist.py",
    ],
)
def test_all_names_of_a_lesson_find_it(text: str) -> None:
    assert find_lesson(text).name == "02_mlp_mnist"


@pytest.mark.parametrize("text", ["", "2.3", "002", "99", "mlp", "-1"])
def test_other_names_list_the_lessons(text: str) -> None:
    with pytest.raises(GanLabError, match="choose one of 00_warm_up, 01_toy_1010"):
        find_lesson(text)
