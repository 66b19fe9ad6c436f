# %% [markdown] id="title"
r"""
# 07 · Draw me a sneaker

Your generators draw what they like: you hand them a random z, and out comes a bag, or a boot. Today you give orders. G is told a class and draws one of that class, and D is told which class was ordered and watches over it. Then you hold G to its word: does it draw what was asked for, how well in each class, and could somebody learn what garments are from its pictures alone?

| | |
|---|---|
| you will | turn labels into numbers, write a generator and a discriminator that read them, write both updates with labels, draw a grid with one class a row, measure the agreement, walk from one class to another, train a classifier on generated images alone |
| you need | lesson 03: a convolutional pair; lesson 02: the two updates |
| time | core 110 minutes, optional part 15 minutes |
| the computer works | core about 6 minutes, optional part about 3 minutes, on two CPU cores |

**Something stops?** A `NameError` mostly means that a cell above has not run since the kernel started: choose *Run > Run All Above Selected Cell*. **Stuck?** Unfold the hints, one by one. And one line, `Generator = stuck("7.2")`, takes the package's version of a piece: the exercise stays unscored, and the lesson goes on. **A word is new?** Look into the [glossary](glossary.md) (English and 中文).
"""

# %% id="setup" tags=["setup"]
# written by gan-lab build

# %% id="imports" tags=["setup"]
import torch
import torch.nn.functional as F
from torch import nn
from tqdm.auto import trange

from gan_lab import losses, metrics, pretrained, viz
from gan_lab.callbacks import EMA, SampleGrid
from gan_lab.checks import check, score, stuck
from gan_lab.data import Batches, load, to_float, to_uint8
from gan_lab.keeping import in_pieces
from gan_lab.models.classifier import Classifier
from gan_lab.runtime import pick_device, pick_precision, profile, seed_everything
from gan_lab.training import TrainState, fit, generate, prefer_channels_last
from gan_lab.widgets import Dashboard, LatentExplorer

seed_everything(0)
device = pick_device()
precision = pick_precision(device)
nz = 64  # numbers in one latent vector z
print(f"profile {profile()}, device {device}")

# %% [markdown] id="data-theory"
r"""
## 1 · Images come with labels

You know these garments from lesson 03. What we did not use there: somebody has written down, for each image, what it is. Its **label** is a whole number, 0 to 9.
"""

# %% id="data" tags=["shows-data"] licence="MIT, Fashion-MNIST"
data = load("fashion-mnist")
names, n_classes = data.class_names, len(data.class_names)
print(f"{len(data):,} images, {n_classes} classes: {data.source}")
by_class = {
    f"{name} = {c}": to_float(data.images[(data.labels == c).nonzero().flatten()[:8]])
    for c, name in enumerate(names)
}
viz.show(viz.rows(by_class, f"Real images, one class a row\n{data.source}"))

# %% [markdown] id="explore-first-note"
r"""
And this is where the lesson leads: a generator that draws what you ask for. This one comes with the course. Choose a class; then change z, or walk from one class to another.
"""

# %% id="explore-first"
LatentExplorer(
    pretrained.load("cgan-fashion"),
    nz=64,
    class_names=names,
    title="A generator that comes with the course",
)

# %% [markdown] id="game-theory"
r"""
The game changes by one letter. Everybody sees the label y too: D judges an image *together with* its label, and G draws for a label (Mirza and Osindero, "Conditional Generative Adversarial Nets", 2014):

$$\min_G \max_D \; \mathbb{E}_{x,\,y}\big[\log D(x, y)\big] + \mathbb{E}_{z,\,y}\big[\log\big(1 - D(G(z, y),\, y)\big)\big]$$

(As in lesson 02, $\mathbb{E}$ is a mean, and $D(x, y)$ a probability: the sigmoid of D's logit.) Compare with the formula there: for each y this is the old game, played among the images of that class. A perfect boot no longer wins when a bag was ordered: among real images with the label "bag" there is no boot.

So both networks must be able to read a label. But what does a network do with a 9?

## 2 · A class is no number

Ankle boots have the label 9 and dresses the label 3. Nobody would say that a boot is three times a dress, or that a shirt (6) lies half-way between them. Yet a network that gets the number as an input multiplies and adds it, and so believes just that. What helps is a place of its own for each class, a **one-hot** row:

```
label 3, of 10 classes   →   0 0 0 1 0 0 0 0 0 0
label 9                  →   0 0 0 0 0 0 0 0 0 1
```

### Exercise 7.1 · A row of numbers for each label

★☆☆ · 4 minutes · 1 point · core

*Goal:* labels in a form that a network can calculate with, a place of its own for each class.

*Fixed:* `one_hot(labels, n_classes)` takes labels `(N,)`, whole numbers, and gives a new float32 tensor `(N, n_classes)`: row i has a 1 at place `labels[i]`, and 0 elsewhere. *Free:* how. Try it by hand before you look for a function that does it.

*Expect:* `one_hot(torch.tensor([2, 0]), 3)` gives the rows `0 0 1` and `1 0 0`, and `one_hot(torch.tensor([0]), 5)` one row of five numbers, although four of the classes do not occur.

<details><summary>Hint 1</summary>

Start from `torch.zeros(len(labels), n_classes)`. Then write one 1 into each row.

</details>
<details><summary>Hint 2</summary>

`rows[:, labels] = 1` writes into *all* rows. Give a row number for each column number: `rows[torch.arange(len(labels)), labels] = 1`.

</details>
<details><summary>Hint 3</summary>

Another way: compare each label with all classes, `labels.view(-1, 1) == torch.arange(n_classes)`, and make floats of it.

</details>
"""


# %% id="one-hot" tags=["answer"] exercise="7.1"
def one_hot(labels, n_classes):
    """Labels int64 (N,) -> rows float32 (N, n_classes): a 1 at the label's place."""
    ### BEGIN SOLUTION
    rows = torch.zeros(len(labels), n_classes, device=labels.device)
    rows[torch.arange(len(labels)), labels] = 1
    return rows
    ### END SOLUTION


# %% id="check-one-hot" tags=["check"] exercise="7.1"
check("7.1")

# %% [markdown] id="embedding-theory"
r"""
What does a Linear layer do with a one-hot row? It multiplies it by its matrix, and a row with a single 1 picks *one row* of that matrix. So instead of multiplying by zeros one may look the row up at once. That is `nn.Embedding(n_classes, E)`: a table with E numbers for each class, which are learnt like any other weights. Both ways, the same result:
"""

# %% id="embedding"
table = nn.Embedding(4, 3)  # 4 classes, 3 numbers each
some = torch.tensor([2, 0, 2])
print("one-hot times the table:\n", (one_hot(some, 4) @ table.weight).detach())
print("looked up in the table:\n", table(some).detach())

