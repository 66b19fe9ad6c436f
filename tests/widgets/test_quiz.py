"""Blind tests: nothing tells before the answer, answers are counted and never lost."""

from __future__ import annotations

import base64
import io
import json
import re
import threading
from pathlib import Path

import ipywidgets
import pytest
import torch
from PIL import Image

from gan_lab.errors import GanLabError
from gan_lab.widgets import quiz as module
from gan_lab.widgets._kit import _all_in
from gan_lab.widgets.quiz import PairQuiz, Quiz

SOURCE = "MNIST <CC BY-SA 3.0>"


def marked(n: int = 60, kind: int = 0, shape: tuple[int, ...] = (1, 4, 4)) -> torch.Tensor:
    """uint8 (n, *shape): the first pixel is the kind, the second the number of the image."""
    images = torch.zeros(n, *shape, dtype=torch.uint8)
    images[:, 0, 0, 0], images[:, 0, 0, 1] = kind, torch.arange(n)
    return images


def pixels(images: torch.Tensor) -> torch.Tensor:
    return images.add(1).mul(127.5).round().long()


def kinds(quiz: Quiz) -> str:
    """The truth of a round, read off its images."""
    return "".join("RG"[kind] for kind in pixels(quiz.images)[:, 0, 0, 0].tolist())


def a_quiz(n: int = 12, **options) -> Quiz:
    return Quiz(marked(kind=0), marked(kind=1), n, source=SOURCE, **options)


def shown(quiz: Quiz) -> torch.Tensor:
    """The picture that the page shows, (h, w) of 0..255."""
    data = re.search(r"base64,([^\"]+)", quiz.view.value)
    assert data
    picture = Image.open(io.BytesIO(base64.b64decode(data[1])))
    return torch.tensor(list(picture.tobytes())).view(picture.height, -1)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    """A student's folder; presses count however quickly they come."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GAN_LAB_PROGRESS", raising=False)
    monkeypatch.setattr(module, "LOOK", 0.0)
    return tmp_path


def kept(folder: Path) -> list[dict]:
    return json.loads((folder / "quiz_results.json").read_text(encoding="utf-8"))["rounds"]


# --- the questions


def test_the_order_is_the_round_s_and_no_other_random_numbers_are_drawn() -> None:
    before = torch.random.get_rng_state()
    one, same, other = a_quiz(round=3), a_quiz(round=3), a_quiz(round=4)
    assert torch.equal(one.images, same.images)
    assert not torch.equal(one.images, other.images)
    assert kinds(one) != kinds(other)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_half_of_the_images_are_real_and_truth_names_them() -> None:
    truths = []
    for round in range(1, 31):
        quiz = a_quiz(24, round=round)
        truths.append(kinds(quiz))
        quiz.answer("R" * 24)
        assert quiz.truth == truths[-1]
    assert 0.44 < "".join(truths).count("R") / (24 * 30) < 0.56
    assert len(set(truths)) == 30


def test_no_image_twice_in_a_round_nor_in_the_next_ones() -> None:
    quiz = a_quiz(20)
    seen = [tuple(image[0, 0, :2].tolist()) for image in pixels(quiz.images)]
    for _ in range(2):  # 3 x 20 of 60
        quiz.answer("?" * 20)
        quiz.another.click()
        seen += [tuple(image[0, 0, :2].tolist()) for image in pixels(quiz.images)]
    assert len(set(seen)) == 60
    quiz.answer("?" * 20)
    quiz.another.click()  # they come again rather than end
    assert len({tuple(image[0, 0, :2].tolist()) for image in pixels(quiz.images)}) == 20


def test_uint8_and_float_images_go_together() -> None:
    generated = marked(kind=1).float() / 127.5 - 1
    quiz = Quiz(marked(kind=0), generated, 12)
    assert quiz.images.dtype == torch.float32
    assert kinds(quiz) == kinds(a_quiz())


@pytest.mark.parametrize(
    ("real", "generated", "options", "reason"),
    [
        (marked(11), marked(), {}, "at least 12 images of each kind, got 11"),
        (marked(), marked(11), {}, "at least 12 images of each kind, got 11"),
        (marked(), marked(shape=(1, 5, 5)), {}, r"one size, got shapes .*5, 5"),
        (marked(shape=(2, 4, 4)), marked(shape=(2, 4, 4)), {}, "1 or 3"),
        (marked(), [0.0], {}, "list"),
        (marked(), torch.full((60, 1, 4, 4), torch.nan), {}, "not numbers"),
        (marked(), torch.rand(60, 1, 4, 4), {}, r"\[0, 1\]"),
        (marked(), marked().float(), {}, r"in \[-1, 1\], got values"),
        (marked(), marked(), {"n": 0}, "n=0"),
        (marked(), marked(), {"round": 0}, "round=0"),
    ],
)
def test_bad_input_is_refused(real, generated, options, reason: str) -> None:
    with pytest.raises(GanLabError, match=reason):
        Quiz(real, generated, **{"n": 12, **options})


# --- blind


def states(quiz: Quiz) -> list[dict]:
    """What the page knows of all widgets, but for pictures' bytes, model ids and the round."""
    widgets = [one for one in _all_in(quiz.box) if hasattr(one, "get_state")]
    texts = [json.dumps(one.get_state(), sort_keys=True, default=str) for one in widgets]
    named = r"base64,[^\\\"]*|IPY_MODEL_\w+|gan-lab-\w+|Round \d+"
    return [re.sub(named, "", text) for text in texts]


