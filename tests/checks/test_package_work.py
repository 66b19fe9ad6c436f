"""The package's own objects, handed in as an answer, are recognised however they are wrapped."""

from __future__ import annotations

import pytest

from gan_lab.checks import run
from gan_lab.checks._core import starting_namespace

HANDED_IN = {
    "the object": ("1.5", "from gan_lab.models.toy import Generator"),
    "a subclass": ("1.5", "from gan_lab.models import toy\nclass Generator(toy.Generator): pass"),
    "a subclass of a subclass": (
        "1.5",
        "from gan_lab.models import toy\nclass A(toy.Generator): pass\nclass Generator(A): pass",
    ),
    "made inside": (
        "1.5",
        "import gan_lab.models.toy\n"
        "class Generator(nn.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.net = gan_lab.models.toy.Generator()\n"
        "    def forward(self, z):\n"
        "        return self.net(z)\n",
    ),
    "a function for a class": (
        "1.5",
        "from gan_lab.models import toy\ndef Generator():\n    return toy.Generator()",
    ),
    "a call": ("2.3", "from gan_lab import losses\ndef discriminator_loss(d_real, d_fake):\n"
               "    return losses.bce_d_loss(d_real, d_fake)"),
    "imported inside": ("2.3", "def discriminator_loss(d_real, d_fake):\n"
                        "    from gan_lab.losses import bce_d_loss as f\n"
                        "    return f(d_real, d_fake)"),
    "module imported inside": ("2.3", "def discriminator_loss(d_real, d_fake):\n"
                               "    import gan_lab.losses\n"
                               "    return gan_lab.losses.bce_d_loss(d_real, d_fake)"),
    "a loss pair's part": ("2.3", "from gan_lab.losses import minimax\n"
                           "def discriminator_loss(d_real, d_fake):\n"
                           "    return minimax.d_loss(d_real, d_fake)"),
    "a bare part": ("2.3", "from gan_lab.losses import minimax\n"
                    "discriminator_loss = minimax.d_loss"),
    "through a helper": ("2.3", "from gan_lab import losses\n"
                         "def helper(a, b):\n    return losses.bce_d_loss(a, b)\n"
                         "def discriminator_loss(a, b):\n    return helper(a, b)"),
    "a lambda": ("2.3", "from gan_lab import losses\n"
                 "discriminator_loss = lambda a, b: losses.bce_d_loss(a, b)"),
    "partial": ("2.3", "from functools import partial\nfrom gan_lab import losses\n"
                "discriminator_loss = partial(losses.bce_d_loss)"),
    "in a closure": ("2.3", "from gan_lab import losses\n"
                     "def make(f):\n    def g(a, b):\n        return f(a, b)\n    return g\n"
                     "discriminator_loss = make(losses.bce_d_loss)"),
    "a default": ("2.3", "from gan_lab import losses\n"
                  "def discriminator_loss(a, b, f=losses.bce_d_loss):\n    return f(a, b)"),
    "wrapped": ("2.3", "import functools\nfrom gan_lab import losses\n"
                "@functools.wraps(losses.bce_d_loss)\n"
                "def discriminator_loss(*args):\n"
                "    return discriminator_loss.__wrapped__(*args)"),
    "its code under another name": (
        "2.3",
        "import types\nfrom gan_lab import losses\n"
        "discriminator_loss = types.FunctionType(losses.bce_d_loss.__code__,"
        " losses.bce_d_loss.__globals__)",
    ),
    "a false module": ("2.3", "from gan_lab import losses\n"
                       "def discriminator_loss(a, b):\n    return losses.bce_d_loss(a, b)\n"
                       "discriminator_loss.__module__ = 'mine'"),
    "the package's fit": ("2.8", "from gan_lab import losses\nfrom gan_lab.training import fit\n"
                          "def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):\n"
                          "    fit(G, D, batches, losses.non_saturating, opt_g, opt_d, nz=nz,"
                          " n_steps=n_steps)\n    return []"),
    "the metric": ("5.1", "from gan_lab import metrics\ndef frechet_distance(a, b):\n"
                   "    return metrics.frechet_distance(a, b)"),
    "the penalty": ("8.5", "from gan_lab.losses import gradient_penalty as gp\n"
                    "def gradient_penalty(D, x_real, x_fake, weight=10.0):\n"
                    "    return gp(D, x_real, x_fake, weight=weight)"),
    "a method of its class": (
        "2.15",
        "from gan_lab.callbacks import EMA\nupdate_average = EMA.after_step",
    ),
    "in a dictionary": (
        "2.4",
        "from gan_lab import losses\ntable = {'a': losses.non_saturating_g_loss}\n"
        "def generator_loss(d):\n    return table['a'](d)",
    ),
    "in an object": (
        "2.4",
        "from gan_lab import losses\n"
        "class Loss:\n"
        "    def __init__(self):\n        self.f = losses.non_saturating_g_loss\n"
        "    def __call__(self, d):\n        return self.f(d)\n"
        "generator_loss = Loss()",
    ),
    "dispatched": ("2.4", "import functools\nfrom gan_lab import losses\n"
                   "generator_loss = functools.singledispatch(losses.non_saturating_g_loss)\n"
                   "generator_loss.__module__ = 'mine'"),
    "remembered": ("2.4", "import functools\nfrom gan_lab import losses\n"
                   "generator_loss = functools.lru_cache(losses.non_saturating_g_loss)\n"
                   "generator_loss.__module__ = 'mine'"),
    "in a ufunc": ("2.4", "import numpy as np\nfrom gan_lab import losses\n"
                   "generator_loss = np.frompyfunc(losses.non_saturating_g_loss, 1, 1)"),
    "without gradients": ("2.6", "from gan_lab.checks import stuck\n"
                          "train_discriminator = torch.enable_grad()(stuck('2.6'))\n"
                          "train_discriminator.__module__ = 'mine'"),
    "a class of a false module": ("2.1", "from gan_lab.checks import stuck\n"
                                  "class Generator(stuck('2.1')):\n    __module__ = 'torch'"),
    "stuck": ("2.6", "from gan_lab.checks import stuck\ntrain_discriminator = stuck('2.6')"),
}  # fmt: skip