# %% [markdown] id="generator-theory"
r"""
## 3 · A generator that takes orders

G has always made an image of a row of numbers. Now the row is longer: z, and beside it the label's vector e.

```
z (N, 64) ──────────────────┐
                            ├─→ (N, 74) ─→ the generator of lesson 03 ─→ image (N, 1, 28, 28)
label (N,) ─→ e (N, 10) ────┘
```

z says *which* garment of the class, and e says which class. We write G in two steps, `embed` and `draw`, because later we shall hand `draw` vectors that belong to no class at all.

### Exercise 7.2 · A generator that takes orders

★★★ · 10 minutes · 3 points · core

*Goal:* a G that can be told what to draw.

*Fixed:* a class `Generator(nn.Module)`, made as `Generator(nz, n_classes)`. `G.embed(labels)` gives a row of float numbers for each label, `(N, E)`, another one for each class, and not just the label as a number. `G.draw(z, e)` takes z `(N, nz)` and such rows, and gives images `(N, 1, 28, 28)` in [-1, 1]. All numbers of z and e play a part, and in evaluation mode an image depends on its own z and e alone. An activation stands between each two convolutions. `forward` is written already. *Free:* E; an `nn.Embedding`, or a method `embed` that uses your `one_hot`; all layers. Start from your generator of lesson 03: `nn.Linear(..., 64 * 7 * 7)`, as a field of 64 channels, and so on up to 28 x 28.

*Expect:* with `labels = torch.tensor([3, 3, 9, 0, 1])`, `Generator(64, 10)(torch.randn(5, 64), labels)` has the shape `(5, 1, 28, 28)`. After `G.eval()`, one z and two labels give two different images: both are noise still, G has learnt nothing.

<details><summary>Hint 1</summary>

`self.embed = nn.Embedding(n_classes, 10)` in `__init__` is all that `embed` needs: a layer can be called like a method.

</details>
<details><summary>Hint 2</summary>

`torch.cat([z, e], dim=1)` puts two rows side by side: `(N, nz)` and `(N, 10)` give `(N, nz + 10)`. So many inputs has the first Linear layer.

</details>
<details><summary>Hint 3</summary>

After the first Linear everything is as in lesson 03: `nn.Linear(nz + 10, 64 * 7 * 7)`, `nn.Unflatten(1, (64, 7, 7))`, `nn.BatchNorm2d(64)`, `nn.ReLU()`, `nn.Conv2d(64, 64, 3, padding=1)`, BatchNorm, ReLU, `nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1)`, BatchNorm, ReLU, `nn.ConvTranspose2d(32, 1, 4, stride=2, padding=1)`, `nn.Tanh()`.

</details>
"""


# %% id="generator" tags=["answer"] exercise="7.2"
class Generator(nn.Module):
    """z (N, nz) and labels (N,) -> images (N, 1, 28, 28) in [-1, 1]."""

    def __init__(self, nz, n_classes):
        super().__init__()
        ### BEGIN SOLUTION
        self.embed = nn.Embedding(n_classes, 10)  # (N,) -> (N, 10)
        self.net = nn.Sequential(
            nn.Linear(nz + 10, 64 * 7 * 7),
            nn.Unflatten(1, (64, 7, 7)),  # (N, 3136) -> (N, 64, 7, 7)
            nn.BatchNorm2d(64),
            nn.ReLU(),
            nn.Conv2d(64, 64, 3, padding=1),  # 7 stays 7
            nn.BatchNorm2d(64),
            nn.ReLU(),
            nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1),  # 7 -> 14
            nn.BatchNorm2d(32),
            nn.ReLU(),
            nn.ConvTranspose2d(32, 1, 4, stride=2, padding=1),  # 14 -> 28
            nn.Tanh(),
        )
        ### STUB
        # raise NotImplementedError("TODO 7.2: the table of label vectors, and the layers")
        ### END SOLUTION

    def draw(self, z, e):
        """z (N, nz) and label vectors e (N, E) -> images."""
        ### BEGIN SOLUTION
        return self.net(torch.cat([z, e], dim=1))  # (N, nz + 10) -> (N, 1, 28, 28)
        ### STUB
        # raise NotImplementedError("TODO 7.2: put z and e side by side, and use the layers")
        ### END SOLUTION

    def forward(self, z, labels):
        return self.draw(z, self.embed(labels))


# %% id="check-generator" tags=["check"] exercise="7.2"
check("7.2")

# %% [markdown] id="discriminator-theory"
r"""
## 4 · A discriminator that reads the label

D asks: is this a real image *of this class*? For that, image and label must meet inside D, and not only at its end. A picture cannot be glued to a row of numbers, so we give the label the shape of a picture: a **plane** of 28 x 28 numbers, one plane a class, learnt. Image and plane go in as two channels:

```
image (N, 1, 28, 28) ───────────────────────────────┐
                                                    ├─→ (N, 2, 28, 28) ─→ the discriminator of lesson 03 ─→ logit (N,)
label (N,) ─→ (N, 784) ─→ plane (N, 1, 28, 28) ─────┘
```

**A trap.** It would be easier to add the label at the end: `logit = f(x) + g(label)`. Try it in your mind. The slope of this logit with respect to the image is the slope of f, the same for every label. And this slope is all that G ever hears from D. So G would hear "more like a garment", and never "more like a *bag*". The two must meet before something bends, that is, before an activation.

### Exercise 7.3 · A discriminator that reads the label

★★★ · 10 minutes · 3 points · core

*Goal:* a D that sees whether an image fits the label that was ordered.

*Fixed:* a class `Discriminator(nn.Module)`, made as `Discriminator(n_classes)`. `D(x, labels)` takes images `(N, 1, 28, 28)` and labels `(N,)` and gives logits `(N,)`, any numbers. What D asks of an image depends on the label; a label that is only added at the end does not do that. Each class has weights of its own, which are learnt, so `Discriminator(15)` has more of them than `Discriminator(12)`. All pixels count, and an activation stands between each two layers. *Free:* how the label comes in, and all layers.

*Expect:* `Discriminator(10)(x, labels)` of five images has the shape `(5,)`. The same image with another label gets another logit.

<details><summary>Hint 1</summary>

`self.embed = nn.Embedding(n_classes, 28 * 28)`. How do you make a plane of the 784 numbers of each label? `.view(-1, 1, 28, 28)`.

</details>
<details><summary>Hint 2</summary>

`torch.cat([x, plane], dim=1)` lays channels on top of one another. How many channels does the first convolution get now?

</details>
<details><summary>Hint 3</summary>

`nn.Conv2d(2, 32, 4, stride=2, padding=1)`, LeakyReLU(0.2); `nn.Conv2d(32, 64, 4, stride=2, padding=1)`, BatchNorm, LeakyReLU; `nn.Conv2d(64, 128, 3, stride=2, padding=1)`, BatchNorm, LeakyReLU; `nn.Flatten()`, `nn.Linear(128 * 4 * 4, 1)`; and `.squeeze(1)`.

</details>
"""