def test_no_widget_tells_before_the_answer() -> None:
    """A real and a generated image as the first question: all but its bytes is the same."""
    noise = torch.rand(60, 1, 28, 28, generator=torch.Generator().manual_seed(0)) * 2 - 1
    flat = torch.full((60, 1, 28, 28), -1.0)  # would make smaller files, were they compressed
    flat[:, 0, 14, 14] = 1
    found = {}
    for round in range(1, 9):
        quiz = Quiz(flat, noise, 12, round=round, source=SOURCE)
        real = bool(quiz.images[0].std() < 0.2)
        found[real] = states(quiz), len(quiz.view.value)
        assert "image 1 of 12" in quiz.view.value
    assert found[True] == found[False]
    assert any("Generated" in text for text in found[True][0])  # the buttons were looked at


def test_the_sheet_does_not_tell_either() -> None:
    quiz = a_quiz()
    quiz.answer("RRR")
    text = re.sub(r"base64,[^\"]*", "", quiz.picture())
    letters = re.findall(r"\bimage \d+ was|\b\d+ was", text)
    assert letters == []
    assert "CC BY-SA" not in quiz.view.value
    assert quiz.truth == kinds(quiz)[:3]  # and no letter more


def test_the_picture_is_the_image_enlarged() -> None:
    quiz = a_quiz()
    assert torch.equal(shown(quiz), pixels(quiz.images[0])[0])
    assert 'width="24"' in quiz.view.value  # 4 pixels, 6-fold
    faces = marked(shape=(3, 64, 64))
    assert 'width="256"' in Quiz(faces, faces, 2).view.value
    digits = marked(shape=(1, 28, 28))
    assert 'width="168"' in Quiz(digits, digits, 2).view.value


# --- answers and score


def test_a_press_is_told_at_once_and_the_next_image_comes() -> None:
    quiz = a_quiz()
    truth = kinds(quiz)
    right, wrong = truth[0], "RG"[truth[1] == "R"]
    names = {"R": "real", "G": "generated"}
    quiz.buttons[right].click()
    assert f"Right: image 1 was {names[truth[0]]}." in quiz.said.value
    assert 'aria-live="polite"' in quiz.said.value
    assert "1 of 1 right" in quiz.score.value
    assert "image 2 of 12" in quiz.view.value
    assert torch.equal(shown(quiz), pixels(quiz.images[1])[0])
    quiz.buttons[wrong].click()
    assert f"Wrong: image 2 was {names[truth[1]]}." in quiz.said.value
    quiz.buttons["?"].click()
    assert f"Image 3 was {names[truth[2]]}." in quiz.said.value
    assert "1 of 2 right: 0.50" in quiz.score.value
    assert "Not counted: 1 without an answer" in quiz.score.value
    assert quiz.answers == f"{right}{wrong}?"
    assert quiz.truth == truth[:3]


