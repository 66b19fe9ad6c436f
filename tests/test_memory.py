"""A large set of images trains from its file: it is never read into memory as a whole."""

from __future__ import annotations

import subprocess
import sys

import pytest

TRAIN = """
import sys
import numpy as np
import torch
from gan_lab import losses
from gan_lab.data import Batches
from gan_lab.models import dcgan
from gan_lab.training import Callback, fit

# as packing maps its cache: 200,000 colour images of 64 x 64, 2.3 GiB, in a file without content
images = torch.from_numpy(np.memmap(sys.argv[1], np.uint8, mode="c", shape=(200_000, 3, 64, 64)))
peak = 0

class Watch(Callback):
    def after_step(self, state):
        global peak
        status = open("/proc/self/status").read()
        peak = max(peak, int(status.split("RssAnon:")[1].split()[0]))

torch.set_num_threads(1)
G, D = dcgan.Generator(8, ngf=8), dcgan.Discriminator(ndf=8)
optimizers = [torch.optim.Adam(net.parameters(), fused=True) for net in (G, D)]
batches = Batches(images, 64, flip=True)
fit(G, D, batches, losses.non_saturating, *optimizers, nz=8, n_steps=20, callbacks=[Watch()])
print(peak / 2**20, "GiB")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/self/status")
def test_200_000_images_train_with_less_than_2_gib_of_anonymous_memory(tmp_path) -> None:
    file = tmp_path / "images.bin"
    with file.open("wb") as empty:
        empty.truncate(200_000 * 3 * 64 * 64)
    command = [sys.executable, "-c", TRAIN, str(file)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    gib = float(run.stdout.split()[0])
    print(run.stdout)
    assert 0.05 < gib < 2