# %% id="discriminator" tags=["answer"] exercise="7.3"
class Discriminator(nn.Module):
    """Images (N, 1, 28, 28) and labels (N,) -> logits (N,), above 0 for "real, and fits"."""

    def __init__(self, n_classes):
        super().__init__()
        ### BEGIN SOLUTION
        self.embed = nn.Embedding(n_classes, 28 * 28)
        self.net = nn.Sequential(
            nn.Conv2d(2, 32, 4, stride=2, padding=1),  # image and plane; 28 -> 14
            nn.LeakyReLU(0.2),
            nn.Conv2d(32, 64, 4, stride=2, padding=1),  # 14 -> 7
            nn.BatchNorm2d(64),
            nn.LeakyReLU(0.2),
            nn.Conv2d(64, 128, 3, stride=2, padding=1),  # 7 -> 4
            nn.BatchNorm2d(128),
            nn.LeakyReLU(0.2),
            nn.Flatten(),  # (N, 128, 4, 4) -> (N, 2048)
            nn.Linear(128 * 4 * 4, 1),
        )
        ### STUB
        # raise NotImplementedError("TODO 7.3: a plane for each label, and the layers")
        ### END SOLUTION

    def forward(self, x, labels):
        ### BEGIN SOLUTION
        plane = self.embed(labels).view(-1, 1, 28, 28)  # (N,) -> (N, 784) -> (N, 1, 28, 28)
        return self.net(torch.cat([x, plane], dim=1)).squeeze(1)  # (N, 2, 28, 28) -> (N,)
        ### STUB
        # raise NotImplementedError("TODO 7.3: let image and label meet, and use the layers")
        ### END SOLUTION


# %% id="check-discriminator" tags=["check"] exercise="7.3"
check("7.3")

# %% [markdown] id="discriminator-question"
r"""
**Think.** Suppose that G gets labels and D gets none. What would G learn to do with its labels? And the other way round: D gets labels, and G none?
"""

# %% [markdown] id="discriminator-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** A D without labels asks only for real-looking garments. Any garment pleases it, whatever was ordered, so nothing ties G's label to a class: G may ignore it, or use it as some more random numbers. If D gets labels and G none, G cannot know what is expected of it. It can only draw garments as they come, and D, who sees that most of them do not fit their label, wins too easily. The label must reach both.
### END SOLUTION
"""

# %% [markdown] id="first-training-theory"
r"""
## 5 · Garments on request

Your pair, and the package's loop `fit`. Batches now carry labels: `next(batches)` gives `(x_real, labels)`, and `fit` hands the labels to both networks. In a moment you will write these updates yourself.

**What to expect.** On the dashboard, and in the film after it, each column is one class, 0 to 9, and all ten get the same z. First clouds, then, early, different clouds for different classes, then garments.

⏳ *Wait about a minute in the standard profile.* `keep` writes a training of more than a minute down, once a minute: if the session is lost, run the cells again, and it goes on from there. (In Colab, mount your Drive first: files beside the notebook go with the session.)
"""

# %% id="first-training" tags=["train"]
FIRST_STEPS = {"quick": 20, "standard": 1000, "gpu": 5000}[profile()]
BATCH_SIZE = 32
loss = losses.with_real_label(0.9)


def make_optimizers(G, D):
    """Adam without a memory for directions, as in lesson 03."""
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.99))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.0, 0.99))
    return opt_g, opt_d


seed_everything(0)
G, D = Generator(nz, n_classes).to(device), Discriminator(n_classes).to(device)
opt_g, opt_d = make_optimizers(G, D)
batches = Batches(data.images, BATCH_SIZE, labels=data.labels, device=device)

z_one = torch.randn(1, nz, generator=torch.Generator().manual_seed(1))
ema = EMA(G, decay=0.999)  # the average of G's weights, as in lesson 02
z_ten, orders = z_one.repeat(n_classes, 1), torch.arange(n_classes)
film = SampleGrid(z_ten, FIRST_STEPS // 5, cond=(orders,), source=ema.G)
dashboard = Dashboard(z_ten, cond=(orders,), source=ema.G, title="One z, ten orders")
state = fit(
    G, D, batches, loss, opt_g, opt_d,
    nz=nz, n_steps=FIRST_STEPS, precision=precision, callbacks=[ema, film, dashboard],
    keep="07_first",
)  # fmt: skip
viz.show(
    viz.rows(
        {f"step {step:,}": pictures for step, pictures in film.samples},
        f"One z, ten orders, over the steps\ntrained on {data.source}",
        columns=[str(c) for c in range(n_classes)],
    )
)

# %% [markdown] id="class-grid-exercise"
r"""
One z is not much to go by. A good picture of a conditional G has one class in each row, and one z in each column:

```
             z_0   z_1   z_2  ...
class 0
class 1
...
```

Then a row shows how different the garments of a class are, and a column what changes with the order alone.

### Exercise 7.4 · One class a row, one z a column

★★☆ · 5 minutes · 2 points · core

*Goal:* z and labels for a picture that shows at a glance what a conditional G can do.

*Fixed:* `class_grid(nz, n_classes, n)` returns `(z, labels)` for a picture that is filled row by row, with n images in a row: z `(n_classes * n, nz)` and labels `(n_classes * n,)`, whole numbers. The first n labels are 0, the next n are 1, and so on. There are n standard normal z, drawn once, and every row uses the same n in the same order. *Free:* how; a seed of their own does no harm.

*Expect:* with `z, labels = class_grid(2, 3, 2)`, labels are `0, 0, 1, 1, 2, 2`, and z has six rows, of which the first, third and fifth are the same.

<details><summary>Hint 1</summary>

Of 0, 1, 2, `repeat(3)` makes 0, 1, 2, 0, 1, 2, 0, 1, 2, and `repeat_interleave(3)` makes 0, 0, 0, 1, 1, 1, 2, 2, 2. Which of them do the labels need, and which the z?

</details>
<details><summary>Hint 2</summary>

`torch.arange(n_classes)` are the classes. `torch.randn(n, nz).repeat(n_classes, 1)` lays n rows of z under one another again and again.

</details>
"""


# %% id="class-grid" tags=["answer"] exercise="7.4"
def class_grid(nz, n_classes, n):
    """-> z (n_classes * n, nz) and labels (n_classes * n,): one class a row, one z a column."""
    ### BEGIN SOLUTION
    z = torch.randn(n, nz).repeat(n_classes, 1)
    labels = torch.arange(n_classes).repeat_interleave(n)
    return z, labels
    ### END SOLUTION


# %% id="check-class-grid" tags=["check"] exercise="7.4"
check("7.4")

# %% id="first-grid"
seed_everything(1)
z_grid, labels_grid = class_grid(nz, n_classes, 8)


def show_grid(G, title):
    """A row of images for each class, each column drawn from one z."""
    pictures = generate(G, z_grid, labels_grid).view(n_classes, -1, 1, 28, 28)
    rows = dict(zip(names, pictures, strict=True))
    viz.show(viz.rows(rows, f"{title}\ntrained on {data.source}"))


show_grid(ema.G, f"Garments on request after {FIRST_STEPS:,} steps")

# %% [markdown] id="grid-question"
r"""
**Think.** Look down a column: one z, ten classes. Is there anything that these ten garments share? What would you expect them to share, and why does nobody force G to do so?
"""

# %% [markdown] id="grid-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** Usually there is: where the coat is bright, the boot is bright too, and among garments that resemble each other (pullover, coat, shirt) sleeves or width may go along. The label decides the class, and z is left with all the rest, which one might call the style. But the game asks only that, class by class, the images look like real ones. G may use the same z for a dark coat and for a bright boot, and D will never complain. What is shared comes from the shared weights: it is cheaper for G to use one "dark" for all classes.
### END SOLUTION
"""