def test_the_score_has_wilson_s_interval() -> None:
    quiz = a_quiz(24)
    truth = kinds(quiz)
    quiz.answer(truth[:15] + truth[15:].translate(str.maketrans("RG", "GR")))
    assert "15 of 24 right: 0.62, and in truth between 0.43 and 0.79" in quiz.score.value
    assert "Guessing, 0.50, lies inside" in quiz.score.value
    quiz = a_quiz(24)
    quiz.answer(truth)
    assert "1.00, and in truth between 0.86 and 1.00" in quiz.score.value
    assert "Guessing, 0.50, lies outside" in quiz.score.value


def test_typed_letters_answer_in_either_case() -> None:
    quiz = a_quiz()
    for text in ("r", "rG", "rG?"):  # key by key
        quiz.typed.value = text
    assert quiz.answers == "RG?"
    quiz.typed.value = "rG? RG"  # several at once, as when the kernel was busy
    assert quiz.answers == "RG?RG"
    assert "R, G or ?" in quiz.typed.description


def test_a_deleted_letter_answers_nothing_and_takes_nothing_back() -> None:
    quiz = a_quiz()
    for text in ("r", "rg", "r", ""):
        quiz.typed.value = text
    assert quiz.answers == "RG"
    quiz.typed.value = "g"
    assert quiz.answers == "RGG"
    quiz.typed.value = "rg"  # a letter before it is an edit, not an answer
    assert quiz.answers == "RGG"


def test_another_letter_is_refused_in_words() -> None:
    quiz = a_quiz()
    quiz.typed.value = "x"
    assert "X is no answer here" in quiz.said.value
    assert quiz.answers == ""


def test_answer_takes_all_letters_or_none() -> None:
    quiz = a_quiz()
    with pytest.raises(GanLabError, match="letters R G"):
        quiz.answer("RGX")
    with pytest.raises(GanLabError, match="12 questions are left, got 13"):
        quiz.answer("R" * 13)
    assert quiz.answers == ""
    quiz.answer("rg\n  ??")
    assert quiz.answers == "RG??"


def test_a_double_press_is_one_answer(monkeypatch) -> None:
    monkeypatch.setattr(module, "LOOK", 60.0)
    quiz = a_quiz()
    quiz._ready = 0.0  # somebody has looked at the first image
    quiz.buttons["R"].click()
    quiz.buttons["R"].click()
    assert quiz.answers == "R"


def test_presses_from_another_thread_are_all_counted() -> None:
    quiz = a_quiz()
    press = threading.Thread(target=lambda: [quiz.buttons["G"].click() for _ in range(5)])
    press.start()
    press.join()
    assert quiz.answers == "GGGGG"


# --- the end of a round, and the next one


def test_the_end_shows_what_was_wrong() -> None:
    quiz = a_quiz()
    truth = kinds(quiz)
    flipped = "RG"[truth[4] == "R"]
    quiz.answer(truth[:4] + flipped + truth[5:7] + "?" + truth[8:])
    assert quiz.controls.layout.display == "none"
    assert quiz.another.layout.display is None
    names = {"R": "real", "G": "generated"}
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", quiz.missed.value)
    assert captions == [f"5 was {names[truth[4]]}", f"8 was {names[truth[7]]} (no answer)"]
    assert "10 of 11 right" in quiz.score.value
    assert "5 was" in quiz.picture()
    assert "10 of 11 right" in quiz.picture()


def test_a_perfect_round_says_so() -> None:
    quiz = a_quiz()
    quiz.answer(kinds(quiz))
    assert "all of them right" in quiz.missed.value


def test_another_round_adds_up() -> None:
    quiz = a_quiz()
    first = kinds(quiz)
    quiz.typed.value = first
    quiz.another.click()
    assert quiz.round == 2
    assert quiz.missed.value == ""
    assert quiz.controls.layout.display == "flex"
    assert quiz.another.layout.display == "none"
    assert (quiz.typed.value, quiz.answers) == ("", first)
    assert "Round 2: image 1 of 12" in quiz.where.value
    assert quiz.score.value.startswith("All rounds: 12 of 12")
    second = kinds(quiz)
    assert second == kinds(a_quiz(round=2))
    quiz.answer(second[:1])
    assert "1 of 1 right" in quiz.score.value
    assert "All rounds: 13 of 13 right" in quiz.score.value
    assert quiz.truth == first + second[:1]


