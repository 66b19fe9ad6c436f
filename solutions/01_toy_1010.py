# %% [markdown] id="title"
r"""
# 01 · A GAN for 1010

You are about to write a whole GAN, with two networks so small that you can follow every number. One forges, the other tries to find it out, and after a few seconds of quarrel the forger writes **1 0 1 0** without ever having seen it.

| | |
|---|---|
| you will | write a discriminator and train it alone, write a generator, both updates and the loop, and know balance when you see it |
| you need | Python; PyTorch as in the [warm-up](00_warm_up.ipynb): a layer, a gradient, one optimiser step |
| time | core 65 minutes (exercises 44, reading and watching 21), optional part 20 |
| the computer works | about half a minute in all, on a CPU; the networks are too small to need a GPU |

Run a cell with **Shift+Enter**, from top to bottom. The first one, the folded grey line below, sets things up. In each exercise, *Goal* says what the piece is for, *Fixed* is what the check needs, *Free* is your choice, and *Expect* tells you what a small try shows. For such a try add a cell of your own: **Esc**, then **B**.

**Something stops?** A `NameError` mostly means that a cell above has not run since the kernel started: choose *Run > Run All Above Selected Cell*. **Stuck?** Unfold the hints, one by one. And one line, `Discriminator = stuck("1.3")`, takes the package's version of a piece: the exercise stays unscored, and the lesson goes on. **A word is new?** Look into the [glossary](glossary.md) (English and 中文).
"""

# %% id="setup" tags=["setup"]
# written by gan-lab build

# %% id="imports" tags=["setup"]
import torch
import torch.nn.functional as F
from torch import nn

from gan_lab import data, losses, viz
from gan_lab.callbacks import SampleGrid
from gan_lab.checks import check, score, stuck
from gan_lab.metrics import pattern_rate, pattern_shares
from gan_lab.models import toy
from gan_lab.runtime import profile, seed_everything
from gan_lab.training import fit, generate
from gan_lab.widgets import Playground

N_STEPS = 10_000  # so few numbers that every profile can afford it
seed_everything(1)

# %% [markdown] id="film-intro"
r"""
## 1 · See it first

Run the next cell. You need not read its code yet: in an hour you will have written such a training yourself.

**What to expect.** Each row shows the four numbers that the forger writes at one moment. It begins undecided, somewhere around the middle. Row by row the columns part: bright, dark, bright, dark.

⏳ *Wait about six seconds.*
"""

