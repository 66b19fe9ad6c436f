# %% [markdown] id="title"
r"""
# 02 · Digits from noise

In [lesson 01](01_toy_1010.ipynb) your generator learnt to write four numbers. Now it will draw digits: 784 numbers at a time. You write both networks first and see digits within minutes. Then we look at why it works, and you build the whole training yourself. Each exercise says its *Goal*, what is *Fixed* (the check needs it), what is *Free* (your choice), and what to *Expect* of a small try.

| | |
|---|---|
| you will | write a generator and a discriminator from Linear layers, derive both losses from one formula, write the two updates and the loop, watch a run in TensorBoard, and see a loss that misleads |
| you need | lesson 01, or to have written one GAN loop before |
| time | core 100 minutes, optional part 45 minutes |
| the computer works | core about 3 minutes, optional part about 4 minutes, on two CPU cores |

**Something stops?** A `NameError` mostly means that a cell above has not run since the kernel started: choose *Run > Run All Above Selected Cell*. **Stuck?** Unfold the hints, one by one. And one line, `Generator = stuck("2.1")`, takes the package's version of a piece: the exercise stays unscored, and the lesson goes on. **A word is new?** Look into the [glossary](glossary.md) (English and 中文).
"""

# %% id="setup" tags=["setup"]
# written by gan-lab build

# %% id="imports" tags=["setup"]
import copy
import math
import time
import warnings
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from gan_lab import losses, metrics, pretrained, viz
from gan_lab.callbacks import EMA, History, ProgressBar, SampleGrid
from gan_lab.checks import check, score, stuck
from gan_lab.course.session import open_tensorboard
from gan_lab.data import Batches, load, to_float
from gan_lab.models.mlp import TextbookDiscriminator, TextbookGenerator
from gan_lab.runtime import pick_device, profile, seed_everything
from gan_lab.training import Callback, fit, generate
from gan_lab.widgets import Dashboard, Film, LatentExplorer

seed_everything(0)
device = pick_device()
nz = 64  # numbers in one latent vector z

# %% [markdown] id="data-theory"
r"""
## 1 · The data

One image is a grey picture of 28 x 28 pixels. In memory it is made of bytes, 0 to 255; a network gets it as float32 from -1 (black) to 1 (white), in the shape `(1, 28, 28)`: channel, row, column. A batch of N images has the shape `(N, 1, 28, 28)`. We call the images of the data set *real*, whoever drew them, and G's images *generated*. When it runs for the first time, the next cell fetches MNIST (12 MB).
"""

# %% id="data" tags=["shows-data"] licence="CC BY-SA 3.0, MNIST"
data = load("mnist")
print(f"{len(data):,} images, {len(data.class_names)} classes: {data.source}")
viz.show(viz.images(to_float(data.images[:40]), f"Real images\n{data.source}", n_columns=10))

# %% [markdown] id="networks-theory"
r"""
## 2 · Two networks

The generator G gets a **latent vector** z, 64 random numbers, and gives 784 numbers, one a pixel. The discriminator D gets 784 numbers and gives one: how real the image looks.

```
z (N, 64) ─→ G: 64 → 256 → 512 → 784 ─→ image (N, 1, 28, 28) ─→ D: 784 → 512 → 256 → 1 ─→ logit (N,)
```

What stands between the Linear layers of G:

| piece | what it does |
|---|---|
| BatchNorm | shifts and scales each unit to mean 0 and standard deviation 1 over the batch, so that no unit is stuck at 0 or grows without end (Ioffe and Szegedy, "Batch Normalization", 2015) |
| ReLU | max(0, x): lets the network bend |
| tanh, at the end | ends in -1 to 1, the range of the images |
"""

# %% [markdown] id="generator-exercise"
r"""
### Exercise 2.1 · The generator

★★☆ · 8 minutes · 2 points · core

*Goal:* write the network that draws.

A good start: Linear layers `nz` → 256 → 512 → 784; BatchNorm and then ReLU after the first two; tanh after the last.

*Fixed:* a class `Generator(nn.Module)`, made as `Generator(nz)`. `G(z)` takes z `(N, nz)` for any N and gives images `(N, 1, 28, 28)` with values from -1 to 1, both ends within reach. In evaluation mode each image depends on its own z alone, and N may be 1 (in training mode BatchNorm needs two). Between one Linear layer and the next stands an activation. *Free:* the number of layers, their widths, which activations, BatchNorm or none.

*Expect:* `Generator(64)(torch.randn(5, 64))` has the shape `(5, 1, 28, 28)`, and its values lie between -1 and 1. As pictures they are still grey noise.

<details><summary>Hint 1</summary>

Build the layers in `__init__`, after `super().__init__()`, as one `nn.Sequential`. Each Linear takes as many numbers as the one before it gives. `nn.BatchNorm1d(256)` follows a Linear with 256 outputs.

</details>
<details><summary>Hint 2</summary>

The last Linear gives `(N, 784)`. To make images of it, `x.view(-1, 1, 28, 28)`: -1 stands for "however many there are". Never write a batch size there.

</details>
<details><summary>Hint 3</summary>

`nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), ..., nn.Linear(512, 784), nn.Tanh())`, and `forward` calls it and reshapes.

</details>
"""


# %% id="generator" tags=["answer"] exercise="2.1"
class Generator(nn.Module):
    """z (N, nz) -> images (N, 1, 28, 28) in [-1, 1]."""

    def __init__(self, nz):
        super().__init__()
        ### BEGIN SOLUTION
        self.net = nn.Sequential(
            nn.Linear(nz, 256),
            nn.BatchNorm1d(256),
            nn.ReLU(),
            nn.Linear(256, 512),
            nn.BatchNorm1d(512),
            nn.ReLU(),
            nn.Linear(512, 784),
            nn.Tanh(),
        )
        ### STUB
        # raise NotImplementedError("TODO 2.1: build the layers")
        ### END SOLUTION

    def forward(self, z):
        ### BEGIN SOLUTION
        return self.net(z).view(-1, 1, 28, 28)  # (N, nz) -> (N, 784) -> (N, 1, 28, 28)
        ### STUB
        # raise NotImplementedError("TODO 2.1: use the layers")
        ### END SOLUTION


# %% id="check-generator" tags=["check"] exercise="2.1"
check("2.1")

# %% [markdown] id="discriminator-exercise"
r"""
D has two pieces of its own. **LeakyReLU** passes negative numbers on, made smaller, so that a gradient always gets through D to G (Maas et al., "Rectifier Nonlinearities Improve Neural Network Acoustic Models", 2013). **Dropout** switches off random units in training, so that D cannot learn the training images by heart (Srivastava et al., "Dropout", 2014).

D ends in a plain number, a **logit**: above 0 it says "real", below 0 "generated". The sigmoid that turned it into a probability in lesson 01 moves into the loss.

### Exercise 2.2 · The discriminator

★★☆ · 6 minutes · 2 points · core

*Goal:* write the network that judges.

A good start: 784 → 512 → 256 → 1, with `nn.LeakyReLU(0.2)` and `nn.Dropout(0.3)` after the first two Linear layers, and nothing after the last.

*Fixed:* a class `Discriminator(nn.Module)`, made as `Discriminator()`. `D(x)` takes images `(N, 1, 28, 28)` for any N and gives logits of the shape `(N,)`: any number, so nothing follows the last layer. Between one Linear layer and the next stands an activation. In evaluation mode each logit depends on its own image alone. *Free:* the number of layers, their widths, which activations, the dropout or none.

*Expect:* `Discriminator()(torch.zeros(5, 1, 28, 28))` gives five numbers near 0, of the shape `(5,)`. With dropout they differ although the images are the same: chance switches off other units for each.

<details><summary>Hint 1</summary>

A Linear layer wants rows of numbers. `nn.Flatten()` makes `(N, 784)` of `(N, 1, 28, 28)`.

</details>
<details><summary>Hint 2</summary>

The last Linear gives `(N, 1)`. `.squeeze(1)` takes away the dimension of size 1 at place 1. A bare `.squeeze()` would also take away the batch, when it has one image.

</details>
<details><summary>Hint 3</summary>

`nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Dropout(0.3), ..., nn.Linear(256, 1))`, and `forward` returns `self.net(x).squeeze(1)`.

</details>
"""


