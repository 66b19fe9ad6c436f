# %% [markdown] id="title"
r"""
# 08 · WGAN-GP: a distance that G can walk down

The discriminator of the earlier lessons is a judge: real or generated? Today it becomes a **critic**. It no longer says *which*, it says *how far*. You find out why a distance is a better teacher than a verdict, what it asks of D, how people tried to get it by force, and how a penalty on slopes does it well. Then you write it, on points in the plane first and on garments afterwards.

| | |
|---|---|
| you will | compute a Wasserstein distance, clip weights and see what that breaks, write the gradient penalty and the loop with `n_critic`, and hold the critic's number against the quality of the images |
| you need | lesson 02 (losses and the loop) and lesson 03 (convolutions); lessons 05 and 06 help |
| time | core 120 minutes, then a short optional part |
| the computer works | about 8 minutes of them, on two CPU cores |

**Something stops?** A `NameError` mostly means that a cell above has not run since the kernel started: choose *Run > Run All Above Selected Cell*. **Stuck?** Unfold the hints, one by one. And one line, `gradient_penalty = stuck("8.5")`, takes the package's version of a piece: the exercise stays unscored, and the lesson goes on. **A word is new?** Look into the [glossary](glossary.md) (English and 中文).
"""

# %% id="setup" tags=["setup"]
# written by gan-lab build

# %% id="imports" tags=["setup"]
import itertools
import math
import statistics
import time

import torch
import torch.nn.functional as F
from torch import nn

from gan_lab import losses, metrics, viz
from gan_lab.callbacks import EMA, History, ProgressBar, SampleGrid, Stopwatch
from gan_lab.checks import check, score, stuck
from gan_lab.data import RING, Batches, FreshBatches, Mixture, load, to_float
from gan_lab.models import cnn, points
from gan_lab.runtime import pick_device, profile, seed_everything
from gan_lab.training import Callback, TrainState, discriminator_step, fit, generate

seed_everything(0)
device = pick_device()
print(f"profile {profile()}, device {device}")

# %% [markdown] id="first-note"
r"""
## 1 · Eight heaps

The data are points in the plane: eight heaps on a ring. (In lesson 06, where the heaps are narrower, a plain GAN lost most of them.) The pair is two small MLPs from the package, and the training is `fit` with three things that are new. You will write all three yourself today:

- another loss, `losses.wasserstein`;
- a `penalty` that is added to D's loss;
- `n_critic=5`: five updates of D for each one of G.

**What to expect.** The points move out to the ring and gather in all eight heaps, with some left on the way between them. A second picture shows a curve: a climb at the very beginning, when the critic still has to learn; perhaps a dip, where G is ahead of it for a moment; and then a long way down.

⏳ *Wait about half a minute in the standard profile.*
"""

# %% id="first-run" tags=["train"]
STEPS_2D = {"quick": 12, "standard": 800, "gpu": 3000}[profile()]
WEIGHT_2D = 1.0  # of the penalty, in the plane; 10 is for images
HEAPS = Mixture("heaps", RING.centres, sigma=0.15)  # the ring of lesson 06, with wider heaps
x_heaps = HEAPS(1000, generator=torch.Generator().manual_seed(1))  # real points, to look at
z_2d = torch.randn(1000, 2, generator=torch.Generator().manual_seed(2))


def packages_penalty(D, x_real, x_fake):
    return losses.gradient_penalty(D, x_real, x_fake, weight=WEIGHT_2D)