OWN = {
    "an argument with a module's name, in an inner function": (
        "9.5",
        "from gan_lab import augment\n"
        "def judge_both(D, augment, x_real, x_fake):\n"
        "    def judged(x):\n"
        "        return D(augment(x))\n"
        "    return judged(x_real), judged(x_fake)",
    ),
    "a variable of a closure that is not set yet": (
        "2.4",
        "def make():\n"
        "    def loss(d_fake):\n"
        "        if len(d_fake) > 10**6:\n            return later(d_fake)\n"
        "        return F.softplus(-d_fake).mean()\n"
        "    return loss\n    later = None\n"
        "generator_loss = make()",
    ),
    "helpers of the package that do no exercise's work": (
        "2.4",
        "from gan_lab import viz\nfrom gan_lab.runtime import seed_everything\n"
        "def generator_loss(d_fake):\n"
        "    viz.image_grid, seed_everything\n"
        "    return F.binary_cross_entropy_with_logits(d_fake, torch.ones_like(d_fake))",
    ),
    "an earlier answer that was taken from the package": (
        "2.6",
        "from gan_lab.checks import stuck\n"
        "discriminator_loss = stuck('2.3')\n"
        "def train_discriminator(G, D, opt_d, x_real, z):\n"
        "    d_loss = discriminator_loss(D(x_real), D(G(z).detach()))\n"
        "    opt_d.zero_grad()\n    d_loss.backward()\n    opt_d.step()\n    return d_loss.item()",
    ),
    "a name of the package without its object": (
        "2.4",
        "def generator_loss(d_fake):\n    losses = F.softplus(-d_fake)\n    return losses.mean()",
    ),
}


def judged(exercise: str, code: str):
    namespace = {**starting_namespace(exercise.split(".")[0]), "__name__": "answer"}
    exec(compile(code, "an answer", "exec"), namespace)
    return run(exercise, namespace)


@pytest.mark.parametrize("how", HANDED_IN)
def test_the_package_s_work_stays_unscored(how: str) -> None:
    verdict = judged(*HANDED_IN[how])
    assert verdict.status == "unscored", verdict
    assert verdict.points == 0
    assert "takes the package's" in verdict.hint


@pytest.mark.parametrize("how", OWN)
def test_one_s_own_work_is_scored(how: str) -> None:
    verdict = judged(*OWN[how])
    assert verdict.status == "passed", verdict


def test_a_folder_with_a_name_like_the_package_s_is_not_the_package() -> None:
    import gan_lab

    file = str(gan_lab.__file__).replace("gan_lab/__init__.py", "gan_lab_mine/answers.py")
    code = "def generator_loss(d_fake):\n    return F.softplus(-d_fake).mean()"
    namespace = {**starting_namespace("2"), "__name__": "answers"}
    exec(compile(code, file, "exec"), namespace)
    assert run("2.4", namespace).status == "passed"