# %% id="discriminator" tags=["answer"] exercise="2.2"
class Discriminator(nn.Module):
    """Images (N, 1, 28, 28) -> logits (N,), above 0 for "real"."""

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.net = nn.Sequential(
            nn.Flatten(),
            nn.Linear(784, 512),
            nn.LeakyReLU(0.2),
            nn.Dropout(0.3),
            nn.Linear(512, 256),
            nn.LeakyReLU(0.2),
            nn.Dropout(0.3),
            nn.Linear(256, 1),
        )
        ### STUB
        # raise NotImplementedError("TODO 2.2: build the layers")
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        return self.net(x).squeeze(1)  # (N, 1, 28, 28) -> (N, 784) -> (N, 1) -> (N,)
        ### STUB
        # raise NotImplementedError("TODO 2.2: use the layers")
        ### END SOLUTION


# %% id="check-discriminator" tags=["check"] exercise="2.2"
check("2.2")

# %% [markdown] id="explore-note"
r"""
Yours cannot draw yet. Here is one with the same layers that can: it was trained for 12,000 steps and comes with the course. Move some of the 64 numbers of its z and watch what they do to the digit.
"""

# %% id="explore"
LatentExplorer(
    pretrained.load("mlp-mnist"), nz=64, title="Where this leads: a generator trained on MNIST"
)

# %% [markdown] id="first-training-theory"
r"""
## 3 · Digits first

You wrote a training loop in lesson 01. This time the package's loop, `fit`, does the work, so that you see your networks draw at once; your own loop follows. Three settings in the next cell are new:

- **betas=(0.5, 0.999).** Adam (Kingma and Ba, "Adam", 2015) follows a running mean of the gradients. Its first beta says how long it remembers: with the usual 0.9 about ten steps, with 0.5 about two. D and G change each other's task all the time, so old gradients soon mislead (Radford et al., "Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks", 2016).
- **with_real_label(0.9).** D is told that a real image is real with 0.9, not 1. So D is never fully sure, and G always has something to learn from (Salimans et al., "Improved Techniques for Training GANs", 2016).
- **EMA.** G's weights (call all of them together $\theta$) circle around a good place. A second generator keeps their moving average, which lies nearer to the middle (Yazıcı et al., "The Unusual Effectiveness of Averaging in GAN Training", 2019). After each step:

$$\bar\theta \leftarrow 0.999\,\bar\theta + 0.001\,\theta$$

`ema.G` is that second generator. Its pictures are the ones below.

The dashboard shows the training while it runs. *Pause* holds it, *Stop* ends it and keeps what was learned.

**What to expect.** Pale strokes at first, then digits, each always from the same z; move the film's slider to go through the moments again. Here and there a digit turns into another one. In the large grid many digits, and some that are none.

⏳ *Wait about a minute in the standard profile.* While you wait: [Why is it fast?](why_is_it_fast.md) `keep` writes a training of more than a minute down, once a minute: if the session is lost, run the cells again, and it goes on from there. (In Colab, mount your Drive first: files beside the notebook go with the session.)
"""

# %% id="first-training" tags=["train"]
FIRST_STEPS = {"quick": 90, "standard": 5000, "gpu": 14_000}[profile()]

seed_everything(0)
G, D = Generator(nz).to(device), Discriminator().to(device)
opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
batches = Batches(data.images, 128, device=device)