def train_ring(penalty, n_steps=STEPS_2D):
    """WGAN-GP on the ring, by the package -> what it drew on the way, its losses, the seconds."""
    seed_everything(0)
    G, D = points.Generator().to(device), points.Discriminator().to(device)
    opt_g, opt_d = (torch.optim.Adam(net.parameters(), lr=5e-4, betas=(0.0, 0.9)) for net in (G, D))
    film, history = SampleGrid(z_2d, every=max(1, n_steps // 4)), History()
    start = time.perf_counter()
    fit(
        G, D, FreshBatches(HEAPS, 256, device=device), losses.wasserstein, opt_g, opt_d,
        nz=2, n_steps=n_steps, n_critic=5, penalty=penalty,
        callbacks=[film, history, ProgressBar()],
    )  # fmt: skip
    seconds = time.perf_counter() - start
    return {"G": G, "D": D, "film": film.samples[:4], "history": history, "seconds": seconds}


first = train_ring(packages_penalty)

# %% id="first-film"
viz.show(
    viz.points(
        {f"step {step:,}": x for step, x in first["film"]},
        x_heaps,
        "WGAN-GP on eight heaps\npoints drawn by the package",
    )
)
n_modes, share = metrics.modes_covered(first["film"][-1][1], HEAPS.centres, HEAPS.sigma)
print(f"heaps found: {n_modes} of 8; points within 3 sigma of a heap: {share:.0%}")

# %% id="first-estimate"
estimates = [-d_loss for d_loss in first["history"].column("d_loss")]
viz.show(
    viz.curves(
        {"critic's estimate": estimates},
        "A number that falls while the points get better\nWGAN-GP on eight heaps",
        x_label="step of G",
        y_label="mean D(real) - mean D(fake)",
        smooth=max(1, STEPS_2D // 40),
    )
)

# %% [markdown] id="first-look"
r"""
In lesson 02 you saw that the losses of a GAN say nothing about its quality. Here is a number from the training itself that *falls as the points get better*. Where does such a number come from?

## 2 · How far apart are two sets?

Two walls of points, one at 0 and one at θ. The left one is the real data, the right one is what G draws. G can move its wall: it can change θ. How should a loss depend on θ, so that G finds the way?

```
   real        generated
    │              │
    │   ← θ →      │
    │              │
    0              θ
```

What D of lesson 02 measures, when it is as good as it can be, is the **Jensen-Shannon divergence** (Goodfellow et al., "Generative Adversarial Nets", 2014). With P and Q for the two densities (how many of the points lie at each place) and M half-way between them:

$$\mathrm{JS}(P, Q) = \tfrac12 \sum P \log\frac{P}{M} + \tfrac12 \sum Q \log\frac{Q}{M}, \qquad M = \tfrac12 (P + Q)$$

The next cell computes it from histograms. It compares place by place: how much of P and how much of Q is *here*?
"""

# %% id="jensen-shannon"


def jensen_shannon(a, b, n_bins=60, low=-1.0, high=4.0):
    """Jensen-Shannon divergence of two sets of numbers (N,), from their histograms."""
    p, q = (torch.histc(x, n_bins, low, high) / len(x) for x in (a, b))
    m = (p + q) / 2
    return sum((r * (r / m).log())[r > 0].sum() / 2 for r in (p, q)).item()


wall = 0.1 * torch.randn(2000, generator=torch.Generator().manual_seed(3))  # nearly a line
other = 0.1 * torch.randn(2000, generator=torch.Generator().manual_seed(4))
for theta in (0.0, 0.1, 0.3, 1.0, 2.0, 3.0):
    print(f"theta {theta:3.1f}   JS {jensen_shannon(wall, other + theta):.3f}")
print(f"            log 2 = {math.log(2):.3f}")

# %% [markdown] id="wasserstein-theory"
r"""
As soon as the walls no longer overlap, JS stands at log 2 and stays there. At θ = 1 and at θ = 3 it says the same: "different". On that plain G has no slope to walk down. Arjovsky et al. ("Wasserstein GAN", 2017) start from this picture, and they say that images are like these walls: real and generated ones hardly ever overlap.

Their cure is to measure the *work*. Think of P as a heap of earth that you carry to where Q is. Each grain costs its mass times its way. The **Wasserstein distance**, also called earth mover's distance, is the price of the cheapest plan:

$$W(P, Q) = \min_{\text{plans}} \; \mathbb{E}\,|x - y|, \qquad x \sim P \text{ is carried to } y \sim Q$$

($\mathbb{E}$ is the mean over all grains, and $x \sim P$ reads: x drawn from P.) Finding the cheapest plan is hard in general. On a line it is easy: the cheapest plan never lets two ways cross. The smallest number goes to the smallest, the second to the second, and so on.

### Exercise 8.1 · The distance on a line

★☆☆ · 5 minutes · 1 point · core

*Goal:* compute W for two sets of numbers.

*Fixed:* `wasserstein_1d(a, b)` takes two tensors `(N,)`, equally long, and returns the mean way of the cheapest plan, one number. It leaves a and b as they are. *Free:* how you compute it.

*Expect:* for 0, 1, 3 and 3, 1, 0 it is 0, since both are the same set; for 0, 1, 3 and 5, 3, 2 it is 2; for 0, 4 and 3, 1 it is 1.

<details><summary>Hint 1</summary>

Which number of b does the smallest number of a go to? And the second smallest?

</details>
<details><summary>Hint 2</summary>

Bring both sets into order first: `a.sort().values`. Then number i of the one goes to number i of the other.

</details>
<details><summary>Hint 3</summary>

A way has a *length*, whether it goes to the left or to the right: `.abs()`. Then the mean.

</details>
"""


# %% id="wasserstein-1d" tags=["answer"] exercise="8.1"
def wasserstein_1d(a, b):
    """Two sets of N numbers, each (N,) -> their Wasserstein distance, one number."""
    ### BEGIN SOLUTION
    return (a.sort().values - b.sort().values).abs().mean()
    ### END SOLUTION


# %% id="check-wasserstein-1d" tags=["check"] exercise="8.1"
check("8.1")

# %% [markdown] id="two-distances-note"
r"""
Both distances, for walls that are 0 to 3 apart. **What to expect.** A straight line that begins near 0, and a curve that soon stops at log 2.
"""

# %% id="two-distances"
thetas = torch.linspace(0, 3, 61).tolist()
viz.show(
    viz.curves(
        {
            "Wasserstein": [float(wasserstein_1d(wall, other + theta)) for theta in thetas],
            "Jensen-Shannon": [jensen_shannon(wall, other + theta) for theta in thetas],
        },
        "Two walls, theta apart\npoints drawn in this notebook",
        x=thetas,
        x_label="theta",
        y_label="distance",
        level=(math.log(2), "log 2"),
    )
)

# %% [markdown] id="walls-question"
r"""
**Think.** G stands at θ = 2 and asks: "left or right, and how urgent is it?" What does each of the two curves answer? What does each one answer at θ = 0.1?
"""

# %% [markdown] id="walls-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** At θ = 2 JS is flat: its slope is 0, so it neither says where to go nor that going would help. W has the slope 1 there: go left, each step counts in full. At θ = 0.1 the two walls overlap and both curves have a slope; JS is a good guide there too. So the difference is greatest in the beginning, when G is bad. (The non-saturating loss of lesson 02 does give G a gradient when D is sure. But that is another quantity than JS, and it does not measure how far G has to go.)
### END SOLUTION
"""

# %% [markdown] id="critic-theory"
r"""
## 3 · A critic that measures

Nobody can sort images. But there is a second way to the same number, a theorem of Kantorovich and Rubinstein. Take *all* functions D that are nowhere steeper than 1, and look for the one that tells P and Q apart best:

$$W(P, Q) = \max_{|D|_{\text{Lip}} \le 1} \; \mathbb{E}_{x \sim P}\, D(x) - \mathbb{E}_{x \sim Q}\, D(x)$$

That is a job for a network. It gets points and gives a **score**: any number, no probability, so there is no sigmoid and no logarithm. It wants the difference of the two means large. G wants its own points to get high scores:

$$\text{critic's loss} = -\big(\mathbb{E}\, D(x) - \mathbb{E}\, D(G(z))\big) \qquad\qquad \text{G's loss} = -\,\mathbb{E}\, D(G(z))$$

The condition under the max is the heart of it. $|D|_{\text{Lip}} \le 1$, "D is **1-Lipschitz**", means $|D(x) - D(y)| \le |x - y|$ for any two points: no slope above 1. Without it the maximum is infinite. See for yourself, with the two walls and the simplest critic, D(x) = s · (0 - x):
"""

# %% id="steeper"
theta = 2.0
print("slope s   estimate   (theta is 2)")
for s in (0.5, 1.0, 2.0, 100.0):
    estimate = (-s * wall).mean() - (-s * (other + theta)).mean()
    print(f"{s:7.1f} {estimate:10.2f}")

# %% [markdown] id="clip-theory"
r"""
With the slope 1 the critic reads off the distance. With the slope 100 it boasts.

So D must be kept from getting steep, while it learns. Arjovsky et al. (2017) took the quickest way they could think of: after each update, cut every weight off at ±c. Small weights, small slopes. They called it "a clearly terrible way" themselves. It works, somehow. You will see what is terrible about it.

### Exercise 8.2 · Clip the weights

★☆☆ · 4 minutes · 1 point · core

*Goal:* bring all weights of D back into [-c, c].

*Fixed:* `clip_weights(D, c)` changes D's weights *in place*, all of them, biases too: what is above c becomes c, what is below -c becomes -c, the rest stays. D keeps its very tensors, since the optimiser holds them. Buffers, such as the running mean of a BatchNorm, are no weights, and stay. What it returns does not matter. *Free:* how you do it.

*Expect:* with c = 0.1 a weight of -0.7 becomes -0.1, and one of 0.03 stays 0.03. Afterwards `max(p.abs().max() for p in D.parameters())` is no more than c.

<details><summary>Hint 1</summary>

`D.parameters()` gives all weights and biases, one tensor after the other.

</details>
<details><summary>Hint 2</summary>

`p.clamp(-c, c)` makes a *new* tensor. `p.clamp_(-c, c)`, with a `_` at the end, changes p.

</details>
<details><summary>Hint 3</summary>

PyTorch refuses in-place changes of weights while it records gradients. Put the loop into `with torch.no_grad():`.

</details>
"""


# %% id="clip-weights" tags=["answer"] exercise="8.2"
def clip_weights(D, c):
    """Bring all weights of D back into [-c, c], in place."""
    ### BEGIN SOLUTION
    with torch.no_grad():
        for p in D.parameters():
            p.clamp_(-c, c)
    ### END SOLUTION


# %% id="check-clip-weights" tags=["check"] exercise="8.2"
check("8.2")

# %% [markdown] id="clip-experiment-note"
r"""
Now a critic alone. G stands still and draws the eight heaps, but blurred; the critic tries to tell them from the sharp ones. This is the experiment of Gulrajani et al. ("Improved Training of Wasserstein GANs", 2017). Three critics, three limits c. **What to expect.** In the histogram two towers at the ends: the weights pile up at the limit, as much as they can.

⏳ *Wait about ten seconds in the standard profile.*
"""

# %% id="critic-alone" tags=["train"]
UPDATES = {"quick": 40, "standard": 1000, "gpu": 3000}[profile()]


def blurred(n, generator=None):
    """The eight heaps, spread out: what a bad G may draw, (n, 2)."""
    return HEAPS(n, generator=generator) + 0.7 * torch.randn(n, 2, generator=generator)


def train_critic(draw_real, draw_fake, *, penalty=None, c=None, D=None):
    """A critic against a G that stands still."""
    seed_everything(0)
    D = points.Discriminator(depth=3) if D is None else D
    optimizer = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.0, 0.9))
    for _ in range(UPDATES):
        x_real, x_fake = draw_real(256), draw_fake(256)
        loss = D(x_fake).mean() - D(x_real).mean()
        if penalty is not None:
            loss = loss + penalty(D, x_real, x_fake)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if c is not None:
            clip_weights(D, c)
    return D


critics = {f"clipped, c = {c}": train_critic(HEAPS, blurred, c=c) for c in (0.01, 0.1, 0.5)}


def weights_of(D):
    """All weights of D in one row, without the biases."""
    return torch.cat([p.detach().flatten() for p in D.parameters() if p.dim() > 1])


for name, D in critics.items():
    limit = weights_of(D).abs().max()
    at_limit = (weights_of(D).abs() > 0.99 * limit).float().mean()
    print(f"{name:<20}  {at_limit:.0%} of the weights stand at the limit")

# %% id="critic-alone-weights"
chosen = critics["clipped, c = 0.1"]
figure = viz.new_figure(
    6.5, 3.0, "A histogram of the weights of a clipped critic: many stand at the two limits."
)
axes = figure.subplots()
axes.hist(weights_of(chosen).numpy(), bins=41, color=viz.BLUE)
axes.set(
    title="Weights of the critic clipped at 0.1\ntrained on eight heaps, sharp and blurred",
    xlabel="weight",
    ylabel="how many",
)
viz.show(figure)

# %% [markdown] id="clip-look"
r"""
**Think.** Why do the weights run to ±c? And if most weights are either c or -c, what does that say about the functions that such a critic can still be?
"""

# %% [markdown] id="clip-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** The steeper D is, the larger its estimate, so each update makes the weights that help larger, and only the clipping stops them: the best place inside a box is nearly always at its edge. A critic whose weights can only be c or -c is hardly more than a set of switches. It cannot form fine shapes: Gulrajani et al. show that it learns much too simple functions. That is the lost *capacity*.
### END SOLUTION
"""

# %% [markdown] id="slopes-exercise"
r"""
Clipping was meant to keep D's *slopes* small. Did it? Measure them. The slope of D at a point x is the length of its gradient there, by x and not by the weights:

$$|\nabla_x D(x)| = \sqrt{\sum_i \Big(\frac{\partial D}{\partial x_i}\Big)^2}$$

($x_i$ is one number of x: a coordinate of a point, or a pixel of an image.)

### Exercise 8.3 · How steep is D?

★★☆ · 8 minutes · 2 points · core

*Goal:* the slope of D at each point of a batch, as something that can be differentiated once more, by D's weights; section 4 needs it in a loss.

*Fixed:* `slope_norms(D, x)` takes a critic and points or images `(N, ...)` of any shape, and returns the N slopes, `(N,)`, differentiable by D's weights. x stays as it is, and no gradient is left in D's weights (`p.grad`). *Free:* the rest.

*Expect:* the critic `lambda x: x.square().sum(1)` gets steeper outwards: at the points `torch.tensor([[3.0, 4.0], [0.0, 1.0]])` its slopes are 10 and 2. Printed, they carry a `grad_fn`: PyTorch still knows how they were made.

<details><summary>Hint 1</summary>

`torch.autograd.grad(y, x)` gives the gradient of *one number* y by x. D gives N numbers; each of them depends on its own point alone. So the gradient of their *sum* holds each point's own gradient in its own row.

</details>
<details><summary>Hint 2</summary>

PyTorch follows gradients back to x only if x asks for it, before D sees it: `x = x.detach().requires_grad_(True)`. And `torch.autograd.grad` gives a tuple: `(gradient,) = ...`.

</details>
<details><summary>Hint 3</summary>

`create_graph=True` keeps the way of computing, so that the result can be differentiated once more. An image's gradient has three dimensions: `gradient.flatten(1)` makes one row of it, then `.norm(dim=1)`.

</details>
"""


# %% id="slope-norms" tags=["answer"] exercise="8.3"
def slope_norms(D, x):
    """Critic D, points x (N, ...) -> how steep D is at each of them, (N,)."""
    ### BEGIN SOLUTION
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)  # (N, ...)
    return gradient.flatten(1).norm(dim=1)  # (N, ...) -> (N, all numbers) -> (N,)
    ### END SOLUTION


# %% id="check-slope-norms" tags=["check"] exercise="8.3"
check("8.3")

# %% id="clip-slopes"


def describe(name, D, draw_real=HEAPS, draw_fake=blurred):
    """One line about a critic: its estimate, and its slopes at real and generated points."""
    x_real = draw_real(1000, generator=torch.Generator().manual_seed(5))
    x_fake = draw_fake(1000, generator=torch.Generator().manual_seed(6))
    with torch.no_grad():
        estimate = (D(x_real).mean() - D(x_fake).mean()).item()
    slopes = slope_norms(D, torch.cat([x_real, x_fake])).detach()
    print(f"{name:<20}{estimate:>14.2g}{slopes.median():>14.2g}{slopes.max():>14.2g}")


print(f"{'':<20}{'estimate':>14}{'median slope':>14}{'largest slope':>14}")
for name, D in critics.items():
    describe(name, D)

# %% [markdown] id="clip-verdict"
r"""
Read the last column. The theorem wants slopes up to 1. One limit gives a critic that is nearly flat, so that G hardly learns; another one gives a critic that is far too steep. A signal that passes a layer is multiplied by its weights, and this happens in *every* layer: a little too small or a little too large, several times over, vanishes or explodes. No c is right for all networks, and the estimates of two runs cannot be compared.

## 4 · Ask for slope 1

If slopes are what matters, say so in the loss. Gulrajani et al. (2017) showed that the best critic has the slope *exactly* 1 nearly everywhere on the straight lines between real points and the generated points that the cheapest plan sends there. So they added a price for any other slope, the **gradient penalty**:

$$\text{critic's loss} = \mathbb{E}\, D(G(z)) - \mathbb{E}\, D(x) + \lambda\; \mathbb{E}\,\big(|\nabla_{\hat x} D(\hat x)| - 1\big)^2, \qquad \hat x = \epsilon\, x + (1 - \epsilon)\, G(z)$$

with $\epsilon$ drawn evenly from 0 to 1. The cheapest plan is unknown, so each real point is joined with the generated point that happens to stand beside it in the batch. λ says how much the penalty weighs: 10 for images, and 1 for our points in the plane.

### Exercise 8.4 · Somewhere in between

★★☆ · 6 minutes · 2 points · core

*Goal:* a random place on the line between each real sample and its generated one.

*Fixed:* `interpolate(x_real, x_fake)` takes two batches of one shape, points `(N, 2)` or images `(N, C, H, W)`, and returns the batch $\hat x$ of that shape. Each *sample* has an ε of its own, drawn anew in each call; all numbers of a sample share it. *Free:* the rest.

*Expect:* of `interpolate(torch.zeros(3, 1, 2, 2), torch.ones(3, 1, 2, 2))` each sample holds one number four times, somewhere between 0 and 1, the three samples hold three different ones, and the next call gives others.

<details><summary>Hint 1</summary>

How many ε do you need? `torch.rand` draws evenly from 0 to 1.

</details>
<details><summary>Hint 2</summary>

A tensor `(N,)` does not meet images `(N, C, H, W)` as you want: broadcasting begins at the *last* dimension. Give ε the shape `(N, 1, 1, 1)`.

</details>
<details><summary>Hint 3</summary>

For any number of dimensions: `shape = (len(x_real),) + (1,) * (x_real.dim() - 1)`. On a GPU ε must lie there too: `device=x_real.device`.

</details>
"""


# %% id="interpolate" tags=["answer"] exercise="8.4"
def interpolate(x_real, x_fake):
    """Two batches (N, ...) -> one batch of points between them, (N, ...)."""
    ### BEGIN SOLUTION
    shape = (len(x_real),) + (1,) * (x_real.dim() - 1)  # (N, 1, 1, ...): one factor per sample
    epsilon = torch.rand(shape, device=x_real.device)
    return epsilon * x_real + (1 - epsilon) * x_fake
    ### END SOLUTION


# %% id="check-interpolate" tags=["check"] exercise="8.4"
check("8.4")

# %% [markdown] id="interpolate-note"
r"""
Eight real points, eight generated ones, and forty draws of yours for each pair. **What to expect.** Dots on eight straight lines. If they fill rectangles, each coordinate has an ε of its own.
"""

# %% id="interpolate-picture"
x_real = HEAPS(8, generator=torch.Generator().manual_seed(7))
x_fake = 0.5 * torch.randn(8, 2, generator=torch.Generator().manual_seed(8))
x_mix = torch.cat([interpolate(x_real, x_fake) for _ in range(40)])
figure = viz.new_figure(
    4.6, 4.6, "Crosses for real points, circles for generated ones, and dots on lines between them."
)
axes = figure.subplots()
axes.plot(*x_mix.T.numpy(), ".", color=viz.GREEN, markersize=3, label="in between")
axes.plot(*x_real.T.numpy(), "x", color=viz.BLUE, label="real")
axes.plot(*x_fake.T.numpy(), "o", color=viz.ORANGE, label="generated")
axes.set(title="Where the penalty looks\npoints drawn in this notebook", aspect="equal")
axes.set(xlabel="x", ylabel="y")
axes.legend()
viz.show(figure)

# %% [markdown] id="penalty-exercise"
r"""
### Exercise 8.5 · The gradient penalty

★★★ · 9 minutes · 3 points · core

*Goal:* the last term of the formula: a loss about a gradient, whose own gradient is a second derivative, which PyTorch computes if you let it.

*Fixed:* `gradient_penalty(D, x_real, x_fake, weight=10.0)` returns one number, a tensor of shape `()`: λ, which is `weight`, times the mean of $(|\nabla D| - 1)^2$ at points between the two batches. Its gradient reaches D's weights, and neither x_fake nor G. No gradient is left in D's weights by the call itself. *Free:* use your functions, or write it out.

*Expect:* a critic with the slope 3 everywhere pays 10 · (3 - 1)² = 40, one with the slope 1 pays 0, and a flat one pays 10. After `.backward()` on the result, D's weights have gradients.

<details><summary>Hint 1</summary>

You have both parts: `interpolate` gives the points, `slope_norms` gives the slopes there.

</details>
<details><summary>Hint 2</summary>

Subtract 1 from each slope, square each, and *then* take the mean. If the mean came first, one slope of 0 and one of 2 would cost nothing.

</details>
<details><summary>Hint 3</summary>

`weight * (norms - 1).square().mean()`. If you wrote it out: is `create_graph=True` there? Without it the penalty is a number that nobody can learn from, and no error tells you.

</details>
"""


# %% id="gradient-penalty" tags=["answer"] exercise="8.5"
def gradient_penalty(D, x_real, x_fake, weight=10.0):
    """weight * mean((|dD/dx| - 1)^2) at points between real and generated ones, one number."""
    ### BEGIN SOLUTION
    x_mix = interpolate(x_real, x_fake)
    norms = slope_norms(D, x_mix)  # (N,)
    return weight * (norms - 1).square().mean()
    ### END SOLUTION


# %% id="check-gradient-penalty" tags=["check"] exercise="8.5"
check("8.5")

# %% [markdown] id="penalty-experiment-note"
r"""
The same experiment again, now with your penalty and without any clipping. **What to expect.** Slopes of the size of 1 at last. In the picture the clipped critics see a rough shape, highest in the middle of the ring, where there is not a single real point. The one with the penalty can do better: look where its light places are.

⏳ *Wait about ten seconds in the standard profile.*
"""

# %% id="penalty-alone" tags=["train"]


def penalty_2d(D, x_real, x_fake):
    return gradient_penalty(D, x_real, x_fake, weight=WEIGHT_2D)


critics["penalty"] = train_critic(HEAPS, blurred, penalty=penalty_2d)
print(f"{'':<20}{'estimate':>14}{'median slope':>14}{'largest slope':>14}")
for name, D in critics.items():
    describe(name, D)

# %% id="surfaces"


def show_surfaces(critics, title):
    """Lines of equal score of each critic, one panel each, over the real points."""
    figure = viz.new_figure(
        2.7 * len(critics) + 0.3,
        3.4,
        f"{title}. Lines of equal score, one panel each for: {', '.join(critics)}.",
    )
    line = torch.linspace(-3, 3, 90)
    square = torch.cartesian_prod(line, line)  # (8100, 2), x first
    panels = figure.subplots(1, len(critics), squeeze=False)[0]
    figure.suptitle(title)
    for axes, (name, D) in zip(panels, critics.items(), strict=True):
        with torch.no_grad():
            scores = D(square).view(90, 90).T.numpy()  # rows are y
        axes.contourf(line.numpy(), line.numpy(), scores, levels=14, cmap="gray")
        axes.contour(line.numpy(), line.numpy(), scores, levels=14, colors=viz.BLUE, linewidths=0.6)
        axes.plot(*x_heaps[:200].T.numpy(), "x", color=viz.ORANGE, markersize=3)
        axes.set(title=name, aspect="equal", xlim=(-3, 3), ylim=(-3, 3), xlabel="x", ylabel="y")
    viz.show(figure)


show_surfaces(
    {name: critics[name] for name in ("clipped, c = 0.01", "clipped, c = 0.1", "penalty")},
    "What three critics have learnt (light: high score, crosses: real)\neight heaps, sharp and blurred",
)

# %% [markdown] id="surfaces-look"
r"""
One thing is left to prove: is its estimate really the distance? In the plane we cannot sort. On a line we can, with your `wasserstein_1d`. Two sets of numbers, and critics that are told nothing about sorting. **What to expect.** Of the three critics one comes near the number that sorting gives.

⏳ *Wait about ten seconds in the standard profile.*
"""

# %% id="truth-on-a-line" tags=["train"]


def heap(n, generator=None):
    return torch.randn(n, 1, generator=generator)  # (n, 1)


def two_heaps(n, generator=None):
    """Half of the numbers near 2, half near 4, (n, 1)."""
    side = torch.where(torch.rand(n, 1, generator=generator) < 0.5, 2.0, 4.0)
    return side + 0.5 * torch.randn(n, 1, generator=generator)


def line_critic():
    seed_everything(0)
    return nn.Sequential(
        nn.Linear(1, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2),
        nn.Linear(64, 1), nn.Flatten(0),
    )  # fmt: skip


generators = [torch.Generator().manual_seed(seed) for seed in (9, 10)]
many = heap(20_000, generator=generators[0]), two_heaps(20_000, generator=generators[1])
print(f"by sorting:          {float(wasserstein_1d(many[0][:, 0], many[1][:, 0])):.2f}")
for name, rule in {
    "clipped, c = 0.01": {"c": 0.01},
    "clipped, c = 0.5": {"c": 0.5},
    "penalty": {"penalty": gradient_penalty},
}.items():
    D = train_critic(heap, two_heaps, D=line_critic(), **rule)
    with torch.no_grad():
        print(f"{name:<20} {(D(many[0]).mean() - D(many[1]).mean()).item():.3g}")

# %% [markdown] id="line-look"
r"""
Look at the last line: a network that never sorted anything comes near the true distance, because it was only allowed the slope 1. It need not hit it exactly: the penalty *asks* for the slope 1 and does not enforce it, so a critic that gains by it is a little steeper. And the case is easy, since all ways lead to the right; there is a harder one among the stretch tasks.

## 5 · The loop

An estimate is worth something only if the critic is nearly as good as it can be. So after each step of G the critic gets several updates to catch up: `n_critic`, 5 in the papers. In lesson 02 that would have been a mistake: a D that is too good leaves G without a gradient. Here it is the other way round: a better critic measures better.

First the optimisers, and a report.

### Exercise 8.6 · Bug hunt: the optimisers

★☆☆ · 4 minutes · 1 point · core

> *"We replaced the loss of our GAN by that of WGAN-GP and kept the optimisers of an older project: Adam, 'as always'. The estimate jumps up and down. And G moves even during the critic's updates, although `x_fake` is detached."*

Their function is in the cell below. There are two bugs in it. One is a rule that Gulrajani et al. (2017) give: β₁, the momentum of Adam, is 0, with betas=(0.0, 0.9). Momentum goes on in directions that were right for an *earlier* opponent. Find the other one yourself.

*Goal:* optimisers with which each network learns by its own loss alone, and forgets old opponents.

*Fixed:* `make_optimizers(G, D)` returns two optimisers, first that of G, then that of D: Adam, with β₁ = 0 or a little more (at most 0.5) and a β₂ of 0.8 or more. *Free:* the learning rate, between 0.0001 and 0.001.

*Expect:* two changed lines. `print(opt_g)` shows the betas, and `opt_d.param_groups[0]["params"]` says what an optimiser holds: is it what it should be?

<details><summary>Hint 1</summary>

Which weights does each of the two optimisers hold?

</details>
<details><summary>Hint 2</summary>

`opt_d` holds *all* weights. Its step moves G as well, by whatever gradients G still has from its last update. It should be made of `D.parameters()` alone, with `betas=(0.0, 0.9)` as in the other line.

</details>
"""


# %% id="make-optimizers" tags=["answer"] exercise="8.6"
def make_optimizers(G, D):
    """(opt_g, opt_d) for WGAN-GP."""
    ### BEGIN SOLUTION
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.9))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.0, 0.9))
    return opt_g, opt_d
    ### STUB
    # # TODO 8.6: these are the report's lines. What is wrong with them?
    # opt_g = torch.optim.Adam(G.parameters(), lr=5e-4)
    # opt_d = torch.optim.Adam([*G.parameters(), *D.parameters()], lr=5e-4)
    # return opt_g, opt_d
    ### END SOLUTION