# %% id="first-film" tags=["train"]
G, D = toy.Generator(), toy.Discriminator()
opt_g = torch.optim.SGD(G.parameters(), lr=0.01)
opt_d = torch.optim.SGD(D.parameters(), lr=0.01)
film = SampleGrid(torch.full((1, 1), 0.5), every=N_STEPS // 10)
batches = data.FreshBatches(data.real_patterns, batch_size=1)
settings = {"nz": 1, "draw_z": toy.constant_z, "n_steps": N_STEPS, "callbacks": [film]}
fit(G, D, batches, losses.least_squares, opt_g, opt_d, **settings)

rows = torch.cat([x for _, x in film.samples])
viz.show(viz.heat_map(rows, "A forger learns 1010", y_labels=[step for step, _ in film.samples]))

# %% [markdown] id="data-theory"
r"""
## 2 · Genuine notes

Think of a banknote with four numbers. On a genuine one the first and the third are high, the second and the fourth low: it reads **1010**. No two genuine notes are quite the same:

$$x = (h_1,\ l_1,\ h_2,\ l_2), \qquad h \sim \text{uniform in } 0.8 \ldots 1.0, \qquad l \sim \text{uniform in } 0.0 \ldots 0.2$$

*Uniform* means that every number of the range is as likely as any other.

### Exercise 1.1 · Genuine notes: real patterns

★☆☆ · 4 minutes · 1 point · core

*Goal:* make genuine notes, the real data of this GAN.

*Fixed:* `real_patterns(n)` gives a float32 tensor `(n, 4)`: each row is one note, drawn by the formula, with new random numbers in every row and in every call. *Free:* how you draw them.

*Expect:* `real_patterns(2)` gives two rows such as `0.88 0.15 0.81 0.16`, and two others when you call it again.

<details><summary>Hint 1</summary>

`torch.rand(n, 4)` gives numbers between 0 and 1. How do you make them lie between 0.0 and 0.2? And between 0.8 and 1.0?

</details>
<details><summary>Hint 2</summary>

`0.2 * torch.rand(n, 4)` is right for the low numbers. The high ones need 0.8 more. Adding a tensor of shape `(4,)` adds it to every row.

</details>
<details><summary>Hint 3</summary>

Add `torch.tensor([0.8, 0.0, 0.8, 0.0])`.

</details>
"""


# %% id="real-patterns" tags=["answer"] exercise="1.1"
def real_patterns(n):
    """n genuine notes, float32 (n, 4): high, low, high, low."""
    ### BEGIN SOLUTION
    return torch.tensor([0.8, 0.0, 0.8, 0.0]) + 0.2 * torch.rand(n, 4)  # (4,) + (n, 4) -> (n, 4)
    ### END SOLUTION


# %% id="check-real-patterns" tags=["check"] exercise="1.1"
check("1.1")

# %% [markdown] id="random-exercise"
r"""
### Exercise 1.2 · Random patterns

★☆☆ · 1 minute · 1 point · core

*Goal:* before there is a forger, something else must stand for "not genuine": pure noise.

*Fixed:* `random_patterns(n)` gives a float32 tensor `(n, 4)`, every number uniform in 0..1, drawn anew in every call. *Free:* how.

*Expect:* in `random_patterns(1000)` the smallest number is near 0, the largest near 1 and the mean near 0.5.

<details><summary>Hint 1</summary>

One call of one function of torch. You used it a moment ago.

</details>
<details><summary>Hint 2</summary>

`torch.rand` is uniform in 0..1; `torch.randn` is not, and goes below 0.

</details>
"""


# %% id="random-patterns" tags=["answer"] exercise="1.2"
def random_patterns(n):
    """n patterns of noise, float32 (n, 4), each number uniform in 0..1."""
    ### BEGIN SOLUTION
    return torch.rand(n, 4)
    ### END SOLUTION


# %% id="check-random-patterns" tags=["check"] exercise="1.2"
check("1.2")

# %% [markdown] id="look-at-data-intro"
r"""
**What to expect.** Three rows with two bright and two dark columns, then three rows of anything.
"""

# %% id="look-at-data"
rows = torch.cat([real_patterns(3), random_patterns(3)])
names = ["genuine"] * 3 + ["random"] * 3
viz.show(viz.heat_map(rows, "Genuine notes and noise", y_labels=names, y_label=""))

# %% [markdown] id="police-theory"
r"""
## 3 · The police

The **discriminator** D gets a note and answers with one number: 1 for "genuine", 0 for "false", anything between for "not sure". It takes N notes at once, a batch, and gives N answers.

```
note (N, 4) ─→ Linear 4 → 3 ─→ sigmoid ─→ Linear 3 → 1 ─→ sigmoid ─→ answer (N,)
```

The sigmoid $\sigma(a) = 1 / (1 + e^{-a})$ squeezes any number into 0..1. After the last layer it makes the answer a degree of belief.

### Exercise 1.3 · The police: a discriminator

★☆☆ · 5 minutes · 2 points · core

*Goal:* build the player that judges notes.

*Fixed:* a class `Discriminator(nn.Module)`, made as `Discriminator()`: two Linear layers, from 4 numbers to 3 hidden units to 1 number, with biases; an activation between them, a sigmoid at the end, and nothing else. `D(x)` takes `(N, 4)` for any N and gives `(N,)`. *Free:* `nn.Sequential` or single layers; which activation stands between them (we take a sigmoid).

*Expect:* `Discriminator()(torch.rand(5, 4))` gives five numbers between 0 and 1, of the shape `(5,)`. With one note the shape is `(1,)`. The network has 4·3 + 3 + 3·1 + 1 = 19 numbers to learn.

<details><summary>Hint 1</summary>

Begin `__init__` with `super().__init__()`, then store the layers: `self.net = nn.Sequential(...)`.

</details>
<details><summary>Hint 2</summary>

The last Linear layer gives `(N, 1)`: a column. `.squeeze(1)` takes away the dimension of size 1. Say which one you mean: a bare `.squeeze()` would also take away the batch when N is 1.

</details>
<details><summary>Hint 3</summary>

`nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())`, and in `forward`: `return self.net(x).squeeze(1)`.

</details>
"""


# %% id="discriminator" tags=["answer"] exercise="1.3"
class Discriminator(nn.Module):
    """Notes (N, 4) in, the belief that each is genuine out: (N,) in 0..1."""

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())
        ### STUB
        # raise NotImplementedError("TODO 1.3: store the layers")
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        return self.net(x).squeeze(1)  # (N, 4) -> (N, 1) -> (N,)
        ### STUB
        # raise NotImplementedError("TODO 1.3: from notes (N, 4) to answers (N,)")
        ### END SOLUTION


# %% id="check-discriminator" tags=["check"] exercise="1.3"
check("1.3")

# %% [markdown] id="alone-theory"
r"""
How wrong is an answer? We take the **mean squared error**, MSE, to the right answer: 1 for a genuine note, 0 for any other.

$$L_D = \underbrace{\text{mean of } (D(x_{\text{real}}) - 1)^2}_{\text{first term}} \; + \; \underbrace{\text{mean of } (D(x_{\text{random}}) - 0)^2}_{\text{second term}}$$

A convention, once and for all: in this course D's loss is the **sum** of its two terms. Others take their mean. Both are right; only know which one you look at.

### Exercise 1.4 · Train the police alone

★★☆ · 6 minutes · 2 points · core

*Goal:* let D learn to tell genuine notes from noise, as a test of D before the game.

*Fixed:* `train_discriminator_alone(D, opt_d, x_real, x_random)` takes one step of the optimiser `opt_d` down the loss $L_D$, and returns the loss before the step as a number. Gradients of an earlier step must not count. The two batches may have any size, each its own. *Free:* how you write the loss.

*Expect:* a new D begins somewhere near 0.5. Called again and again with the same notes, the function returns a number that falls a little each time.

<details><summary>Hint 1</summary>

`F.mse_loss(answers, labels)` is the mean squared error. The labels must have the shape of the answers: `torch.ones_like(answers)`, `torch.zeros_like(answers)`.

</details>
<details><summary>Hint 2</summary>

Four parts: compute the loss, `opt_d.zero_grad()`, `d_loss.backward()`, `opt_d.step()`. In this order.

</details>
<details><summary>Hint 3</summary>

With `d_real = D(x_real)`, the first term is `F.mse_loss(d_real, torch.ones_like(d_real))`. Write the second in the same way, add both, and at the end `return d_loss.item()`.

</details>
"""


# %% id="train-discriminator-alone" tags=["answer"] exercise="1.4"
def train_discriminator_alone(D, opt_d, x_real, x_random):
    """One step of D on notes (N, 4) and noise (M, 4). Returns d_loss before the step, a float."""
    ### BEGIN SOLUTION
    d_real, d_random = D(x_real), D(x_random)
    real_term = F.mse_loss(d_real, torch.ones_like(d_real))
    random_term = F.mse_loss(d_random, torch.zeros_like(d_random))
    d_loss = real_term + random_term
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()
    ### END SOLUTION