# %% [markdown] id="train-discriminator-exercise"
r"""
## 6 · Both updates, with labels

D's batch consists of pairs, an image and a label. The real pairs come from the data. For the generated ones we take *the same labels*, and let G draw for them:

$$\mathcal L_D = \ell_D\big(D(x, y),\; D(G(z, y),\, y)\big)$$

($\ell_D$ is the function `loss.d_loss` of two batches of logits; in exercise 7.6, $\ell_G$ is `loss.g_loss`.) Both batches then have the same classes equally often, and all that D can go by is how the images look and whether they fit. Everything hangs on one thing: **the label that D sees with an image must be the label that this image was drawn for.**

### Exercise 7.5 · One update of D, with labels

★★★ · 7 minutes · 3 points · core

*Goal:* D learns, from one batch, what is real *and* fits its label.

*Fixed:* `train_discriminator(G, D, opt_d, loss, x_real, labels, z)` moves D's weights by one step of `opt_d` down the slope of `loss.d_loss(d_real, d_fake)`: D's logits for `x_real` with `labels`, and for what G draws from z, once, for the same labels. G's weights stay, and no gradient reaches them. Returns the loss. *Free:* the rest.

*Expect:* with a fresh pair and `loss = losses.with_real_label(0.9)` the first loss is between 1.4 and 1.5. Afterwards `p.grad` is still None for each `p` in `G.parameters()`.

<details><summary>Hint 1</summary>

It is exercise 2.6 with labels: draw `x_fake`; compute the loss; `zero_grad`; `backward`; `step`. Where do labels go in? In three places.

</details>
<details><summary>Hint 2</summary>

`x_fake = G(z, labels).detach()`. Then `D(x_real, labels)` and `D(x_fake, labels)`.

</details>
"""