# %% id="check-make-optimizers" tags=["check"] exercise="8.6"
check("8.6")

# %% [markdown] id="loop-exercise"
r"""
### Exercise 8.7 · The loop with n_critic

★★★ · 14 minutes · 3 points · core

*Goal:* the whole training: one step is `n_critic` updates of the critic, each with a *new* real batch and *new* generated points, and then one update of G.

*Fixed:* `train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None)`.

- `batches` gives a tuple `(x_real,)` with each `next(batches)`. Batches differ in size, and never end.
- The critic minimises mean D(x_fake) - mean D(x_real) + `gradient_penalty(D, x_real, x_fake, weight=weight)`. No gradient of that reaches G.
- `n_steps` counts the updates of G.
- It returns a list with one number a step of G: the critic's **estimate** mean D(x_real) - mean D(x_fake), without the penalty, from its last update in that step.
- After each step it calls `after_step(step, estimate)`, with step = 1, 2, 3, ..., when that is not None.

*Free:* one function or several, whether the critic sees real and generated points in one call or in two (it has no BatchNorm), whether G uses the z of the critic's last update or new ones, and whether it takes as many as the batch has rows or, as the paper's own program does, twice as many.

*Expect:* with n_steps=2, n_critic=3 and `after_step=print` two lines appear, beginning with 1 and 2, and the same two estimates come back as a list. Six batches were taken. The first estimates may well be negative: the critic knows nothing yet.

<details><summary>Hint 1</summary>

Two loops, one inside the other: `for step in range(1, n_steps + 1):`, and in it `for _ in range(n_critic):` around the critic's update alone. G's update comes behind the inner loop.

</details>
<details><summary>Hint 2</summary>

The critic's update: next batch; z of `len(x_real)` rows on `x_real.device`; `x_fake = G(z).detach()`; the estimate; the loss is minus the estimate plus the penalty; zero_grad, backward, step.

</details>
<details><summary>Hint 3</summary>

G's update: `g_loss = -D(G(z)).mean()`, without detach; zero_grad, backward, step, with `opt_g`. Then `history.append(estimate.item())`.

</details>
"""