# %% id="check-train-discriminator-alone" tags=["check"] exercise="1.4"
check("1.4")

# %% [markdown] id="alone-intro"
r"""
Now let it learn: one genuine note and one of noise in each step.

**What to expect.** The loss starts near 0.5, where D knows nothing, and falls. Then the bars: a high one for the genuine note, low ones for what it should refuse.

⏳ *Wait about four seconds.*
"""

# %% id="train-alone" tags=["train"]
seed_everything(1)
D = Discriminator()
opt_d = torch.optim.SGD(D.parameters(), lr=0.01)
alone = []
for _ in range(N_STEPS):
    alone.append(train_discriminator_alone(D, opt_d, real_patterns(1), random_patterns(1)))

title = "D alone: genuine notes against noise"
viz.show(viz.curves({"d_loss": alone}, title, smooth=200, level=(0.5, "D knows nothing")))

# %% id="ask-alone"
notes = {
    "genuine": [0.9, 0.1, 0.9, 0.1],
    "0101": [0.1, 0.9, 0.1, 0.9],
    "all high": [0.9, 0.9, 0.9, 0.9],
    "all low": [0.1, 0.1, 0.1, 0.1],
    "all middle": [0.5, 0.5, 0.5, 0.5],
}
with torch.no_grad():
    answers = D(torch.tensor(list(notes.values())))  # (5, 4) -> (5,)
title = "How genuine is this note? D's answers"
viz.show(
    viz.bars(answers.tolist(), list(notes), title, y_label="D's answer", level=(0.5, "unsure"))
)

# %% [markdown] id="undecided-theory"
r"""
### What if D cannot tell?

Suppose nothing tells the two kinds apart. Then D can do no better than give every note the same answer $c$. Its loss is then

$$L_D(c) = (c - 1)^2 + (c - 0)^2$$

The next cell draws this loss. The one after it tries it out: D is shown genuine notes under *both* labels, because the second argument is genuine too.

**What to expect.** A valley, and a D that ends at its bottom.

⏳ *Wait about two seconds.*
"""

# %% id="undecided-curve"
c = [k / 100 for k in range(101)]
curve = {"(c - 1)² + c²": [(k - 1) ** 2 + k**2 for k in c]}
viz.show(
    viz.curves(
        curve,
        "One answer for all notes: the loss of D",
        x=c,
        x_label="the answer c",
        y_label="d_loss",
        level=(0.5, "the least possible: 0.5"),
    )
)