def test_a_second_press_skips_no_round() -> None:
    quiz = a_quiz()
    quiz.answer("?" * 12)
    quiz.another.click()
    quiz.another.click()
    assert quiz.round == 2


# --- the file


def test_each_answer_is_kept_at_once(folder) -> None:
    quiz = a_quiz()
    assert not (folder / "quiz_results.json").exists()  # nothing to keep yet
    quiz.buttons["R"].click()
    quiz.buttons["?"].click()
    (entry,) = kept(folder)
    assert (entry["answers"], entry["truth"]) == ("R?", kinds(quiz)[:2])
    assert (entry["quiz"], entry["round"], entry["n"]) == ("real or generated", 1, 12)
    assert entry["source"] == SOURCE
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", entry["date"])
    assert "kept in quiz_results.json" in quiz.note.value
    assert [path.name for path in folder.iterdir()] == ["quiz_results.json"]


def test_rounds_and_tests_stand_side_by_side(folder) -> None:
    one, other = a_quiz(), PairQuiz(marked(kind=0), marked(kind=1), 2)
    one.answer("R")
    other.answer("L")
    one.answer("G" * 11)
    one.another.click()
    one.answer("??")
    other.answer("R")
    found = [(entry["quiz"], entry["round"], entry["answers"]) for entry in kept(folder)]
    assert found == [
        ("real or generated", 1, "R" + "G" * 11),
        ("which is better", 1, "LR"),
        ("real or generated", 2, "??"),
    ]


def test_what_others_wrote_in_the_file_stays(folder) -> None:
    before = {"format": 1, "rounds": [{"by": "hand"}, 3], "note": "mine: ünï"}
    (folder / "quiz_results.json").write_text(json.dumps(before), encoding="utf-8")
    a_quiz().answer("R")
    after = json.loads((folder / "quiz_results.json").read_text(encoding="utf-8"))
    assert after["rounds"][:2] == before["rounds"]
    assert len(after["rounds"]) == 3
    assert after["note"] == before["note"]


@pytest.mark.parametrize(
    "content", [b"{broken", b"[]", b'{"rounds": 3}', b'{"rounds": [], "format": 9}', b"\xff\xfe"]
)
def test_a_file_that_cannot_be_read_is_kept_under_another_name(folder, content: bytes) -> None:
    file = folder / "quiz_results.json"
    file.write_bytes(content)
    file.with_name("quiz_results-1.json").write_text("older")
    quiz = a_quiz()
    quiz.answer("R")
    quiz.answer("G")
    assert file.with_name("quiz_results-2.json").read_bytes() == content
    assert file.with_name("quiz_results-1.json").read_text() == "older"
    assert [entry["answers"] for entry in kept(folder)] == ["RG"]
    assert "quiz_results-2.json" in quiz.note.value  # still told after the second answer


def test_a_file_that_is_locked_just_now_stays(folder, monkeypatch) -> None:
    quiz = a_quiz()
    quiz.answer("R")
    before = (folder / "quiz_results.json").read_bytes()

    def locked(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_text", locked)
        quiz.answer("G")
    assert "not kept: quiz_results.json cannot be read (Permission denied)" in quiz.note.value
    assert (folder / "quiz_results.json").read_bytes() == before
    quiz.answer("?")  # the lock is gone: nothing is missing
    assert [entry["answers"] for entry in kept(folder)] == ["RG?"]
    assert "not kept" not in quiz.note.value


def test_a_folder_that_cannot_be_written_does_not_stop_the_quiz(folder) -> None:
    quiz = a_quiz(path="missing/results.json")
    quiz.answer("RGR")
    assert quiz.answers == "RGR"
    assert "not kept: results.json cannot be written (No such file" in quiz.note.value
    assert quiz.trouble.value == ""


@pytest.mark.parametrize("step", ["write_text", "replace"])
def test_a_full_disk_leaves_the_file_as_it_was(folder, monkeypatch, step: str) -> None:
    quiz = a_quiz()
    quiz.answer("R")

    def full(self, what, **kwargs):
        if step == "write_text":
            with self.open("w") as file:
                file.write(what[:5])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, step, full)
    quiz.answer("G")
    assert "No space left" in quiz.note.value
    assert [path.name for path in folder.iterdir()] == ["quiz_results.json"]
    assert [entry["answers"] for entry in kept(folder)] == ["R"]


