"""All scores at once are the scores one by one, and floors are those of real images."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch

from gan_lab import metrics
from gan_lab.data import to_float
from gan_lab.data.synthetic import digits, portraits
from gan_lab.errors import GanLabError


@pytest.fixture(scope="module")
def images() -> tuple[torch.Tensor, torch.Tensor]:
    return digits(300, seed=1)[0], digits(700, seed=2)[0]


def test_all_scores_are_the_scores_one_by_one(images) -> None:
    samples, real = to_float(images[0]), images[1][:300]
    found = metrics.scores(samples, real)
    precision, recall, f1 = metrics.precision_recall(samples, real)
    density, coverage = metrics.density_coverage(samples, real)
    assert found == pytest.approx(
        {
            "classifier-FID": metrics.classifier_fid(samples, real),
            "classifier-KID": metrics.kid(samples, real),
            "classifier-IS": metrics.classifier_is(samples),
            "classes covered": metrics.class_coverage(samples),
            "precision": precision,
            "recall": recall,
            "F1": f1,
            "density": density,
            "coverage": coverage,
            "diversity": metrics.diversity(samples),
            "saturation": metrics.saturation(samples),
            "contrast": metrics.contrast(samples),
        }
    )


def test_faces_have_no_classes_in_their_scores() -> None:
    people = portraits(512, seed=5).images
    found = metrics.scores(people[:256], people[256:], "faces")
    assert "classifier-IS" not in found
    assert 0 < found["classifier-FID"] < 100
    assert found["precision"] > 0.5


def test_scores_of_unequal_numbers_are_refused(images) -> None:
    with pytest.raises(GanLabError, match="as many samples as real images, got 300 and 700"):
        metrics.scores(images[0], images[1])


def test_floors_measure_real_images_by_other_real_ones(images) -> None:
    _, real = images
    floors = metrics.floors(real, 300)
    assert floors == metrics.floors(real, 300)
    assert floors != metrics.floors(real, 300, seed=1)
    assert 0.5 < floors["classifier-FID"] < 60  # never 0: no image is compared with itself
    assert floors["precision"] > 0.7
    assert floors["classes covered"] == 10
    noise = torch.rand(300, 1, 28, 28, generator=torch.Generator().manual_seed(0)) * 2 - 1
    others = metrics.floors(real, 300, others=noise)
    assert others["classifier-FID"] > 3 * floors["classifier-FID"]
    assert others["precision"] < 0.2
    with pytest.raises(GanLabError, match="a floor at 351 images needs 702 real ones, got 700"):
        metrics.floors(real, 351)
    with pytest.raises(GanLabError, match="a floor at 400 images needs 400 real ones, got 300"):
        metrics.floors(real, 400, others=noise)


def test_floors_fall_with_the_number_of_images(images) -> None:
    """Which is why the number must be stated."""
    few, many = metrics.floors(images[1], 256), metrics.floors(digits(1400, seed=3)[0], 700)
    assert few["classifier-FID"] > 1.5 * many["classifier-FID"]


MEASURE = """
import sys
import numpy as np
import torch
from gan_lab import metrics

torch.set_num_threads(1)
images = torch.from_numpy(np.memmap(sys.argv[1], np.uint8, mode="c", shape=(6_000, 3, 128, 128)))
metrics.features(images[:2], "faces")
anonymous = lambda: int(open("/proc/self/status").read().split("RssAnon:")[1].split()[0])
before = anonymous()
metrics.classifier_fid(images, images[:300], "faces")
metrics.saturation(images), metrics.contrast(images)
print((anonymous() - before) / 2**20, "GiB")
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/self/status")
def test_a_set_in_a_file_is_read_in_parts(tmp_path) -> None:
    file = tmp_path / "images.bin"
    with file.open("wb") as empty:
        empty.truncate(6_000 * 3 * 128 * 128)  # as floats it would be 1.1 GiB
    command = [sys.executable, "-c", MEASURE, str(file)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stderr
    assert float(run.stdout.split()[0]) < 0.6