# %% id="train-wgan" tags=["answer"] exercise="8.7"
def train_wgan(G, D, opt_g, opt_d, batches, nz, n_steps, n_critic=5, weight=10.0, after_step=None):
    """Train G and D -> the critic's estimate of each step of G, a list of numbers."""
    ### BEGIN SOLUTION
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            z = torch.randn(len(x_real), nz, device=x_real.device)
            x_fake = G(z).detach()  # the critic's loss must not reach G
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = -D(G(z)).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history
    ### END SOLUTION


# %% id="check-train-wgan" tags=["check"] exercise="8.7"
check("8.7")

# %% [markdown] id="ring-note"
r"""
Now *your* loop with *your* penalty on the ring. To know how good the points are without asking the critic, we need another ruler. Look at all points from one direction, as a shadow on a line: there you can sort. The mean over many directions is the **sliced** Wasserstein distance. It is smaller than the true one, but it falls and rises with it. **What to expect.** Both curves fall, and flatten out together, though the critic knows nothing of the lower one.

⏳ *Wait about half a minute in the standard profile.*
"""

# %% id="ring-training" tags=["train"]
directions = F.normalize(torch.randn(2, 50, generator=torch.Generator().manual_seed(11)), dim=0)


def sliced(a, b):
    """Mean distance of the shadows of two sets of points (N, 2) on 50 lines."""
    return statistics.mean(
        float(wasserstein_1d(u, v))
        for u, v in zip((a @ directions).T, (b @ directions).T, strict=True)
    )