# %% id="train-discriminator" tags=["answer"] exercise="7.5"
def train_discriminator(G, D, opt_d, loss, x_real, labels, z):
    """x_real (N, 1, 28, 28), labels (N,), z (N, nz): move D once -> D's loss."""
    ### BEGIN SOLUTION
    x_fake = G(z, labels).detach()  # drawn to order; D's loss must not reach G
    d_loss = loss.d_loss(D(x_real, labels), D(x_fake, labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()
    ### END SOLUTION


# %% id="check-train-discriminator" tags=["check"] exercise="7.5"
check("7.5")

# %% [markdown] id="train-generator-exercise"
r"""
### Exercise 7.6 · One update of G, with labels

★★☆ · 4 minutes · 2 points · core

$$\mathcal L_G = \ell_G\big(D(G(z, y),\, y)\big)$$

*Goal:* G learns to draw what D takes for a real image *of this class*.

*Fixed:* `train_generator(G, D, opt_g, loss, labels, z)` moves G's weights by one step of `opt_g` down the slope of `loss.g_loss(d_fake)`, where D judges, once, what G drew from z for `labels`, *with the label that it was drawn for*. D's weights stay. Returns the loss. *Free:* the rest.

*Expect:* with a fresh pair and the loss of 7.5 one number near 1 comes back. G's weights have changed, D's have not. That D's weights now hold gradients does no harm: the next update of D begins with `zero_grad`.

<details><summary>Hint 1</summary>

What must not be in here, though it was in 7.5?

</details>
<details><summary>Hint 2</summary>

No `detach` between G and D. The labels go in twice: `D(G(z, labels), labels)`.

</details>
"""


# %% id="train-generator" tags=["answer"] exercise="7.6"
def train_generator(G, D, opt_g, loss, labels, z):
    """labels (N,), z (N, nz): move G once -> G's loss."""
    ### BEGIN SOLUTION
    g_loss = loss.g_loss(D(G(z, labels), labels))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()
    ### END SOLUTION


# %% id="check-train-generator" tags=["check"] exercise="7.6"
check("7.6")

# %% [markdown] id="training-note"
r"""
Your updates, in a loop that you have written before (exercise 2.8). A new pair, trained longer than the first one. **What to expect.** Cleaner garments than in the first grid. Look for the classes that stay poor: where real ones differ most from one another, there is most to learn.

⏳ *Wait about three minutes in the standard profile.*
"""

# %% id="training" tags=["train"]
STEPS = {"quick": 20, "standard": 2500, "gpu": 20_000}[profile()]


def train_pair(G, D, n_steps, name):
    """Train by your two updates, in ten pieces kept as `name` -> the average of G."""
    for net in (G, D):
        prefer_channels_last(net)  # the same arithmetic, in an order that processors like
    opt_g, opt_d = make_optimizers(G, D)
    batches = Batches(data.images, BATCH_SIZE, labels=data.labels, device=device)
    state, ema = TrainState(G, D, opt_g, opt_d), EMA(G, decay=0.999)
    every = n_steps // 10
    for piece in in_pieces(
        name, 10, G=G, D=D, opt_g=opt_g, opt_d=opt_d, batches=batches, ema=ema, every=every,
        updates=(train_discriminator, train_generator), loss=loss,
    ):  # fmt: skip
        start = 1 + piece * every
        for state.step in trange(start, start + every, desc=f"piece {piece + 1} of 10"):
            x_real, labels = next(batches)
            z = torch.randn(len(x_real), nz, device=device)
            train_discriminator(G, D, opt_d, loss, x_real, labels, z)
            z = torch.randn(len(x_real), nz, device=device)
            train_generator(G, D, opt_g, loss, labels, z)
            ema.after_step(state)
    return ema.G


seed_everything(2)
G, D = Generator(nz, n_classes).to(device), Discriminator(n_classes).to(device)
G_best = train_pair(G, D, STEPS, "07_own")
show_grid(G_best, f"My own updates, {STEPS:,} steps")

# %% [markdown] id="agreement-theory"
r"""
## 7 · Does G draw what was asked for?

Row by row it looks like it. But 80 pictures are few, and you know what each row should show, so you see it there. Ask somebody who does not know: a **judge**, the classifier of the course, which learnt garments from real images and has never seen one of G's. It names each image. The share that it names as ordered is the **agreement**.

The judge must be *independent*: D would not do, since G was trained to please D.

### Exercise 7.7 · Does the judge agree?

★★☆ · 5 minutes · 2 points · core

*Goal:* a number for each class that says how often G obeys.

*Fixed:* `agreement(probabilities, labels)` takes the judge's probabilities `(N, C)` and the labels that were asked for `(N,)`. It returns `(C,)`: for each class, of the images that were *asked for* as that class, the share whose most probable class is that class. Each class was asked for at least once, not all equally often. *Free:* how.

*Expect:* for `torch.tensor([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]])` and the labels `torch.tensor([0, 1, 1])` you get `1.0, 0.5`: of the two images asked for as class 1 the judge recognises one.

<details><summary>Hint 1</summary>

The judge's choice is `probabilities.argmax(1)`. Where is it equal to the label?

</details>
<details><summary>Hint 2</summary>

`right[labels == c]` are the images asked for as class c, and `.float().mean()` makes a share of true and false. Once for each class.

</details>
<details><summary>Hint 3</summary>

`torch.stack([right[labels == c].float().mean() for c in range(probabilities.shape[1])])`.

</details>
"""


# %% id="agreement" tags=["answer"] exercise="7.7"
def agreement(probabilities, labels):
    """The judge's (N, C), the labels asked for (N,) -> for each class the share that agrees, (C,)."""
    ### BEGIN SOLUTION
    right = probabilities.argmax(1) == labels  # (N,)
    classes = range(probabilities.shape[1])
    return torch.stack([right[labels == c].float().mean() for c in classes])
    ### END SOLUTION


# %% id="check-agreement" tags=["check"] exercise="7.7"
check("7.7")

# %% [markdown] id="agreement-note"
r"""
The judge errs too. How often, real images tell: theirs is the mark to reach, not 100 %.

**What to expect.** Most bars are lower than those of real images. The judge doubts most where you would, too.
"""

# %% id="measure-agreement" tags=["train"]
N_PER_CLASS = {"quick": 256, "standard": 500, "gpu": 1000}[profile()]


def ask_for(G, n_per_class, seed):
    """n_per_class images of each class -> images (N, 1, 28, 28), the labels asked for (N,)."""
    labels = torch.arange(n_classes).repeat_interleave(n_per_class)
    z = torch.randn(len(labels), nz, generator=torch.Generator().manual_seed(seed))
    return generate(G, z, labels), labels


def judge(images):
    """What the judge says of images: a probability for each class, (N, C)."""
    return metrics.features(images, "fashion-mnist")[1]


N_TEST = {"quick": 3000}.get(profile(), 10_000)
test = load("fashion-mnist", train=False)  # real images that no network was trained on
order = torch.randperm(len(test), generator=torch.Generator().manual_seed(0))[:N_TEST]
test_images, test_labels = test.images[order], test.labels[order]
asked_images, asked_labels = ask_for(G_best, N_PER_CLASS, seed=3)
called = judge(asked_images).argmax(1)
mine = agreement(judge(asked_images), asked_labels)
ceiling = agreement(judge(test_images), test_labels)
print(f"{len(asked_images):,} generated images: agreement {mine.mean():.1%}")
print(f"{len(test_images):,} real images:      agreement {ceiling.mean():.1%}")
viz.show(
    viz.grouped_bars(
        {"generated": mine.tolist(), "real": ceiling.tolist()},
        names,
        f"How often the judge agrees with the label\ntrained on {data.source}",
        y_label="share",
    )
)

# %% id="disagreement"
worst = int(mine.argmin())


def print_names(what, images, labels):
    """What the judge calls images that should be of the worst class."""
    called = judge(images[labels == worst]).argmax(1)
    shares = torch.bincount(called, minlength=n_classes) / len(called)
    most = shares.argsort(descending=True)[:4].tolist()
    print(f"{what:<10}", ", ".join(f"{names[c]} {shares[c]:.0%}" for c in most))


print(f"{names[worst]!r} is what the judge agrees with least. It says")
print_names("generated:", asked_images, asked_labels)
print_names("real:", test_images, test_labels)
wrong = (asked_labels == worst) & (called != worst)
if wrong.any():
    viz.show(
        viz.images(
            asked_images[wrong][:16],
            f"Asked for: {names[worst]}. The judge disagrees\ntrained on {data.source}",
            n_columns=8,
        )
    )

# %% [markdown] id="agreement-question"
r"""
**Think.** Which classes does the judge mix up in *real* images? Could G reach a higher agreement than real images do? And would an agreement of 100 % mean that G is perfect?
"""

# %% [markdown] id="agreement-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** Mostly shirts, with T-shirts, pullovers and coats: look at the rows of real images, where some of them can hardly be told apart. G could well come out above real images: if it draws only typical shirts, those with buttons and a collar, say, and never the doubtful ones, the judge is always sure. So a high agreement does not say that G shows all that there is in a class. One single perfect shirt, drawn a thousand times, would get 100 %. Agreement measures obedience. For quality *and* variety within a class we need a distance, class by class.
### END SOLUTION
"""

# %% [markdown] id="class-walk-exercise"
r"""
## 8 · Between two classes

In lesson 03 you walked from one z to another. Now z stays, and you walk from one class to another:

$$e(t) = (1 - t)\,e_a + t\,e_b, \qquad \text{image}(t) = G.\text{draw}\big(z,\, e(t)\big)$$

Here $e_a$ and $e_b$ are the vectors of the two classes, and t goes from 0 to 1. In between, G is asked for something that is *no class at all*: at t = 0.3 for 70 % trousers and 30 % dress. It has never been trained there.

### Exercise 7.8 · Between two classes

★★☆ · 6 minutes · 2 points · core

*Goal:* see what G makes of an order that nobody ever gave it.

*Fixed:* `class_walk(G, z, label_a, label_b, n)` takes one z `(nz,)` and two labels, plain numbers, and returns n images `(n, 1, 28, 28)`: the first is class label_a, the last is class label_b, with even steps of t in between. z is the same all along. G comes in evaluation mode and stays in it; it has `embed` and `draw` as in 7.2. *Free:* the rest.

*Expect:* the first image is what `G(z.view(1, -1), torch.tensor([label_a]))` draws, the last one is the same for label_b. A walk from a class to itself shows the same image n times.

<details><summary>Hint 1</summary>

What goes wrong if you walk through the *numbers*, from 1 to 3? Walk through the vectors: `G.embed(torch.tensor([label_a, label_b]))` gives both, as two rows.

</details>
<details><summary>Hint 2</summary>

`t = torch.linspace(0, 1, n).view(-1, 1)`, as a column, and `(1 - t) * e_a + t * e_b` has n rows. z needs n rows too: `z.expand(n, -1)`.

</details>
<details><summary>Hint 3</summary>

`with torch.no_grad():` around all of it, and in the end `return G.draw(z.expand(n, -1), e)`. (On a GPU: `device=z.device` for the new tensors.)

</details>
"""


# %% id="class-walk" tags=["answer"] exercise="7.8"
def class_walk(G, z, label_a, label_b, n):
    """One z (nz,), two labels -> n images (n, 1, 28, 28), from class label_a to class label_b."""
    ### BEGIN SOLUTION
    with torch.no_grad():
        e_a, e_b = G.embed(torch.tensor([label_a, label_b], device=z.device))  # (E,) each
        t = torch.linspace(0, 1, n, device=z.device).view(-1, 1)  # (n, 1)
        e = (1 - t) * e_a + t * e_b  # (n, E)
        return G.draw(z.expand(n, -1), e)
    ### END SOLUTION


# %% id="check-class-walk" tags=["check"] exercise="7.8"
check("7.8")

# %% id="class-walks"
PAIRS = [(1, 3), (7, 9), (0, 2), (8, 9), (5, 7)]  # choose your own
z_walk = z_grid[0].to(device)
walks = {f"{names[a]} to\n{names[b]}": class_walk(G_best, z_walk, a, b, 9).cpu() for a, b in PAIRS}
viz.show(viz.rows(walks, f"One z, from class to class\ntrained on {data.source}"))

# %% id="class-walk-judged"
a, b = PAIRS[0]
steps = judge(class_walk(G_best, z_walk, a, b, 41).cpu())
viz.show(
    viz.curves(
        {names[c]: steps[:, c].tolist() for c in (a, b)}
        | {"any other": (1 - steps[:, a] - steps[:, b]).tolist()},
        f"What the judge says on the way from {names[a]} to {names[b]}\ntrained on {data.source}",
        x=torch.linspace(0, 1, 41).tolist(),
        x_label="t",
        y_label="probability",
    )
)

# %% id="explore"
LatentExplorer(
    G_best, nz=nz, class_names=names, title=f"My conditional GAN, trained on {data.source}"
)

# %% [markdown] id="class-walk-question"
r"""
**Think.** Are the garments half-way sensible? Is the way from sneaker to ankle boot better than the one from bag to ankle boot, and why? What would you have seen if `class_walk` had mixed the two finished *pictures* instead?
"""

# %% [markdown] id="class-walk-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** Between classes that resemble each other something sensible may lie: a sneaker whose shaft grows is a boot. Between a bag and a boot there is nothing in the world, and G must make something up. No image in between was ever judged by D, since D only knows the ten labels: what one sees there is how smoothly G happens to bend. Often the picture stays with one class for a while and changes within a short stretch. A mix of two finished pictures would be a cross-fade: both garments half transparent on top of each other, for any t, and no G is needed for that.
### END SOLUTION
"""

# %% [markdown] id="teaching-theory"
r"""
## 9 · Can one learn from it?

The hardest test for a conditional G. If it really knows what is in each class, then its images can *teach*: train a classifier on generated images alone, and let it name real ones. The idea is called "train on synthetic, test on real", TSTR (Esteban et al., "Real-valued (Medical) Time Series Generation with Recurrent Conditional GANs", 2017; as a measure for images Ravuri and Vinyals, "Classification Accuracy Score for Conditional Generative Models", 2019).

This test sees what the agreement cannot see. A G that draws one perfect shirt a thousand times gets an agreement of 100 %, and is a terrible teacher.

### Exercise 7.9 · A teacher that never saw a photograph

★★☆ · 8 minutes · 3 points · core

*Goal:* a classifier that knows garments from your G alone.

*Fixed:* `train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size)` trains the classifier `net`, images `(N, 1, 28, 28)` → logits `(N, n_classes)`, and returns a list of its losses, one a step. In each step: draw `batch_size` new labels, all classes equally likely; draw new standard normal z; let G draw; make one step of `opt` down the cross-entropy of `net`'s logits with these labels. G comes in evaluation mode; it learns nothing, and no gradient reaches it. Leave the modes of both networks as they are, and all weights trainable. *Free:* the rest.

*Expect:* a list of n_steps numbers. With ten classes the first is about log 10 = 2.3, as for any classifier that guesses; with a trained G they soon fall.

<details><summary>Hint 1</summary>

`torch.randint(0, n_classes, (batch_size,))` gives labels from 0 to n_classes - 1. Draw inside the loop: a generator never runs out of images.

</details>
<details><summary>Hint 2</summary>

`with torch.no_grad(): images = G(z, labels)`. And `F.cross_entropy(net(images), labels)` takes logits, no softmax before it.

</details>
<details><summary>Hint 3</summary>

Then `opt.zero_grad()`, `value.backward()`, `opt.step()`, `history.append(value.item())`. On a GPU labels and z belong where G is: `device = next(G.parameters()).device`.

</details>
"""


# %% id="train-on-generated" tags=["answer"] exercise="7.9"
def train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size):
    """Train the classifier net on images that G draws to order -> losses, one a step."""
    ### BEGIN SOLUTION
    device = next(G.parameters()).device
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,), device=device)
        z = torch.randn(batch_size, nz, device=device)
        with torch.no_grad():
            images = G(z, labels)
        value = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        value.backward()
        opt.step()
        history.append(value.item())
    return history
    ### END SOLUTION