# %% id="undecided-experiment" tags=["train"]
seed_everything(1)
D_torn = Discriminator()
opt_torn = torch.optim.SGD(D_torn.parameters(), lr=0.01)
torn = []
for _ in range(N_STEPS // 2):
    torn.append(train_discriminator_alone(D_torn, opt_torn, real_patterns(1), real_patterns(1)))

d_loss = sum(torn[-1000:]) / 1000
with torch.no_grad():
    answers = D_torn(real_patterns(3)).tolist()
print(f"D's answers to three genuine notes: {[round(d, 3) for d in answers]}")
print(f"d_loss, mean of the last 1,000 steps: {d_loss:.3f}, so {d_loss / 2:.3f} for each term")

# %% [markdown] id="undecided-question"
r"""
**Think.** Why does an undecided D sit at 0.25 for each term, and not at 0.5 or at 0? Answer in two or three sentences, with the numbers.
"""

# %% [markdown] id="undecided-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** The best single answer is the middle of the two labels, $c = 0.5$: there the slope of $(c-1)^2 + c^2$, which is $2(c-1) + 2c$, is 0. Each note is then wrong by 0.5, and the *square* of that is 0.25. So each term is $0.5^2 = 0.25$ and their sum 0.5. It would be 0 only if every answer were right, which needs something to tell the notes apart by. Do not mix up the two numbers: 0.5 is D's *answer*, 0.25 is its *error*.
### END SOLUTION
"""

# %% [markdown] id="forger-theory"
r"""
## 4 · The counterfeiter

The **generator** G writes notes. Like any network it needs an input, which it may turn into four numbers. For now it always gets the same one, the number 0.5.

```
z (N, 1) ─→ Linear 1 → 3 ─→ sigmoid ─→ Linear 3 → 4 ─→ sigmoid ─→ note (N, 4)
```

It is D turned round. The sigmoid at the end keeps each number in 0..1, the range of genuine notes.

### Exercise 1.5 · The counterfeiter: a generator

★☆☆ · 3 minutes · 2 points · core

*Goal:* build the player that writes notes.

*Fixed:* a class `Generator(nn.Module)`, made as `Generator()`: two Linear layers, from 1 number to 3 hidden units to 4 numbers, with biases; an activation between them, a sigmoid at the end, and nothing else. `G(z)` takes `(N, 1)` for any N and gives `(N, 4)`. *Free:* as for D.

*Expect:* `Generator()(torch.full((2, 1), 0.5))` gives two equal rows of four numbers between 0 and 1. The network has 1·3 + 3 + 3·4 + 4 = 22 numbers to learn.

<details><summary>Hint 1</summary>

Copy your discriminator, and change the sizes. Nothing is squeezed here.

</details>
<details><summary>Hint 2</summary>

`nn.Linear(1, 3)`, then `nn.Linear(3, 4)`, each followed by a sigmoid.

</details>
"""


# %% id="generator" tags=["answer"] exercise="1.5"
class Generator(nn.Module):
    """z (N, 1) in, notes (N, 4) in 0..1 out."""

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.net = nn.Sequential(nn.Linear(1, 3), nn.Sigmoid(), nn.Linear(3, 4), nn.Sigmoid())
        ### STUB
        # raise NotImplementedError("TODO 1.5: store the layers")
        ### END SOLUTION

    def forward(self, z):
        ### BEGIN SOLUTION
        return self.net(z)  # (N, 1) -> (N, 4)
        ### STUB
        # raise NotImplementedError("TODO 1.5: from z (N, 1) to notes (N, 4)")
        ### END SOLUTION


# %% id="check-generator" tags=["check"] exercise="1.5"
check("1.5")

# %% [markdown] id="game-theory"
r"""
## 5 · The game

Counterfeiters print, the police inspect. The police learn from every note that they see; the counterfeiters learn from what the police let pass. This picture is as old as GANs themselves (Goodfellow et al., "Generative Adversarial Nets", 2014):

```
            genuine notes ──────────┐
                                    ├─→ D ─→ genuine or false?
   z = 0.5 ─→ G ─→ false notes ─────┘
```

Note what G does *not* get: it never sees a genuine note. All that it learns, it learns from how D's answer would change if it wrote a little differently: the gradient that comes back through D.

In a **zero-sum game** one player wins what the other loses. D makes $L_D$ small; G wants D to be wrong. With MSE (Mao et al., "Least Squares Generative Adversarial Networks", 2017):

$$L_D = \text{mean of } (D(x_{\text{real}}) - 1)^2 + \text{mean of } (D(G(z)) - 0)^2 \qquad\qquad L_G = \text{mean of } (D(G(z)) - 1)^2$$

G's loss says: "D should have called my notes genuine." Taken strictly, zero-sum would mean that G pushes $L_D$ up. Pulling D's answer to 1 has the same aim and is what one does; lesson 02 looks at the difference.

The players take turns, and each moves only its own weights.

### Exercise 1.6 · The discriminator's update

★★☆ · 6 minutes · 3 points · core

*Goal:* D's turn in the game: learn from genuine notes and from G's.

It is exercise 1.4 with G's notes in place of noise, and with one catch: the loss depends on G's weights too, and this turn is not G's.

*Fixed:* `train_discriminator(G, D, opt_d, x_real, z)` makes false notes from `z`, takes one step of `opt_d` down $L_D$ and returns the loss before the step as a number. G's weights stay, and no gradient may reach them. Gradients that are left over from G's turn must not count. *Free:* the rest.

*Expect:* with a new pair a number near 0.5. D's weights have changed, and `[p.grad for p in G.parameters()]` is a list of `None`.

<details><summary>Hint 1</summary>

Start from your answer to 1.4. Where do the false notes come from now?

</details>
<details><summary>Hint 2</summary>

`G(z)` remembers how it was made, so `backward` would walk on into G. `.detach()` gives the same numbers without that memory.

</details>
<details><summary>Hint 3</summary>

`x_fake = G(z).detach()`, then as in 1.4.

</details>
"""


# %% id="train-discriminator" tags=["answer"] exercise="1.6"
def train_discriminator(G, D, opt_d, x_real, z):
    """One step of D on genuine notes (N, 4) and on G's from z (N, 1). Returns d_loss, a float."""
    ### BEGIN SOLUTION
    x_fake = G(z).detach()  # the same numbers, but no way back into G
    d_real, d_fake = D(x_real), D(x_fake)
    real_term = F.mse_loss(d_real, torch.ones_like(d_real))
    fake_term = F.mse_loss(d_fake, torch.zeros_like(d_fake))
    d_loss = real_term + fake_term
    opt_d.zero_grad()  # also forgets what G's turn left at D's weights
    d_loss.backward()
    opt_d.step()
    return d_loss.item()
    ### END SOLUTION


# %% id="check-train-discriminator" tags=["check"] exercise="1.6"
check("1.6")

# %% [markdown] id="generator-update"
r"""
### Exercise 1.7 · The generator's update

★★☆ · 5 minutes · 2 points · core

*Goal:* G's turn in the game: learn to be taken for genuine.

$$L_G = \text{mean of } (D(G(z)) - 1)^2$$

*Fixed:* `train_generator(G, D, opt_g, z)` takes one step of `opt_g` down $L_G$ and returns the loss before the step as a number. Gradients that are left over from earlier must not count. D's weights stay where they are, and can still be trained afterwards. *Free:* the rest.

*Expect:* called again and again with the same `z`, it returns a number that falls slowly: G learns to fool a D that stands still. D's weights are the same as before.

<details><summary>Hint 1</summary>

Which label does G wish its notes had?

</details>
<details><summary>Hint 2</summary>

This time the gradient must walk back through D into G. So nothing is detached. D stays as it is simply because `opt_g` holds only G's weights.

</details>
<details><summary>Hint 3</summary>

`d_fake = D(G(z))` and `g_loss = F.mse_loss(d_fake, torch.ones_like(d_fake))`.

</details>
"""


# %% id="train-generator" tags=["answer"] exercise="1.7"
def train_generator(G, D, opt_g, z):
    """One step of G towards notes that D calls genuine. z (N, 1). Returns g_loss, a float."""
    ### BEGIN SOLUTION
    d_fake = D(G(z))
    g_loss = F.mse_loss(d_fake, torch.ones_like(d_fake))
    opt_g.zero_grad()
    g_loss.backward()  # through D, into G
    opt_g.step()
    return g_loss.item()
    ### END SOLUTION


# %% id="check-train-generator" tags=["check"] exercise="1.7"
check("1.7")

# %% [markdown] id="loop-exercise"
r"""
### Exercise 1.8 · The game: the training loop

★★★ · 8 minutes · 3 points · core

*Goal:* let the two take turns. This is the whole game.

In each step: a new genuine note, D's turn, G's turn. z is always the number 0.5.

*Fixed:* `train(G, D, opt_g, opt_d, n_steps, every=1000)` makes `n_steps` steps and returns three lists: `d_losses` and `g_losses` with one number a step, and `outputs`: what G makes of z after each `every` steps, as tensors `(4,)` without gradients. z has shape `(1, 1)`. Each step draws one genuine note, a new one. *Free:* the rest.

*Expect:* with `n_steps=5, every=2` the three lists have 5, 5 and 2 entries. Each of the two outputs holds four numbers between 0 and 1.

<details><summary>Hint 1</summary>

Your two updates do the work. The loop draws the note, calls them, and keeps what they return.

</details>
<details><summary>Hint 2</summary>

`for step in range(1, n_steps + 1):` counts the finished steps; then `step % every == 0` is true after each `every` of them.

</details>
<details><summary>Hint 3</summary>

`z = torch.full((1, 1), 0.5)` before the loop; `real_patterns(1)` inside it; `outputs.append(G(z)[0].detach())` after both updates.

</details>
"""


# %% id="train" tags=["answer"] exercise="1.8"
def train(G, D, opt_g, opt_d, n_steps, every=1000):
    """Play n_steps turns. Returns d_losses, g_losses, and G's note (4,) after each `every`."""
    ### BEGIN SOLUTION
    z = torch.full((1, 1), 0.5)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        x_real = real_patterns(1)
        d_losses.append(train_discriminator(G, D, opt_d, x_real, z))
        g_losses.append(train_generator(G, D, opt_g, z))
        if step % every == 0:
            outputs.append(G(z)[0].detach())  # (1, 4) -> (4,)
    return d_losses, g_losses, outputs
    ### END SOLUTION


# %% id="check-train" tags=["check"] exercise="1.8"
check("1.8")

# %% [markdown] id="play-intro"
r"""
Everything is there. 10,000 steps of plain gradient descent (SGD) with a learning rate of 0.01.

**What to expect.** The picture from the start of the lesson, and this time it is your own. Then both losses, and what G and D have come to.

⏳ *Wait about six seconds.*
"""

# %% id="play" tags=["train"]
seed_everything(1)
D, G = Discriminator(), Generator()
opt_d = torch.optim.SGD(D.parameters(), lr=0.01)
opt_g = torch.optim.SGD(G.parameters(), lr=0.01)
every = N_STEPS // 10
d_losses, g_losses, outputs = train(G, D, opt_g, opt_d, N_STEPS, every)

steps = [every * (k + 1) for k in range(len(outputs))]
viz.show(viz.heat_map(torch.stack(list(outputs)), "My forger learns 1010", y_labels=steps))

# %% id="look-at-losses"
per_term = {
    "D, one term (d_loss / 2)": [float(v) / 2 for v in d_losses],
    "G (g_loss)": [float(v) for v in g_losses],
}
title = "Both losses, mean of 200 steps"
viz.show(viz.curves(per_term, title, smooth=200, level=(0.25, "undecided: 0.25")))

# %% id="measure"
z = torch.full((1, 1), 0.5)
with torch.no_grad():
    note = G(z)
    answer_real, answer_fake = D(real_patterns(1000)).mean(), D(note).mean()
last_d, last_g = (sum(float(v) for v in loss[-1000:]) / 1000 for loss in (d_losses, g_losses))
print(f"G writes                    {[round(v, 2) for v in note[0].tolist()]}")
print(f"pattern rate                {pattern_rate(note):.0%}  (does it read 1010?)")
print(f"D's answer, genuine notes   {answer_real:.3f}")
print(f"D's answer, G's note        {answer_fake:.3f}")
print(f"d_loss, last 1,000 steps    {last_d:.3f}  ({last_d / 2:.3f} a term)")
print(f"g_loss, last 1,000 steps    {last_g:.3f}")

# %% [markdown] id="nash-theory"
r"""
**Read these numbers.** G writes 1010. The **pattern rate** is the share of notes that read so: high numbers of at least 0.8, low ones of at most 0.2. D answers about one half to everything: it can no longer tell the notes apart. And so both losses are where you found the undecided D: about 0.25 a term, 0.5 for `d_loss`.

This is close to a **Nash equilibrium** (Nash, "Equilibrium Points in N-Person Games", 1950): a state in which no player can do better by moving *alone*. D cannot: if nothing tells the notes apart, one half is its best answer. G cannot: whatever it writes, D says one half. Neither is happy, and neither can do anything about it.

Now look at the two curves again, at their left end.
"""

# %% [markdown] id="nash-question"
r"""
**Think.** The losses are near 0.25 at the *end*, when G is good, and they were near 0.25 *soon after the start*, around step 1,000, when G knew nothing. (1) Why there? (2) What, then, can you learn from the losses of a GAN, and what should you look at beside them?
"""

# %% [markdown] id="nash-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** (1) The first thing that D learns is that half of all notes are false. So it answers about 0.5 to everything, and $0.5^2 = 0.25$; it has not yet found out what tells them apart. There it is undecided because *it* is poor; at the end it is undecided because *G* is good. (2) The losses tell how the two players stand to each other, not how good either of them is. A loss near balance is needed but proves nothing. In between, when D gets ahead, its loss falls and G's rises, and that is when G is being taught. So look at what G writes, and measure it: the heat map and the pattern rate.
### END SOLUTION
"""

# %% [markdown] id="latent-theory"
r"""
## 6 · One input, one note

G's input z is called a **latent vector** ("latent": hidden). Here it has one number, and so far that number was always 0.5 (section 4). What does G make of others?

**What to expect.** Five rows that you can hardly tell apart.
"""

# %% id="other-latents"
z = torch.tensor([[0.0], [0.25], [0.5], [0.75], [1.0]])  # (5, 1)
title = "What my generator makes of other inputs"
viz.show(viz.heat_map(generate(G, z), title, y_labels=[f"{v:.2f}" for v in z[:, 0]], y_label="z"))

# %% [markdown] id="latent-question"
r"""
**Think.** (1) Genuine notes all differ. Why does G write the same note every time it is given 0.5? (2) Random numbers as z would give it a chance to vary. Would it have a *reason* to?
"""

# %% [markdown] id="latent-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** (1) G is a function. The same input and the same weights give the same output, always. All chance in a GAN's pictures comes from z. (2) Only if D makes it. A single perfect note passes as genuine again and again, as long as D judges one note at a time and finds nothing false in it. Variety pays only if D learns that a note which comes *too often* is suspicious. You will meet this again: a generator that writes one thing only has suffered a *mode collapse*. The optional part below takes the first step.
### END SOLUTION
"""

# %% [markdown] id="bug-one"
r"""
## 7 · Find the bug in the report

Two excerpts from reports. The code runs, and looks right at first sight.

### Exercise 1.9 · Find the bug in the report: one banknote

★★☆ · 3 minutes · 2 points · core

*Goal:* a loop can run, and even end at 1010, and still be wrong. See why.

> *"I train on batches, so that D sees more genuine notes. To be sure, I printed `x_real` in step 1, in step 5,000 and in step 10,000. Oddly, the printouts are the same to the last digit. G ends at 1010, so I suppose this is how it should be."*

*Fixed:* `train_from_report(G, D, opt_g, opt_d, n_steps, batch_size)` plays `n_steps` turns with batches of `batch_size` notes; z is always 0.5. Mend it. *Free:* how.

*Expect:* an answer has the same lines as the report, with one of them in another place.

<details><summary>Hint 1</summary>

How many different genuine notes does D see in the whole training? How many should it see?

</details>
<details><summary>Hint 2</summary>

Compare with your own loop: what happens in every step there, and only once here?

</details>
"""


# %% id="train-from-report" tags=["answer"] exercise="1.9"
def train_from_report(G, D, opt_g, opt_d, n_steps, batch_size):
    """Play n_steps turns with batches of batch_size."""
    ### BEGIN SOLUTION
    z = torch.full((batch_size, 1), 0.5)
    for _ in range(n_steps):
        x_real = real_patterns(batch_size)
        train_discriminator(G, D, opt_d, x_real, z)
        train_generator(G, D, opt_g, z)
    ### STUB
    # # TODO 1.9: the report's code; find the bug and mend it
    # x_real = real_patterns(batch_size)
    # z = torch.full((batch_size, 1), 0.5)
    # for _ in range(n_steps):
    #     train_discriminator(G, D, opt_d, x_real, z)
    #     train_generator(G, D, opt_g, z)
    ### END SOLUTION


# %% id="check-train-from-report" tags=["check"] exercise="1.9"
check("1.9")

# %% [markdown] id="bug-two"
r"""
### Exercise 1.10 · Find the bug in the report: success

★★☆ · 3 minutes · 2 points · core

*Goal:* say in code what balance is, so that nobody takes a rising loss for success.

> *"D's loss rises from 0.1 to 1.4. A rising loss of D means that the police get worse, so the counterfeiter wins. My training was a success, and this function proves it."*

*Fixed:* `is_balanced(d_losses, last=1000)` says whether a training ended in balance: True when the mean of the last `last` values of `d_loss` (the sum of two terms) is less than 0.1 away from that of an undecided D. A run may be shorter than `last`. *Free:* how.

*Expect:* a list that climbs from 0.1 to 1.4 and stays there gives False. Your own `d_losses` of section 5 should give True: look at the mean that you printed there.

<details><summary>Hint 1</summary>

What is `d_loss` when D answers 0.5 to everything? Is 1.4 better or worse than that?

</details>
<details><summary>Hint 2</summary>

`d_losses[-last:]` are the last values. A distance is an absolute value: `abs(...)`.

</details>
"""


# %% id="is-balanced" tags=["answer"] exercise="1.10"
def is_balanced(d_losses, last=1000):
    """Whether the last values of d_loss, a list of floats, are those of an undecided D."""
    ### BEGIN SOLUTION
    tail = d_losses[-last:]
    return abs(sum(tail) / len(tail) - 0.5) < 0.1
    ### STUB
    # # TODO 1.10: the report's code; find the bug and mend it
    # return d_losses[-1] > d_losses[0]
    ### END SOLUTION


# %% id="check-is-balanced" tags=["check"] exercise="1.10"
check("1.10")

# %% [markdown] id="core-done"
r"""
**This is the end of the core.** You have written a GAN: data, two networks, two losses, two updates, one loop. All that comes later is this, grown larger. Go on to [lesson 02](02_mlp_mnist.ipynb), or stay a quarter of an hour for the forger's next task.

## 8 · Optional: two kinds of notes

A second kind of genuine note is put into circulation: **0101**. A forger that writes only one of the two can now be found out.

### Exercise 1.11 · Two kinds of notes

★★☆ · 3 minutes · 1 point · optional

*Goal:* make the real data of the harder task.

*Fixed:* `two_patterns(n)` gives float32 `(n, 4)`: each row is 1010 or 0101, chosen by chance, row by row, one as likely as the other; values as in 1.1. *Free:* how.

*Expect:* in `two_patterns(8)` some rows look like `0.87 0.10 0.96 0.15` and the others like `0.00 0.96 0.13 0.99`, in a new order in each call.

<details><summary>Hint 1</summary>

A 1010 read backwards is a 0101: `x.flip(1)`.

</details>
<details><summary>Hint 2</summary>

`torch.rand(n) < 0.5` is true for about half of the rows. Such a tensor can choose rows: `x[chosen]`.

</details>
"""


# %% id="two-patterns" tags=["answer"] exercise="1.11"
def two_patterns(n):
    """n genuine notes of two kinds, float32 (n, 4): 1010 or 0101 with equal chance."""
    ### BEGIN SOLUTION
    x = real_patterns(n)
    flipped = torch.rand(n) < 0.5  # (n,), one choice a row
    x[flipped] = x[flipped].flip(1)
    return x
    ### END SOLUTION


# %% id="check-two-patterns" tags=["check"] exercise="1.11"
check("1.11")

# %% [markdown] id="small-with-noise"
r"""
First try: the same small networks, but z is now random (from the normal distribution), a new one for each note. You have written a loop, so from here on we may use the course's own, `fit`: the same two updates in turn, n_steps times. The optimiser is Adam, which finds its own length of step for each weight (Kingma and Ba, "Adam", 2015).

**What to expect.** Not what we want. Look at the numbers: what has G done?

⏳ *Wait about three seconds in the standard profile.*
"""

# %% id="train-small" tags=["train"]
PATTERNS = ("1010", "0101")
N_WIDE = {"quick": 500, "standard": 3_000, "gpu": 3_000}[profile()]


def two_kinds():
    """An endless stream of batches of 32 notes, as `fit` takes them."""
    while True:
        yield (two_patterns(32),)


def train_pair(G, D, nz, weight_decay):
    """Train on two kinds of notes. Returns (step, what G makes of 500 fixed z), 30 times."""
    z = torch.randn(500, nz, generator=torch.Generator().manual_seed(0))
    film = SampleGrid(z, every=N_WIDE // 30)
    opt_g = torch.optim.Adam(G.parameters(), lr=0.001)
    opt_d = torch.optim.Adam(D.parameters(), lr=0.001, weight_decay=weight_decay)
    settings = {"nz": nz, "n_steps": N_WIDE, "callbacks": [film]}
    fit(G, D, two_kinds(), losses.least_squares, opt_g, opt_d, **settings)
    return film.samples


seed_everything(1)
small = train_pair(Generator(), Discriminator(), nz=1, weight_decay=0.01)
_, x_small = small[-1]
print(f"pattern rate {pattern_rate(x_small, PATTERNS):.0%}")
title = "1-3-4 with noise: eight notes"
viz.show(viz.heat_map(x_small[:8], title, y_labels=range(1, 9), y_label="note"))

# %% [markdown] id="wide-exercise"
r"""
G writes the *average* of the two kinds, four times about one half, which is neither. Three hidden units could in principle switch between two notes; gradient descent just does not find the way there. In wider networks there are many more ways, so we give both players more room:

```
z (N, 4) ─→ Linear 4 → 32 ─→ LeakyReLU ─→ Linear 32 → 32 ─→ LeakyReLU ─→ Linear 32 → 4 ─→ sigmoid ─→ note (N, 4)
```

LeakyReLU lets positive numbers pass and makes negative ones small (times 0.3): in deeper networks it learns faster than a sigmoid.

### Exercise 1.12 · A wider generator

★★☆ · 4 minutes · 2 points · optional

*Goal:* give G the room to write two kinds of notes.

*Fixed:* a class `WideGenerator(nn.Module)`, made as `WideGenerator()`: 4 numbers in, two hidden layers (three Linear layers in all) with an activation after each, 4 numbers out, a sigmoid at the end. `G(z)` takes `(N, 4)` for any N and gives `(N, 4)`. *Free:* the width (32 is enough) and the activation between the layers.

*Expect:* `WideGenerator()(torch.randn(3, 4))` gives three rows that differ a little, with numbers between 0 and 1.

<details><summary>Hint 1</summary>

Three Linear layers; an activation after each, the last one a sigmoid.

</details>
<details><summary>Hint 2</summary>

`nn.Linear(4, 32), nn.LeakyReLU(0.3), nn.Linear(32, 32), nn.LeakyReLU(0.3), nn.Linear(32, 4), nn.Sigmoid()`

</details>
"""


# %% id="wide-generator" tags=["answer"] exercise="1.12"
class WideGenerator(nn.Module):
    """z (N, 4) in, notes (N, 4) in 0..1 out."""

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.net = nn.Sequential(
            nn.Linear(4, 32),
            nn.LeakyReLU(0.3),
            nn.Linear(32, 32),
            nn.LeakyReLU(0.3),
            nn.Linear(32, 4),
            nn.Sigmoid(),
        )
        ### STUB
        # raise NotImplementedError("TODO 1.12: store the layers")
        ### END SOLUTION

    def forward(self, z):
        ### BEGIN SOLUTION
        return self.net(z)  # (N, 4) -> (N, 4)
        ### STUB
        # raise NotImplementedError("TODO 1.12: from z (N, 4) to notes (N, 4)")
        ### END SOLUTION


# %% id="check-wide-generator" tags=["check"] exercise="1.12"
check("1.12")

# %% [markdown] id="wide-training"
r"""
D gets the same room: the course's `toy.Discriminator(hidden=(32, 32))`. We train the pair twice. The second time D has **weight decay**: each step also shrinks its weights a little (Krogh and Hertz, "A Simple Weight Decay Can Improve Generalization", 1992). A D with small weights stays gentle. Without it the two can chase each other in circles for long (Mescheder et al., "Which Training Methods for GANs do actually Converge?", 2018).

**What to expect.** Two curves of the pattern rate: one wild, one that climbs and stays.

⏳ *Wait about seven seconds in the standard profile.*
"""

# %% id="train-wide" tags=["train"]
seed_everything(1)
wild = train_pair(WideGenerator(), toy.Discriminator(hidden=(32, 32)), nz=4, weight_decay=0.0)
seed_everything(1)
calm = train_pair(WideGenerator(), toy.Discriminator(hidden=(32, 32)), nz=4, weight_decay=0.01)

rates = {
    name: [pattern_rate(x, PATTERNS) for _, x in samples]
    for name, samples in (("weight decay 0.01", calm), ("no weight decay", wild))
}
viz.show(
    viz.curves(
        rates,
        "Two patterns, wider networks",
        x=[step for step, _ in calm],
        y_label="pattern rate",
        level=(1.0, "genuine notes"),
    )
)
_, x_wide = calm[-1]
title = "4-32-32-4 with noise: eight notes"
viz.show(viz.heat_map(x_wide[:8], title, y_labels=range(1, 9), y_label="note"))

# %% [markdown] id="diversity-exercise"
r"""
The pattern rate alone can be fooled: a G that writes the same perfect note for ever has a rate of 100 %. So we ask a second question: *how different are the notes from each other?* The mean distance between two different rows $x_i$ and $x_j$ of the N answers it:

$$\text{diversity}(x) = \frac{1}{N(N-1)} \sum_{i \ne j} \lVert x_i - x_j \rVert, \qquad \lVert a \rVert = \sqrt{a_1^2 + a_2^2 + a_3^2 + a_4^2}$$

### Exercise 1.13 · How different are they?

★★☆ · 5 minutes · 2 points · optional

*Goal:* measure what the pattern rate cannot see.

*Fixed:* `diversity(x)` of notes `(N, 4)`, N at least 2, gives one number, by the formula; `x` itself stays as it is. *Free:* how you compute it.

*Expect:* the two notes `1 0 1 0` and `0 1 0 1` have diversity 2.0; five equal notes have 0.0.

<details><summary>Hint 1</summary>

With two loops over i and j it is the formula, word by word. It is slow, but right.

</details>
<details><summary>Hint 2</summary>

`torch.cdist(x, x)` gives all distances as `(N, N)`. Its diagonal pairs each note with itself: those N zeros add nothing to the sum, and must not be counted.

</details>
<details><summary>Hint 3</summary>

`torch.pdist(x)` gives the distance of each pair once, without the diagonal.

</details>
"""


# %% id="diversity" tags=["answer"] exercise="1.13"
def diversity(x):
    """The mean distance between two different rows of x (N, 4), a float."""
    ### BEGIN SOLUTION
    return torch.pdist(x).mean().item()
    ### END SOLUTION


# %% id="check-diversity" tags=["check"] exercise="1.13"
check("1.13")

# %% id="measure-two-patterns"
sets = {
    "genuine, two kinds": two_patterns(500),
    "genuine, 1010 only": real_patterns(500),
    "1-3-4 with noise": x_small,
    "4-32-32-4 with noise": x_wide,
}
print(f"{'notes':<22}{'read 1010':>10}{'read 0101':>10}{'rate':>7}{'diversity':>11}")
for name, x in sets.items():
    shares = pattern_shares(x, PATTERNS)
    rate, spread = pattern_rate(x, PATTERNS), float(diversity(x))
    print(f"{name:<22}{shares['1010']:>10.0%}{shares['0101']:>10.0%}{rate:>7.0%}{spread:>11.2f}")

# %% [markdown] id="measures-question"
r"""
**Think.** Look at the last row of the table and at the eight notes above. (1) Why does even this G not reach a rate of 100 %? Think of what lies between two z of which one gives 1010 and the other 0101. (2) Its diversity is no less than that of the genuine notes. Is it therefore like them? Look at the numbers within one kind.
"""

# %% [markdown] id="measures-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** (1) G is a continuous function: when z moves a little, the note moves a little. On the way from a z that gives 1010 to one that gives 0101 it must pass through notes that are neither. A wide network can make this border thin, but not remove it, and some of the random z fall on it. (2) No. Genuine numbers are spread evenly over 0.8..1.0 and 0.0..0.2; many of G's sit at the very ends, at 1.00 and 0.00. Neither the rate nor the mean distance sees that: the distance comes almost all from the jump between the two kinds. Each measure answers one question. A good report uses several, and pictures.
### END SOLUTION
"""

# %% [markdown] id="playground-note"
r"""
## 9 · Optional: play

The same game once more, and now you turn the knobs while it runs. The data are points in the plane, so that everything can be seen: real points are blue crosses, generated ones orange dots, and the shades say where D believes. The arrows show where G's loss pulls each generated point, and the green lines show what G makes of a grid in its z.

Press **Play**. Then try: give D a much higher learning rate than G. Let D take ten steps for each one of G. Take one number as noise instead of two: can a line fill a heap? And look back with the *History* slider.
"""

# %% id="playground"
Playground(distribution="two heaps", loss="least squares", title="Playground: two heaps")

# %% [markdown] id="stretch"
r"""
## Stretch tasks

- Train with other seeds (change `seed_everything(1)` in section 5). Does G reach 1010 in 10,000 steps each time? If one does not: is it stuck, or only slow?
- Take the mean of D's two terms instead of the sum. How many steps does G need now, and why?
- Give G an easier or a harder note: 1111, 1100, or high values in 0.9..1.0 only.
- Let D take five steps for each one of G, then the other way round. Which of the two does more harm?

## What you can do now

You can write a GAN from two small networks, keep its gradients apart, recognise its balance, and measure what it makes. In [lesson 02](02_mlp_mnist.ipynb) the same game is played for handwritten digits.
"""

# %% id="score"
score("01")
