# %% [markdown] id="title"
r"""
# 06 · When GANs fail

So far your GANs worked, more or less. Now you break them on purpose: four experiments, three diseases, and what helps against each. Most of it happens in the plane, where a generator trains in half a minute and you *see* every sample. The rest is on MNIST.

| | |
|---|---|
| you will | count what G forgot; write a penalty, a pairing, a layer and a norm against mode collapse; measure a gradient that vanishes; make D too strong and too weak; read a health report |
| you need | lesson 02, or a GAN loop of your own; `torch.autograd.grad` is explained here |
| time | core 105 minutes, optional part 25 minutes |
| the computer works | core about 8 minutes, optional part about a minute and a half, on two CPU cores |

**Something stops?** A `NameError` mostly means that a cell above has not run since the kernel started: choose *Run > Run All Above Selected Cell*. **Stuck?** Unfold the hints, one by one. And one line, `modes_covered = stuck("6.1")`, takes the package's version of a piece: the exercise stays unscored, and the lesson goes on. **A word is new?** Look into the [glossary](glossary.md) (English and 中文).
"""

# %% id="setup" tags=["setup"]
# written by gan-lab build

# %% id="imports" tags=["setup"]
import copy
import math
import time
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import nn

from gan_lab import losses, metrics, viz
from gan_lab.callbacks import EMA, ProgressBar, SampleGrid
from gan_lab.checks import check, score, stuck
from gan_lab.data import GRID, RING, Batches, FreshBatches, load, to_float
from gan_lab.health import Health
from gan_lab.models import mlp, points
from gan_lab.recipes import find_recipe
from gan_lab.runtime import pick_device, profile, seed_everything
from gan_lab.training import (
    Callback,
    TrainState,
    discriminator_step,
    fit,
    generate,
    generator_step,
)
from gan_lab.widgets import Playground

seed_everything(0)
device = pick_device()
nz = 2  # numbers in one latent vector, in the plane

# %% [markdown] id="data-theory"
r"""
## 1 · Data that can be counted

How would you notice that G never draws a 7? In images it takes a classifier to tell. So we begin with data where everybody can count: **points in the plane**, around a few centres. Each centre is a **mode** of the data. Two sets are used for this everywhere (Metz et al., "Unrolled Generative Adversarial Networks", 2017; Srivastava et al., "VEEGAN", 2017): a ring of 8 modes, and a grid of 25. **What to expect.** Eight heaps. Here both colours are real points: so a perfect G would look.
"""

# %% id="data"
real = RING(2500, generator=torch.Generator().manual_seed(0))  # (2500, 2)
print(
    f"ring: {len(RING.centres)} modes, sigma {RING.sigma};  grid: {len(GRID.centres)} modes, sigma {GRID.sigma}"
)
viz.show(
    viz.points(
        real[:300],
        RING(300),
        "The ring: real points, and real points again\n8 Gaussians, drawn by the course",
        label="real, drawn anew",
    )
)

# %% [markdown] id="modes-exercise"
r"""
We need a ruler. A mode counts as **covered** when at least 1 % of all samples lie within 3 sigma of its centre. Beside it stands the **share** of all samples that lie within 3 sigma of *any* centre: it says how clean the samples are. For real points it is $1 - e^{-9/2}$ = 98.9 %: that is the mark to reach. More is no better: then the points lie too close to the centres.

### Exercise 6.1 · Count the modes

★★☆ · 8 minutes · 2 points · core

*Goal:* two numbers that say what G forgot and how clean it draws.

*Fixed:* `modes_covered(samples, centres, sigma)` takes samples `(N, 2)` and centres `(K, 2)` for any N and K, and sigma. It returns `(n_covered, share)`: a whole number, and a number from 0 to 1. Samples and centres stay as they were. *Free:* how.

*Expect:* `modes_covered(torch.tensor([[0.0, 0.0], [0.0, 0.1], [5.0, 5.0]]), torch.tensor([[0.0, 0.0], [9.0, 9.0]]), 0.1)` gives 1 mode and the share 0.667: two of three points. In the cell below the check even noise covers all 8 modes, and only its share gives it away.

<details><summary>Hint 1</summary>

First the distance of every sample to every centre: a table with N rows and K columns. `torch.cdist(samples, centres)` makes it.

</details>
<details><summary>Hint 2</summary>

`near = distance < 3 * sigma` is a table of True and False, `(N, K)`. Its mean over the samples, `near.float().mean(dim=0)`, says for each mode which share of all samples it got.

</details>
<details><summary>Hint 3</summary>

Count how many of these K shares reach 0.01. And a sample is near *any* centre where `near.any(dim=1)` is True.

</details>
"""


# %% id="modes" tags=["answer"] exercise="6.1"
def modes_covered(samples, centres, sigma):
    """samples (N, 2), centres (K, 2) -> (number of modes covered, share of samples near any)."""
    ### BEGIN SOLUTION
    near = torch.cdist(samples, centres) < 3 * sigma  # (N, K)
    covered = near.float().mean(dim=0) >= 0.01
    return int(covered.sum()), near.any(dim=1).float().mean().item()
    ### END SOLUTION


# %% id="check-modes" tags=["check"] exercise="6.1"
check("6.1")

# %% id="modes-of-real"
print(
    "real points:        {} modes, share {:.3f}".format(
        *modes_covered(real, RING.centres, RING.sigma)
    )
)
half = real[real[:, 0] > 0]
print(
    "their right half:   {} modes, share {:.3f}".format(
        *modes_covered(half, RING.centres, RING.sigma)
    )
)
noise = 4 * torch.rand(2500, 2) - 2
print(
    "noise in the square: {} modes, share {:.3f}".format(
        *modes_covered(noise, RING.centres, RING.sigma)
    )
)

# %% [markdown] id="first-theory"
r"""
## 2 · First a run that works

Small networks are enough: 2 → 64 → 64 → 2 for G, the same with one output for D. The next cell holds everything that we need for the whole lesson. `train_points` is `fit` with three watchers: an average of G's weights (EMA, lesson 02), a film, and a doctor. The doctor is new: **`Health`** looks at the run every few steps. Print it, and it says in plain words what goes wrong, and since which step. And `replay=True` saves you waiting: `fit` records the operations of a step and from then on replays them, bit for bit the same numbers in about half the time on a CPU ([Why is it fast?](why_is_it_fast.md)).

The first run uses the package's best settings, the recipe `ring`. Its special part, a penalty on D, you will write yourself. **What to expect.** Heaps on a ring in the first picture already, and later fewer points between them.

⏳ *Wait about half a minute in the standard profile.*
"""

# %% id="train-points"
recipe = find_recipe("ring").for_profile(profile())
CURED_STEPS = {"quick": 60}.get(profile(), recipe.steps[profile()])
z_show = torch.randn(2500, nz, generator=torch.Generator().manual_seed(1))


class Run(NamedTuple):
    """What a training in the plane leaves behind."""

    G: nn.Module  # as it is after the last step
    average: nn.Module  # the average of its weights
    D: nn.Module
    film: list  # (step, samples (2500, 2)) of the G in training
    fields: list  # D at the same steps
    health: Health
    seconds: float


class Fields(Callback):
    """Keeps copies of D, to draw its field later."""

    def __init__(self, every):
        self.every = every
        self.copies = []

    def after_step(self, state):
        if state.step % self.every == 0 or state.step == state.n_steps:
            self.copies.append(copy.deepcopy(state.D).cpu().eval())