def test_nothing_is_written_when_results_are_off(folder, monkeypatch) -> None:
    monkeypatch.setenv("GAN_LAB_PROGRESS", "off")
    a_quiz().answer("R")
    monkeypatch.delenv("GAN_LAB_PROGRESS")
    a_quiz(path=None).answer("R")
    assert list(folder.iterdir()) == []


def test_another_folder_later_changes_nothing(folder, monkeypatch) -> None:
    quiz = a_quiz()
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    quiz.answer("R")
    assert len(kept(folder)) == 1


# --- pairs


def test_pairs_stand_side_by_side_and_truth_says_where_the_second_is() -> None:
    quiz = PairQuiz(marked(kind=0), marked(kind=1), 12)
    images = pixels(quiz.images)  # (12, 1, 4, 4 + 1 + 4)
    left, right = images[..., :4], images[..., -4:]
    assert torch.equal(left[:, 0, 0, 1], right[:, 0, 0, 1])  # the same number: a pair
    truth = "".join("RL"[kind] for kind in left[:, 0, 0, 0].tolist())
    assert set(truth) == {"L", "R"}
    assert (images[..., 4] == 255).all()
    quiz.answer("L" * 12)
    assert quiz.truth == truth


def test_pairs_tell_nothing_before_the_end() -> None:
    quiz = PairQuiz(marked(kind=0), marked(kind=1), 4, names=("step 5", "step 9"))
    for _ in range(3):
        quiz.buttons["L"].click()
    words = " ".join(re.sub(r"base64,[^\"]*", "", text) for text in states(quiz))
    assert "step 5" not in words
    assert "step 9" not in words
    assert "preferred" not in words
    assert "Pair 3 is answered" in quiz.said.value
    assert "step 9" not in re.sub(r"base64,[^\"]*", "", quiz.picture())
    quiz.buttons["?"].click()
    right = sum(a == b for a, b in zip(quiz.answers, quiz.truth, strict=True))
    assert f"You preferred step 9 in {right} of 3 pairs" in quiz.score.value
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", quiz.missed.value)
    sides = {"L": "left", "R": "right"}
    wanted = [
        f"{i + 1}: step 9 was on the {sides[truth]}{' (no answer)' * (answer == '?')}"
        for i, (answer, truth) in enumerate(zip(quiz.answers, quiz.truth, strict=True))
        if answer != truth
    ]
    assert captions == wanted
    assert len(captions) == 4 - right


def test_names_are_words_and_no_html() -> None:
    quiz = PairQuiz(marked(kind=0), marked(kind=1), 3, names=("a<b>", "c<d>"))
    quiz.answer("LLR")
    for text in (quiz.score.value, quiz.missed.value):
        assert "c&lt;d&gt;" in text
        assert "c<d>" not in text


def test_pairs_need_partners() -> None:
    with pytest.raises(GanLabError, match="expected pairs, got 60 and 59"):
        PairQuiz(marked(60), marked(59))
    with pytest.raises(GanLabError, match="two names"):
        PairQuiz(marked(), marked(), names=("one",))


# --- put away


@pytest.mark.parametrize("n", [3, 24])
def test_the_sheet_numbers_all_images(n: int) -> None:
    quiz = a_quiz(n)
    figure = quiz._sheet()
    names = [axes.get_ylabel() for axes in figure.axes]
    assert names == (["1 to 3"] if n == 3 else ["1 to 8", "9 to 16", "17 to 24"])
    assert "Real or generated? Round 1\nMNIST <CC BY-SA 3.0>" in figure.get_suptitle()
    pairs = PairQuiz(marked(), marked(), n)._sheet()
    assert [axes.get_ylabel().split()[0] for axes in pairs.axes][:2] == ["left", "right"]
    assert "&lt;CC BY-SA 3.0&gt;" in quiz.picture()


def test_closing_frees_every_widget() -> None:
    page = ipywidgets.widgets.widget
    known = page._instances if hasattr(page, "_instances") else ipywidgets.Widget.widgets  # 8, 7
    before = set(known)
    quiz = a_quiz()
    quiz.answer(kinds(quiz)[:11] + "?")
    assert set(known) > before
    quiz.close()
    assert set(known) == before
    assert "11 of 11 right" in quiz.picture()
