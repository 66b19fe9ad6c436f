# %% [markdown] id="title"
r"""
# 03 · Garments from convolutions

The networks of [lesson 02](02_mlp_mnist.ipynb) look at 784 numbers and do not know which of them are neighbours. Today you give them eyes: convolutions. You write a convolutional pair, let it compete with the old pair under fair rules, and then take a walk through the latent space: what does each number of z do, what lies between two garments, and has your generator only learnt pictures by heart?

| | |
|---|---|
| you will | compute the sizes that convolutions give, write a convolutional generator and discriminator, compare two pairs at equal updates and at equal seconds, explore z |
| you need | lesson 02: two networks, two losses, the loop |
| time | core 105 minutes |
| the computer works | about 6 minutes of them, on two CPU cores |

**Something stops?** A `NameError` mostly means that a cell above has not run since the kernel started: choose *Run > Run All Above Selected Cell*. **Stuck?** Unfold the hints, one by one. And one line, `Generator = stuck("3.3")`, takes the package's version of a piece: the exercise stays unscored, and the lesson goes on. **A word is new?** Look into the [glossary](glossary.md) (English and 中文).
"""

# %% id="setup" tags=["setup"]
# written by gan-lab build

# %% id="imports" tags=["setup"]
import copy
import math

import torch
import torch.nn.functional as F
from torch import nn

from gan_lab import losses, metrics, pretrained, viz
from gan_lab.callbacks import EMA, Cooldown, History, ProgressBar, SampleGrid, Stopwatch
from gan_lab.checks import check, score, stuck
from gan_lab.data import Batches, load, to_float
from gan_lab.models import mlp
from gan_lab.models.summary import count_parameters, layer_table
from gan_lab.runtime import pick_device, pick_precision, profile, seed_everything
from gan_lab.training import fit, generate
from gan_lab.widgets import LatentExplorer

seed_everything(0)
device = pick_device()
precision = pick_precision(device)  # of the forward passes: half as many bits where it is faster
nz = 64  # numbers in one latent vector z
print(f"profile {profile()}, device {device}, precision {precision}")

# %% [markdown] id="data-theory"
r"""
## 1 · Garments, and the pair that you know

Fashion-MNIST has the format of MNIST, 28 x 28 grey pixels and ten classes, but shows garments (Xiao et al., "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms", 2017). They are harder than digits: they have surfaces, patterns and soft shades. One row of each class:
"""

# %% id="data" tags=["shows-data"] licence="MIT, Fashion-MNIST"
data = load("fashion-mnist")
print(f"{len(data):,} images, {len(data.class_names)} classes: {data.source}")
by_class = {
    name: to_float(data.images[(data.labels == c).nonzero().flatten()[:10]])
    for c, name in enumerate(data.class_names)
}
viz.show(viz.rows(by_class, f"Real images\n{data.source}"))

# %% [markdown] id="explore-first-note"
r"""
And this is where the lesson leads: garments that nobody ever made, from convolutions trained for 10,000 steps. Draw some, and move the numbers of their z.
"""

# %% id="explore-first"
LatentExplorer(
    pretrained.load("cnn-fashion"), nz=64, title="A generator that comes with the course"
)

# %% [markdown] id="baseline-theory"
r"""
First the pair of lesson 02, from the package: Linear layers, BatchNorm, dropout. It is the **baseline**: what a new idea must beat. `train_pair` trains any pair by the same rules: the same Adam, the same cooldown, the same soft label 0.9, the same average of G's weights, the same number of images in a batch. Whatever differs afterwards comes from the networks.

Two things are new. **Adam without a memory for directions**: lesson 02 shortened it from ten steps to two, and a first beta of 0 leaves none. The opponent has moved since the last step, so where D pointed then says little (Karras et al., "Progressive Growing of GANs for Improved Quality, Stability, and Variation", 2018, chose the betas 0 and 0.99; the second one says how long Adam remembers how *large* the gradients were, here about a hundred steps).

And the **cooldown**. Large steps find the way fast, but at its end they only shake the networks. So over the second half of the steps the learning rate falls in a straight line to 0, and both networks come to rest (Defazio et al., "When, Why and How Much? Adaptive Learning Rate Scheduling by Refinement", 2023).

`fit` is the package's training loop. You wrote one like it by hand in lesson 02.

⏳ *Wait about a minute in the standard profile.*
"""

# %% id="baseline-training" tags=["train"]
STEPS = {"quick": 40, "standard": 2500, "gpu": 30_000}[profile()]
BATCH_SIZE = 32
z_show = torch.randn(64, nz, generator=torch.Generator().manual_seed(1))  # for every picture