def train_points(
    mixture, loss, n_steps, *, D=None, penalty=None, n_critic=1, make_optimizers=None, seed=0
):
    """Train a pair on points of a mixture -> Run."""
    seed_everything(seed)
    G = points.Generator(**recipe.g_args).to(device)
    D = (D or points.Discriminator(**recipe.d_args)).to(device)
    opt_g, opt_d = (make_optimizers or recipe.optimizers)(G, D)
    every = max(1, n_steps // 4)
    ema, film, fields = EMA(G, recipe.ema), SampleGrid(z_show, every), Fields(every)
    # what D's numbers mean depends on the loss
    outputs = "pairs" if loss.paired else "scores" if loss is losses.hinge else "logits"
    health = Health(z_show[:256], every=max(1, n_steps // 80), outputs=outputs)
    batches = FreshBatches(mixture, recipe.batch_size, seed=seed, device=device)
    begin = time.time()
    state = fit(
        G, D, batches, loss, opt_g, opt_d, nz=nz, n_steps=n_steps, n_critic=n_critic,
        penalty=penalty, replay=True, seed=seed,
        callbacks=[ema, film, fields, health, ProgressBar()],
    )  # fmt: skip
    return Run(
        state.G, ema.G, state.D, film.samples[-4:], fields.copies[-4:], health, time.time() - begin
    )


def show_run(run, mixture, title):
    """The film of a run, D's field behind each picture, and the doctor's words."""
    real = mixture(500, generator=torch.Generator().manual_seed(0))
    panels = {f"step {step:,}": samples[:1000] for step, samples in run.film}
    viz.show(
        viz.points(
            panels, real, f"{title}\n{mixture.name}, points drawn by the course", field=run.fields
        )
    )
    print(run.health)


def count(G, mixture):
    """Modes covered and share, of 2,500 samples of G, by your own ruler."""
    return modes_covered(generate(G, z_show), mixture.centres, mixture.sigma)


# %% id="first-run" tags=["train"]
cured = train_points(RING, recipe.loss, CURED_STEPS, penalty=recipe.penalty)
show_run(cured, RING, "The recipe `ring`")
n, share = count(cured.average, RING)
print(f"{n} of 8 modes, share {share:.3f}, {cured.seconds:.0f} seconds")

# %% [markdown] id="first-look"
r"""
Light places are those that D takes for real. Towards the end the field is flat and grey: D has nothing to say any more. That is the balance of lesson 02, seen from above.

## 3 · Experiment 1: mode collapse

Now take the penalty away, and the average too. Adam comes as torch gives it, with betas (0.9, 0.999), and D learns a quarter as fast as G. The networks, the data, the loss and the number of steps stay. This is a plain GAN such as many a first attempt. **Write down your guess first:** how many of the 8 modes?

⏳ *Wait about fifteen seconds in the standard profile.*
"""

# %% id="plain-run" tags=["train"]


def slow_d(beta1):
    """Adam for both, where D learns a quarter as fast as G."""

    def make(G, D):
        # fused: the same arithmetic in one piece, which takes less time and can be replayed
        opt_g = torch.optim.Adam(G.parameters(), lr=2e-3, betas=(beta1, 0.999), fused=True)
        opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(beta1, 0.999), fused=True)
        return opt_g, opt_d

    return make


plain = train_points(RING, losses.non_saturating, CURED_STEPS, make_optimizers=slow_d(0.9))
show_run(plain, RING, "The plain GAN")
n, share = count(plain.G, RING)
print(f"{n} of 8 modes, share {share:.3f}, {plain.seconds:.0f} seconds")

# %% [markdown] id="collapse-theory"
r"""
The samples crowd together, and wander from place to place; now and then they find a mode or two, and lose them again. Why does G not spread out?

- **G is paid sample by sample.** Each sample climbs to where D is lightest *now*. Nothing in the loss says that the samples should differ.
- **D follows, too late.** Soon D finds that this mode has too many samples and makes it dark. All samples leave together for the next light place. D follows again. The two chase each other in a circle, and never meet.

Both suggest cures. D's field must not be so *steep* that all samples fall into one hole (**penalty**, **spectral norm**). Or the loss, or D, must look at more than one sample (**pairing**, **minibatch statistics**). You will write all four.

### Cure 1: a price for steepness

How steep is D at the point x? The gradient $\nabla_x D(x)$ tells: two numbers for a point, 784 for an MNIST image. Near the goal, where generated points lie on real ones, D should be flat. So let D pay for its slope, at real points and at generated ones (Mescheder et al., "Which Training Methods for GANs do actually Converge?", 2018; both together in Huang et al., "The GAN is dead; long live the GAN!", 2024). $\gamma$ is the price, $\mathbb E$ the mean over the batch, and $\lVert\cdot\rVert^2$ the sum of the squares of one slope's numbers:

$$P = \frac{\gamma}{2}\Big(\underbrace{\mathbb E_{x}\,\lVert\nabla_x D(x)\rVert^2}_{R_1,\ \text{real}} + \underbrace{\mathbb E_{z}\,\lVert\nabla_x D(G(z))\rVert^2}_{R_2,\ \text{generated}}\Big)$$

The slope comes from `torch.autograd.grad(outputs, inputs)`. It gives the gradient back and stores it nowhere. Since the *penalty* is to move D's weights, PyTorch must be able to differentiate the slope once more: `create_graph=True`.
"""

# %% id="autograd-example"
x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)  # two points
y = (x**2).sum(dim=1)  # a field with one number a point
(slope,) = torch.autograd.grad(y.sum(), x, create_graph=True)
print(slope)  # 2 * x: one row a point
print("can it be differentiated again?", slope.requires_grad)

# %% [markdown] id="penalty-exercise"
r"""
### Exercise 6.2 · A price for steepness

★★★ · 10 minutes · 3 points · core

*Goal:* the formula above, for points and for images.

*Fixed:* `zero_centred_penalty(D, x_real, x_fake, weight)` returns P as one number, a tensor from which a gradient reaches D's weights; `weight` is $\gamma$. `x_real` and `x_fake` are both `(N, 2)`, or both images `(N, C, H, W)`. D's weights and both sets of points stay as they were, and so do gradients that already lie at the weights. *Free:* one call of D or two; and where the points carry a graph of their own, whether you cut it off (the course hands them in without).

*Expect:* with `D = lambda x: x @ torch.tensor([3.0, 4.0])` the slope is (3, 4) everywhere. So P is 25 times `weight`, at any points and for any N.

<details><summary>Hint 1</summary>

Write a small function for one set of points, and use it twice. In it: `x = x.detach().requires_grad_(True)`, then `D(x)`, then the slope by this x, with `create_graph=True`.

</details>
<details><summary>Hint 2</summary>

`autograd.grad` wants one number: take `D(x).sum()`. Each logit depends on its own sample only, so the sum leaves each slope whole. The mean would make it N times smaller.

</details>
<details><summary>Hint 3</summary>

$\lVert\cdot\rVert^2$ is the sum of the squares of one sample's slope: `slope.flatten(1).square().sum(1)`, `(N,)`. Then the mean over the samples.

</details>
"""


# %% id="penalty" tags=["answer"] exercise="6.2"
def zero_centred_penalty(D, x_real, x_fake, weight):
    """weight / 2 * (mean |dD/dx|^2 at real samples + the same at generated ones), a scalar."""

    ### BEGIN SOLUTION
    def steepness(x):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        return slope.flatten(1).square().sum(1).mean()  # (N, ...) -> (N, n) -> (N,) -> scalar

    return weight / 2 * (steepness(x_real) + steepness(x_fake))
    ### END SOLUTION


# %% id="check-penalty" tags=["check"] exercise="6.2"
check("6.2")

# %% [markdown] id="pairing-exercise"
r"""
### Cure 2: real against generated, in pairs

In the plain loss D judges each sample alone. It can be content once all generated samples lie below 0. The **relativistic** loss asks another question: is the real sample *more* real than the generated one beside it? (Jolicoeur-Martineau, "The relativistic discriminator", 2019.)

$$\mathcal L_D = -\tfrac1N\textstyle\sum_i \log\sigma\big(D(x_i) - D(G(z_i))\big) \qquad \mathcal L_G = -\tfrac1N\textstyle\sum_i \log\sigma\big(D(G(z_i)) - D(x_i)\big)$$

($\sigma$ is the sigmoid, and $x_i$ and $G(z_i)$ are the i-th of N pairs.) If G forgets a mode, the real samples there win each of their comparisons, and D's landscape keeps rising from G's samples towards them.

### Exercise 6.3 · Real against generated, in pairs

★★☆ · 6 minutes · 2 points · core

*Goal:* the two losses above, safe for any logits.

*Fixed:* `relativistic_losses(d_real, d_fake)` takes logits `(N,)` twice and returns `(d_loss, g_loss)`, two tensors with gradients, each a mean over the pairs: the i-th real one with the i-th generated one. Values and gradients are right for logits such as 120 and -120, too. *Free:* which function takes the logarithm.

*Expect:* two equal logits give both losses 0.693, which is log 2. `relativistic_losses(torch.tensor([3.0]), torch.tensor([1.0]))` gives 0.127 and 2.127.

<details><summary>Hint 1</summary>

`F.softplus(-x)` is $-\log\sigma(x)$, safe for any x. So is `-F.logsigmoid(x)`.

</details>
<details><summary>Hint 2</summary>

With `gap = d_real - d_fake`, D wants the gap large, G wants it small.

</details>
"""


# %% id="pairing" tags=["answer"] exercise="6.3"
def relativistic_losses(d_real, d_fake):
    """Logits (N,) twice -> (d_loss, g_loss), two scalars."""
    ### BEGIN SOLUTION
    gap = d_real - d_fake  # (N,): the i-th real one against the i-th generated one
    return F.softplus(-gap).mean(), F.softplus(gap).mean()
    ### END SOLUTION


# %% id="check-pairing" tags=["check"] exercise="6.3"
check("6.3")

# %% [markdown] id="minibatch-exercise"
r"""
### Cure 3: a look at the whole batch

If D saw the whole batch at once, it would notice that all samples are alike. A layer can tell it: the **minibatch standard deviation** (Karras et al., "Progressive Growing of GANs", 2018, a simpler form of Salimans et al., 2016). For each feature it takes the standard deviation over the batch, then the mean over the features, and puts this one number beside the features of every sample.

### Exercise 6.4 · A look at the whole batch

★★☆ · 8 minutes · 2 points · core

*Goal:* a layer through which D sees that all samples are alike.

*Fixed:* a class `MinibatchStd(nn.Module)`, made as `MinibatchStd()`. `layer(h)` takes `(N, C)` and gives `(N, C + 1)`: first the features as they came, then a column with the same number in each row. The number is 0 for N copies of one sample, and for a batch of one; its gradient is finite there too. `h` itself stays as it was. *Free:* the standard deviation with N, or with N - 1 and a way out for N = 1.

*Expect:* `MinibatchStd()(torch.tensor([[1.0, 0.0], [3.0, 0.0]]))` gives the rows `1 0 0.5` and `3 0 0.5` (with N - 1: 0.71 in place of 0.5).

<details><summary>Hint 1</summary>

`h.std(dim=0)` is one deviation a feature, over the batch: `(C,)`. Then `.mean()`.

</details>
<details><summary>Hint 2</summary>

For one sample `std` divides by N - 1 = 0. `unbiased=False` divides by N.

</details>
<details><summary>Hint 3</summary>

`torch.cat([h, column], dim=1)`, with a column of shape `(N, 1)`: `spread.expand(len(h), 1)`.

</details>
"""


# %% id="minibatch" tags=["answer"] exercise="6.4"
class MinibatchStd(nn.Module):
    """Features (N, C) -> (N, C + 1): the last column says how much the batch varies."""

    def forward(self, h):
        ### BEGIN SOLUTION
        spread = h.std(dim=0, unbiased=False).mean()  # (N, C) -> (C,) -> one number
        return torch.cat([h, spread.expand(len(h), 1)], dim=1)
        ### STUB
        # raise NotImplementedError("TODO 6.4: one number for the batch, beside the features")
        ### END SOLUTION


# %% id="check-minibatch" tags=["check"] exercise="6.4"
check("6.4")

# %% [markdown] id="spectral-exercise"
r"""
### Cure 4: no layer may stretch

A penalty asks D to be flat where samples lie. **Spectral normalisation** forbids steepness everywhere: each layer's weight matrix is divided by its largest singular value, the most by which it can stretch any input (Miyato et al., "Spectral Normalization for GANs", 2018). It costs almost nothing: one step of a power iteration at each use (a short calculation that comes a little closer to this value each time), which `nn.utils.parametrizations.spectral_norm(layer)` does by itself.

### Exercise 6.5 · Spectral norm in every layer

★★☆ · 6 minutes · 2 points · core

*Goal:* a D that can be steep nowhere.

*Fixed:* `add_spectral_norm(D)` puts spectral norm, once, on each Linear and Conv2d layer of D, *also those inside blocks*, on nothing else, and returns D itself, no copy. It must last through training. *Free:* which of torch's functions for it.

*Expect:* afterwards, once D was called a few times, `torch.linalg.matrix_norm(layer.weight, 2)` of each Linear layer is about 1, whatever it was before.

<details><summary>Hint 1</summary>

`D.children()` gives the outermost layers only. `D.modules()` walks through all of them, however deep.

</details>
<details><summary>Hint 2</summary>

`isinstance(layer, (nn.Linear, nn.Conv2d))`, and then the function, once a layer.

</details>
"""


# %% id="spectral" tags=["answer"] exercise="6.5"
def add_spectral_norm(D):
    """Spectral norm on all Linear and Conv2d layers of D, in place; D comes back."""
    ### BEGIN SOLUTION
    for layer in list(D.modules()):
        if isinstance(layer, nn.Linear | nn.Conv2d):
            nn.utils.parametrizations.spectral_norm(layer)
    return D
    ### END SOLUTION


# %% id="check-spectral" tags=["check"] exercise="6.5"
check("6.5")

# %% [markdown] id="cures-run"
r"""
Now all cures, with *your* pieces. Same start of G, same number of steps. The first row is the plain run. The second changes nothing but Adam's beta1, to 0.5: less momentum, so that G and D overshoot each other less (Radford et al., 2016). The next rows keep this 0.5 and the slow D, and add one cure each (spectral norm with the hinge loss, as in its paper: D is content with a real point above 1 and a generated one below -1). The last one is the first run of this lesson: a small penalty, and a D that learns as fast as G. The table counts G as it is after the last step, and the average of its weights; the pictures show the average. (If G wandered all the time, its average lies somewhere in the middle.)

⏳ *Wait about a minute and a half in the standard profile.*
"""

# %% id="cures-training" tags=["train"]
WEIGHT = 1.0


def penalty(D, x_real, x_fake):
    return zero_centred_penalty(D, x_real, x_fake, WEIGHT)


paired = losses.GANLoss(
    lambda d_real, d_fake: relativistic_losses(d_real, d_fake)[0],
    lambda d_fake, d_real: relativistic_losses(d_real, d_fake)[1],
    paired=True,
)
seed_everything(0)
D_minibatch = nn.Sequential(
    nn.Linear(2, 64), nn.LeakyReLU(0.2), MinibatchStd(),
    nn.Linear(65, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1), nn.Flatten(0),
)  # fmt: skip


def cure(loss=losses.non_saturating, **pieces):
    """The plain run with beta1 = 0.5, and with one piece more."""
    return train_points(RING, loss, CURED_STEPS, make_optimizers=slow_d(0.5), **pieces)


seed_everything(0)
D_spectral = add_spectral_norm(points.Discriminator(**recipe.d_args))
runs = {
    "plain": plain,
    "beta1 = 0.5": cure(),
    "penalty": cure(penalty=penalty),
    "pairs": cure(paired),
    "minibatch": cure(D=D_minibatch),
    "spectral norm": cure(losses.hinge, D=D_spectral),
    "recipe": cured,
}

# %% id="cures-table"
print(f"{'':20} modes  share  seconds   (average of G: modes, share)")
for name, run in runs.items():
    n, share = count(run.G, RING)
    n_average, share_average = count(run.average, RING)
    print(f"{name:20} {n:5} {share:6.3f} {run.seconds:8.0f}   {n_average:5} {share_average:6.3f}")
viz.show(
    viz.points(
        {name: generate(run.average, z_show)[:1000] for name, run in runs.items()},
        real[:500],
        "The same start; the average of G\nring of 8 Gaussians, drawn by the course",
        field=[run.D.cpu().eval() for run in runs.values()],
        n_columns=3,
    )
)
for name, run in runs.items():
    print(f"{name}: {run.health}")

# %% [markdown] id="cures-question"
r"""
**Think.** Which cures worked in your table, and which helped little? Why is one run of each not enough to say which cure is the best?
"""

# %% [markdown] id="cures-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** In the course's run the penalty and the minibatch statistics bring all eight modes back; pairing and spectral norm, with these learning rates, do not. (A high share alone is no success: all samples may lie in one heap.) Pairing alone changes what D is asked and leaves it as steep as before; Huang et al. (2024) show that it need not converge, and use it together with the penalty. One run a cure is a sample of size one: a plain GAN too is lucky now and then. Repeat each with several seeds (`seed=1, 2, ...`) and compare how many of them succeed. And each cure has a knob, such as `WEIGHT` or the learning rate, which was chosen for one of them here.
### END SOLUTION
"""

# %% [markdown] id="grid-run"
r"""
The grid has 25 modes, so there is more to forget. Plain is the plain GAN of before. Cured means a D that learns as fast as G, beta1 = 0.5 and your penalty, with a smaller price. **What to expect.** One smear across the grid, and one net with a knot at each mode.

⏳ *Wait about forty seconds in the standard profile.*
"""

# %% id="grid-training" tags=["train"]
GRID_STEPS = {"quick": 60}.get(profile(), find_recipe("grid").steps[profile()])


def grid_penalty(D, x_real, x_fake):
    return zero_centred_penalty(D, x_real, x_fake, 0.1)


grid_plain = train_points(GRID, losses.non_saturating, GRID_STEPS, make_optimizers=slow_d(0.9))
grid_cured = train_points(GRID, losses.non_saturating, GRID_STEPS, penalty=grid_penalty)
for name, run in (("plain", grid_plain), ("cured", grid_cured)):
    n, share = count(run.G if name == "plain" else run.average, GRID)
    print(f"{name}: {n} of 25 modes, share {share:.3f}. {run.health}")
viz.show(
    viz.points(
        {"plain": generate(grid_plain.G, z_show), "cured": generate(grid_cured.average, z_show)},
        GRID(600),
        "The grid, plain and cured\n25 Gaussians, drawn by the course",
        field=[grid_plain.D.cpu(), grid_cured.D.cpu()],
    )
)

# %% [markdown] id="vanishing-theory"
r"""
## 4 · Experiment 2: the gradient that vanishes

In lesson 02 you saw two curves: how hard the saturating and the non-saturating loss pull on one logit. Now you watch it happen to a whole G. We let D train **ahead** for a while, until it is very sure. Then G starts, twice: from the same weights, with the same z, once with each loss. G makes plain steps down its gradient (SGD), so that you see what the gradient alone does.

### Exercise 6.6 · How hard is G pulled?

★★☆ · 6 minutes · 2 points · core

*Goal:* one number for the whole gradient of G.

*Fixed:* `gradient_norm(G, D, g_loss, z)` returns the length of the gradient of `g_loss(D(G(z)))` at all weights of G together: the root of the sum of all squares, a number. `g_loss` takes logits `(N,)`. No weight moves, and gradients left from before do not count. *Free:* `autograd.grad` or `backward`.

*Expect:* `gradient_norm(nn.Linear(2, 1, bias=False), nn.Flatten(0), torch.mean, torch.tensor([[3.0, 4.0]]))` gives 5, the length of (3, 4), whatever the layer's weights are.

<details><summary>Hint 1</summary>

`torch.autograd.grad(loss, list(G.parameters()))` gives one gradient a weight tensor, and touches nothing else.

</details>
<details><summary>Hint 2</summary>

Not the sum of the single lengths: put all numbers in one long vector, `torch.cat([g.flatten() for g in gradients])`, and take its `.norm()`.

</details>
"""


# %% id="gradient" tags=["answer"] exercise="6.6"
def gradient_norm(G, D, g_loss, z):
    """The length of the gradient of g_loss(D(G(z))) by G's weights, a number."""
    ### BEGIN SOLUTION
    gradients = torch.autograd.grad(g_loss(D(G(z))), list(G.parameters()))
    return torch.cat([g.flatten() for g in gradients]).norm().item()
    ### END SOLUTION


# %% id="check-gradient" tags=["check"] exercise="6.6"
check("6.6")

# %% [markdown] id="vanishing-run"
r"""
**Before you run it:** which curve will start higher, and what will the points have done after the last step?

⏳ *Wait about fifteen seconds in the standard profile.*
"""

# %% id="vanishing-training" tags=["train"]
AHEAD, STEPS = {"quick": (150, 60)}.get(profile(), (1500, 300))

seed_everything(4)
G_start, D_start = (
    points.Generator(**recipe.g_args).to(device),
    points.Discriminator(**recipe.d_args).to(device),
)
start = TrainState(G_start, D_start, *recipe.optimizers(G_start, D_start))
stream = FreshBatches(RING, recipe.batch_size, seed=4, device=device)
z_generator = torch.Generator().manual_seed(4)
for _ in range(AHEAD):  # D alone
    (x_real,) = next(stream)
    z = torch.randn(len(x_real), nz, generator=z_generator).to(device)
    discriminator_step(start, losses.non_saturating, x_real, z)
print(
    f"D after {AHEAD} steps alone: mean logit {start.d_real.mean():.1f} for real points, {start.d_fake.mean():.1f} for generated ones"
)


class Watch(Callback):
    """Your ruler, at every step."""

    def __init__(self, loss, z):
        self.loss, self.z = loss, z
        self.lengths = []

    def after_step(self, state):
        self.lengths.append(gradient_norm(state.G, state.D, self.loss.g_loss, self.z))


strengths, where, reports = {}, {"start": generate(G_start, z_show[:1000])}, {}
for name, loss in (("saturating", losses.minimax), ("non-saturating", losses.non_saturating)):
    G, D = copy.deepcopy((G_start, D_start))
    watch = Watch(loss, z_show[:256].to(device))
    health = Health(z_show[:256], every=5)
    fit(
        G, D, FreshBatches(RING, recipe.batch_size, seed=5, device=device), loss,
        torch.optim.SGD(G.parameters(), 2e-4, fused=True),
        torch.optim.Adam(D.parameters(), 1e-4, fused=True),
        nz=nz, n_steps=STEPS, replay=True, seed=5, callbacks=[watch, health],
    )  # fmt: skip
    strengths[name], where[name], reports[name] = watch.lengths, generate(G, z_show[:1000]), health

viz.show(
    viz.curves(
        {name: [math.log10(max(s, 1e-12)) for s in values] for name, values in strengths.items()},
        "How hard G is pulled, from the same start\nring of 8 Gaussians",
        y_label="log10 of the gradient's length",
    )
)
viz.show(
    viz.points(where, real[:500], "G before and after, by loss\nring of 8 Gaussians", n_columns=3)
)
for name, health in reports.items():
    print(f"{name}: first length {strengths[name][0]:.1e}, last {strengths[name][-1]:.1e}")
    print(health)

# %% [markdown] id="vanishing-question"
r"""
**Think.** Adam divides each gradient by its usual size. Would that save the saturating loss? Guess, then try it: give G `torch.optim.Adam(G.parameters(), 1e-4, fused=True)` in the cell above. What does the lower curve do now?
"""

# %% [markdown] id="vanishing-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** Here it does, after a while: Adam's steps are long even where the gradient is short, as long as the gradient is much larger than Adam's small constant eps (1e-8) and keeps its direction. In the course's run G crept out of the flat land within 100 steps, and its gradient grew from 0.0001 to more than 1. That is no cure. If D is surer still, the gradient is mostly rounding and chance, or smaller than eps, and then Adam does not help either: you will see such a G in experiment 3. The non-saturating G marches off at once, with any optimiser: its gradient is largest where it is worst.
### END SOLUTION
"""

# %% [markdown] id="balance-theory"
r"""
## 5 · Experiment 3: D too strong, D too weak

G learns from D, so D must be ahead, but not out of sight. Two screws set the balance.

- **k steps.** D makes k steps for each step of G (Goodfellow et al., 2014).
- **Two learning rates** (TTUR): D makes longer steps than G (Heusel et al., "GANs Trained by a Two Time-Scale Update Rule", 2017).

### Exercise 6.7 · k steps of D

★★☆ · 6 minutes · 2 points · core

*Goal:* one round of the game in which D gets k steps, and G one.

*Fixed:* `one_round(batches, nz, k, update_d, update_g)` makes one round: k times a new real batch, `(x_real,) = next(batches)`, new standard normal z `(len(x_real), nz)`, and `update_d(x_real, z)`. Then once `update_g(z)`, z of the same shape as D's last one. Both updates return their loss; your function returns `(d_loss, g_loss)`, the last one of D and that of G. *Free:* whether G's z is drawn anew.

*Expect:* call it with k = 3, `batches = iter([(torch.zeros(5, 2),)] * 3)`, nz = 4, and two updates that only print the shapes they get: three times (5, 2) and (5, 4), then once (5, 4).

<details><summary>Hint 1</summary>

What must stand inside the loop, so that D sees something new in each of its k steps?

</details>
<details><summary>Hint 2</summary>

`for _ in range(k):` with three lines in it: the batch, z, `d_loss = update_d(x_real, z)`. G's update stands below the loop, once.

</details>
"""


# %% id="round" tags=["answer"] exercise="6.7"
def one_round(batches, nz, k, update_d, update_g):
    """k updates of D, then one of G -> (d_loss, g_loss)."""
    ### BEGIN SOLUTION
    for _ in range(k):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz)
        d_loss = update_d(x_real, z)
    g_loss = update_g(torch.randn(len(x_real), nz))
    return d_loss, g_loss
    ### END SOLUTION


# %% id="check-round" tags=["check"] exercise="6.7"
check("6.7")

# %% [markdown] id="speeds-exercise"
r"""
### Exercise 6.8 · Two learning rates

★☆☆ · 4 minutes · 1 point · core

*Goal:* one number, `ratio`, that says how much faster D learns than G.

*Fixed:* `two_speeds(G, D, lr_g, ratio)` returns `(opt_g, opt_d)`, two Adam with `betas=(0.5, 0.999)`, each for all weights of its own network: G with the learning rate `lr_g`, D with `ratio` times as much. The networks stay as they were. *Free:* the rest.

*Expect:* after `opt_g, opt_d = two_speeds(nn.Linear(2, 2), nn.Linear(2, 1), 0.001, 4)`, `opt_g.param_groups[0]["lr"]` is 0.001 and `opt_d.param_groups[0]["lr"]` is 0.004.

<details><summary>Hint 1</summary>

It is exercise 2.5 with two numbers. Which of the two networks does `ratio` belong to?

</details>
<details><summary>Hint 2</summary>

For D: `torch.optim.Adam(D.parameters(), lr=ratio * lr_g, betas=(0.5, 0.999))`.

</details>
"""


# %% id="speeds" tags=["answer"] exercise="6.8"
def two_speeds(G, D, lr_g, ratio):
    """Two networks -> (opt_g, opt_d); D's learning rate is ratio * lr_g."""
    ### BEGIN SOLUTION
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=ratio * lr_g, betas=(0.5, 0.999))
    return opt_g, opt_d
    ### END SOLUTION