# %% id="check-train-on-generated" tags=["check"] exercise="7.9"
check("7.9")

# %% [markdown] id="teaching-note"
r"""
Two equal classifiers, equally many steps, equally large batches. One learns from your G, the other from real images. **Guess first:** whose loss will be the lower one?

⏳ *Wait about a minute and a half in the standard profile.*
"""

# %% id="teaching" tags=["train"]
TEACHING_STEPS = {"quick": 10, "standard": 400, "gpu": 2000}[profile()]


def new_classifier():
    net = Classifier(n_outputs=n_classes).to(device)
    prefer_channels_last(net)
    return net, torch.optim.Adam(net.parameters(), lr=1e-3)


seed_everything(3)
net_generated, opt = new_classifier()
taught = train_on_generated(net_generated, opt, G_best, nz, n_classes, TEACHING_STEPS, 128)

seed_everything(3)
net_real, opt = new_classifier()
real_batches = Batches(data.images, 128, labels=data.labels, device=device)
real_taught = []
for _ in range(TEACHING_STEPS):
    x_real, labels = next(real_batches)
    value = F.cross_entropy(net_real(x_real), labels)
    opt.zero_grad()
    value.backward()
    opt.step()
    real_taught.append(value.item())

viz.show(
    viz.curves(
        {"taught by G": taught, "taught by real images": real_taught},
        f"Two classifiers learn\n{data.source}",
        y_label="cross-entropy",
        smooth=min(10, TEACHING_STEPS // 2),
    )
)

# %% [markdown] id="report-teachers"
r"""
Each loss was measured on what its classifier learns from. So far nobody knows who is the better teacher.

## 10 · Find the bug in the report

The classifier-FID (lessons 03 and 05) says how far one set of images is from another: lower is better.

### Exercise 7.10 · Bug hunt: every class is terrible

★★☆ · 6 minutes · 2 points · core

> *"As one number, the classifier-FID of our 5,000 samples is small. But then we computed it class by class, each class's samples against the 10,000 real test images, and every single class is terrible! The one number hides how bad the classes are."*

*Goal:* a distance for each class that is fair to it.

*Fixed:* `class_fids(images, labels, real, real_labels, distance)` gets generated images with the labels asked for, real images with theirs, and a function `distance(images, real)`. It returns a dictionary: class (a plain number) → distance of the generated images of this class to the real images *of this class*, for each class that is in `real_labels` (their numbers may have gaps). Every set that goes into `distance`, of all classes, generated or real, has the same number of images: as many as the smallest of them has. *Free:* which images are left out. (Miyato and Koyama, "cGANs with Projection Discriminator", 2018, use this measure under the name intra-FID.)

*Expect:* one entry a class, each set of the same size. Try it with `lambda images, real: (len(images), len(real))` in the place of `distance`: for labels `[0, 0, 0, 2, 2]` and real labels `[0, 0, 2, 2, 2, 2]` you get `{0: (2, 2), 2: (2, 2)}`, where the report gets `{0: (3, 6), 2: (2, 6)}`.

<details><summary>Hint 1</summary>

A thousand *real* boots, held against a whole shop: is their distance small?

</details>
<details><summary>Hint 2</summary>

`real[real_labels == c]` are the real images of class c. And lesson 03, exercise 3.9: the distance depends on the number of images.

</details>
<details><summary>Hint 3</summary>

First `n = min(...)` over all classes of both sets, `int((labels == c).sum())`. Then, for each class, `distance(images[labels == c][:n], real[real_labels == c][:n])`.

</details>
"""


# %% id="class-fids" tags=["answer"] exercise="7.10"
def class_fids(images, labels, real, real_labels, distance):
    """Generated and real images with labels, distance(images, real) -> class -> distance."""
    ### BEGIN SOLUTION
    classes = real_labels.unique().tolist()
    n = min(int((y == c).sum()) for y in (labels, real_labels) for c in classes)
    return {c: distance(images[labels == c][:n], real[real_labels == c][:n]) for c in classes}
    ### STUB
    # # TODO 7.10: this is what the report did. What is wrong with it?
    # classes = real_labels.unique().tolist()
    # return {c: distance(images[labels == c], real) for c in classes}
    ### END SOLUTION


# %% id="check-class-fids" tags=["check"] exercise="7.10"
check("7.10")

# %% [markdown] id="class-fids-note"
r"""
Now class by class, with the floor beside it: what as many real training images of the class get. The last line makes the report's mistake on purpose, with real images. **What to expect.** Bars far above their floors, of very different height; and a last number larger than all of them, although nothing could be more real.
"""

# %% id="measure-class-fids" tags=["train"]


def fid(images, real):
    """Classifier-FID of images; state their number, and the floor, beside it."""
    return metrics.classifier_fid(images, real, "fashion-mnist")


n_train = {"quick": 6000}.get(profile(), 20_000)  # of the training images, for the floor
by_fid = class_fids(asked_images, asked_labels, test_images, test_labels, fid)
train_images, train_labels = data.images[:n_train], data.labels[:n_train]
keep = torch.cat([(train_labels == c).nonzero().flatten()[:N_PER_CLASS] for c in range(n_classes)])
floors = class_fids(train_images[keep], train_labels[keep], test_images, test_labels, fid)
viz.show(
    viz.grouped_bars(
        {"generated": list(by_fid.values()), "floor: real": list(floors.values())},
        names,
        f"Classifier-FID class by class, {N_PER_CLASS} images each, lower is better\n{data.source}",
        y_label="classifier-FID",
    )
)
best, worst = (pick(by_fid, key=by_fid.get) for pick in (min, max))
print(
    f"best class {names[best]} {by_fid[best]:.0f}, worst class {names[worst]} {by_fid[worst]:.0f}"
)
print(f"mean of the classes {sum(by_fid.values()) / n_classes:.1f}, "
      f"all {len(asked_images):,} as one set {fid(asked_images, test_images):.1f}")  # fmt: skip
real_boots = data.images[data.labels == 9][:N_PER_CLASS]
mistaken = fid(real_boots, test_images)
print(f"the report's mistake: {N_PER_CLASS} *real* ankle boots against all classes {mistaken:.0f}")

# %% [markdown] id="compare-teachers-exercise"
r"""
### Exercise 7.11 · Bug hunt: better than real

★☆☆ · 4 minutes · 1 point · core

> *"Then we tested the two classifiers. The one taught by real images names nearly nine of ten test images right. The one taught by our G does better than that on its 1,000 test images. So generated images are the better teachers, and nobody needs to collect real ones any more."*

*Goal:* a comparison that answers the question.

*Fixed:* `compare_teachers(nets, tests, accuracy)` gets a dictionary name → classifier, with any names; `tests`, a dictionary with two sets of test images, `tests["real"]` and `tests["generated"]`, each a pair `(images, labels)`; and a function `accuracy(net, images, labels)`. It returns a dictionary name → accuracy, such that the numbers answer the question: who names real garments best? *Free:* how.

*Expect:* one number for each classifier. It still works when `nets` holds a third one, `"both"`, for which `tests` has no entry. In the table below your numbers all stand in one column.

<details><summary>Hint 1</summary>

On which images did the report test each of the two?

</details>
<details><summary>Hint 2</summary>

`tests[name]` is the line's mistake: it chooses another test for each. One test for all, and of the two the one that shows real garments.

</details>
"""


# %% id="compare-teachers" tags=["answer"] exercise="7.11"
def compare_teachers(nets, tests, accuracy):
    """name -> classifier, kind -> (images, labels) -> name -> accuracy."""
    ### BEGIN SOLUTION
    return {name: accuracy(net, *tests["real"]) for name, net in nets.items()}
    ### STUB
    # # TODO 7.11: this is what the report did. What is wrong with it?
    # return {name: accuracy(net, *tests[name]) for name, net in nets.items()}
    ### END SOLUTION


# %% id="check-compare-teachers" tags=["check"] exercise="7.11"
check("7.11")

# %% id="measure-teachers" tags=["train"]


@torch.no_grad()
def accuracy(net, images, labels):
    """Share of images that net names right."""
    net.eval()
    called = torch.cat([net(to_float(x).to(device)).argmax(1).cpu() for x in images.split(500)])
    net.train()
    return (called == labels).float().mean().item()


fresh_images, fresh_labels = ask_for(G_best, 100, seed=4)
tests = {"real": (test_images, test_labels), "generated": (to_uint8(fresh_images), fresh_labels)}
nets = {"real": net_real, "generated": net_generated}
print(f"tested on                 {len(test_images):,} real   {len(fresh_labels):,} generated")
for name, net in nets.items():
    on_real, on_generated = (accuracy(net, *tests[kind]) for kind in ("real", "generated"))
    print(f"taught by {name:<12}{on_real:>15.1%}{on_generated:>18.1%}")
answer = compare_teachers(nets, tests, accuracy)
print(
    "\nyour answer:", ", ".join(f"taught by {name} {share:.1%}" for name, share in answer.items())
)

# %% [markdown] id="teachers-question"
r"""
**Think.** Why does the classifier that was taught by G do so well on generated images, and less well on real ones? What does the difference tell you about G that the agreement of section 7 did not? And where might one train on generated images although real ones teach better?
"""

# %% [markdown] id="teachers-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** G draws the typical garments of each class, with less variety than there is in the world and with a style of its own. Its pictures are easier to tell apart, so a classifier that learnt from them is nearly always right about more of the same. On real images it meets what G never draws: odd cuts, patterns, garments that are hard to name. The gap is a measure of what is missing in G, in variety and in truth. The agreement looks at the drawn images only, and cannot miss what is not there. One might still train on generated images where the real ones may not be handed out, medical ones for example, or to add images to a small class; but a G can also repeat single training images, so "generated" is not by itself "anonymous" (lesson 03, section 8).
### END SOLUTION
"""

# %% [markdown] id="score-note"
r"""
Your points:
"""

# %% id="core-score"
score("07")

# %% [markdown] id="planes-note"
r"""
## 11 · Optional: D's label planes

If your D has a plane for each class, here they are. They began as pure noise, and if you see nothing but noise now, do not be disappointed: D needs ten patterns that differ, and noise does that well. Its first convolution learns to read them. (If you chose another way in, this cell draws nothing.)
"""

# %% id="planes"
planes = getattr(D, "embed", None)
if isinstance(planes, nn.Embedding) and planes.embedding_dim == 784:
    pictures = planes.weight.detach().cpu().view(-1, 1, 28, 28)
    pictures = pictures / pictures.abs().amax()
    rows = {"classes\n0 to 4": pictures[:5], "classes\n5 to 9": pictures[5:10]}
    viz.show(viz.rows(rows, f"D's planes, one a class\ntrained on {data.source}"))

# %% [markdown] id="projection-exercise"
r"""
## 12 · Optional: the projection discriminator

Miyato and Koyama ("cGANs with Projection Discriminator", 2018) asked what the best possible D looks like when labels are given. Its logit falls into two parts: how real is x, whatever its class, and how well does y fit x. So they built D that way. Let $\phi(x)$ be the F numbers that D has found in the image before its last layer:

$$D(x, y) = \underbrace{\text{Linear}\big(\phi(x)\big)}_{\text{how real}} + \underbrace{e_y \cdot \phi(x)}_{\text{how well y fits}}$$

The label's vector $e_y$ has F numbers too, and is multiplied with the features: the two meet in a *product*, not in a sum, and so the slope at x depends on y. (Compare the trap of section 4.)

### Exercise 7.12 · A projection discriminator

★★★ · 12 minutes · 2 points · optional

*Goal:* a D that is built the way the best D looks.

*Fixed:* a class `ProjectionDiscriminator(nn.Module)`, made as `ProjectionDiscriminator(n_classes)`. `D.features(x)` gives `(N, F)`; `D.embed` is an `nn.Embedding(n_classes, F)`; `D(x, labels)` gives logits `(N,)` by the formula above, with a Linear layer of these features. An activation stands between each two layers. *Free:* the layers, F.

*Expect:* `D.features(x)` is `(N, F)` and `D.embed.weight` is `(n_classes, F)`, with one F. After `nn.init.zeros_(D.embed.weight)` the label makes no difference to the logit.

<details><summary>Hint 1</summary>

Your D of lesson 03, in two parts: all layers up to `nn.Flatten()`, and the last Linear. The image has one channel again.

</details>
<details><summary>Hint 2</summary>

The product of two rows, for each sample of the batch: `(self.embed(labels) * features).sum(dim=1)`.

</details>
"""


# %% id="projection" tags=["answer"] exercise="7.12"
class ProjectionDiscriminator(nn.Module):
    """Images (N, 1, 28, 28) and labels (N,) -> logits (N,)."""

    def __init__(self, n_classes):
        super().__init__()
        ### BEGIN SOLUTION
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1),  # 28 -> 14
            nn.LeakyReLU(0.2),
            nn.Conv2d(32, 64, 4, stride=2, padding=1),  # 14 -> 7
            nn.BatchNorm2d(64),
            nn.LeakyReLU(0.2),
            nn.Conv2d(64, 128, 3, stride=2, padding=1),  # 7 -> 4
            nn.BatchNorm2d(128),
            nn.LeakyReLU(0.2),
            nn.Flatten(),  # (N, 128, 4, 4) -> (N, 2048)
        )
        self.last = nn.Linear(128 * 4 * 4, 1)
        self.embed = nn.Embedding(n_classes, 128 * 4 * 4)
        nn.init.normal_(self.embed.weight, std=0.02)  # 2048 products add up: start small
        ### STUB
        # raise NotImplementedError("TODO 7.12: the features, the last layer, the label vectors")
        ### END SOLUTION

    def features(self, x):
        ### BEGIN SOLUTION
        return self.net(x)  # (N, 1, 28, 28) -> (N, 2048)
        ### STUB
        # raise NotImplementedError("TODO 7.12: all but the last layer")
        ### END SOLUTION

    def forward(self, x, labels):
        ### BEGIN SOLUTION
        features = self.features(x)
        realness = self.last(features).squeeze(1)  # (N,)
        return realness + (self.embed(labels) * features).sum(dim=1)
        ### STUB
        # raise NotImplementedError("TODO 7.12: two terms")
        ### END SOLUTION


# %% id="check-projection" tags=["check"] exercise="7.12"
check("7.12")

# %% [markdown] id="projection-note"
r"""
The same generator, the same updates, the same number of steps; only D is another one.

⏳ *Wait about three minutes in the standard profile.*
"""

# %% id="projection-training" tags=["train"]
seed_everything(2)
G_other = Generator(nz, n_classes).to(device)
D_other = ProjectionDiscriminator(n_classes).to(device)
G_projection = train_pair(G_other, D_other, STEPS, "07_projection")
show_grid(G_projection, f"Projection discriminator, {STEPS:,} steps")

# %% id="projection-measure" tags=["train"]
other_images, _ = ask_for(G_projection, N_PER_CLASS, seed=3)
print(f"{len(other_images):,} images      agreement   classifier-FID")
for name, images in (("plane", asked_images), ("projection", other_images)):
    share = agreement(judge(images), asked_labels).mean()
    print(f"{name:<16}{share:>12.1%}{fid(images, test_images):>17.1f}")
print(f"{'real images':<16}{ceiling.mean():>12.1%}")

# %% [markdown] id="stretch"
r"""
## Stretch tasks

- The trap of section 4, in earnest: train with a D that only adds the label at the end. What agreement do you get?
- Let D see no label at all, and make a table: what was asked for, what was drawn.
- Digits on request: `load("mnist")`, and `"mnist"` as the judge's name.
- A better teacher: train the classifier on real and generated images together. Does G help when there are only 500 real ones?
- Turn G round: given a real image, find the z *and* the mixture of classes that draws it best, by gradient descent on both.
"""

# %% id="score"
score("07")

# %% [markdown] id="end"
r"""
## What you can do now

You can tell a generator what to draw, and you know how to hold it to its word: an independent judge for obedience, a distance class by class for quality and variety, and a classifier that must learn from it for both at once. The label reached G as a vector beside z and D as a plane beside the image. Whatever else one wants to condition on, a text, a sketch, a low-resolution picture, goes the same two ways.

Next: a new kind of D, which measures a distance instead of guessing, in [lesson 08](08_wgan_gp.ipynb).
"""