def train_pair(name, G, D, n_steps):
    """Train a pair by the rules of this lesson -> what it became, and what that took."""
    opt_g = torch.optim.Adam(G.parameters(), lr=2e-3, betas=(0.0, 0.99))
    opt_d = torch.optim.Adam(D.parameters(), lr=2e-3, betas=(0.0, 0.99))
    ema, history, stopwatch = EMA(G, decay=0.999), History(), Stopwatch()
    film = SampleGrid(z_show[:8], every=max(1, STEPS // 5), source=ema.G)
    state = fit(
        G, D, Batches(data.images, BATCH_SIZE, device=device), losses.with_real_label(0.9),
        opt_g, opt_d, nz=nz, n_steps=n_steps, precision=precision,
        callbacks=[stopwatch, ema, film, history, Cooldown(0.5), ProgressBar()], keep=f"03_{name}",
    )  # fmt: skip
    return {"G": ema.G, "D": D, "film": film.samples, "history": history,
            "updates": state.step, "seconds": stopwatch.seconds}  # fmt: skip


seed_everything(0)
G_mlp, D_mlp = mlp.Generator(nz).to(device), mlp.Discriminator().to(device)
runs = {"MLP": train_pair("mlp", G_mlp, D_mlp, STEPS)}

# %% id="baseline-film"
viz.show(viz.film(runs["MLP"]["film"], f"MLP: eight z over the steps\ntrained on {data.source}"))

# %% id="baseline-pictures"
viz.show(
    viz.images(
        generate(runs["MLP"]["G"], z_show),
        f"MLP after {runs['MLP']['updates']:,} updates\ntrained on {data.source}",
    )
)

# %% [markdown] id="baseline-look"
r"""
Already garments. Look at the surfaces and at the edges: a real bag is smooth, and the leg of a pair of trousers ends in a straight line. Is that so here?

The next cell shows why it is hard for this pair. It moves the 784 pixels of every image to other places, always in the same way.
"""

# %% id="shuffled" tags=["shows-data"] licence="MIT, Fashion-MNIST"
some = to_float(data.images[:16])
order = torch.randperm(784, generator=torch.Generator().manual_seed(0))
shuffled = some.flatten(1)[:, order].view(-1, 1, 28, 28)
viz.show(
    viz.rows({"as it is": some[:8], "shuffled": shuffled[:8]}, f"The same images\n{data.source}")
)

# %% [markdown] id="shuffled-note"
r"""
For you, the lower row is hopeless. For an MLP both rows are the *same task*: each of its units has one weight for each pixel, and shuffling the pixels only shuffles the weights. That a pixel resembles its neighbour it must find out from the data, pixel by pixel. A network that starts out knowing it has less to learn.

## 2 · Convolution: one small window, everywhere

A **convolution** looks through a small window, the *kernel*, of 4 x 4 weights, say. It multiplies what it sees by its weights, adds up, writes down one number, and moves on. Two ideas are in it (LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998):

- **Locality.** A number depends on one small neighbourhood only.
- **Shared weights.** The same 16 weights serve at every place. What was learnt at the left shoe helps at the right one.

A layer has many kernels; each writes its own picture, a **channel**. Here is one kernel, written by hand: it gives a large number where the image is brighter below than above.
"""

# %% id="edges" tags=["shows-data"] licence="MIT, Fashion-MNIST"
kernel = torch.tensor([[-1.0, -1, -1], [0, 0, 0], [1, 1, 1]])
weight = kernel.view(1, 1, 3, 3)  # (channels out, channels in, rows, columns)
x = (some[:8] + 1) / 2  # black is 0 here, as the padding is
lower = F.conv2d(x, weight, padding=1) / 3  # (8, 1, 28, 28) -> (8, 1, 28, 28)
side = F.conv2d(x, weight.transpose(2, 3), padding=1) / 3
viz.show(
    viz.rows(
        {"image": some[:8], "upper edges": lower, "left edges": side},
        f"What two kernels see (white: brighter below, or to the right)\n{data.source}",
    )
)

# %% [markdown] id="stride-theory"
r"""
In a network nobody writes the kernels by hand: they are weights and are learnt. Three numbers say how the window moves:

- **kernel**: how wide it is;
- **stride**: how far it moves on each time. Stride 2 halves the size of the picture;
- **padding**: how many zeros are laid around the picture on *each* side, so that its border is seen too.

A row of 8 pixels, kernel 4, stride 2, padding 1 (`0` is padding):

```
    0  1  2  3  4  5  6  7  8  0
   [──────────]                        place 1
         [──────────]                  place 2
               [──────────]            place 3
                     [──────────]      place 4
```

Eight pixels become four. How many weights does that cost? A Linear layer from 784 pixels to 512 units has 784 · 512 of them. A convolution from C to C' channels has 4 · 4 · C · C', however large the picture is. (The cell counts the biases too: one more for each output.)
"""

# %% id="parameter-costs"
print(f"Linear, 784 -> 512:                   {count_parameters(nn.Linear(784, 512)):>9,}")
print(f"Conv2d, 1 -> 32 channels, kernel 4:   {count_parameters(nn.Conv2d(1, 32, 4)):>9,}")
print(f"Conv2d, 32 -> 64 channels, kernel 4:  {count_parameters(nn.Conv2d(32, 64, 4)):>9,}")

# %% [markdown] id="conv-size-exercise"
r"""
### Exercise 3.1 · The size after a convolution

★☆☆ · 4 minutes · 1 point · core

*Goal:* know how large each picture will be before you build the networks: in how many places can the window stand?

*Fixed:* `conv_size(size, kernel, stride, padding)` returns the number of pixels on one side of what `nn.Conv2d(..., kernel, stride, padding)` gives, an int. A last step that would lead over the edge is not made. *Free:* how you compute it.

*Expect:* `conv_size(8, 4, 2, 1)`, the row drawn above, gives 4. `conv_size(7, 4, 2, 1)` gives 3, and `conv_size(7, 3, 2, 1)` gives 4.

<details><summary>Hint 1</summary>

How long is the row with its padding? And how far can the window's left end go, so that its right end is still inside?

</details>
<details><summary>Hint 2</summary>

The left end has `size + 2 * padding - kernel` pixels to go. How many whole steps of `stride` are that? And one place is there before the first step.

</details>
<details><summary>Hint 3</summary>

`//` divides and rounds down: `(... ) // stride + 1`.

</details>
"""


# %% id="conv-size" tags=["answer"] exercise="3.1"
def conv_size(size, kernel, stride=1, padding=0):
    """Pixels on one side of what nn.Conv2d makes of a picture of size x size, an int."""
    ### BEGIN SOLUTION
    return (size + 2 * padding - kernel) // stride + 1
    ### END SOLUTION


# %% id="check-conv-size" tags=["check"] exercise="3.1"
check("3.1")

# %% [markdown] id="conv-size-use"
r"""
Some settings are used again and again. Which of them halve a picture, which leave its size alone? The second column is yours, the third one is PyTorch's:
"""

# %% id="conv-size-table"
print("size kernel stride padding   yours  nn.Conv2d")
for size, k, stride, padding in [
    (28, 3, 1, 1),
    (28, 5, 1, 2),
    (28, 4, 2, 1),
    (14, 4, 2, 1),
    (7, 4, 2, 1),
    (7, 7, 1, 0),
]:
    real = nn.Conv2d(1, 1, k, stride, padding)(torch.zeros(1, 1, size, size)).shape[-1]
    print(
        f"{size:4} {k:6} {stride:6} {padding:7} {conv_size(size, k, stride, padding):7} {real:10}"
    )

# %% [markdown] id="transpose-theory"
r"""
## 3 · The way back: a stamp for each pixel

D makes large pictures small. G must make small ones large, and its tool is the **transposed convolution**. Each pixel of the small picture is multiplied by the kernel, and the result, a patch of 4 x 4, is stamped onto the large picture. The next pixel's patch lies `stride` pixels further on; where patches overlap they are added. In the end `padding` pixels are *cut off* on each side (Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, draw all the cases).

A row of 4 pixels, kernel 4, stride 2, padding 1 (`x` is cut off): read the picture above upside down.

```
   [──────────]                        stamp 1
         [──────────]                  stamp 2
               [──────────]            stamp 3
                     [──────────]      stamp 4
    x  1  2  3  4  5  6  7  8  x
```

Watch it at work: a small picture with three bright pixels, and a round kernel.
"""

# %% id="stamps"
small = -torch.ones(1, 1, 7, 7)
small[0, 0, 1, 1] = small[0, 0, 4, 4] = small[0, 0, 4, 5] = 1.0
bump = torch.tensor([0.3, 0.7, 0.7, 0.3])
stamp = torch.outer(bump, bump).view(1, 1, 4, 4)
large = F.conv_transpose2d(
    (small + 1) / 2, stamp, stride=2, padding=1
)  # (1, 1, 7, 7) -> (1, 1, 14, 14)
print(f"{tuple(small.shape)} -> {tuple(large.shape)}")
both = torch.cat([F.interpolate(small, scale_factor=2), 2 * large - 1])
viz.show(viz.images(both, "Three pixels (left) and their three stamps; two of them overlap"))

# %% [markdown] id="transpose-size-exercise"
r"""
### Exercise 3.2 · The size after a transposed convolution

★☆☆ · 4 minutes · 1 point · core

*Goal:* the same for the way back, so that your G ends at exactly 28 x 28.

*Fixed:* `conv_transpose_size(size, kernel, stride, padding, output_padding=0)` returns the number of pixels on one side of what `nn.ConvTranspose2d` gives, an int. `output_padding` is a number of extra pixels at one end, for sizes that cannot be reached otherwise. *Free:* how you compute it.

*Expect:* `conv_transpose_size(4, 4, 2, 1)`, the row drawn above, gives 8. `conv_transpose_size(7, 3, 2, 1)` gives 13, and with a fifth argument 1 it gives 14.

<details><summary>Hint 1</summary>

Where does the first stamp begin, where does the last one begin, and where does it end?

</details>
<details><summary>Hint 2</summary>

The last stamp begins at `(size - 1) * stride` and is `kernel` pixels wide. Then padding is cut off, on both sides.

</details>
<details><summary>Hint 3</summary>

So the last stamp ends at `(size - 1) * stride + kernel`. Take `padding` away twice, and add `output_padding` once.

</details>
"""


# %% id="conv-transpose-size" tags=["answer"] exercise="3.2"
def conv_transpose_size(size, kernel, stride=1, padding=0, output_padding=0):
    """Pixels on one side of what nn.ConvTranspose2d makes of size x size pixels, an int."""
    ### BEGIN SOLUTION
    return (size - 1) * stride - 2 * padding + kernel + output_padding
    ### END SOLUTION


# %% id="check-conv-transpose-size" tags=["check"] exercise="3.2"
check("3.2")

# %% [markdown] id="generator-theory"
r"""
## 4 · The convolutional pair

G goes up the ladder of sizes 7, 14, 28, and D goes down it, one rung further. Channels go the other way: few and large, or many and small.

```
z (N, 64) ─→ G: Linear, as a field (N, 64, 7, 7) ─→ (N, 64, 7, 7) ─→ (N, 32, 14, 14) ─→ (N, 1, 28, 28)
image (N, 1, 28, 28) ─→ D: (N, 32, 14, 14) ─→ (N, 64, 7, 7) ─→ (N, 128, 4, 4) ─→ Linear ─→ logit (N,)
```

The recipe is that of DCGAN (Radford et al., "Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks", 2016): strides in place of pooling, BatchNorm between the layers but neither at G's end nor at D's beginning, ReLU in G, LeakyReLU in D, tanh at the end.

For pictures it is `nn.BatchNorm2d(C)`: one mean and one deviation for each *channel*, over all images and all places.

### Exercise 3.3 · A generator that paints with stamps

★★★ · 12 minutes · 3 points · core

*Goal:* a G that knows from the start that neighbouring pixels belong together.

A good start: `nn.Linear(nz, 64 * 7 * 7)`, as a field of 64 channels of 7 x 7; BatchNorm and ReLU; a plain convolution that keeps 64 channels of 7 x 7, so that neighbours can agree; BatchNorm and ReLU; a transposed convolution to 32 channels of 14 x 14; BatchNorm and ReLU; a transposed convolution to 1 channel of 28 x 28; tanh.

*Fixed:* a class `Generator(nn.Module)`, made as `Generator(nz)`. `G(z)` takes z `(N, nz)` for any N and gives images `(N, 1, 28, 28)` with values from -1 to 1, both ends within reach. There is a convolution in it, transposed or not, with a kernel larger than 1, and an activation between each two convolutions. z reaches every pixel. In evaluation mode each image depends on its own z alone. *Free:* the number of layers, their channels, kernels and activations.

*Expect:* `Generator(nz)(z_show).shape` is `[64, 1, 28, 28]`, and no value lies outside of -1 to 1. In the table under exercise 3.4 you can then follow the sizes 7, 14 and 28.

<details><summary>Hint 1</summary>

`nn.ConvTranspose2d(channels_in, channels_out, kernel, stride=..., padding=...)`. Which kernel, stride and padding make 14 out of 7, and 28 out of 14? Ask your `conv_transpose_size`.

</details>
<details><summary>Hint 2</summary>

Linear gives rows, `(N, 3136)`; the next layer wants fields, `(N, 64, 7, 7)`. Between them stands `nn.Unflatten(1, (64, 7, 7))`, or `.view(-1, 64, 7, 7)` in `forward`.

</details>
<details><summary>Hint 3</summary>

Kernel 4, stride 2, padding 1 doubles any size. In one `nn.Sequential`: `nn.Linear(nz, 64 * 7 * 7)`, `nn.Unflatten(1, (64, 7, 7))`, `nn.BatchNorm2d(64)`, `nn.ReLU()`, `nn.Conv2d(64, 64, 3, padding=1)`, ..., `nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1)`, ..., `nn.Tanh()`.

</details>
"""


# %% id="generator" tags=["answer"] exercise="3.3"
class Generator(nn.Module):
    """z (N, nz) -> images (N, 1, 28, 28) in [-1, 1]."""

    def __init__(self, nz):
        super().__init__()
        ### BEGIN SOLUTION
        self.net = nn.Sequential(
            nn.Linear(nz, 64 * 7 * 7),
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
        # raise NotImplementedError("TODO 3.3: build the layers")
        ### END SOLUTION

    def forward(self, z):
        ### BEGIN SOLUTION
        return self.net(z)  # (N, nz) -> (N, 1, 28, 28)
        ### STUB
        # raise NotImplementedError("TODO 3.3: use the layers")
        ### END SOLUTION


# %% id="check-generator" tags=["check"] exercise="3.3"
check("3.3")

# %% [markdown] id="discriminator-exercise"
r"""
### Exercise 3.4 · A discriminator that looks at neighbours

★★☆ · 8 minutes · 2 points · core

*Goal:* a judge that looks at small neighbourhoods first and at the whole image last.

A good start: a convolution from 1 to 32 channels, LeakyReLU(0.2); a convolution from 32 to 64 channels, BatchNorm, LeakyReLU(0.2); the same from 64 to 128 channels; flatten; a Linear layer with one output. The first two convolutions halve the size (kernel 4), the third makes 4 out of 7 (kernel 3).

*Fixed:* a class `Discriminator(nn.Module)`, made as `Discriminator()`. `D(x)` takes images `(N, 1, 28, 28)` for any N and gives logits `(N,)`: any number, so nothing follows the last layer. There is a convolution in it, with a kernel larger than 1, and an activation between each two layers. D looks at the whole image. In evaluation mode each logit depends on its own image alone. *Free:* the rest.

*Expect:* `Discriminator()(torch.zeros(5, 1, 28, 28)).shape` is `[5]`. In the table below, the sizes of the good start are 14, 7 and 4.

<details><summary>Hint 1</summary>

Which stride and padding make 14 out of 28 with kernel 4, and 4 out of 7 with kernel 3? Ask your `conv_size`.

</details>
<details><summary>Hint 2</summary>

What is left after the last convolution? The Linear layer gets *all* numbers of all channels: channels · rows · columns.

</details>
<details><summary>Hint 3</summary>

`nn.Conv2d(1, 32, 4, stride=2, padding=1)`, ..., `nn.Conv2d(64, 128, 3, stride=2, padding=1)`, ..., `nn.Flatten()`, `nn.Linear(128 * 4 * 4, 1)`, and `.squeeze(1)` in `forward`, as in lesson 02.

</details>
"""


# %% id="discriminator" tags=["answer"] exercise="3.4"
class Discriminator(nn.Module):
    """Images (N, 1, 28, 28) -> logits (N,), above 0 for "real"."""

    def __init__(self):
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
            nn.Linear(128 * 4 * 4, 1),
        )
        ### STUB
        # raise NotImplementedError("TODO 3.4: build the layers")
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        return self.net(x).squeeze(1)  # (N, 1, 28, 28) -> (N, 1) -> (N,)
        ### STUB
        # raise NotImplementedError("TODO 3.4: use the layers")
        ### END SOLUTION


# %% id="check-discriminator" tags=["check"] exercise="3.4"
check("3.4")

# %% [markdown] id="tables-note"
r"""
Your pair, layer by layer. Follow the sizes through the middle column. Where are most of the weights?
"""

# %% id="tables"
G_new, D_new = Generator(nz).to(device), Discriminator().to(device)
print(layer_table(G_new, z_show.to(device)), "\n")
print(layer_table(D_new, generate(G_new, z_show).to(device)), "\n")
print(
    f"the MLP pair:  {count_parameters(mlp.Generator(nz)):,} in G, {count_parameters(mlp.Discriminator()):,} in D"
)

# %% [markdown] id="training-note"
r"""
## 5 · The contest

Now your pair, by the same rules and for **the same number of updates**. **What to expect.** Bright pieces at first, then outlines, then garments with clear edges and even surfaces. Some of them stay torn.

⏳ *Wait about two minutes in the standard profile.* While you wait: [Why is it fast?](why_is_it_fast.md) `keep` writes a training of more than a minute down, once a minute: if the session is lost, run the cells again, and it goes on from there. (In Colab, mount your Drive first: files beside the notebook go with the session.)
"""

# %% id="training" tags=["train"]
seed_everything(0)
G, D = Generator(nz).to(device), Discriminator().to(device)
runs["CNN"] = train_pair("cnn", G, D, STEPS)

# %% id="training-film"
viz.show(viz.film(runs["CNN"]["film"], f"CNN: eight z over the steps\ntrained on {data.source}"))

# %% id="training-pictures"
viz.show(
    viz.images(
        generate(runs["CNN"]["G"], z_show),
        f"CNN after {runs['CNN']['updates']:,} updates\ntrained on {data.source}",
    )
)

# %% [markdown] id="seconds-note"
r"""
Is that fair? An update of the CNN takes longer. Somebody who pays for computing time would say: give the MLP **as many seconds** as the CNN had. So a second MLP makes as many updates as the first one, at its speed, would have made in that time; the ratio of the two times is rounded to one digit behind the point. (The number must be known before the start: the cooldown counts updates. Seconds depend on the machine and on what else it does, so the two times agree only roughly; both will stand in the table below. This is the one training of the lesson that does not come out the same twice.)

⏳ *Wait about as long as for the CNN.*
"""

# %% id="seconds-training" tags=["train"]
times = round(runs["CNN"]["seconds"] / runs["MLP"]["seconds"], 1)
affordable = max(1, round(times * STEPS))
seed_everything(0)
G_mlp, D_mlp = mlp.Generator(nz).to(device), mlp.Discriminator().to(device)
runs["MLP, equal seconds"] = train_pair("mlp_equal_seconds", G_mlp, D_mlp, affordable)

# %% [markdown] id="measure-theory"
r"""
Look first, then measure. Three rows, the same eight z each time (but z means something else to each generator):
"""

# %% id="side-by-side"
viz.show(
    viz.rows(
        {name: generate(run["G"], z_show[:8]) for name, run in runs.items()},
        f"Three generators\ntrained on {data.source}",
    )
)

# %% [markdown] id="measure-note"
r"""
And now the ruler of lesson 02, the **classifier-FID**: it compares what a classifier of garments sees in generated and in real images. Lower is better. It needs the number of images beside it, and its **floor**: what real images score against other real images.

**What to expect.** At equal updates the CNN is far ahead. With as many seconds the MLP makes two or three times as many updates (it depends on the processor) and comes closer, but not past it. All three are far from the floor.
"""

# %% id="measure" tags=["train"]
N_IMAGES = {"quick": 300, "standard": 5000, "gpu": 10_000}[profile()]
test = load("fashion-mnist", train=False)  # real images that no network was trained on
chosen = torch.randperm(len(test), generator=torch.Generator().manual_seed(0))[:N_IMAGES]
test_images = test.images[chosen]
z_fid = torch.randn(N_IMAGES, nz, generator=torch.Generator().manual_seed(2))


def fid(images, real=test_images):
    """Classifier-FID of images; state their number, and the floor, beside it."""
    return metrics.classifier_fid(images, real, "fashion-mnist")


samples = {name: generate(run["G"], z_fid) for name, run in runs.items()}
floor = fid(data.images[:N_IMAGES])
fids = {name: fid(images) for name, images in samples.items()}
print(f"{N_IMAGES:,} images        weights in G    in D   updates  seconds  classifier-FID")
for name, run in runs.items():
    in_g, in_d = (sum(p.numel() for p in run[net].parameters()) for net in "GD")
    print(
        f"{name:<20}{in_g:>13,} {in_d:>8,} {run['updates']:>8,} {run['seconds']:>8.0f} {fids[name]:>14.1f}"
    )
print(f"{'floor: real images':<60}{floor:>14.1f}")

# %% [markdown] id="beliefs-note"
r"""
The losses come from two discriminators of different strength: they cannot be compared with one another, and neither says how good the pictures are (lesson 02).
"""

# %% id="beliefs"
viz.show(
    viz.curves(
        {
            f"{name}, {loss}": runs[name]["history"].column(loss)
            for name in ("MLP", "CNN")
            for loss in ("d_loss", "g_loss")
        },
        f"Losses of both pairs at equal updates\n{data.source}",
        smooth=min(50, STEPS // 4),
    )
)

# %% [markdown] id="coverage-note"
r"""
**Coverage.** Does each pair draw garments of all ten classes? A classifier names each sample. Real images have one tenth of each.
"""

# %% id="coverage"
shares = {
    name: metrics.class_histogram(samples[name], "fashion-mnist").tolist()
    for name in ("MLP", "CNN")
}
viz.show(
    viz.grouped_bars(
        shares,
        data.class_names,
        f"What a classifier calls {N_IMAGES:,} samples\ntrained on {data.source}",
        y_label="share",
        level=(0.1, "real images"),
    )
)
for name, found in shares.items():
    least = min(range(10), key=lambda c: found[c])
    most = max(range(10), key=lambda c: found[c])
    print(f"{name}: least often {data.class_names[least]} ({found[least]:.1%}), "
          f"most often {data.class_names[most]} ({found[most]:.1%})")  # fmt: skip

# %% [markdown] id="contest-question"
r"""
**Think.** The contest held equal: the updates, the batch size, the learning rate and its cooldown, the label, the average, and once the seconds. What was *not* equal? Name two things that somebody who likes MLPs could object to.
"""

# %% [markdown] id="contest-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** The number of weights was not equal, nor the number of multiplications in one update. The learning rate and its cooldown were the same, but the best ones of each pair need not be: "equal" settings may suit one of them better (these were found by trying them with the CNN). The MLP has dropout and no BatchNorm in D, the CNN the other way round. And each ran with one seed only: a repetition with two more would show how much is chance. None of this makes the contest worthless; it says what the result is a result about.
### END SOLUTION
"""

# %% [markdown] id="latent-theory"
r"""
## 6 · What do the numbers of z do?

Your G turns 64 numbers into a garment. Does one of them mean "sleeve", another one "bright"? Nobody told G what to do with them. Take eight samples from a fixed seed:
"""

# %% id="eight-samples"
G_best = runs["CNN"]["G"]
z8 = torch.randn(8, nz, generator=torch.Generator().manual_seed(3))
viz.show(
    viz.images(
        generate(G_best, z8), f"Eight samples of the CNN\ntrained on {data.source}", n_columns=8
    )
)

# %% [markdown] id="set-coordinate-exercise"
r"""
### Exercise 3.5 · One number of z alone

★★☆ · 5 minutes · 2 points · core

*Goal:* to see what one coordinate does, change it alone and keep the other 63.

*Fixed:* `set_coordinate(z, k, values)` takes one z `(nz,)`, an index k (Python's, from 0) and a list or tensor of values, and returns `(len(values), nz)`: row i is z with coordinate k *set to* `values[i]`. z itself stays as it was, also when somebody changes the rows later. *Free:* the rest.

*Expect:* `set_coordinate(torch.tensor([1.0, 2.0, 3.0]), 1, [5.0, 7.0])` gives the rows `1 5 3` and `1 7 3`.

<details><summary>Hint 1</summary>

First make `len(values)` copies of z, as the rows of one tensor. Then write into column k.

</details>
<details><summary>Hint 2</summary>

`z.repeat(n, 1)` gives n real copies. `z.expand(n, -1)` only pretends: all rows are one memory.

</details>
<details><summary>Hint 3</summary>

`rows[:, k] = torch.as_tensor(values)`.

</details>
"""


# %% id="set-coordinate" tags=["answer"] exercise="3.5"
def set_coordinate(z, k, values):
    """z (nz,) -> (len(values), nz): copies of z, coordinate k set to one value in each."""
    ### BEGIN SOLUTION
    rows = z.repeat(len(values), 1)  # (nz,) -> (len(values), nz)
    rows[:, k] = torch.as_tensor(values, dtype=z.dtype)
    return rows
    ### END SOLUTION


# %% id="check-set-coordinate" tags=["check"] exercise="3.5"
check("3.5")

# %% [markdown] id="walk-note"
r"""
Choose five coordinates and one of the eight samples. From -2 to 2 lies nearly everything that G was trained on. The values 5 and 10 it never saw: in a standard normal distribution a number beyond 5 turns up less than once in a million draws. **Guess first:** what will G draw there?
"""

# %% id="walk"
COORDINATES = [0, 11, 22, 33, 44]  # choose your own, from 0 to 63
SAMPLE = 0  # from 0 to 7
VALUES = [-2.0, -1.0, 0.0, 1.0, 2.0, 5.0, 10.0]

walks = {f"z[{k}]": generate(G_best, set_coordinate(z8[SAMPLE], k, VALUES)) for k in COORDINATES}
viz.show(
    viz.rows(
        walks,
        f"One coordinate at a time, sample {SAMPLE}\ntrained on {data.source}",
        columns=[f"{v:g}" for v in VALUES],
    )
)
print("mean change of a pixel from the picture for 0:")
print("          " + "".join(f"{v:>7g}" for v in VALUES))
for name, pictures in walks.items():
    changes = (pictures - pictures[2]).abs().mean((1, 2, 3))
    print(f"{name:<10}" + "".join(f"{c:7.3f}" for c in changes.tolist()))

# %% [markdown] id="strength-note"
r"""
Some coordinates do more than others. Here is how far each one of the 64 moves the pictures of all eight samples, from -2 to 2, sorted. If the curve is steep, G lives on a few of them; if it is flat, all of them take part. Put the strongest into `COORDINATES` and run the walk again.
"""

# %% id="strength"
strengths = torch.zeros(nz)
for k in range(nz):
    ends = torch.cat([set_coordinate(z, k, [-2.0, 2.0]) for z in z8])  # (16, nz): low, high, ...
    pictures = generate(G_best, ends)
    strengths[k] = (pictures[1::2] - pictures[0::2]).abs().mean()
print(
    "strongest:",
    strengths.argsort(descending=True)[:5].tolist(),
    " weakest:",
    strengths.argsort()[:5].tolist(),
)
viz.show(
    viz.curves(
        {"mean change of a pixel": strengths.sort(descending=True).values.tolist()},
        f"How much each coordinate of z moves\ntrained on {data.source}",
        x_label="coordinates, the strongest first",
        y_label="change from -2 to 2",
    )
)

# %% [markdown] id="explore-note"
r"""
Try it by hand: `z[0]` to `z[63]` are the 64 numbers. Save two points that you like, and walk from one to the other.
"""

# %% id="explore"
LatentExplorer(G_best, nz=nz, title=f"My CNN, trained on {data.source}")

# %% [markdown] id="walk-question"
r"""
**Think.** Did one coordinate change one property, such as the length of a sleeve, and nothing else? Does the same coordinate do the same to another sample? And what happens at 5 and at 10, and why?
"""

# %% [markdown] id="walk-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** Mostly not: one coordinate moves several things at once, and other things in another sample. Nothing in the training asks for an order: if all z were turned by some rotation, they would still be standard normal, and G could draw the same pictures with turned first weights. So the axes have no meaning of their own; *directions* may have one, and they lie askew. At 5 and 10 G must guess: no z from there was ever used in training, so D never complained about these pictures. The first layer is linear, so what it adds up grows with this one number. At 10 it outweighs the other 63 together (its square is 100, theirs add up to about 63), and the sums grow until ReLU and tanh stand at their ends: hard black and white, shapes that are no garment any more.
### END SOLUTION
"""

# %% [markdown] id="interpolate-exercise"
r"""
## 7 · From one garment to another

If G had only learnt single pictures by heart, there would be nothing sensible *between* two z. Walk from one to the other:

$$z(t) = (1 - t)\,z_a + t\,z_b, \qquad t \text{ from } 0 \text{ to } 1$$

### Exercise 3.6 · A straight walk

★☆☆ · 4 minutes · 1 point · core

*Goal:* the z on the way from one garment to another, by the formula above.

*Fixed:* `interpolate(z_a, z_b, n)` takes two z `(nz,)` and returns `(n, nz)`: n places on the line, in even steps; the first is z_a, the last is z_b, n is 2 or more. *Free:* the rest.

*Expect:* `interpolate(torch.zeros(2), torch.tensor([4.0, 8.0]), 5)` gives the rows `0 0`, `1 2`, `2 4`, `3 6` and `4 8`.

<details><summary>Hint 1</summary>

`torch.linspace(0, 1, n)` gives n values of t, both ends included.

</details>
<details><summary>Hint 2</summary>

t has the shape `(n,)` and z_a `(nz,)`. As a column, `t.view(-1, 1)`, each t meets the whole of z_a: `(n, 1)` times `(nz,)` gives `(n, nz)`.

</details>
"""


# %% id="interpolate" tags=["answer"] exercise="3.6"
def interpolate(z_a, z_b, n):
    """z_a (nz,), z_b (nz,) -> n latent vectors on the line between them, (n, nz)."""
    ### BEGIN SOLUTION
    t = torch.linspace(0, 1, n).view(-1, 1)  # (n, 1)
    return (1 - t) * z_a + t * z_b  # (n, 1) * (nz,) -> (n, nz)
    ### END SOLUTION


# %% id="check-interpolate" tags=["check"] exercise="3.6"
check("3.6")

# %% id="straight-walks"
PAIRS = [(0, 1), (2, 3), (4, 5), (6, 7)]  # which of the eight samples
walks = {f"{a} to {b}": generate(G_best, interpolate(z8[a], z8[b], 9)) for a, b in PAIRS}
shares = [f"{i / 8:.2f}" for i in range(9)]
viz.show(viz.rows(walks, f"Straight walks through z\ntrained on {data.source}", columns=shares))

# %% [markdown] id="norm-theory"
r"""
The shapes flow into each other. Look at the middle column: is it as clear as the ends?

Here is a reason why it may not be. How long is a z? Its squared length is a sum of 64 squared standard normal numbers, each 1 on average. So the length is near $\sqrt{64} = 8$, and hardly ever far from it: the z live on a thin shell, like the skin of an orange. The middle of two independent z, $\tfrac12 z_a + \tfrac12 z_b$, has only half the variance in each number, and so a length near $\sqrt{64 / 2} \approx 5.7$: *inside* the orange, where G was hardly ever trained.
"""

# %% id="norms"
many = torch.randn(20_000, nz, generator=torch.Generator().manual_seed(4))
lengths = many.norm(dim=1)
middles = ((many[::2] + many[1::2]) / 2).norm(dim=1)
print(f"length of z:        mean {lengths.mean():.2f}, deviation {lengths.std():.2f}, "
      f"shortest of {len(many):,}: {lengths.min():.2f}")  # fmt: skip
print(f"middle of two z:    mean {middles.mean():.2f}, deviation {middles.std():.2f}")

# %% [markdown] id="slerp-exercise"
r"""
A walk that stays on the shell goes along an arc. With $\omega$ the angle between the two vectors, $\cos \omega = \dfrac{z_a \cdot z_b}{|z_a|\,|z_b|}$,

$$z(t) = \frac{\sin\big((1 - t)\,\omega\big)}{\sin \omega}\,z_a + \frac{\sin(t\,\omega)}{\sin \omega}\,z_b$$

This is *slerp*, spherical linear interpolation (Shoemake, "Animating Rotation with Quaternion Curves", 1985), proposed for latent spaces by White ("Sampling Generative Networks", 2016).

### Exercise 3.7 · A walk along the arc

★★★ · 7 minutes · 2 points · core

*Goal:* a way from one z to another that stays on the shell.

*Fixed:* `slerp(z_a, z_b, n)` as in 3.6, but along the arc, by the formula above: `(n, nz)`, even steps of t, first z_a, last z_b. For two equal vectors it returns copies of them and not nan. *Free:* the rest. If your two z have different lengths, the length may follow the formula or change evenly.

*Expect:* from `torch.tensor([1.0, 0.0])` to `torch.tensor([0.0, 1.0])` with n = 3, the middle row is `0.7071 0.7071`, of length 1. The straight line has `0.5 0.5` there, of length 0.7071.

<details><summary>Hint 1</summary>

`torch.dot(z_a, z_b)` is the product of the formula, `z_a.norm()` a length, `torch.arccos` makes an angle of a cosine.

</details>
<details><summary>Hint 2</summary>

Rounding may give a cosine of 1.0000001, whose arccos is nan: `.clamp(-1, 1)` first. And when the angle is nearly 0 you would divide by 0: return the straight line then.

</details>
<details><summary>Hint 3</summary>

`(torch.sin((1 - t) * omega) * z_a + torch.sin(t * omega) * z_b) / torch.sin(omega)`, with t as a column, as in 3.6.

</details>
"""


# %% id="slerp" tags=["answer"] exercise="3.7"
def slerp(z_a, z_b, n):
    """z_a (nz,), z_b (nz,) -> n latent vectors on the arc between them, (n, nz)."""
    ### BEGIN SOLUTION
    cosine = torch.dot(z_a, z_b) / (z_a.norm() * z_b.norm())
    omega = torch.arccos(cosine.clamp(-1, 1))
    if omega < 1e-4:  # the same direction: sin(omega) is 0
        return interpolate(z_a, z_b, n)
    t = torch.linspace(0, 1, n).view(-1, 1)  # (n, 1)
    return (torch.sin((1 - t) * omega) * z_a + torch.sin(t * omega) * z_b) / torch.sin(omega)
    ### END SOLUTION


# %% id="check-slerp" tags=["check"] exercise="3.7"
check("3.7")

# %% id="both-walks"
walks = {}
for a, b in PAIRS[:3]:
    walks[f"{a} to {b}, line"] = generate(G_best, interpolate(z8[a], z8[b], 9))
    walks[f"{a} to {b}, arc"] = generate(G_best, slerp(z8[a], z8[b], 9))
viz.show(viz.rows(walks, f"Straight and along the arc\ntrained on {data.source}"))
t = torch.linspace(0, 1, 41)
viz.show(
    viz.curves(
        {
            "line": interpolate(z8[0], z8[1], 41).norm(dim=1).tolist(),
            "arc": slerp(z8[0], z8[1], 41).norm(dim=1).tolist(),
        },
        "How long z is on the way from sample 0 to sample 1",
        x=t.tolist(),
        x_label="t",
        y_label="length of z",
        level=(math.sqrt(nz), "length of a usual z"),
    )
)

# %% [markdown] id="both-walks-note"
r"""
Compare the two rows of each pair in the middle. The difference is often small: this G draws sensible garments inside the orange too. The lengths are what differs for certain. When you measure something along such a walk, use the arc, or you measure what G does with z that it hardly ever met.

## 8 · Did it learn the pictures by heart?

A generator that repeats training images would get the best marks of all: its images *are* real. So look for each sample's nearest neighbour among the training images. If they are the same picture, something is wrong.

### Exercise 3.8 · Are they copies?

★★☆ · 6 minutes · 2 points · core

*Goal:* find for each sample the training image that it would be a copy of.

*Fixed:* `nearest_neighbours(samples, train)` takes samples `(N, 1, 28, 28)` and training images `(M, 1, 28, 28)`, both in [-1, 1], and returns for each sample the *index* of the nearest training image, `(N,)`, in the order of the samples. Near: the distance of the pixels, $|a - b|$. With N = 64 and M = 60,000 it must fit into the memory of a laptop. *Free:* squares or absolute values, and how you compute it.

*Expect:* an image is its own nearest neighbour: with the sixteen images `some` of section 1, `nearest_neighbours(some[3:6], some)` gives `3 4 5`.

<details><summary>Hint 1</summary>

Flatten each image to a row of 784 numbers. `torch.cdist(a, b)` gives all distances between the rows of a and the rows of b.

</details>
<details><summary>Hint 2</summary>

`torch.cdist` gives `(N, M)`. In each row you want the place of the smallest number: `argmin`, along which dimension?

</details>
"""


# %% id="nearest-neighbours" tags=["answer"] exercise="3.8"
def nearest_neighbours(samples, train):
    """Samples (N, 1, 28, 28), train (M, 1, 28, 28) -> index of the nearest of train, (N,)."""
    ### BEGIN SOLUTION
    distances = torch.cdist(samples.flatten(1), train.flatten(1))  # (N, 784), (M, 784) -> (N, M)
    return distances.argmin(1)  # (N,)
    ### END SOLUTION


# %% id="check-nearest-neighbours" tags=["check"] exercise="3.8"
check("3.8")

# %% id="neighbours" tags=["shows-data"] licence="MIT, Fashion-MNIST"
N_TRAIN = {"quick": 2000}.get(profile(), len(data))
train = to_float(data.images[:N_TRAIN])
x_fake = generate(G_best, z8)
found = nearest_neighbours(x_fake, train)
viz.show(
    viz.rows(
        {"generated": x_fake, "nearest\nreal": train[found]},
        f"Samples and their nearest among {N_TRAIN:,} training images\n{data.source}",
    )
)

# %% [markdown] id="neighbours-note"
r"""
Alike, but the same? Eyes are easily fooled here, so put a number to it. New real images, which nobody could have learnt by heart, have nearest neighbours too: their distances are the ones to compare with. A copy would have the distance 0. The last line is a warning about this ruler.
"""

# %% id="neighbour-distances"


def to_nearest(images):
    """Distance of each image to its nearest training image."""
    return (images - train[nearest_neighbours(images, train)]).flatten(1).norm(dim=1)


new = to_float(test_images[:64])
shifted = to_float(data.images[:64]).roll(2, dims=-1)  # training images, moved by two pixels
print("distance to the nearest training image, median of 64")
print(f"  training images themselves      {to_nearest(train[:64]).median():6.2f}")
print(f"  generated                       {to_nearest(generate(G_best, z_show)).median():6.2f}")
print(f"  new real images                 {to_nearest(new).median():6.2f}")
print(f"  training images, shifted by 2   {to_nearest(shifted).median():6.2f}")

# %% [markdown] id="neighbours-question"
r"""
**Think.** What do these four numbers say about your G? The shifted training images *are* copies. What does their number say about the ruler?
"""

# %% [markdown] id="neighbours-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** If the generated images were copies, their number would be near 0, as in the first line. In the course's own run it is larger even than that of new real images (8.49 against 6.68): G repeats no pictures, and some of its garments are torn, as no real one is. (A smaller number would not prove copying: smooth images lie nearer to everything than images with fine patterns do.) But the ruler is blind to small changes. A training image moved by two pixels is plainly a copy, and its number, 11.99, is the largest of all. So a large pixel distance does not prove that nothing was copied. A better test compares features of a classifier, or shifted versions as well.
### END SOLUTION
"""

# %% [markdown] id="report-compare"
r"""
## 9 · Find the bug in the report

### Exercise 3.9 · Bug hunt: which pair is better?

★★☆ · 5 minutes · 2 points · core

> *"We drew 10,000 images with pair A and, because it is slower, 500 images with pair B. Against the 10,000 real test images the Fréchet distance of A is smaller. So A is better. Both are still far from the perfect 0."*

*Goal:* a comparison in which nobody wins by the number of images, and everybody sees what perfect would be.

*Fixed:* `compare(samples, real, other_real, distance)` gets a dictionary name → images, two different sets of real images, and a function `distance(images, real)`. It returns a dictionary with `distance` for each name, and under `"floor"` that of `other_real`. All are held against `real`, and *every* set that goes into `distance` has the same number of images: as many as the smallest one has, each of them once. `samples` itself stays as it was. *Free:* which images are left out.

*Expect:* two things are to be mended. Try yours with a "distance" that only counts: `compare({"A": some[:3], "B": some[:5]}, some, some, lambda images, real: len(images))` gives 3 for A, for B and for the floor.

<details><summary>Hint 1</summary>

A distance depends on the number of images, too, and not only on how good they are. The experiment under the exercise shows it for real images.

</details>
<details><summary>Hint 2</summary>

First find n, the smallest length of *all* the sets, the real ones too. Then cut every set: `images[:n]`.

</details>
<details><summary>Hint 3</summary>

And what is "perfect"? Real images against other real images do not get 0 either: `distance(other_real[:n], real[:n])`.

</details>
"""


# %% id="compare" tags=["answer"] exercise="3.9"
def compare(samples, real, other_real, distance):
    """samples: name -> images (N, 1, 28, 28), N may differ -> name -> distance, and "floor"."""
    ### BEGIN SOLUTION
    n = min(len(images) for images in (*samples.values(), real, other_real))
    result = {name: distance(images[:n], real[:n]) for name, images in samples.items()}
    result["floor"] = distance(other_real[:n], real[:n])
    return result
    ### STUB
    # # TODO 3.9: this is what the report did. What is wrong with it?
    # return {name: distance(images, real) for name, images in samples.items()}
    ### END SOLUTION


# %% id="check-compare" tags=["check"] exercise="3.9"
check("3.9")

# %% [markdown] id="compare-note"
r"""
The same G and the same real images, but fewer and fewer of each. **What to expect.** Fewer images push the floor up, although no image got worse. The number of the CNN, far above the floor, only wavers: chance decides which images are in. The better a generator is, the more it matters how many images were taken.
"""

# %% id="compare-counts"
counts = [256, 300] if profile() == "quick" else [300, 500, 1000, 2000, 5000]
rows_of_counts = [
    compare({"CNN": samples["CNN"][:n]}, test_images, data.images[:N_IMAGES], fid) for n in counts
]
print("images      CNN    floor")
for n, row in zip(counts, rows_of_counts, strict=True):
    print(f"{n:6,} {row['CNN']:8.1f} {row['floor']:8.1f}")

# %% [markdown] id="report-one"
r"""
### Exercise 3.10 · Bug hunt: one z, two images

★★☆ · 5 minutes · 2 points · core

> *"We drew z number 3 of a batch of 64, and then the same z alone, `G(z.unsqueeze(0))`. Two different images! So G is not a function of z: it must have some chance inside."*

There is no chance in it. What else does an image depend on, in the mode in which G was left after its training?

*Goal:* draw one z as G draws it in use, and leave no trace in G.

*Fixed:* `draw_one(G, z)` takes one z `(nz,)` and returns the image `(1, 28, 28)` that G makes of it in use: the same, whatever else is drawn. G may come in training or in evaluation mode, and is left as it came: its mode, and its BatchNorm's running means. *Free:* how.

*Expect:* `draw_one(G_best, z8[0])` is the first of the eight samples of section 6, as often as you call it: `generate(G_best, z8)[0]`, up to rounding.

<details><summary>Hint 1</summary>

In training mode BatchNorm takes mean and deviation from the batch at hand (lesson 02, section 7). What is the batch here?

</details>
<details><summary>Hint 2</summary>

`G.eval()` before, and afterwards the mode that G had: remember `G.training`. Or leave G alone and use a copy, `copy.deepcopy(G).eval()`.

</details>
<details><summary>Hint 3</summary>

You know a function of the package that takes care of the mode: `generate`. It takes a batch and gives a batch.

</details>
"""


# %% id="draw-one" tags=["answer"] exercise="3.10"
def draw_one(G, z):
    """One z (nz,) -> its image (1, 28, 28), as G draws it in use; G is left as it was."""
    ### BEGIN SOLUTION
    return generate(G, z.unsqueeze(0))[0]  # evaluation mode within, each layer's own mode after
    ### STUB
    # # TODO 3.10: this is the report's line. What is wrong with it?
    # return G(z.unsqueeze(0))[0].detach()
    ### END SOLUTION


# %% id="check-draw-one" tags=["check"] exercise="3.10"
check("3.10")

# %% id="draw-one-shown"
G_training = copy.deepcopy(G).train()
with torch.no_grad():
    alone = G_training(z8[:1].to(device)).float().cpu()
    in_batch = G_training(torch.cat([z8[:1], z_show]).to(device))[:1].float().cpu()
mine = draw_one(copy.deepcopy(G), z8[0]).unsqueeze(0).cpu()
viz.show(
    viz.rows(
        {"training mode, alone": alone, "training mode, in a batch": in_batch, "in use": mine},
        f"One z: the report's two images, and yours\ntrained on {data.source}",
    )
)

# %% [markdown] id="core-questions"
r"""
## 10 · Questions to think about

**Think.** Somebody trains the MLP with batches of 256 and the CNN with batches of 32, "five epochs each, so it is fair". How many updates does each of them get? What would you compare instead?
"""

# %% [markdown] id="core-answer-4" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** An epoch is every image once. With 60,000 images that is 234 updates of 256 images for the MLP, and 1,875 updates of 32 for the CNN; in five epochs about 1,170 against 9,375, eight times as many. GANs learn by updates, so the CNN had a far longer training. Compare at equal updates with one batch size, and at equal seconds; say which, and show the number of updates, of images and of seconds.
### END SOLUTION
"""

# %% [markdown] id="core-question-5"
r"""
**Think.** Shuffle the pixels of all images in the same way, as in section 1, and train both pairs on them. Which of the two gets worse, and why?
"""

# %% [markdown] id="core-answer-5" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** The MLP does just as well (its images, shuffled back, would look the same as before), because it treats all pixels alike. The CNN gets much worse: it expects that neighbours belong together and that what is learnt at one place holds at another, and in shuffled images neither is true. What helps a network to learn from little is what it takes for granted, and it only helps if that is true of the data.
### END SOLUTION
"""

# %% [markdown] id="score-note"
r"""
Your points:
"""

# %% id="score"
score("03")

# %% [markdown] id="filters-note"
r"""
## 11 · Optional: what does D look for?

D's first layer sees the image itself, so its kernels can be looked at: each is a little picture of what it answers to. Nobody wrote these. **What to expect.** After so short a training most of them still look like noise. Here and there one is bright on one side and dark on the other: it answers to an edge, like the kernels of section 2.
"""

# %% id="filters"
convolutions = [m for m in D.modules() if isinstance(m, nn.Conv2d) and m.in_channels == 1]
if convolutions:
    kernels = convolutions[0].weight.detach().cpu()  # (C, 1, rows, columns)
    kernels = kernels / kernels.abs().amax((1, 2, 3), keepdim=True)  # each by itself, to [-1, 1]
    viz.show(
        viz.images(
            F.interpolate(kernels, scale_factor=6),
            f"The {len(kernels)} kernels of D's first layer\ntrained on {data.source}",
            n_columns=8,
        )
    )

# %% [markdown] id="classes-note"
r"""
And here are your samples, sorted by what the classifier calls them: which class is the best, which one the worst?
"""

# %% id="classes"
_, probabilities = metrics.features(samples["CNN"], "fashion-mnist")
called = probabilities.argmax(1)
by_class = {
    name: samples["CNN"][called == c][:8]
    for c, name in enumerate(data.class_names)
    if (called == c).sum() >= 8
}
if by_class:
    viz.show(viz.rows(by_class, f"Samples of the CNN, by class\ntrained on {data.source}"))

# %% [markdown] id="stretch"
r"""
## Stretch tasks

- The last question of section 10, in earnest: shuffle the pixels, train both pairs, shuffle the samples back, measure.
- Replace each transposed convolution by `nn.Upsample(scale_factor=2)` and an `nn.Conv2d(..., 3, padding=1)` (Odena et al., "Deconvolution and Checkerboard Artifacts", 2016). Smoother? Slower?
- Find a *direction* with a meaning: take the mean z of 50 samples that the classifier calls trousers, and of 50 that it calls dresses. Walk from a dress along the difference.
- Give both pairs about equally many weights, and repeat the contest.
- Go beyond this lesson with the package's recipe, `gan-lab train cnn-fashion` in a terminal: four times as many steps, 10,000 (about five minutes on two CPU cores with bfloat16), at half the learning rate, 0.001. In the course's run its classifier-FID was 7.9, of 10,000 images. A training that ends after 3,000 steps reached 22.0 with that rate, and 18.1 with the rate of this lesson: the longer the training, the smaller its steps may be. Take the rules out of `train_pair` one at a time: the cooldown, the average, the betas (back to (0.5, 0.999)). Which of them does most? For the MLP too?
"""

# %% [markdown] id="end"
r"""
## What you can do now

You can follow a picture's size through any stack of convolutions, and you have written a pair that takes for granted what is true of pictures: neighbours belong together. You have compared two methods by rules that you can defend, looked into the space that the pictures come from, and asked whether they are copies.

Next come pictures that people care about: faces, 64 x 64 and in colour, in [lesson 04](04_dcgan_faces.ipynb).
"""