# %% id="check-speeds" tags=["check"] exercise="6.8"
check("6.8")

# %% [markdown] id="balance-run"
r"""
First in the plane, with the non-saturating loss: an even pair, k = 5, and a D that is twenty times slower. **Guess first:** which of the three does best?

⏳ *Wait about a minute in the standard profile.*
"""

# %% id="balance-training" tags=["train"]
ROUNDS = {"quick": 60}.get(profile(), 2000)


def play(G, D, stream, z_fixed, loss, lr, n_rounds, k=1, ratio=1):
    """Rounds of `one_round` with `two_speeds` -> (samples, D's beliefs, health)."""
    G, D = G.to(device), D.to(device)
    state = TrainState(G, D, *two_speeds(G, D, lr, ratio), n_steps=n_rounds)
    health = Health(z_fixed[:256], every=max(1, n_rounds // 80))
    health.start(state)

    def update_d(x_real, z):
        discriminator_step(state, loss, x_real, z.to(device))
        return state.d_loss

    def update_g(z):
        generator_step(state, loss, z.to(device))
        return state.g_loss

    beliefs = []
    for _ in range(n_rounds):
        one_round(stream, z_fixed.shape[1], k, update_d, update_g)
        state.step += 1
        health.after_step(state)
        beliefs.append(state.d_fake.sigmoid().mean())
    return generate(G, z_fixed), torch.stack(beliefs).tolist(), health


def play_points(**balance):
    seed_everything(6)
    pair = points.Generator(**recipe.g_args), points.Discriminator(**recipe.d_args)
    stream = FreshBatches(RING, recipe.batch_size, seed=6, device=device)
    played = play(*pair, stream, z_show, losses.non_saturating, 5e-4, ROUNDS, **balance)
    return *played, pair[1].cpu().eval()


in_plane = {
    "even": play_points(),
    "k = 5": play_points(k=5),
    "D 20 x slower": play_points(ratio=1 / 20),
}
viz.show(
    viz.points(
        {name: samples[:1000] for name, (samples, *_) in in_plane.items()},
        real[:500],
        f"Three balances after {ROUNDS:,} rounds\nring of 8 Gaussians",
        field=[D for *_, D in in_plane.values()],
    )
)
for name, (samples, _, health, _) in in_plane.items():
    n, share = modes_covered(samples, RING.centres, RING.sigma)
    print(f"{name}: {n} modes, share {share:.3f}. {health}")

# %% [markdown] id="strong-theory"
r"""
A slow D is a bad teacher: its map is old, and G runs to places that were good long ago. But k = 5 did no harm. Why? In the plane generated points soon lie *among* the real ones, and there no D can be certain.

Images are another matter. Among all pictures that 784 pixels can show, digits are very few, and what G draws misses them by a little. So a D that learns fast enough is always right, and always certain (Arjovsky and Bottou, "Towards Principled Methods for Training Generative Adversarial Networks", 2017). Now the same screws on MNIST, with the game as it was first written: G gets the saturating loss. **What to expect.** Real digits first. Then three rows and three curves: in which rows has G learnt anything? (The classifier-FID below them is that of lesson 05: lower is better.)

⏳ *Wait about half a minute in the standard profile.*
"""

# %% id="mnist-data" tags=["shows-data"] licence="CC BY-SA 3.0, MNIST"
data = load("mnist")
viz.show(viz.images(to_float(data.images[:24]), f"Real images\n{data.source}", n_columns=12))

# %% id="strong-training" tags=["train"]
DIGIT_ROUNDS = {"quick": 20}.get(profile(), 400)
z_digits = torch.randn(1000, 64, generator=torch.Generator().manual_seed(1))


def play_digits(**balance):
    seed_everything(6)
    pair = mlp.Generator(64, hidden=(64, 128)), mlp.TextbookDiscriminator()
    stream = Batches(data.images, 64, device=device)
    return play(*pair, stream, z_digits, losses.minimax, 2e-4, DIGIT_ROUNDS, **balance)


on_digits = {
    "even": play_digits(),
    "k = 10": play_digits(k=10),
    "D 20 x faster": play_digits(ratio=20),
}
viz.show(
    viz.rows(
        {name: samples[:10] for name, (samples, *_) in on_digits.items()},
        f"Ten z after {DIGIT_ROUNDS} rounds, saturating loss\ntrained on {data.source}",
    )
)
viz.show(
    viz.curves(
        {name: beliefs for name, (_, beliefs, _) in on_digits.items()},
        f"What D believes of generated images\ntrained on {data.source}",
        y_label="mean belief",
        level=(0.5, "undecided D"),
        smooth=max(1, DIGIT_ROUNDS // 50),
    )
)
for name, (samples, _, health) in on_digits.items():
    distance = metrics.classifier_fid(samples, data.images[:2000], "mnist")
    print(f"{name}: classifier-FID of 1,000 images {distance:,.0f}. {health}")

# %% [markdown] id="balance-question"
r"""
**Think.** A friend's D has a loss of 0.00 after two minutes. She says: "My D is excellent, so G must learn well from it." And another friend's D says 0.5 to everything from the first step on. What do you tell each of them, and which screw would you turn?
"""

# %% [markdown] id="balance-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** To the first: a D that is certain gives a landscape that is flat where G stands, or a cliff, and neither shows the way. Slow D down (smaller k or learning rate) or hold it back (a penalty, dropout, a softer label). To the second: an undecided D teaches nothing either. Test it on noise; if it cannot reject even that, it is too slow or too small: more steps, a higher learning rate, more units. A penalty makes the choice easier, since a D that must be flat cannot run away, whatever its speed.
### END SOLUTION
"""

# %% [markdown] id="mnist-theory"
r"""
## 6 · Experiment 4: collapse on MNIST

In images nobody counts modes by eye. The pair that many textbooks use (lesson 02, optional part) draws for a long time one and the same blob. Diagnose it with three instruments: pictures, **diversity** (the mean distance between two samples, in a classifier's features or in pixels), and the **histogram of classes**. **What to expect.** Eight rows in which all pictures are alike.

⏳ *Wait about forty seconds in the standard profile.*
"""

# %% id="mnist-collapse" tags=["train"]
MNIST_STEPS = {"quick": 60, "standard": 2400, "gpu": 2400}[profile()]
N_IMAGES = {"quick": 200}.get(profile(), 2000)
z_mnist = torch.randn(N_IMAGES, 100, generator=torch.Generator().manual_seed(2))


def train_mnist(n_steps, penalty=None, betas=(0.9, 0.999)):
    """The textbook pair on MNIST -> (film, health)."""
    seed_everything(2)
    G, D = mlp.TextbookGenerator(100).to(device), mlp.TextbookDiscriminator().to(device)
    opt_g = torch.optim.Adam(G.parameters(), lr=2e-4, betas=betas)
    opt_d = torch.optim.Adam(D.parameters(), lr=2e-4, betas=betas)
    film = SampleGrid(z_mnist, every=max(1, n_steps // 8))
    health = Health(z_mnist[:64], every=max(1, n_steps // 80))
    fit(
        G, D, Batches(data.images, 96, device=device), losses.non_saturating, opt_g, opt_d,
        nz=100, n_steps=n_steps, penalty=penalty, callbacks=[film, health, ProgressBar()],
    )  # fmt: skip
    return film.samples, health


sick_film, sick_health = train_mnist(MNIST_STEPS)
viz.show(viz.film(sick_film, f"The textbook pair over the steps\ntrained on {data.source}"))
print(sick_health)

# %% [markdown] id="mnist-cure-theory"
r"""
Now the same pair, the same seed, and your penalty; Adam's beta1 is 0.5 again. For 784 pixels a slope is made of 784 numbers, so the weight is a knob of its own, `MNIST_WEIGHT`. (Here 1 does well once more.) **What to expect.** Rough digits, and neighbours that differ.

⏳ *Wait about a minute and a half in the standard profile.*
"""

# %% id="mnist-cure" tags=["train"]
MNIST_WEIGHT = 1.0


def mnist_penalty(D, x_real, x_fake):
    return zero_centred_penalty(D, x_real, x_fake, MNIST_WEIGHT)


well_film, well_health = train_mnist(MNIST_STEPS, penalty=mnist_penalty, betas=(0.5, 0.999))
viz.show(viz.film(well_film, f"The same pair with your penalty\ntrained on {data.source}"))
print(well_health)

# %% id="mnist-instruments"
real_images = to_float(data.images[:N_IMAGES])
shown = {
    "collapsed": sick_film[-1][1],
    "cured": well_film[-1][1],
    "real": real_images,
}


def diversity(images, n=500):
    """The mean distance between two images, in pixels."""
    x = images[:n].flatten(1)
    return (torch.cdist(x, x).sum() / (len(x) * (len(x) - 1))).item()


histograms = {name: metrics.class_histogram(images, "mnist") for name, images in shown.items()}
for name, images in shown.items():
    rare = int((histograms[name] < 0.01).sum())
    print(f"{name:10} diversity {diversity(images):5.1f}   classes with less than 1 %: {rare}")
viz.show(
    viz.grouped_bars(
        {name: shares.tolist() for name, shares in histograms.items()},
        data.class_names,
        f"What a classifier calls {N_IMAGES:,} images\n{data.source}",
        y_label="share",
        level=(0.1, "equal shares"),
    )
)
viz.show(
    viz.rows(
        {"collapsed": shown["collapsed"][:10], "cured": shown["cured"][:10]},
        f"The same ten z, collapsed and cured\ntrained on {data.source}",
    )
)

# %% [markdown] id="mnist-question"
r"""
**Think.** The repair changed two things: the penalty, and Adam's first beta. Which experiment would tell you what each of them did? Which of the instruments would have missed the collapse if you had used it alone?
"""

# %% [markdown] id="mnist-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** Two more runs: the penalty with the old beta, and the new beta without the penalty; then all four again with other seeds. As for the instruments: in the course's run none would have missed it, with nine classes nearly empty and a diversity far below the real one. But no instrument is safe alone. A classifier gives names and even confidence to blobs, so several different blobs can fill a histogram. Diversity in pixels sees copies, but pure noise would make it very happy. Together with the pictures they are hard to fool.
### END SOLUTION
"""

# %% [markdown] id="report-penalty"
r"""
## 7 · Find the bug in the report

### Exercise 6.9 · Bug hunt: a penalty that fades

★★☆ · 5 minutes · 1 point · core

> *"We use R1 with weight 0.1. With batches of 8 it cures the collapse. With batches of 256, which should be better, it does nothing at all: d_loss and pictures look as without it. We conclude that large batches make penalties useless."*

*Goal:* find what the batch size does to their penalty, and mend it.

*Fixed:* `r1_of_report(D, x_real, weight)` returns `weight / 2` times the mean of $\lVert\nabla_x D(x)\rVert^2$ over real points `(N, 2)`, for any N, with a gradient to D's weights. Gradients that already lie there stay. *Free:* the rest.

*Expect:* take the D of exercise 6.2, whose slope is (3, 4) everywhere, and weight 1. A right penalty is 12.5 for 8 points and for 256; the report's lines give 0.2 and 0.0002.

<details><summary>Hint 1</summary>

How does the slope at *one* sample change when there are more samples in the batch? How should it?

</details>
<details><summary>Hint 2</summary>

The slope of a mean of N logits, at one sample, is 1/N of that sample's own slope. And then it is squared.

</details>
"""


# %% id="report-r1" tags=["answer"] exercise="6.9"
def r1_of_report(D, x_real, weight):
    """weight / 2 * mean |dD/dx|^2 at real points (N, 2), a scalar."""
    ### BEGIN SOLUTION
    x = x_real.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return weight / 2 * slope.square().sum(1).mean()
    ### STUB
    # # TODO 6.9: these are the report's lines. What is wrong with them?
    # x = x_real.detach().requires_grad_(True)
    # (slope,) = torch.autograd.grad(D(x).mean(), x, create_graph=True)
    # return weight / 2 * slope.square().sum(1).mean()
    ### END SOLUTION


# %% id="check-report-r1" tags=["check"] exercise="6.9"
check("6.9")

# %% [markdown] id="report-gradient"
r"""
### Exercise 6.10 · Bug hunt: the gradient that was never there

★☆☆ · 4 minutes · 1 point · core

> *"We watched the length of G's gradient. It was 0.0000 in every step of every run, with both losses. So all our gradients vanish. Strangely, the pictures get better all the same."*

*Goal:* find where the gradient got lost, and measure it in time.

*Fixed:* `watched_update(G, D, opt_g, z)` makes one update of G by the non-saturating loss, one step of `opt_g`, and returns the length of the gradient that moved it, all of G's weights together, a number. Old gradients do not count; D stays. *Free:* the rest.

*Expect:* with `G = nn.Linear(2, 1, bias=False)` whose weights you set to 0, `D = nn.Flatten(0)` and z `torch.tensor([[3.0, 4.0]])` it returns 2.5, and G has moved.

<details><summary>Hint 1</summary>

Read the lines in order. At which line is the gradient made, and at which is it gone?

</details>
<details><summary>Hint 2</summary>

Compute the length right after `g_loss.backward()`, keep it in a name, then let `opt_g` step. Nothing needs to be cleared at the end.

</details>
"""


# %% id="report-watch" tags=["answer"] exercise="6.10"
def watched_update(G, D, opt_g, z):
    """Move G once -> the length of the gradient that moved it."""
    ### BEGIN SOLUTION
    g_loss = F.softplus(-D(G(z))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    length = sum(p.grad.square().sum() for p in G.parameters()).sqrt().item()
    opt_g.step()
    return length
    ### STUB
    # # TODO 6.10: these are the report's lines. What is wrong with them?
    # g_loss = F.softplus(-D(G(z))).mean()
    # opt_g.zero_grad()
    # g_loss.backward()
    # opt_g.step()
    # opt_g.zero_grad(set_to_none=False)
    # return sum(p.grad.square().sum() for p in G.parameters()).sqrt().item()
    ### END SOLUTION


# %% id="check-report-watch" tags=["check"] exercise="6.10"
check("6.10")

# %% [markdown] id="core-end"
r"""
You have made three diseases, and you know what helps against each. The score so far; below it, if you like, smaller experiments.
"""

# %% id="core-score"
score("06")

# %% [markdown] id="label-exercise"
r"""
## 8 · Optional: where a softer label moves the balance

Lesson 02 told D that real images are real with 0.9. A perfect G then meets a D that answers 0.45, and not 0.5. What if generated images get a soft label too, say 0.1?

### Exercise 6.11 · Where a softer label moves the balance

★★☆ · 5 minutes · 1 point · optional

*Goal:* where D ends up when G is perfect, for any two labels.

*Fixed:* `best_belief(real_label, fake_label)` returns the belief, a number from 0 to 1, at which D pays least when G is perfect, so that every image is real as often as generated. *Free:* a formula, or a search that is right to 0.005.

*Expect:* `best_belief(1.0, 0.0)` is 0.5, and `best_belief(0.9, 0.0)` is 0.45. Below the check there are three costs, and two of the curves lie on each other.

<details><summary>Hint 1</summary>

D pays $\text{BCE}(d, y_\text{real}) + \text{BCE}(d, y_\text{fake})$ for one and the same image.

</details>
<details><summary>Hint 2</summary>

Both terms together are twice the BCE with a label in the middle.

</details>
"""


# %% id="label" tags=["answer"] exercise="6.11"
def best_belief(real_label, fake_label):
    """D's best answer for a perfect G, a number from 0 to 1."""
    ### BEGIN SOLUTION
    return (real_label + fake_label) / 2
    ### END SOLUTION


# %% id="check-label" tags=["check"] exercise="6.11"
check("6.11")

# %% id="label-curves"
belief = torch.linspace(0.02, 0.98, 97)
costs = {}
for real_label, fake_label in ((1.0, 0.0), (0.9, 0.0), (0.9, 0.1)):
    cost = sum(-(y * belief.log() + (1 - y) * (1 - belief).log()) for y in (real_label, fake_label))
    costs[f"labels {real_label} and {fake_label}"] = cost
    print(
        f"labels {real_label}, {fake_label}: best belief {best_belief(real_label, fake_label):.2f}"
    )
viz.show(
    viz.curves(
        costs, "What D pays when G is perfect", x=belief, x_label="D's belief", y_label="cost"
    )
)

# %% [markdown] id="dirac-theory"
r"""
## 9 · Optional: the smallest GAN

Why do G and D circle? Mescheder et al. (2018) made a GAN so small that you can follow it by hand, the **Dirac-GAN**. All real data is the number 0. G has one weight, $\theta$: it always makes the number $\theta$. D has one weight too: $D(x) = \psi x$. The balance is $\theta = \psi = 0$. Take the non-saturating loss and R1; D's slope is $\psi$ everywhere, and $\gamma$ is `weight`. (At the real number 0 D always says 0: that part of its loss never changes, and is left out.)

$$\mathcal L_D(\psi) = \log\big(1 + e^{\psi\theta}\big) + \tfrac{\gamma}{2}\psi^2 \qquad \mathcal L_G(\theta) = \log\big(1 + e^{-\psi\theta}\big)$$

### Exercise 6.12 · The smallest GAN

★★★ · 8 minutes · 2 points · optional

*Goal:* the whole training step of a GAN, small enough for a pencil.

*Fixed:* `dirac_step(theta, psi, lr, weight)` takes numbers, makes one step of gradient descent for both *at the same time* (both slopes are taken at the old place), and returns the new `(theta, psi)`. *Free:* by hand or by autograd.

*Expect:* `dirac_step(1.0, 0.0, 0.1, 0.3)` gives `(1.0, -0.05)`: a D that is still flat does not move G.

<details><summary>Hint 1</summary>

The slope of $\log(1 + e^u)$ is $\sigma(u) = 1/(1 + e^{-u})$, times the slope of u.

</details>
<details><summary>Hint 2</summary>

By $\psi$: $\theta\,\sigma(\psi\theta) + \gamma\psi$. By $\theta$: $-\psi\,\sigma(-\psi\theta)$.

</details>
"""


# %% id="dirac" tags=["answer"] exercise="6.12"
def dirac_step(theta, psi, lr, weight):
    """One simultaneous step -> (theta, psi)."""
    ### BEGIN SOLUTION
    x = psi * theta
    slope_d = theta / (1 + math.exp(-x)) + weight * psi
    slope_g = -psi / (1 + math.exp(x))
    return theta - lr * slope_g, psi - lr * slope_d
    ### END SOLUTION


# %% id="check-dirac" tags=["check"] exercise="6.12"
check("6.12")

# %% id="dirac-run"
paths = {}
for name, weight in (("no penalty", 0.0), ("R1, weight 0.3", 0.3)):
    theta, psi = 1.0, 0.0
    path = []
    for _ in range(400):
        theta, psi = dirac_step(theta, psi, 0.1, weight)
        path.append(math.hypot(theta, psi))
    paths[name] = path
viz.show(
    viz.curves(paths, "The Dirac-GAN: how far from its balance", y_label="distance from (0, 0)")
)

# %% [markdown] id="dirac-look"
r"""
Without a penalty the pair goes round and round. It comes nearer at first, ever more slowly, and never arrives: after 40,000 steps it still circles at a distance of 0.45. With R1 it spirals in and arrives. That is experiment 1 in two numbers.

## 10 · Optional: large batches, two stories

A common note says: "Large batches make the gradients of a GAN unstable." Is that so? Compare batches of 8, 64 and 512, in two fair ways that are not the same: at **equal updates** (each makes as many steps), and at **equal images** (each sees as many points, so the small batch makes more steps).

⏳ *Wait about a minute in the standard profile.*
"""

# %% id="batch-sizes" tags=["train"]
SIZES = (8, 64, 512)
UPDATES = {"quick": 16}.get(profile(), 1000)


def with_batches_of(size, n_steps):
    """The cured pair, trained with another batch size -> (modes, share, noise of the gradient)."""
    seed_everything(7)
    G, D = (
        points.Generator(**recipe.g_args).to(device),
        points.Discriminator(**recipe.d_args).to(device),
    )
    ema = EMA(G, recipe.ema)
    fit(
        G, D, FreshBatches(RING, size, seed=7, device=device), losses.non_saturating,
        *recipe.optimizers(G, D), nz=nz, n_steps=n_steps, penalty=penalty, replay=True, seed=7,
        callbacks=[ema],
    )  # fmt: skip
    gradients = []
    for i in range(20):  # how far do the gradients of 20 batches point apart?
        z = torch.randn(size, nz, generator=torch.Generator().manual_seed(i)).to(device)
        parts = torch.autograd.grad(losses.non_saturating.g_loss(D(G(z))), list(G.parameters()))
        gradients.append(torch.cat([g.flatten() for g in parts]))
    stack = torch.stack(gradients)
    spread = ((stack - stack.mean(0)).norm(dim=1).mean() / stack.mean(0).norm()).item()
    return (*count(ema.G, RING), spread)


print("                       equal updates                  equal images")
for size in SIZES:
    same_updates = with_batches_of(size, UPDATES)
    n_steps = max(1, UPDATES * 64 // size)
    same_images = with_batches_of(size, min(n_steps, 4 * UPDATES))
    print(
        f"batches of {size:4}:  {same_updates[0]} modes, share {same_updates[1]:.3f} ({UPDATES:,} steps)"
        f"   {same_images[0]} modes, share {same_images[1]:.3f} ({min(n_steps, 4 * UPDATES):,} steps)"
        f"   gradients differ by {same_updates[2]:.1f} times their mean"
    )

# %% [markdown] id="batch-question"
r"""
**Think.** What do the two halves of your table say, and what does the last column say about the note?
"""

# %% [markdown] id="batch-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** The last column measures instability directly: how far the gradients of different batches lie apart. It is largest by far for the batches of 8 (1.1 times the mean in the course's run, against 0.3 and 0.4), so the note is wrong as it stands: larger batches make gradients *steadier*. At equal updates a larger batch sees more data and does not lose by it. At equal images it gets far fewer steps, and is simply not finished. Whoever compares "after five epochs" compares numbers of steps. (The row of 8 is cut at four times the steps, so that you do not wait too long.)
### END SOLUTION
"""

# %% [markdown] id="saturation-theory"
r"""
## 11 · Optional: pixels that saturate

A G that ends in tanh reaches pure black and white only with very large numbers before it. Over a long training these numbers grow, and more and more pixels lie at the ends of the range, where tanh is flat and nothing can be learnt. How many are too many depends on the data. MNIST's own pixels are nearly all black or white, so here a healthy G must reach the line of the real images, and only a share far *above* it is a warning. On faces, where hardly a real pixel is pure black or white, the same numbers would be alarming. The films of experiment 4 show it:
"""

# %% id="saturation"
viz.show(
    viz.curves(
        {
            "collapsed": [metrics.saturation(images) for _, images in sick_film],
            "cured": [metrics.saturation(images) for _, images in well_film],
        },
        f"Share of pixels with |x| > 0.98\ntrained on {data.source}",
        x=[step for step, _ in sick_film],
        y_label="share",
        level=(metrics.saturation(real_images), "real images"),
    )
)

# %% [markdown] id="playground-note"
r"""
## 12 · Optional: make it collapse, and cure it

Here is the ring again, with all the knobs. It begins as in section 3: no penalty, and a D that learns a quarter as fast as G; only Adam's first beta is 0.5, not 0.9. **Play**, and watch how G's points crowd together and D drives them on. Then change one thing at a time *while it runs*, and wait a thousand steps: D's learning rate, k (steps of D for each one of G), the penalty, the loss. Which changes bring the eight modes back, and which come too late for a G that has collapsed already? Press *Reset* and try those from the start.
"""

# %% id="playground"
Playground(distribution="ring", lr_d=5e-4, penalty=0.0, title="Playground: the ring")

# %% [markdown] id="stretch"
r"""
## Stretch tasks

- Change `WEIGHT` to 0.001 and to 10, and draw the film of the ring each time. What does too small a price look like, and too large a one?
- Repeat the table of cures with five seeds each. Which cure do you trust?
- In the film of the plain GAN, follow one sample: colour the points by the angle of their z. Do neighbours stay neighbours?
- Give the penalty only in each 8th step of D, eight times as heavy: `fit(..., penalty_every=8)` does both. What does it cost, in seconds and in modes?
- Put `MinibatchStd` into the textbook D and train on MNIST without the penalty.
"""

# %% id="score"
score("06")

# %% [markdown] id="end"
r"""
## What you can do now

You can make a GAN fail in several ways, tell them apart by measuring, and hold a D back with a penalty, a norm, a layer or a pairing. And you know that "it works now" means: several seeds, one change at a time.

A penalty on D's slope is also the heart of the WGAN-GP in lesson 08, for another reason. Before that, lesson 07 tells G what to draw.
"""