z_show = torch.randn(64, nz, generator=torch.Generator().manual_seed(1))  # for every picture
ema = EMA(G, decay=0.999)
film = SampleGrid(z_show[:36], every=FIRST_STEPS // 20, source=ema.G)
first_history = History()
dashboard = Dashboard(z_show[:36], source=ema.G, title=f"My MLP, trained on {data.source}")

state = fit(
    G, D, batches, losses.with_real_label(0.9), opt_g, opt_d,
    nz=nz, n_steps=FIRST_STEPS, callbacks=[ema, film, first_history, dashboard], keep="02_first",
)  # fmt: skip

# %% id="first-film"
Film(film.samples, title=f"The same 36 z over the steps, trained on {data.source}")

# %% id="first-digits"
viz.show(
    viz.images(
        generate(ema.G, z_show),
        f"My generator after {FIRST_STEPS:,} steps\ntrained on {data.source}",
    )
)

# %% [markdown] id="first-look"
r"""
Your G has never seen an image. All that it knows came through D, as gradients.

Look closely: which digits are good, which are not? Are there two that look alike? Some are no digit at all. Keep these questions; the optional part measures what you see.

## 4 · The game in one formula

D gives a probability $D(x)$ that image x is real. It wants $D(x)$ high for real images and low for generated ones. G wants the opposite. Goodfellow et al. ("Generative Adversarial Nets", 2014) wrote both wishes as one number V, which D makes large and G makes small:

$$\min_G \max_D \; V(D, G) = \mathbb{E}_{x}\big[\log D(x)\big] + \mathbb{E}_{z}\big[\log\big(1 - D(G(z))\big)\big]$$

$\mathbb{E}$ is the mean: over real images x on the left, over latent vectors z on the right. $\log$ is the natural logarithm. That of a probability is 0 when D is right and sure, and goes to minus infinity when D is wrong and sure.

Now the loss. Optimisers make numbers small, so D's loss is $-V$. Compare it with the **binary cross-entropy** of a probability p and a label y:

$$\text{BCE}(p, y) = -\big[\,y \log p + (1 - y)\log(1 - p)\,\big]$$

With label 1 it is $-\log p$; with label 0 it is $-\log(1 - p)$. So $-V$ is the BCE of real images with label 1, plus the BCE of generated images with label 0:

$$\mathcal L_D = \underbrace{-\tfrac1N\textstyle\sum_i \log D(x_i)}_{\text{real, label 1}} \;\underbrace{-\,\tfrac1N\textstyle\sum_i \log\big(1 - D(G(z_i))\big)}_{\text{generated, label 0}}$$

The two curves that D is judged by:
"""

# %% id="bce-curves"
belief = torch.linspace(0.01, 0.99, 99)  # D's probability that an image is real
viz.show(
    viz.curves(
        {"real image: -log D": -belief.log(), "generated: -log(1 - D)": -(1 - belief).log()},
        "What one image costs D",
        x=belief,
        x_label="D's belief that the image is real",
    )
)

# %% [markdown] id="discriminator-loss-exercise"
r"""
Our D gives logits, not probabilities: $D(x) = \sigma(\ell)$ with $\ell$ the logit and $\sigma$ the sigmoid. It is tempting to apply the sigmoid and then the logarithm. But float32 rounds $\sigma(20)$ to exactly 1, and $\log(1 - 1)$ is minus infinity. Functions that start from logits do both steps at once and never meet that wall. With logits the loss reads

$$\mathcal L_D = -\tfrac1N\textstyle\sum_i \log \sigma(\ell^{\text{real}}_i) \;-\; \tfrac1N\textstyle\sum_i \log\big(1 - \sigma(\ell^{\text{fake}}_i)\big)$$

### Exercise 2.3 · The discriminator's loss

★★☆ · 8 minutes · 2 points · core

*Goal:* write what D is to make small.

*Fixed:* `discriminator_loss(d_real, d_fake)` takes D's logits for a real and for a generated batch, $\ell^{\text{real}}$ and $\ell^{\text{fake}}$, `(N,)` each, and returns one number, a tensor with a gradient: each term a mean over the batch. It must stay finite for very large logits, such as 120, too. *Free:* which function computes the logarithm, and whether you add the two terms, as the formula does, or take their mean, as some books do.

*Expect:* `discriminator_loss(torch.tensor([2.0]), torch.tensor([-2.0]))`, where D is right about both images, gives 0.254. With -2.0 and 2.0 it is wrong about both: 4.254. (Half of that, if you take the mean.)

<details><summary>Hint 1</summary>

`F.binary_cross_entropy_with_logits(logits, labels)` is the BCE of logits: it applies the sigmoid itself and takes the mean over the batch.

</details>
<details><summary>Hint 2</summary>

You need two labels of the shape of the logits: `torch.ones_like(d_real)` for "real" and `torch.zeros_like(d_fake)` for "generated".

</details>
<details><summary>Hint 3</summary>

Two calls, added: one with `d_real` and ones, one with `d_fake` and zeros.

</details>
"""


# %% id="discriminator-loss" tags=["answer"] exercise="2.3"
def discriminator_loss(d_real, d_fake):
    """Logits (N,) for real and (N,) for generated images -> D's loss, a scalar."""
    ### BEGIN SOLUTION
    real = F.binary_cross_entropy_with_logits(d_real, torch.ones_like(d_real))
    fake = F.binary_cross_entropy_with_logits(d_fake, torch.zeros_like(d_fake))
    return real + fake
    ### END SOLUTION


# %% id="check-discriminator-loss" tags=["check"] exercise="2.3"
check("2.3")

# %% [markdown] id="saturating-theory"
r"""
## 5 · A loss that G can learn from

G makes V small. The first term has no G in it, so the formula leaves

$$\text{saturating:}\quad \mathcal L_G = \tfrac1N\textstyle\sum_i \log\big(1 - D(G(z_i))\big)$$

At the start G is bad and D soon sure, with logits far below 0. There this loss is flat: it **saturates**, and G gets almost no gradient when it needs it most. Goodfellow et al. (2014) also give a way out. Turn the question round; G makes this small instead:

$$\text{non-saturating:}\quad \mathcal L_G = -\tfrac1N\textstyle\sum_i \log D(G(z_i))$$

Both reward G for images that D takes for real. Compare how hard they pull on D's logit. A slope below 0 says that the loss falls when the logit grows; the further from 0, the harder the pull:
"""

# %% id="saturating-curves"
logits = torch.linspace(-8, 8, 161, requires_grad=True)
n = len(logits)
(pull_minimax,) = torch.autograd.grad(n * losses.minimax.g_loss(logits), logits)
(pull_non_saturating,) = torch.autograd.grad(n * losses.non_saturating.g_loss(logits), logits)
print("when D is sure that the image is generated (logit -8), the slope of G's loss is")
print(f"  saturating      {pull_minimax[0]:.4f}")
print(f"  non-saturating  {pull_non_saturating[0]:.4f}")
viz.show(
    viz.curves(
        {"saturating": pull_minimax, "non-saturating": pull_non_saturating},
        "How hard G's loss pulls",
        x=logits.detach(),
        x_label="D's logit for a generated image (left: D is sure it is generated)",
        y_label="slope of the loss",
    )
)

# %% [markdown] id="generator-loss-exercise"
r"""
### Exercise 2.4 · The generator's loss

★☆☆ · 4 minutes · 1 point · core

*Goal:* write what G is to make small: the non-saturating loss.

*Fixed:* `generator_loss(d_fake)` takes D's logits for a generated batch, `(N,)`, and returns one number, a tensor with a gradient: the mean of $-\log D(G(z))$, finite for very large logits too. *Free:* how.

*Expect:* `generator_loss(torch.tensor([-2.0]))`, an image that D sees through, gives 2.127. With 2.0 it fools D: 0.127.

<details><summary>Hint 1</summary>

$-\log p$ is the BCE with one of the two labels. With which one?

</details>
<details><summary>Hint 2</summary>

G wants D to say "real". So this is the BCE of `d_fake` with ones.

</details>
"""


# %% id="generator-loss" tags=["answer"] exercise="2.4"
def generator_loss(d_fake):
    """Logits (N,) for generated images -> G's loss, a scalar."""
    ### BEGIN SOLUTION
    return F.binary_cross_entropy_with_logits(d_fake, torch.ones_like(d_fake))
    ### END SOLUTION


# %% id="check-generator-loss" tags=["check"] exercise="2.4"
check("2.4")

# %% [markdown] id="balance-theory"
r"""
## 6 · Where the game ends

Let G stand still, and take one image x. It turns up among the real images with density $p_\text{data}(x)$ and among the generated ones with density $p_G(x)$: a density says how often such an image turns up. Which answer $d$ is the best for this x? The one that makes $p_\text{data} \log d + p_G \log(1 - d)$ as large as possible. At the top the slope is 0, so $p_\text{data} / d = p_G / (1 - d)$, and that gives

$$D^*(x) = \frac{p_\text{data}(x)}{p_\text{data}(x) + p_G(x)}$$

If G is perfect, the two densities are equal and $D^* = \tfrac12$ everywhere: D can only guess. A belief of one half is the logit 0. What does the loss say then?
"""

# %% id="balance"
undecided = torch.zeros(128)  # the logit 0 is the belief 1/2
print(f"one term, -log(1/2):         {math.log(2):.3f}")
print(f"your discriminator_loss:     {discriminator_loss(undecided, undecided).item():.3f}")
print(f"your generator_loss:         {generator_loss(undecided).item():.3f}")

# With label 0.9 for real images, and a perfect G, which belief costs D least?
cost = -(0.9 * belief.log() + 0.1 * (1 - belief).log()) - (1 - belief).log()
print(f"best belief with label 0.9:  {belief[cost.argmin()].item():.2f}")

# %% [markdown] id="balance-note"
r"""
0.693 for one term, **1.386 for the sum** of the two. Whoever takes the mean of the two terms writes 0.693 for D's loss as well. Both are in use, so ask which one before you compare numbers with a friend. And with the softer label 0.9 (its formula stands in section 14) the balance moves from 0.5 to 0.45.

Did your first training come near its balance? Here is what D believed of real and of generated images, step by step:
"""

# %% id="first-beliefs"
beliefs = {
    name: torch.tensor(first_history.column(column)).sigmoid()
    for name, column in (("real images", "d_real"), ("generated images", "d_fake"))
}
viz.show(
    viz.curves(
        beliefs,
        f"D in my first training\n{data.source}",
        y_label="D's belief (of its mean logit)",
        level=(0.45, "balance with label 0.9"),
        smooth=20,
    )
)

# %% [markdown] id="choices-theory"
r"""
The two curves come closer as G learns, and stay apart as long as D finds a difference.

A d_loss near 1.386 can mean that G is perfect. It can also mean that D is too weak to see anything. A loss alone does not tell the two apart; pictures do.

## 7 · Four choices inside your networks

**ReLU or LeakyReLU.** ReLU gives 0 for every negative input, and its slope there is 0: no gradient passes. G learns only through D, so D uses LeakyReLU, which keeps a small slope.

**The last activation follows the data.** Images in [-1, 1] need a G that ends in tanh. A sigmoid ends in 0 to 1: such a G could never paint black, and D would only need to look for a grey background.
"""

# %% id="activations"
x = torch.linspace(-3, 3, 121)
viz.show(
    viz.curves(
        {
            "ReLU": F.relu(x),
            "LeakyReLU(0.2)": F.leaky_relu(x, 0.2),
            "tanh": torch.tanh(x),
            "sigmoid": torch.sigmoid(x),
        },
        "Four activations",
        x=x,
        x_label="input",
        y_label="output",
    )
)

# %% [markdown] id="norm-theory"
r"""
**BatchNorm or LayerNorm.** Both shift and scale numbers to mean 0 and standard deviation 1. BatchNorm takes the mean of *one unit over the batch*; LayerNorm (Ba et al., "Layer Normalization", 2016) the mean of *one sample over its units*. Below, rows are samples and columns are units: watch which means become 0.

**Training or evaluation mode.** In training BatchNorm uses the batch at hand; in evaluation mode (`G.eval()`) it uses running means from training, so that an image depends on its own z alone. `generate` takes care of the mode.
"""

# %% id="norms"
h = 5 + 2 * torch.randn(6, 4, generator=torch.Generator().manual_seed(0))
for norm in (nn.BatchNorm1d(4), nn.LayerNorm(4)):
    y = norm(h).detach()
    print(type(norm).__name__)
    print("  mean of each unit over the batch: ", [round(v, 2) for v in y.mean(0).tolist()])
    print("  mean of each sample over its units:", [round(v, 2) for v in y.mean(1).tolist()])

# %% [markdown] id="optimizers-exercise"
r"""
## 8 · The training, by your own hand

Now rebuild what `fit` did. First the optimisers.

### Exercise 2.5 · Two optimisers

★☆☆ · 3 minutes · 1 point · core

*Goal:* give each network an optimiser of its own, so that each can move while the other stands still.

*Fixed:* `make_optimizers(G, D)` returns `(opt_g, opt_d)`, in this order: two `torch.optim.Adam` with `betas=(0.5, 0.999)`. Each holds the weights of its own network and no others. *Free:* the learning rates, between 0.0001 and 0.001; 0.0005 works well.

*Expect:* when you print the first of `make_optimizers(G, D)`, it says `Adam` and `betas: (0.5, 0.999)`.

<details><summary>Hint 1</summary>

`torch.optim.Adam(net.parameters(), lr=..., betas=...)`. You need two such lines and a `return`.

</details>
<details><summary>Hint 2</summary>

You have seen both lines above, in the cell of the first training.

</details>
"""


# %% id="optimizers" tags=["answer"] exercise="2.5"
def make_optimizers(G, D):
    """Two networks -> (opt_g, opt_d), one Adam each."""
    ### BEGIN SOLUTION
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
    return opt_g, opt_d
    ### END SOLUTION


# %% id="check-optimizers" tags=["check"] exercise="2.5"
check("2.5")

# %% [markdown] id="train-discriminator-exercise"
r"""
### Exercise 2.6 · One update of D

★★★ · 8 minutes · 3 points · core

*Goal:* D's turn: it sees a real batch and a generated batch and moves once. G only delivers.

*Fixed:* `train_discriminator(G, D, opt_d, x_real, z)` moves D's weights by one step of `opt_d` down the slope of `discriminator_loss(D(x_real), D(G(z)))` and returns that loss, as it was before the step. G's weights stay, and no gradient may reach them. Gradients left over from earlier must not count. Both networks stay in training mode. *Free:* how you keep the gradient out of G, and whether the loss comes back as a tensor or as a number.

*Expect:* with a new pair the loss is near 1.4. Then `[p.grad for p in G.parameters()]` is a list of `None`, and D's weights have changed.

<details><summary>Hint 1</summary>

Five lines: draw `x_fake`; compute the loss; `zero_grad`; `backward`; `step`.

</details>
<details><summary>Hint 2</summary>

`G(z).detach()` gives the same images, cut off from G: `backward` stops there. It returns a new tensor, so use what it returns.

</details>
<details><summary>Hint 3</summary>

`d_loss = discriminator_loss(D(x_real), D(x_fake))`, then `opt_d.zero_grad()`, `d_loss.backward()`, `opt_d.step()`, and `return d_loss.detach()`. The last `detach` lets go of the graph, which would fill the memory if you kept many losses.

</details>
"""


# %% id="train-discriminator" tags=["answer"] exercise="2.6"
def train_discriminator(G, D, opt_d, x_real, z):
    """x_real (N, 1, 28, 28), z (N, nz): move D once -> D's loss."""
    ### BEGIN SOLUTION
    x_fake = G(z).detach()  # D's loss must not reach G
    d_loss = discriminator_loss(D(x_real), D(x_fake))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()
    ### END SOLUTION


# %% id="check-train-discriminator" tags=["check"] exercise="2.6"
check("2.6")

# %% [markdown] id="train-generator-exercise"
r"""
### Exercise 2.7 · One update of G

★★☆ · 5 minutes · 2 points · core

*Goal:* G's turn: the gradient must flow the whole way, from the loss through D, which stands still, into G.

*Fixed:* `train_generator(G, D, opt_g, z)` moves G's weights by one step of `opt_g` down the slope of `generator_loss(D(G(z)))` and returns that loss, as it was before the step. D's weights stay, and can still learn afterwards. Gradients left over from earlier must not count. Both networks stay in training mode. *Free:* the rest.

*Expect:* with a new pair the loss is near 0.7. G's weights have changed, D's have not.

<details><summary>Hint 1</summary>

The same order as in 2.6. What must *not* be in this function, though it was in the other?

</details>
<details><summary>Hint 2</summary>

No `detach` between G and D. `backward` also leaves gradients at D's weights; nobody uses them, and D's next `zero_grad` clears them away.

</details>
<details><summary>Hint 3</summary>

`g_loss = generator_loss(D(G(z)))`, then `zero_grad`, `backward` and `step` as in 2.6, with `opt_g` in place of `opt_d`.

</details>
"""


# %% id="train-generator" tags=["answer"] exercise="2.7"
def train_generator(G, D, opt_g, z):
    """z (N, nz): move G once -> G's loss."""
    ### BEGIN SOLUTION
    g_loss = generator_loss(D(G(z)))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()
    ### END SOLUTION


# %% id="check-train-generator" tags=["check"] exercise="2.7"
check("2.7")

# %% [markdown] id="train-exercise"
r"""
### Exercise 2.8 · The training loop

★★★ · 8 minutes · 3 points · core

*Goal:* let the two take turns, on real images.

In each step: take the next real batch, draw z, move D; draw z again, move G; write down both losses.

*Fixed:* `train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None)` makes `n_steps` steps and returns a list with one pair `(d_loss, g_loss)` a step. `next(batches)` gives a tuple with one tensor in it, `(x_real,)`, and never ends by itself. z is standard normal, `(len(x_real), nz)`, drawn anew in every step. When `after_step` is not None, each step ends with `after_step(step, d_loss, g_loss)`, with step = 1, 2, 3, ... *Free:* the rest.

*Expect:* `train(G, D, opt_g, opt_d, batches, nz, 3, after_step=print)` prints three lines, numbered 1, 2, 3, each with two losses, and returns these three pairs.

<details><summary>Hint 1</summary>

`for step in range(1, n_steps + 1):` counts from 1. `(x_real,) = next(batches)` takes the tensor out of its tuple.

</details>
<details><summary>Hint 2</summary>

`torch.randn(len(x_real), nz, device=x_real.device)`: as many z as images, on the same device. Inside the loop, or every step trains on the same z.

</details>
<details><summary>Hint 3</summary>

After the two updates: `history.append((d_loss.item(), g_loss.item()))`, and `if after_step is not None: after_step(step, *history[-1])`. Return `history` after the loop, not inside it.

</details>
"""


# %% id="train" tags=["answer"] exercise="2.8"
def train(G, D, opt_g, opt_d, batches, nz, n_steps, after_step=None):
    """Train both networks for n_steps -> [(d_loss, g_loss), ...], one pair a step."""
    ### BEGIN SOLUTION
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_loss = train_discriminator(G, D, opt_d, x_real, z)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = train_generator(G, D, opt_g, z)
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history
    ### END SOLUTION


# %% id="check-train" tags=["check"] exercise="2.8"
check("2.8")

# %% [markdown] id="own-epoch"
r"""
Let it run for one **epoch**, so many steps that each image is used about once.

**What to expect.** Blots, and the first strokes.

⏳ *Wait about ten seconds in the standard profile.*
"""

# %% id="own-first-epoch" tags=["train"]
EPOCH = {"quick": 20}.get(profile(), len(data) // 128)  # steps

seed_everything(1)
G, D = Generator(nz).to(device), Discriminator().to(device)
opt_g, opt_d = make_optimizers(G, D)
batches = Batches(data.images, 128, device=device)
history = train(G, D, opt_g, opt_d, batches, nz, EPOCH)
viz.show(viz.images(generate(G, z_show), f"My own loop, {EPOCH} steps\ntrained on {data.source}"))

# %% [markdown] id="tensorboard-exercise"
r"""
## 9 · Watch a run in TensorBoard

A long run wants an eye on it. TensorBoard reads a log folder and draws what it finds, while the run goes on. Your program writes the log through a `SummaryWriter`: `add_scalar(name, value, step)` for a point of a curve, `add_image(name, picture, step)` for a picture with values from 0 to 1.

### Exercise 2.9 · A log for TensorBoard

★☆☆ · 5 minutes · 1 point · core

*Goal:* keep a log of a run, so that you can watch it and look at it later.

*Fixed:* `log_progress(writer, step, d_loss, g_loss, images=None)` writes the two losses as `loss/D` and `loss/G`, at that step. When `images`, `(N, 1, 28, 28)` in [-1, 1], are given, it also writes one picture of them all, at that step, with -1 shown as 0 and 1 as 1. *Free:* the picture's name, and what tiles the images. `viz.image_grid(images)` gives one picture with values from 0 to 1.

*Expect:* the function returns nothing. In TensorBoard, below, you will find two curves, and pictures with a slider.

<details><summary>Hint 1</summary>

Without the step as the third argument, all points of the curve lie on top of each other.

</details>
<details><summary>Hint 2</summary>

Two calls of `writer.add_scalar`, then `if images is not None:` and one `writer.add_image`.

</details>
"""


# %% id="log-progress" tags=["answer"] exercise="2.9"
def log_progress(writer, step, d_loss, g_loss, images=None):
    """Two losses, and a grid of images (N, 1, 28, 28) in [-1, 1] if there are any."""
    ### BEGIN SOLUTION
    writer.add_scalar("loss/D", d_loss, step)
    writer.add_scalar("loss/G", g_loss, step)
    if images is not None:
        writer.add_image("samples", viz.image_grid(images), step)
    ### END SOLUTION


# %% id="check-log-progress" tags=["check"] exercise="2.9"
check("2.9")

# %% [markdown] id="tensorboard-graphs"
r"""
TensorBoard can also draw the two networks as graphs. To do so it runs each of them once, so it gets a copy in evaluation mode: your own BatchNorm means stay as they are. It shows one graph a folder, hence the two folders inside the log.
"""

# %% id="log-graphs"
from torch.utils.tensorboard import SummaryWriter

LOGS = Path("runs") / "02_mlp_mnist" / time.strftime("%Y-%m-%d_%H-%M-%S")
(x_real,) = next(batches)
for name, net, example in (("graph_G", G, z_show.to(device)), ("graph_D", D, x_real)):
    with SummaryWriter(str(LOGS / name)) as writer, warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # add_graph uses an older part of PyTorch
        writer.add_graph(copy.deepcopy(net).eval(), example)

# %% [markdown] id="own-run"
r"""
Now the same two networks train on for some epochs. `after_step` writes the losses every 20 steps. At the end of each epoch it also writes an image grid, and a histogram of the numbers in each of G's layers.

⏳ *Wait about a minute in the standard profile.*
"""

# %% id="own-training" tags=["train"]
EPOCHS = {"quick": 2, "standard": 6, "gpu": 20}[profile()]
writer = SummaryWriter(str(LOGS), purge_step=1)  # what a former run of this cell wrote is void


def after_step(step, d_loss, g_loss):
    if step % EPOCH == 0:
        log_progress(writer, step, d_loss, g_loss, generate(G, z_show))
        for name, weights in G.named_parameters():
            writer.add_histogram(f"G/{name}", weights, step)
        print(f"epoch {step // EPOCH}: d_loss {d_loss:.3f}, g_loss {g_loss:.3f}")
    elif step % 20 == 0:
        log_progress(writer, step, d_loss, g_loss)


history = history[:EPOCH] + train(G, D, opt_g, opt_d, batches, nz, EPOCHS * EPOCH, after_step)
writer.close()
viz.show(
    viz.images(
        generate(G, z_show), f"My own loop, {len(history):,} steps\ntrained on {data.source}"
    )
)

# %% [markdown] id="tensorboard-look"
r"""
Open TensorBoard inside the notebook. Look at SCALARS, IMAGES (drag the slider through the epochs), HISTOGRAMS (do G's weights still spread?) and GRAPHS (choose a run on the left). It works without internet. In a notebook of your own you would write `%load_ext tensorboard` and `%tensorboard --logdir FOLDER`; where no page is open, this cell prints the command for a terminal.

**What to expect.** Pictures that get better with the slider, and two curves that jump about and settle nowhere.
"""

# %% id="tensorboard"
open_tensorboard(LOGS)

# %% [markdown] id="log-is-data"
r"""
A log is data, and you can read it back. These are the same curves, out of the log's file.
"""

# %% id="read-log"
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

log = EventAccumulator(str(LOGS), size_guidance={"images": 0}).Reload()
points = {name: log.Scalars(name) for name in log.Tags()["scalars"]}
print("curves:", *points, "| pictures:", {n: len(log.Images(n)) for n in log.Tags()["images"]})
viz.show(
    viz.curves(
        {name: [p.value for p in found] for name, found in points.items()},
        f"My own run, read from its log\n{data.source}",
        x=[p.step for p in next(iter(points.values()))],
        level=(2 * math.log(2), "undecided D, sum of two terms"),
    )
)

# %% [markdown] id="losses-note"
r"""
The pictures get better, and yet neither loss falls to 0. They cannot both fall: what is good for G is bad for D. In a GAN **a loss says how the game stands, not how good the pictures are.** The next exercise makes this plain.
"""

# %% [markdown] id="alone-exercise"
r"""
## 10 · A loss that falls while the pictures get worse

What if D stands still, and only G goes on? **Before you run it, write down your guess:** what will G's loss do, and what will the digits look like?

### Exercise 2.10 · A loss that falls

★☆☆ · 4 minutes · 1 point · core

*Goal:* find out what G's loss is worth when D does not answer.

*Fixed:* `train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128)` calls `train_generator` `n_steps` times, each time with new z `(batch_size, nz)` on G's device, and returns the list of G's losses. D stays as it is. *Free:* the rest.

*Expect:* a list of `n_steps` numbers. D's weights are the same as before, G's are not.

<details><summary>Hint 1</summary>

It is exercise 2.8 without D's half. No real images are needed.

</details>
<details><summary>Hint 2</summary>

There is no `x_real` to ask for the device: `next(G.parameters()).device` knows it.

</details>
"""


# %% id="alone" tags=["answer"] exercise="2.10"
def train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=128):
    """Train G against a D that stands still -> G's loss of each step, a list of numbers."""
    ### BEGIN SOLUTION
    device = next(G.parameters()).device
    history = []
    for _ in range(n_steps):
        z = torch.randn(batch_size, nz, device=device)
        history.append(train_generator(G, D, opt_g, z).item())
    return history
    ### END SOLUTION


# %% id="check-alone" tags=["check"] exercise="2.10"
check("2.10")

# %% [markdown] id="fid-note"
r"""
We want a number for "how good" to put beside the loss. The **classifier-FID** compares generated with real images by what a small digit classifier sees in them: lower is better. It is made like the FID (Heusel et al., "GANs Trained by a Two Time-Scale Update Rule", 2017) and compares the means and the spreads of 128 numbers that the classifier computes for each image; lesson 05 is about such measures, and here it is a ruler. Two rules make it honest. State the number of images. And show its **floor** beside it: what real images score against other real images, with that same number.

⏳ *Wait about ten seconds in the standard profile.*
"""

# %% id="alone-experiment" tags=["train"]
N_IMAGES = {"quick": 300, "standard": 2000, "gpu": 10_000}[profile()]
test = load("mnist", train=False)  # real images that no network was trained on
some = torch.randperm(len(test), generator=torch.Generator().manual_seed(0))[:N_IMAGES]
test_images = test.images[some]
z_fid = torch.randn(N_IMAGES, nz, generator=torch.Generator().manual_seed(2))
floor = metrics.classifier_fid(data.images[:N_IMAGES], test_images)


def fid(G):
    """Classifier-FID of a generator, with N_IMAGES images on both sides."""
    return metrics.classifier_fid(generate(G, z_fid), test_images)


ALONE_STEPS = {"quick": 30}.get(profile(), 200)
G_alone, D_still = copy.deepcopy(G), copy.deepcopy(D)  # your trained pair stays as it is
opt_alone, _ = make_optimizers(G_alone, D_still)
falling = train_generator_alone(G_alone, D_still, opt_alone, nz, ALONE_STEPS)

print(f"G's loss:        {falling[0]:.2f} -> {falling[-1]:.4f}")
print(
    f"classifier-FID:  {fid(G):.0f} -> {fid(G_alone):.0f}   (floor {floor:.1f}; {N_IMAGES} images)"
)
viz.show(viz.curves({"g_loss": falling}, "D stands still: G's loss falls"))
viz.show(
    viz.images(generate(G_alone, z_show), f"... and this is what G draws\ntrained on {data.source}")
)

# %% [markdown] id="alone-question"
r"""
**Think.** G's loss has never been so low. Why are the pictures not the best you have seen? What would happen if D were allowed to learn again?
"""

# %% [markdown] id="alone-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** G's loss only says how far G fools *this* D. A D that stands still has blind spots: patterns, such as black and white specks, that it takes for a sign of "real" because it was never shown them on a generated image. G finds such a pattern within a few dozen steps and paints it over everything. If D learns again, it sees at once that these images are generated; G's loss jumps up, and the chase goes on. That is why the two take turns, and why a falling g_loss is no success by itself.
### END SOLUTION
"""

# %% [markdown] id="report-balance"
r"""
## 11 · Find the bug in the report

Two excerpts from reports, each with a mistake that many people make. Find it and mend the code.

### Exercise 2.11 · Bug hunt: the line of balance

★★☆ · 4 minutes · 1 point · core

*Goal:* draw the line of balance where it belongs, for any loss.

> *"When G is perfect, D can only guess: it gives 0.5 to every image. We drew this line of balance into our plot of d_loss (BCE, the sum of the two terms). d_loss ends near 1.3, far above the line at 0.5. So our networks are still far from balance."*

*Fixed:* `balance_level(d_loss)` gets a loss function of `(d_real, d_fake)`, which takes logits `(N,)`, and returns the height of the line as a number. It must be right for any such loss. *Free:* the rest.

*Expect:* one number. For your own `discriminator_loss` it is one that section 6 printed, and not 0.5.

<details><summary>Hint 1</summary>

0.5 is a belief. On which axis of the curves in section 4 do beliefs lie, and on which one losses?

</details>
<details><summary>Hint 2</summary>

Ask `d_loss` itself: what does it give when every logit says "I cannot decide"?

</details>
"""


# %% id="balance-level" tags=["answer"] exercise="2.11"
def balance_level(d_loss):
    """d_loss: (d_real (N,), d_fake (N,)) -> scalar. Its value when D cannot decide, a number."""
    ### BEGIN SOLUTION
    undecided = torch.zeros(8)  # belief 1/2 is logit 0
    return d_loss(undecided, undecided).item()
    ### STUB
    # # TODO 2.11: this is the report's line. What is wrong with it?
    # return 0.5
    ### END SOLUTION


# %% id="check-balance-level" tags=["check"] exercise="2.11"
check("2.11")

# %% [markdown] id="report-range"
r"""
### Exercise 2.12 · Bug hunt: a grey background

★☆☆ · 3 minutes · 1 point · core

*Goal:* find out what makes D's work so easy here.

> *"Our generator ends in tanh, as the lesson says. But d_loss falls to nearly 0 within a minute and stays there, and G draws digits on a dirty background. We think that D is too strong, so we made it smaller. It did not help."*

This is how they prepared the real images.

*Fixed:* `prepare(images)` takes bytes, uint8 `(N, 1, 28, 28)`, and returns float32 of the same shape: black becomes the darkest value that G can reach, white the lightest, and all bytes between lie on a straight line. A byte always becomes the same number, whatever else is in the batch. *Free:* the rest.

*Expect:* an answer is one line, like the report's. The smallest and the largest number of `prepare(data.images)` are the two ends of tanh.

<details><summary>Hint 1</summary>

What does the darkest pixel of a real image become? And what is the darkest that tanh can give?

</details>
<details><summary>Hint 2</summary>

0 must become -1 and 255 must become 1, on a straight line.

</details>
"""


# %% id="prepare" tags=["answer"] exercise="2.12"
def prepare(images):
    """uint8 (N, 1, 28, 28), 0..255 -> float32 (N, 1, 28, 28), for a G that ends in tanh."""
    ### BEGIN SOLUTION
    return images.float() / 127.5 - 1
    ### STUB
    # # TODO 2.12: this is the report's line. What is wrong with it?
    # return images.float() / 255
    ### END SOLUTION


# %% id="check-prepare" tags=["check"] exercise="2.12"
check("2.12")

# %% [markdown] id="core-questions"
r"""
## 12 · Questions to think about

**Think.** A friend's D gives about 0.5 for every image, real or generated. Name two quite different reasons. How would you find out which one it is?
"""

# %% [markdown] id="core-answer-1" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** Either G is so good that nobody could tell (the balance of section 6), or D is useless: too small, never trained, its learning rate far off, or fed with something that tells it nothing. Look at the pictures. Or test D on noise: a D that cannot even reject noise is not undecided, it is blind.
### END SOLUTION
"""

# %% [markdown] id="core-question-2"
r"""
**Think.** A report says: "d_loss rose from 0.6 to 1.2 during training, so our D got worse and worse." What else could have happened?
"""

# %% [markdown] id="core-answer-2" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** G got better. D's task became harder, and 1.386 is what even the best possible D pays when G is perfect. But a rising d_loss is no proof of success either: D may have been harmed, for example by too high a learning rate. Loss curves raise a question; pictures and a measured distance answer it.
### END SOLUTION
"""

# %% [markdown] id="core-question-3"
r"""
**Think.** Compare the first pictures of section 3 with those of your own loop in section 9. Which are cleaner? Which of the three settings of section 3 did your own loop leave out?
"""

# %% [markdown] id="core-answer-3" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** Your own loop uses the betas, but neither the label 0.9 nor the average of G's weights. Without the average you see G at one moment, with the specks that it is just trying on D; the average smooths them away. That is a guess from two runs that also differ in their length: to be sure, change one thing at a time.
### END SOLUTION
"""

# %% [markdown] id="core-end"
r"""
You have now written a whole GAN. The score so far, and then, if you like, the optional part: why a pair of networks from many textbooks fails, and how to repair it.
"""

# %% id="core-score"
score("02")

# %% [markdown] id="optional-theory"
r"""
## 13 · Optional: the textbook pair

Many books and courses use this pair: G is 100 → 256 → 256 → 784 with ReLU and tanh, D is 784 → 256 → 256 → 1 with LeakyReLU(0.1); Adam with learning rate 0.0002 and its usual betas. No BatchNorm, no dropout. Others use one hidden layer of 200 units with LayerNorm, and learning rate 0.0001. How far do they get?

The danger is **mode collapse**: G finds a few images that fool D, and draws them again and again, whatever the z. You see it in a grid of pictures. To follow it through a run you want a number.

### Exercise 2.13 · A measure of diversity

★★☆ · 10 minutes · 2 points · optional

*Goal:* a number with which you can follow a collapse through a run.

*Fixed:* `diversity(images)` takes `(N, 1, 28, 28)` and returns one number that says how different the images are from *each other*: 0 for N copies of one image, larger for more different ones. It does not depend on their order, and hardly on how many there are: the same images twice must give about the same. The images stay as they are. *Free:* what "different" means, as long as every image counts: not only the two that differ most, and not only those in the middle, as in a median. Pixels will do.

*Expect:* ten copies of one image, `to_float(data.images[:1]).repeat(10, 1, 1, 1)`, give 0. For 500 real images, `to_float(test_images[:500])`, the mean distance of all pairs is about 20; another measure has another scale.

<details><summary>Hint 1</summary>

The spread *inside* an image says nothing here: a chessboard has plenty of it, and a thousand copies of it are still one picture.

</details>
<details><summary>Hint 2</summary>

Two ways. The mean distance between all pairs: `torch.cdist(x, x)` of the flattened images. Or, for each pixel, its deviation over the images, and then the mean over all pixels.

</details>
<details><summary>Hint 3</summary>

With `x = images.flatten(1)`, the sum of all pair distances is `torch.cdist(x, x).sum()`. How many pairs are there, when an image is not compared with itself?

</details>
"""


# %% id="diversity" tags=["answer"] exercise="2.13"
def diversity(images):
    """Images (N, 1, 28, 28) -> how different they are from each other, one number."""
    ### BEGIN SOLUTION
    x = images.flatten(1)  # (N, 784)
    distances = torch.cdist(x, x)  # (N, N), 0 on the diagonal
    n = len(x)
    return (distances.sum() / (n * (n - 1))).item()
    ### END SOLUTION


# %% id="check-diversity" tags=["check"] exercise="2.13"
check("2.13")

# %% [markdown] id="textbook-run"
r"""
Train the textbook pair long, and look at it ten times on the way. `TEXTBOOK_NORM = True` takes the pair with LayerNorm instead: a second run worth its time.

**What to expect.** For a good while one and the same blob, whatever the z. Digits come late, and not of all kinds.

⏳ *Wait about a minute and a half in the standard profile.*
"""

# %% id="textbook-training" tags=["train"]
TEXTBOOK_STEPS = {"quick": 100, "standard": 18_750, "gpu": 31_250}[profile()]
TEXTBOOK_NORM = False

seed_everything(2)
width, lr = (200, 1e-4) if TEXTBOOK_NORM else (256, 2e-4)
G_book = TextbookGenerator(100, width, norm=TEXTBOOK_NORM).to(device)
D_book = TextbookDiscriminator(width, norm=TEXTBOOK_NORM).to(device)
opt_g_book = torch.optim.Adam(G_book.parameters(), lr=lr)
opt_d_book = torch.optim.Adam(D_book.parameters(), lr=lr)

z_book = torch.randn(N_IMAGES, 100, generator=torch.Generator().manual_seed(3))
book_film = SampleGrid(z_book, every=TEXTBOOK_STEPS // 10)
state = fit(
    G_book, D_book, Batches(data.images, 96, device=device), losses.non_saturating,
    opt_g_book, opt_d_book, nz=100, n_steps=TEXTBOOK_STEPS, callbacks=[book_film, ProgressBar()],
    keep="02_textbook",
)  # fmt: skip
viz.show(viz.film(book_film.samples, f"The textbook pair over the steps\ntrained on {data.source}"))

# %% [markdown] id="diagnosis-theory"
r"""
### Diagnosis

First your measure, over the run. The line is the diversity of real images, the mark to reach.
"""

# %% id="diversity-curve"
real_level = diversity(to_float(test_images[:500]))
levels = [diversity(images[:500]) for _, images in book_film.samples]  # 500 are enough
viz.show(
    viz.curves(
        {"textbook pair": levels},
        f"How different the images are from each other\n{data.source}",
        x=[step for step, _ in book_film.samples],
        y_label="diversity",
        level=(real_level, "real images"),
    )
)

# %% [markdown] id="histogram-theory"
r"""
Now another tool that is often used: a classifier names each image, and one counts. If some class is missing, G has lost it. Here is the moment of your run with the *least* diversity, as a histogram and as pictures. Look at the histogram first, and say what you would report if you had nothing else.
"""

# %% id="histogram"
step, images = book_film.samples[levels.index(min(levels))]
shares = metrics.class_histogram(images)
_, probabilities = metrics.features(images)
print(f"step {step:,}: diversity {min(levels):.1f}, real images {real_level:.1f}")
print(f"the classifier is sure of its names: mean confidence {probabilities.amax(1).mean():.2f}")
viz.show(
    viz.bars(
        shares.tolist(),
        data.class_names,
        f"What a classifier calls these {len(images):,} images",
        y_label="share",
        level=(0.1, "equal shares"),
    )
)

# %% id="histogram-pictures"
viz.show(viz.images(images[:64], f"... and the images themselves, step {step:,}\n{data.source}"))

# %% [markdown] id="blob-theory"
r"""
A classifier must choose one of ten names, also for what is no digit at all. The next cell shows it the plainest blob there is, the mean of all real images, and five real images beside it.
"""

# %% id="blob" tags=["shows-data"] licence="CC BY-SA 3.0, MNIST"
blob = to_float(data.images).mean(0, keepdim=True)
shown = torch.cat([blob, to_float(data.images[:5])])
_, probabilities = metrics.features(shown)
for what, p in zip(["the blob", *["a digit"] * 5], probabilities, strict=True):
    print(f'{what} is called "{data.class_names[p.argmax()]}" with confidence {p.max():.2f}')
viz.show(viz.images(shown, f"Left: the mean of all images\n{data.source}", n_columns=6))

# %% [markdown] id="diagnosis-question"
r"""
**Think.** Ten thousand identical blobs would give a histogram with one full bar, and ten thousand copies of ten good digits a perfectly flat one. What does a histogram of classes show, and what can it not show? What does your measure of diversity miss?
"""

# %% [markdown] id="diagnosis-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** The histogram shows which names a classifier gives, and so whether whole classes are missing, provided that the images are digits. It cannot show whether they are, nor how different the images within a class are: blobs get a name and even a high confidence, and ten copied digits look perfect. The measure of diversity sees copies. It misses quality: pure noise is very diverse. So look at the pictures, then at both numbers, and best at a distance to the real images, which punishes blobs, copies and noise alike.
### END SOLUTION
"""

# %% [markdown] id="repair-theory"
r"""
## 14 · Optional: the repair

You know the cures, and have written most of them: BatchNorm in G, dropout in D, betas (0.5, 0.999). Two are left, which the package did for you in section 3.

**A softer label.** With label $y$ for real images, the first term of D's loss becomes the full cross-entropy:

$$-\big[\,y \log D(x) + (1 - y)\log(1 - D(x))\,\big] \qquad \text{with } y = 0.9$$

A D that is too sure now pays for it. Only the real label is softened. A label above 0 for generated images would reward G for staying as it is (Salimans et al., 2016).

### Exercise 2.14 · A softer label

★★☆ · 6 minutes · 1 point · optional

*Goal:* let D pay for being too sure.

*Fixed:* `smoothed_discriminator_loss(d_real, d_fake, real_label=0.9)` takes logits `(N,)` twice and returns D's loss, a scalar tensor: label `real_label` for real images, 0 for generated ones. *Free:* sum or mean of the two terms.

*Expect:* for a D that is right and very sure, `smoothed_discriminator_loss(torch.tensor([20.0]), torch.tensor([-20.0]))`, it is 2.0, where `discriminator_loss` gives about 0. (1.0 if you take the mean.)

<details><summary>Hint 1</summary>

It is exercise 2.3 with another label. `torch.full_like(d_real, real_label)` fills a tensor.

</details>
<details><summary>Hint 2</summary>

It is not enough to multiply the first term by 0.9: D could still be fully sure. `F.binary_cross_entropy_with_logits` takes any label between 0 and 1.

</details>
"""


# %% id="smoothed-loss" tags=["answer"] exercise="2.14"
def smoothed_discriminator_loss(d_real, d_fake, real_label=0.9):
    """Logits (N,) for real and (N,) for generated images -> D's loss with a softer label."""
    ### BEGIN SOLUTION
    labels = torch.full_like(d_real, real_label)
    real = F.binary_cross_entropy_with_logits(d_real, labels)
    fake = F.binary_cross_entropy_with_logits(d_fake, torch.zeros_like(d_fake))
    return real + fake
    ### END SOLUTION


# %% id="check-smoothed-loss" tags=["check"] exercise="2.14"
check("2.14")

# %% [markdown] id="average-exercise"
r"""
**The average of the weights**, with decay $\beta$, once more:

$$\bar\theta \leftarrow \beta\,\bar\theta + (1 - \beta)\,\theta$$

### Exercise 2.15 · An average of generators

★★★ · 8 minutes · 2 points · optional

*Goal:* write the average whose pictures you saw in section 3.

*Fixed:* `update_average(G_average, G, decay=0.999)` moves every weight of `G_average` by the formula, in place; $\bar\theta$ are the weights of `G_average`, $\theta$ those of G. G stays, and both keep their mode (training or evaluation). BatchNorm's running means and variances are no weights but **buffers**: `G_average` needs them too, copied from G or averaged. *Free:* the rest.

*Expect:* take two `nn.Linear(1, 1)`, one with weight 1 as `G_average`, one with weight 0 as `G`. With `decay=0.9` the average has the weight 0.9 after one call and 0.81 after two.

<details><summary>Hint 1</summary>

`zip(G_average.parameters(), G.parameters())` walks through both networks side by side.

</details>
<details><summary>Hint 2</summary>

The weights must change *in place*, for example `average.mul_(decay).add_((1 - decay) * weight)`, and outside the recording of gradients: `with torch.no_grad():`.

</details>
<details><summary>Hint 3</summary>

Then the same walk over `.buffers()`, with `average.copy_(buffer)`.

</details>
"""


# %% id="update-average" tags=["answer"] exercise="2.15"
def update_average(G_average, G, decay=0.999):
    """Move the weights of G_average towards those of G, in place; G stays as it is."""
    ### BEGIN SOLUTION
    with torch.no_grad():
        for average, weight in zip(G_average.parameters(), G.parameters(), strict=True):
            average.mul_(decay).add_((1 - decay) * weight)
        for average, buffer in zip(G_average.buffers(), G.buffers(), strict=True):
            average.copy_(buffer)
    ### END SOLUTION


# %% id="check-update-average" tags=["check"] exercise="2.15"
check("2.15")

# %% [markdown] id="repair-run"
r"""
Put your pieces together. `fit` calls `after_step` of each callback after each step: here it is your average. All settings stand in one place, so that you can take one cure away and run the cell again.

**What to expect.** Digits of all ten kinds, with fewer specks than your own loop drew. Some are still none.

⏳ *Wait about a minute and a half in the standard profile.*
"""

# %% id="repair-training" tags=["train"]
REPAIR_STEPS = {"quick": 90, "standard": 7000, "gpu": 20_000}[profile()]


class Average(Callback):
    def __init__(self, G):
        self.G = copy.deepcopy(G).eval()

    def after_step(self, state):
        update_average(self.G, state.G, decay=0.999)


seed_everything(3)
G_new, D_new = Generator(nz).to(device), Discriminator().to(device)
opt_g_new, opt_d_new = make_optimizers(G_new, D_new)
average = Average(G_new)
new_film = SampleGrid(z_fid, every=REPAIR_STEPS // 10, source=average.G)
repaired_loss = losses.GANLoss(smoothed_discriminator_loss, generator_loss)
state = fit(
    G_new, D_new, Batches(data.images, 128, device=device), repaired_loss, opt_g_new, opt_d_new,
    nz=nz, n_steps=REPAIR_STEPS, callbacks=[average, new_film, ProgressBar()],
)  # fmt: skip
viz.show(
    viz.images(new_film.samples[-1][1][:64], f"Repaired, {REPAIR_STEPS:,} steps\n{data.source}")
)

# %% id="repair-measure"
before, after = book_film.samples[-1][1], new_film.samples[-1][1]
fids = [metrics.classifier_fid(images, test_images) for images in (before, after)]
print(f"{N_IMAGES:,} images            textbook   repaired   real images")
print(f"classifier-FID       {fids[0]:10.1f} {fids[1]:10.1f} {floor:10.1f}  (the floor)")
print(
    f"diversity            {diversity(before[:500]):10.1f} {diversity(after[:500]):10.1f} {real_level:10.1f}"
)
viz.show(
    viz.bars(
        [*fids, floor],
        ["textbook", "repaired", "floor: real images"],
        f"Classifier-FID of {N_IMAGES:,} images, lower is better\n{data.source}",
        y_label="classifier-FID",
    )
)

# %% id="repair-histogram"
viz.show(
    viz.bars(
        metrics.class_histogram(after).tolist(),
        data.class_names,
        f"Classes of the repaired pair\ntrained on {data.source}",
        y_label="share",
        level=(0.1, "equal shares"),
    )
)

# %% [markdown] id="repair-question"
r"""
**Think.** The repaired pair differs from the textbook pair in its widths, size of z, BatchNorm, dropout, betas, learning rate, batch size, label, average and number of steps. Which of them did it? How would you find out?
"""

# %% [markdown] id="repair-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** One run in which everything changes cannot tell. Start from the repaired pair, take away one thing at a time, keep the seed and the number of steps, and measure each run with the same number of images; then repeat with two other seeds, because runs differ by chance. A difference that is smaller than the difference between seeds says nothing.
### END SOLUTION
"""

# %% [markdown] id="stretch"
r"""
## Stretch tasks

- Train with the saturating loss: `losses.minimax` in the cell of section 3. When does it still work, and when not?
- Take BatchNorm out of your generator. What do the first 1,000 steps look like now?
- Take dropout out of your D, and run the cell of section 3 once more. The package's recipe, `gan-lab train mlp-mnist`, does without it. Do you see a difference in your grid, and does the classifier-FID? And when would you put it back?
- Adam without any memory for directions: `betas=(0.0, 0.999)` in both optimisers of section 3. In the course's runs of 6,000 steps, with the package's recipe, that alone brought the classifier-FID from 43 to 17. Do you see it?
- Choose `nz = 2`, draw a 10 x 10 grid of z over the plane, and look at the map of digits that comes out.
- The last question, in earnest: one cure at a time, three seeds each, one table.
"""

# %% id="score"
score("02")

# %% [markdown] id="end"
r"""
## What you can do now

You wrote a GAN from its formula: two networks, two losses, two updates, one loop. You know what its losses can say and what they cannot, and you have measured a failure and its repair.

Your D looks at 784 numbers and does not know which of them are neighbours. Networks that do know, convolutions, are the next step: lesson 03.
"""