seed_everything(0)
G_ring, D_ring = points.Generator().to(device), points.Discriminator().to(device)
moments, rulers = [], []


def watch_ring(step, estimate):
    if step % max(1, STEPS_2D // 50) == 0:
        moments.append(step)
        rulers.append(sliced(generate(G_ring, z_2d), x_heaps))


start = time.perf_counter()
ring_history = train_wgan(
    G_ring, D_ring, *make_optimizers(G_ring, D_ring), iter(FreshBatches(HEAPS, 256, device=device)), 2, STEPS_2D,
    weight=WEIGHT_2D, after_step=watch_ring,
)  # fmt: skip
print(f"{STEPS_2D:,} steps of G in {time.perf_counter() - start:.0f} seconds")
n_modes, share = metrics.modes_covered(generate(G_ring, z_2d), HEAPS.centres, HEAPS.sigma)
print(f"heaps found: {n_modes} of 8; points within 3 sigma of a heap: {share:.0%}")

# %% id="ring-pictures"
viz.show(
    viz.points(
        generate(G_ring, z_2d), x_heaps, "Your WGAN-GP on eight heaps\npoints drawn by the package"
    )
)

# %% id="two-rulers"


def show_together(upper, lower, title, x_label="step of G"):
    """Two curves over the same steps, one above the other: (x, y, label of y) each."""
    ends = "; ".join(f"{label} ends at {y[-1]:.3g}" for _, y, label in (upper, lower))
    figure = viz.new_figure(6.5, 5.0, f"{title}. {ends}.")
    panels = figure.subplots(2, 1, sharex=True)
    figure.suptitle(title)
    for axes, (x, y, label), style in zip(panels, (upper, lower), ("-", "o-"), strict=True):
        axes.plot(x, y, style, color=viz.BLUE, markersize=4, linewidth=1.2)
        axes.set_ylabel(label)
        axes.set_ylim(bottom=min(0, min(y)))
    panels[1].set_xlabel(x_label)
    viz.show(figure)


def smoothed(values, n):
    """Running mean over n values -> (places, means)."""
    n = max(1, min(n, len(values)))
    means = torch.tensor(values).unfold(0, n, 1).mean(1).tolist()
    return list(range(n, len(values) + 1)), means


show_together(
    (*smoothed(ring_history, max(1, STEPS_2D // 40)), "critic's estimate"),
    (moments, rulers, "sliced distance"),
    "The critic's estimate and another ruler\nWGAN-GP on eight heaps",
)

# %% [markdown] id="ring-look"
r"""
## 6 · Garments

Images now, with lesson 03's generator. The critic is new in one point, and that point matters. **No BatchNorm in the critic.** BatchNorm makes the score of one image depend on the other images of its batch. "The slope at this image" then means nothing any more. In G it stays: nobody asks for G's slopes.
"""

# %% id="data" tags=["shows-data"] licence="MIT, Fashion-MNIST"
data = load("fashion-mnist")
viz.show(viz.images(to_float(data.images[:32]), f"Real images\n{data.source}", n_columns=8))

# %% [markdown] id="critic-exercise"
r"""
### Exercise 8.8 · A critic without BatchNorm

★★☆ · 7 minutes · 2 points · core

A good start: convolutions from 1 to 32, 64 and 128 channels that make 14, 7 and 4 pixels out of 28, LeakyReLU(0.2) behind each; flatten; one Linear layer.

*Goal:* the judge of lesson 03, as a critic.

*Fixed:* a class `Critic(nn.Module)`, made as `Critic()`. `D(x)` takes images `(N, 1, 28, 28)` for any N and gives scores `(N,)`, any numbers. The score of an image depends on that image alone, on all of its pixels, in training mode too. There is a convolution in it. *Free:* the rest.

*Expect:* `D(torch.rand(5, 1, 28, 28))` has the shape `(5,)`. The first image gets the same score beside four others as it gets alone: `D(x)[:1]` and `D(x[:1])` agree, in training mode.

<details><summary>Hint 1</summary>

Take lesson 03's discriminator and look at each layer: which ones look at the whole batch?

</details>
<details><summary>Hint 2</summary>

Leave the BatchNorm layers out and put nothing in their place. If you want a norm, take one that looks at a single image: `nn.GroupNorm(8, channels)` or `nn.InstanceNorm2d(channels)`.

</details>
<details><summary>Hint 3</summary>

Nothing stands behind the last Linear layer: no sigmoid, no LeakyReLU. `.squeeze(1)` makes `(N,)` of `(N, 1)`.

</details>
"""


# %% id="critic" tags=["answer"] exercise="8.8"
class Critic(nn.Module):
    """Images (N, 1, 28, 28) -> scores (N,), any numbers."""

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1),  # 28 -> 14
            nn.LeakyReLU(0.2),
            nn.Conv2d(32, 64, 4, stride=2, padding=1),  # 14 -> 7
            nn.LeakyReLU(0.2),
            nn.Conv2d(64, 128, 3, stride=2, padding=1),  # 7 -> 4
            nn.LeakyReLU(0.2),
            nn.Flatten(),  # (N, 128, 4, 4) -> (N, 2048)
            nn.Linear(128 * 4 * 4, 1),
        )
        ### STUB
        # raise NotImplementedError("TODO 8.8: build the layers")
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        return self.net(x).squeeze(1)  # (N, 1, 28, 28) -> (N, 1) -> (N,)
        ### STUB
        # raise NotImplementedError("TODO 8.8: use the layers")
        ### END SOLUTION


# %% id="check-critic" tags=["check"] exercise="8.8"
check("8.8")

# %% [markdown] id="training-note"
r"""
The package's `fit` runs the loop that you wrote, with your critic and your penalty. The papers make five updates of the critic for each one of G, with small steps, for hours. We have minutes: on a CPU it is three, and a larger learning rate. `fit` also keeps an average of G's weights (lesson 02). Every now and then `Watch` measures the **classifier-FID** of that average: how far generated images are from real ones in the eyes of a classifier (lessons 02 and 05). Lower is better.

⏳ *Wait about six minutes in the standard profile.* `keep` writes a training of more than a minute down, once a minute: if the session is lost, run the cells again, and it goes on from there. (In Colab, mount your Drive first: files beside the notebook go with the session.)
"""

# %% id="training" tags=["train"]
nz = 64
STEPS = {"quick": 6, "standard": 2000, "gpu": 20_000}[profile()]
N_CRITIC = {"quick": 2, "standard": 3, "gpu": 5}[profile()]
BATCH_SIZE = {"quick": 32, "standard": 32, "gpu": 64}[profile()]
LR = {"quick": 1e-3, "standard": 1e-3, "gpu": 2e-4}[profile()]  # large, for a short training
N_WATCH = {"quick": 3, "standard": 10, "gpu": 20}[profile()]  # measurements on the way
N_FID = {"quick": 256, "standard": 1000, "gpu": 5000}[profile()]  # images a measurement

test = load("fashion-mnist", train=False)  # real images that no network was trained on
chosen = torch.randperm(len(test), generator=torch.Generator().manual_seed(0))[:N_FID]
test_images = test.images[chosen]
z_show = torch.randn(64, nz, generator=torch.Generator().manual_seed(12))
z_fid = torch.randn(N_FID, nz, generator=torch.Generator().manual_seed(13))


def fid(images):
    """Classifier-FID of images against as many real ones."""
    return metrics.classifier_fid(images, test_images[: len(images)], "fashion-mnist")


class Watch(Callback):
    """Classifier-FID of a generator, now and then."""

    def __init__(self, G):
        self.G, self.steps, self.fids = G, [], []

    def after_step(self, state):
        if state.step % (state.n_steps // N_WATCH) == 0:
            self.steps.append(state.step)
            self.fids.append(fid(generate(self.G, z_fid)))

    def state_dict(self):  # what `keep` must write down of it
        return {"steps": self.steps, "fids": self.fids}

    def load_state_dict(self, content):
        self.steps, self.fids = content["steps"], content["fids"]


seed_everything(0)
G, D = cnn.Generator(nz).to(device), Critic().to(device)
opt_g, opt_d = (torch.optim.Adam(net.parameters(), lr=LR, betas=(0.0, 0.9)) for net in (G, D))
ema, history = EMA(G, decay=0.999), History()
film, watch = SampleGrid(z_show[:8], every=max(1, STEPS // 5), source=ema.G), Watch(ema.G)
stopwatch = Stopwatch()
fit(
    G, D, Batches(data.images, BATCH_SIZE, device=device), losses.wasserstein, opt_g, opt_d,
    nz=nz, n_steps=STEPS, n_critic=N_CRITIC, penalty=gradient_penalty,
    callbacks=[stopwatch, ema, film, history, watch, ProgressBar()], keep="08_critic",
)  # fmt: skip
print(f"{STEPS:,} steps of G, {STEPS * N_CRITIC:,} of the critic: {stopwatch.seconds:.0f} seconds")

# %% id="training-film"
viz.show(viz.film(film.samples, f"WGAN-GP: eight z over the steps\ntrained on {data.source}"))

# %% id="training-pictures"
viz.show(
    viz.images(
        generate(ema.G, z_show), f"WGAN-GP after {STEPS:,} steps of G\ntrained on {data.source}"
    )
)

# %% [markdown] id="estimate-note"
r"""
And now the picture that this lesson is about: the critic's estimate, which costs nothing because the training computes it anyway, above the classifier-FID, which needs samples, a classifier and time. **What to expect.** Both fall. (At the very beginning the critic is still learning how far apart the two sets are, and the estimate rises for a short while; the mean over many steps hides that here.)
"""

# %% id="estimate-and-fid"
image_estimates = [-d_loss for d_loss in history.column("d_loss")]
floor = fid(data.images[:N_FID])
show_together(
    (*smoothed(image_estimates, max(1, STEPS // 40)), "critic's estimate"),
    (watch.steps, watch.fids, f"classifier-FID ({N_FID:,} images)"),
    f"The critic's estimate and the quality of the images\nWGAN-GP trained on {data.source}",
)
print("step of G   estimate   classifier-FID")
places, means = smoothed(image_estimates, max(1, STEPS // 40))
for step, value in zip(watch.steps, watch.fids, strict=True):
    print(f"{step:9,} {means[min(step - places[0], len(means) - 1)]:10.2f} {value:16.1f}")
print(f"floor: {N_FID:,} real images score {floor:.1f}")

# %% [markdown] id="estimate-question"
r"""
**Think.** (a) The estimate falls, but it does not come near 0, even when the images look good. Name two reasons. (b) Somebody trains two runs, one with a critic of width 32 and one of width 64. The first ends at an estimate of 2.0, the second at 3.0. Which G is better?
"""

# %% [markdown] id="estimate-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** (a) It is an estimate from batches: the critic finds differences between *these* images and those, and two finite sets of real images are not at distance 0 either. It is measured in pixels, where even good images differ in a thousand fine details. The penalty asks for the slope 1 but does not enforce it, so the unit is not exact. And G never gets there. (b) Nobody can say. A better critic finds more differences and gives a larger estimate for the same G. Within one run the estimate is a guide, and even there it is no measure; between runs compare the classifier-FID at equal numbers of images.
### END SOLUTION
"""

# %% [markdown] id="cost-theory"
r"""
## 7 · What does it cost?

The penalty needs one more forward pass, the gradient by the images, and the gradient of *that* by the weights. How much is it? Guess, then measure: the same batch, the same generator, one update of D at a time, the candidates in turn, so that a busy moment of your computer hits them all. The median of all rounds counts.

The first line is lesson 03's discriminator with its BatchNorm and the logistic loss, which is the name for lesson 02's binary cross-entropy on logits.
"""

# %% id="cost" tags=["train"]
ROUNDS = {"quick": 3, "standard": 40, "gpu": 200}[profile()]


def candidate(D, loss, penalty=None):
    """A function that makes one update of D, beside a G that stands still."""
    G = cnn.Generator(nz).to(device)
    D = D.to(device)
    state = TrainState(G, D, *make_optimizers(G, D))
    x_real = to_float(data.images[:BATCH_SIZE]).to(device)
    z = torch.randn(BATCH_SIZE, nz, device=device)

    def update():
        discriminator_step(state, loss, x_real, z, penalty=penalty)

    return update


def milliseconds(update):
    if device.type == "cuda":
        torch.cuda.synchronize()  # a GPU works on while Python already goes on
    start = time.perf_counter()
    update()
    if device.type == "cuda":
        torch.cuda.synchronize()
    return 1000 * (time.perf_counter() - start)


candidates = {
    "discriminator, logistic loss": candidate(cnn.Discriminator(), losses.non_saturating),
    "critic, no penalty": candidate(Critic(), losses.wasserstein),
    "critic, penalty": candidate(Critic(), losses.wasserstein, gradient_penalty),
}
times = {name: [] for name in candidates}
for round_ in range(ROUNDS + 2):
    for name, update in candidates.items():
        taken = milliseconds(update)
        if round_ >= 2:  # the first two warm up
            times[name].append(taken)
medians = {name: statistics.median(taken) for name, taken in times.items()}
usual = medians["discriminator, logistic loss"]
print(f"{'one update of D':<30}{'ms':>8}{'times the first':>18}")
for name, median in medians.items():
    print(f"{name:<30}{median:>8.1f}{median / usual:>18.1f}")
print(f"\nD's work for one step of G, with n_critic = {N_CRITIC}: "
      f"{N_CRITIC * medians['critic, penalty']:.0f} ms against {usual:.0f} ms")  # fmt: skip

# %% [markdown] id="cost-look"
r"""
That is the price: each update of D costs more, and there are n_critic of them for each step of G. On a small budget of time a plain GAN makes many more steps, and may well draw better pictures. What you buy is a training that seldom fails and a number that tells you how it goes.

Can it be had for less? Karras et al. ("Analyzing and Improving the Image Quality of StyleGAN", 2020) noticed that a penalty changes slowly. They computed theirs (another penalty, on slopes at real images) in every 16th update only, and called it *lazy*. Somebody tries that here.

### Exercise 8.9 · Bug hunt: the lazy penalty

★★☆ · 6 minutes · 2 points · core

> *"We add the penalty in every 4th update of the critic only. The training did not get any faster, and D became much steeper than before. So the lazy penalty does not work."*

Their function is in the cell below. It has two bugs: one explains why nothing was saved, the other why D got steep.

*Goal:* a penalty that costs a k-th and pulls as strongly.

*Fixed:* `lazy_penalty(step, k, D, x_real, x_fake, weight=10.0)` returns what is added to the critic's loss in its update number `step` = 0, 1, 2, ... The penalty is added in every k-th update. Over many updates it pulls as strongly as a penalty in each of them. Where it is not due it costs nothing: 0.0 comes back, and D is not asked. *Free:* which update of each k is the one.

*Expect:* with k = 4, six of the updates 0 to 7 give 0.0. The other two add up to about as much as eight ordinary penalties.

<details><summary>Hint 1</summary>

In which line is the expensive work done? How often is that line reached?

</details>
<details><summary>Hint 2</summary>

Ask for the step *first*: `if step % k != 0: return 0.0`.

</details>
<details><summary>Hint 3</summary>

One update in k has to make up for the k - 1 others. What must its penalty be multiplied by?

</details>
"""


# %% id="lazy-penalty" tags=["answer"] exercise="8.9"
def lazy_penalty(step, k, D, x_real, x_fake, weight=10.0):
    """What is added to the critic's loss in update number `step`, which counts from 0."""
    ### BEGIN SOLUTION
    if step % k != 0:
        return 0.0
    return k * gradient_penalty(D, x_real, x_fake, weight=weight)
    ### STUB
    # # TODO 8.9: these are the report's lines. What is wrong with them?
    # penalty = gradient_penalty(D, x_real, x_fake, weight=weight)
    # return penalty if step % k == 0 else 0 * penalty
    ### END SOLUTION


# %% id="check-lazy-penalty" tags=["check"] exercise="8.9"
check("8.9")

# %% [markdown] id="lazy-note"
r"""
Time saved, and what it does to the result: the ring again, with yours in every 4th update of the critic. The run of section 1 had the penalty in each of them. **What to expect.** Clearly fewer seconds, for points that are nearly as good.

⏳ *Wait about half a minute in the standard profile.*
"""

# %% id="lazy-runs" tags=["train"]
counter = itertools.count()


def every_fourth(D, x_real, x_fake):
    return lazy_penalty(next(counter), 4, D, x_real, x_fake, weight=WEIGHT_2D)


ring_runs = {"every update": first, "every 4th": train_ring(every_fourth)}
print(
    f"{'penalty in':<14}{'seconds':>9}{'heaps':>7}{'within 3 sigma':>16}{'sliced':>9}{'steepest':>10}"
)
for name, run in ring_runs.items():
    x = generate(run["G"], z_2d)
    n_modes, share = metrics.modes_covered(x, HEAPS.centres, HEAPS.sigma)
    steepest = slope_norms(run["D"], x_heaps.to(device)).max().item()
    print(
        f"{name:<14}{run['seconds']:>9.0f}{n_modes:>7}{share:>16.0%}{sliced(x, x_heaps):>9.3f}{steepest:>10.2f}"
    )

# %% id="lazy-pictures"
viz.show(
    viz.points(
        {f"penalty in {name}": generate(run["G"], z_2d) for name, run in ring_runs.items()},
        x_heaps,
        "The penalty each time, and lazily\npoints drawn by the package",
    )
)

# %% [markdown] id="core-questions"
r"""
## 8 · Questions to think about

**Think.** In lesson 02 one update of D for one of G was a rule of balance. Why may the critic get five here? What would go wrong with a logistic D that is five times ahead?
"""

# %% [markdown] id="core-answer-4" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** The critic's slope at generated points is kept near 1 on purpose, however good it is: G always has a slope to walk up, and it points the better, the better the critic is. A logistic D that is far ahead says "generated" with full certainty everywhere; behind its sigmoid the loss is flat there, and G's gradient vanishes (in the minimax form) or is led by whatever D happens to look at. The limit on the slope is what makes a strong critic harmless.
### END SOLUTION
"""

# %% [markdown] id="core-question-5"
r"""
**Think.** A friend writes the penalty without `create_graph=True`. The training runs, no error, no warning. What does D learn, what happens to the estimate, and by which of today's tools would you find out?
"""

# %% [markdown] id="core-answer-5" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** The penalty is then a number without a graph: it is added to the loss, but its derivative by the weights is 0. So D learns from the first two terms alone and gets steeper and steeper; the estimate grows without end, and says nothing about the distance. You would see it in `slope_norms`: slopes far above 1. Or in a test: after `gradient_penalty(...).backward()` D's weights must have gradients. (PyTorch stops with an error there, because the penalty *alone* has no graph. Inside a sum with other terms it says nothing.)
### END SOLUTION
"""

# %% [markdown] id="core-question-6"
r"""
**Think.** Clipping, gradient penalty, and also spectral norm (lesson 06): three ways to a critic that is not too steep. What does each of them limit, and where?
"""

# %% [markdown] id="core-answer-6" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** Clipping limits single weights; what slope that gives depends on the width and depth of the network, and is usually far from 1. Spectral norm limits each layer as a whole: no Linear layer may stretch anything by more than the factor 1, so a D of such layers is no steeper than 1 *anywhere* (of a convolution only the kernel is held, and it can still stretch a few times more); but D may be flatter than it need be. The penalty limits the slope itself, where it matters: between real and generated points. It only asks, and it asks nowhere else, so D may be steep elsewhere.
### END SOLUTION
"""

# %% [markdown] id="score-note"
r"""
Your points:
"""

# %% id="score"
score("08")

# %% [markdown] id="fair-theory"
r"""
## 9 · Optional: an estimate with a unit

> *"Run A (clipped at 0.1) ends at an estimate of 0.4, run B (clipped at 0.5) at 900. So A's generator is two thousand times nearer to the data."*

The same points, the same G, and yet the bare estimates of section 3 differ by far more than that. A critic whose largest slope is K overstates the distance up to K times. So divide by K.

### Exercise 8.10 · An estimate with a unit

★★☆ · 8 minutes · 2 points · optional

*Goal:* an estimate that can be compared from run to run.

*Fixed:* `fair_estimate(D, x_real, x_fake)` returns one number: mean D(x_real) - mean D(x_fake), divided by the *largest* slope that D has at any point of the two sets. The two may differ in length. *Free:* the rest.

*Expect:* for the critic `lambda x: 7 * x[:, 0]`, one real point (3, 0) and one generated point (1, 0) you get 2: so far they are apart. Any other positive number in the place of 7 gives 2 as well.

<details><summary>Hint 1</summary>

`slope_norms` gives the slopes; `torch.cat` joins two sets of points.

</details>
<details><summary>Hint 2</summary>

If D is multiplied by 100, the result must not change. Try it.

</details>
<details><summary>Hint 3</summary>

The estimate, divided by `slope_norms(D, torch.cat([x_real, x_fake])).max()`.

</details>
"""


# %% id="fair-estimate" tags=["answer"] exercise="8.10"
def fair_estimate(D, x_real, x_fake):
    """The critic's estimate in units of distance, one number."""
    ### BEGIN SOLUTION
    with torch.no_grad():
        estimate = D(x_real).mean() - D(x_fake).mean()
    largest = slope_norms(D, torch.cat([x_real, x_fake])).max()
    return (estimate / largest).item()
    ### STUB
    # # TODO 8.10: this is what the report did
    # return (D(x_real).mean() - D(x_fake).mean()).item()
    ### END SOLUTION


# %% id="check-fair-estimate" tags=["check"] exercise="8.10"
check("8.10")

# %% id="fair-table"
x_real = HEAPS(1000, generator=torch.Generator().manual_seed(5))
x_fake = blurred(1000, generator=torch.Generator().manual_seed(6))
print(f"{'':<20}{'bare':>12}{'fair':>8}")
for name, D in critics.items():
    with torch.no_grad():
        bare = (D(x_real).mean() - D(x_fake).mean()).item()
    print(f"{name:<20}{bare:>12.2g}{fair_estimate(D, x_real, x_fake):>8.2f}")
print(f"{'sliced distance':<20}{'':>12}{sliced(x_fake, x_real):>8.2f}")

# %% [markdown] id="fair-look"
r"""
A critic that is flat in most places and steep in one gets a small number now: it *could* have found more. The largest of the fair numbers is nearest to the truth, because each of them is a lower bound, as far as the slope was measured at enough points.

## 10 · Optional: what came after

WGAN-GP made it much easier to train GANs on images, and its question, *how steep may D be, and where?*, stayed.

**Zero-centred penalties.** The penalty of today wants the slope 1 between the sets. R1 wants the slope 0 *at real images*: once G is there, D should stop pushing. It is cheaper to reason about and needs no mixing (Mescheder et al., "Which Training Methods for GANs do actually Converge?", 2018). You met it in lesson 06.

**StyleGAN** (Karras et al., "A Style-Based Generator Architecture for Generative Adversarial Networks", 2019) drew its best faces with the logistic loss again, and R1. Its step forward is in G: z first passes through an MLP to a second latent space, and that one sets the "style" of every layer, from the pose down to the freckles. StyleGAN2 ("Analyzing and Improving the Image Quality of StyleGAN", 2020) removed its blobs, and brought the lazy penalty that you repaired today.

**R3GAN** (Huang et al., "The GAN is dead; long live the GAN! A Modern GAN Baseline", 2024) asks which of all the tricks are needed. Its answer is short: a *relativistic* loss, which compares each generated image with a real one, R1, and the same penalty on generated images (R2). With these and plain modern networks it trains stably and does better than StyleGAN2 on several data sets. Loss and penalty are in this package, `losses.relativistic` and `losses.zero_centred_penalty`; `gan-lab train ring` uses the penalty.

**Diffusion models** (Ho et al., "Denoising Diffusion Probabilistic Models", 2020) leave the game altogether. A network learns to remove a little noise from an image, a plain regression with one loss and no opponent. Started from pure noise and applied many times, it draws. Training is calm and nothing collapses; drawing takes many passes through the network, where a GAN needs one. That is why ideas from GANs come back in them: to teach a diffusion model to draw in a few steps, people let a discriminator judge the result.

What you take along is older than any of these names: write down what you want, look at what the network does about it, and find a number that tells the truth.
"""

# %% id="optional-score"
score("08")

# %% [markdown] id="stretch"
r"""
## Stretch tasks

- **Equal seconds.** Train lesson 03's pair for as long as section 6 took, and compare the classifier-FIDs. Then give both ten times as long.
- **Momentum.** Train the ring with betas=(0.9, 0.99) in both optimisers. How much later do the points come?
- **n_critic.** Train the ring with n_critic = 1, 2, 5 and 10, at equal numbers of the critic's updates. Draw the estimate and the sliced distance.
- **Both ways.** Put the two heaps of section 4 near -2 and 3, so that some ways lead to the left and some to the right, and compare with sorting again. Where the ways part, the slope of the best critic jumps from 1 to -1. A network that rounds this ridge off has slopes near 0 there, and the penalty makes it pay for them. Does a smaller weight help?
- **One-sided.** Gulrajani et al. also name a penalty that only slopes above 1 pay: `(norms - 1).clamp(min=0)`. Does it change anything on the ring?
- **Spectral norm** in place of the penalty: `nn.utils.parametrizations.spectral_norm` around each layer of the critic. What are its slopes?
- Swap in `losses.relativistic` with `losses.zero_centred_penalty` and n_critic = 1: R3GAN's loss on your garments.
"""

# %% [markdown] id="end"
r"""
## What you can do now

You know what a GAN's D measures and what you would rather have it measure, you can write a loss about a gradient and prove that it reaches the weights, and you have a number that falls when the images get better, together with its limits and its price.

Last comes your own folder of images, in [lesson 09](09_your_own_images.ipynb).
"""
