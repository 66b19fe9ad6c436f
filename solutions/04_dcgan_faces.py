# %% [markdown] id="title"
r"""
# 04 · Faces: a DCGAN

In [lesson 03](03_cnn_fashion_mnist.ipynb) convolutions drew small grey garments. Now come faces, in colour, with 64 x 64 pixels: 12,288 numbers each. You begin with the Linear layers of lesson 02, see how far they get, and then build the network that made GANs famous: the **DCGAN** (Radford, Metz and Chintala, "Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks", 2016).

| | |
|---|---|
| you will | count weights by hand, write the DCGAN pair, give it its first values, write a loop that keeps its eyes open, save and resume a training, and catch a figure that hides what happened |
| you need | lesson 02 (the loop) and lesson 03 (Conv2d and ConvTranspose2d, and how they change a size) |
| time | core 120 minutes, optional part 30 minutes |
| the computer works | core about 12 minutes, optional part about 5 minutes, on a busy CPU without bfloat16; less on a quiet one |

The same notebook runs on a laptop and on a GPU. The profile chooses how wide the networks are and how many steps they make.

**Something stops?** A `NameError` mostly means that a cell above has not run since the kernel started: choose *Run > Run All Above Selected Cell*. **Stuck?** Unfold the hints, one by one. And one line, `Generator = stuck("4.2")`, takes the package's version of a piece: the exercise stays unscored, and the lesson goes on. **A word is new?** Look into the [glossary](glossary.md) (English and 中文).
"""

# %% id="setup" tags=["setup"]
# written by gan-lab build

# %% id="imports" tags=["setup"]
import copy
import textwrap
import time
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: F401
from torch import nn
from torchvision.utils import make_grid
from tqdm.auto import tqdm

from gan_lab import losses, metrics, viz
from gan_lab.callbacks import EMA, ProgressBar, SampleGrid
from gan_lab.checks import check, score, stuck
from gan_lab.data import Batches, load, to_float
from gan_lab.keeping import in_pieces
from gan_lab.models import dcgan
from gan_lab.models.summary import count_parameters, layer_table
from gan_lab.recipes import find_recipe
from gan_lab.runtime import pick_device, pick_precision, profile, seed_everything
from gan_lab.training import fit, generate
from gan_lab.widgets import Dashboard, LatentExplorer

seed_everything(0)
device = pick_device()
precision = pick_precision(device)  # half precision where this machine is fast at it
nz = 100  # numbers in one latent vector z
ngf = ndf = {"quick": 8, "standard": 32, "gpu": 64}[profile()]  # how wide G and D are

# %% [markdown] id="data-theory"
r"""
## 1 · The faces

If the CelebA photographs lie in your data folder, the lesson uses them. If not, it uses portraits that the course draws itself: nobody's face, and no less fun. An image is now `(3, 64, 64)`: red, green and blue, each a picture of 64 x 64 numbers from -1 to 1.
"""

# %% id="data" tags=["shows-data"]
data = load("faces", size=64)
source = textwrap.fill(data.source, 60)  # for the titles of the figures
print(f"{len(data):,} faces of {tuple(data.images.shape[1:])}, precision {precision}")
viz.show(viz.images(to_float(data.images[:32]), f"Real images\n{source}", n_columns=8))

# %% [markdown] id="mlp-theory"
r"""
## 2 · First faces, from Linear layers

Take what you have: the fully connected pair of lesson 02, made larger for 12,288 numbers a picture. The package's `fit` trains it. **What to expect.** Shadows of faces, grey in grey, and one or two in strong colours, through a snowstorm.

⏳ *Wait about a minute in the standard profile.* Start the cell, and read section 3 while it works.
"""

# %% id="mlp-training" tags=["train"]
MLP_STEPS = {"quick": 5, "standard": 600, "gpu": 8000}[profile()]

seed_everything(0)
baseline = find_recipe("mlp-faces").for_profile(profile())  # networks, loss and optimisers
G_mlp, D_mlp = (net.to(device) for net in baseline.build())
z_show = torch.randn(32, nz, generator=torch.Generator().manual_seed(1))  # for every picture
mlp_film = SampleGrid(z_show, every=MLP_STEPS // 5)

begin = time.perf_counter()
fit(
    G_mlp, D_mlp, Batches(data.images, baseline.batch_size, device=device), baseline.loss,
    *baseline.optimizers(G_mlp, D_mlp), nz=nz, n_steps=MLP_STEPS, precision=precision,
    callbacks=[mlp_film, ProgressBar()],
)  # fmt: skip
mlp_speed = MLP_STEPS * baseline.batch_size / (time.perf_counter() - begin)  # images a second
viz.show(viz.film(mlp_film.samples, f"Linear layers: the same z over the steps\n{source}"))

# %% [markdown] id="ethics"
r"""
## 3 · Whose faces are these?

A face is not like a digit. It belongs to somebody.

**CelebA** (Liu et al., "Deep Learning Face Attributes in the Wild", 2015) is a collection of photographs of well-known people, gathered from the internet. Nobody asked them. Its terms allow non-commercial research only, and forbid passing the pictures on; that is why this course does not contain them, and why its notebooks are handed out without the figures that show them. Its labels are other people's opinions, such as "Attractive" or "Big Nose". And it shows a small part of humanity: many young, light-skinned, smiling faces. A generator draws what it was shown, and leaves out whom it seldom saw.

**What can be done with it.** The networks of this lesson grew into those that make faces nobody can tell from photographs. They help artists and film makers. They also make false profiles, and pictures of real people doing what they never did ("deepfakes"), most often of women, and to harm them.

**What you can do.**

- Ask for consent, or use images whose owners gave it. Your own photographs, drawings, plants and buildings are good data too: lesson 09.
- Keep to the terms. Do not publish, do not identify anybody, do not sell.
- Say of generated pictures that they are generated.
- Write down where data come from, who is in them, who is missing, and what they are not for. Such a sheet is called a datasheet (Gebru et al., "Datasheets for Datasets", 2021).
- When nobody needs to be real, draw: the portraits of this course have known shares of every skin tone and hair, and nobody can be harmed by them.

**Think.** A friend wants to train a generator on the public profile pictures of all students of a university, "because they are public anyway". What would you say?
"""

# %% [markdown] id="ethics-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** Public is not the same as agreed. People chose to show their face on one page, for one purpose; in many countries the law asks for consent before faces are used for another. The small set also has its own danger: a generator trained on few images can draw faces that come close to real persons among them. Ask the people, tell them what it is for, let them say no and take it back later, keep the images safe, and write a datasheet. Or choose data that need no consent: if the aim is to learn how GANs work, drawn portraits serve as well.
### END SOLUTION
"""

# %% [markdown] id="count-theory"
r"""
## 4 · Where the weights sit

Look at your fully connected generator, layer by layer:
"""

# %% id="mlp-table"
print(layer_table(G_mlp, z_show.to(device)))

# %% [markdown] id="count-exercise"
r"""
Nearly all weights sit in the last layer: every hidden unit has a weight for every number of the picture. Convolutions share theirs. A convolution from $c_\text{in}$ to $c_\text{out}$ channels has one small kernel, $k \times k$, for each pair of an input and an output channel, and perhaps one bias for each output channel. The size of the picture does not matter.

### Exercise 4.1 · Count the weights

★☆☆ · 4 minutes · 1 point · core

*Goal:* know what a convolution costs, before you build five of them.

*Fixed:* `conv_parameters(c_in, c_out, kernel, bias=True)` returns how many numbers a `nn.Conv2d` or `nn.ConvTranspose2d` with a square kernel can learn. *Free:* how.

*Expect:* `conv_parameters(2, 3, 4)` gives 99, and 96 without the biases. `count_parameters(nn.Conv2d(2, 3, 4))` agrees.

<details><summary>Hint 1</summary>

With 2 input and 3 output channels there are 6 pairs, so 6 kernels. How many numbers has one kernel of size 4?

</details>
<details><summary>Hint 2</summary>

Four numbers are multiplied, `kernel` is two of them. The biases are added outside of the product: one for each *output* channel, and only if `bias` is true.

</details>
"""


# %% id="conv-parameters" tags=["answer"] exercise="4.1"
def conv_parameters(c_in, c_out, kernel, bias=True):
    """How many numbers a (transposed) convolution can learn."""
    ### BEGIN SOLUTION
    weights = c_in * c_out * kernel * kernel
    return weights + c_out if bias else weights
    ### END SOLUTION


# %% id="check-conv-parameters" tags=["check"] exercise="4.1"
check("4.1")

# %% [markdown] id="count-note"
r"""
A Linear layer is a convolution with kernel 1 on a picture of one pixel, so your function counts it too. The next cell compares the largest layer above with the layers of the DCGAN that you are about to write, all without biases. Each weight of a convolution works at *every pixel* of its input: the last column counts these multiplications.
"""

# %% id="count-table"
layers = [
    ("Linear     1,024 -> 12,288", 1024, 12_288, 1, 1),
    (f"ConvTranspose {nz} -> {8 * ngf}", nz, 8 * ngf, 4, 1),  # the last number: pixels of input
    (f"ConvTranspose {8 * ngf} -> {4 * ngf}", 8 * ngf, 4 * ngf, 4, 4 * 4),
    (f"ConvTranspose {4 * ngf} -> {2 * ngf}", 4 * ngf, 2 * ngf, 4, 8 * 8),
    (f"ConvTranspose {2 * ngf} -> {ngf}", 2 * ngf, ngf, 4, 16 * 16),
    (f"ConvTranspose {ngf} -> 3", ngf, 3, 4, 32 * 32),
]
print(f"{'layer':28}{'weights':>12}{'used':>9}{'multiplications':>18}")
for name, c_in, c_out, kernel, pixels in layers:
    n = conv_parameters(c_in, c_out, kernel, bias=False)
    print(f"{name:28}{n:12,}{pixels:8,}x{n * pixels:18,}")

# %% [markdown] id="dcgan-theory"
r"""
So a convolutional network can be small and still have much to compute. Keep that in mind for section 9.

## 5 · The DCGAN

Attempts to build GANs from convolutions had mostly failed when Radford, Metz and Chintala (2016) found a recipe that works. Their rules:

| rule | why |
|---|---|
| strided convolutions, no pooling | the networks learn themselves how to shrink and to grow |
| BatchNorm in both networks, but not at G's output and not at D's input | keeps signals alive; at the two ends it made their training swing |
| no hidden Linear layers | see section 4 |
| ReLU in G, tanh at its end | bold colours are reached sooner |
| LeakyReLU with slope 0.2 in D | a gradient always gets through to G |

G starts with one pixel that has `nz` channels, and doubles the size again and again, while the channels become fewer. D goes the same way back:

```
G:  z (N, nz) ─→ 1 x 1 ─→ 4 x 4 ──→ 8 x 8 ──→ 16 x 16 ─→ 32 x 32 ─→ 64 x 64
    channels      nz       8 ngf     4 ngf      2 ngf       ngf        3, tanh

D:  64 x 64 ─→ 32 x 32 ─→ 16 x 16 ─→ 8 x 8 ──→ 4 x 4 ──→ 1 x 1 ─→ logit (N,)
        3         ndf       2 ndf     4 ndf     8 ndf       1
```

`ngf` and `ndf` say how wide G and D are: how many channels the layer next to the picture has. You know the sizes from lesson 03. For a transposed convolution with kernel $k$, stride $s$ and padding $p$:

$$\text{out} = (\text{in} - 1)\,s - 2p + k$$

Kernel 4, stride 1, padding 0 makes 4 of 1. Kernel 4, stride 2, padding 1 doubles.

### Exercise 4.2 · The generator of a DCGAN

★★★ · 10 minutes · 3 points · core

*Goal:* the drawing above, as a network.

*Fixed:* a class `Generator(nn.Module)`, made as `Generator(nz, ngf, nc)`: length of z, width, channels of a picture. `G(z)` takes z `(N, nz)` for any N and gives pictures `(N, nc, 64, 64)` with values from -1 to 1, both ends within reach. Convolutions do the work: two or more of them have a kernel larger than 1, Linear layers multiply less than they do, and an activation stands between each two convolutions. Twice the `ngf` makes wider layers, with more than one and a half times the weights; no BatchNorm after the last convolution. z reaches every pixel. In evaluation mode each picture depends on its own z alone. *Free:* the rest.

*Expect:* `Generator(100, 8, 3)(torch.randn(5, 100)).shape` is `[5, 3, 64, 64]`, and no value lies outside of -1 to 1.

<details><summary>Hint 1</summary>

`nn.ConvTranspose2d(c_in, c_out, 4, stride=2, padding=1, bias=False)`, then `nn.BatchNorm2d(c_out)`, then `nn.ReLU()`: this block comes again and again. BatchNorm has a bias of its own, so the convolution before it needs none.

</details>
<details><summary>Hint 2</summary>

z must become a picture of one pixel: `z.view(-1, nz, 1, 1)` in `forward` (keep nz as `self.nz`), or `nn.Unflatten(1, (nz, 1, 1))` as the first layer. The first convolution is `nn.ConvTranspose2d(nz, 8 * ngf, 4, bias=False)`.

</details>
<details><summary>Hint 3</summary>

Five transposed convolutions: nz → 8 ngf (4 x 4) → 4 ngf (8 x 8) → 2 ngf (16 x 16) → ngf (32 x 32) → nc (64 x 64). BatchNorm and ReLU after the first four, only `nn.Tanh()` after the fifth.

</details>
"""


# %% id="generator" tags=["answer"] exercise="4.2"
class Generator(nn.Module):
    """z (N, nz) -> pictures (N, nc, 64, 64) in [-1, 1]."""

    def __init__(self, nz, ngf, nc):
        super().__init__()
        ### BEGIN SOLUTION
        self.net = nn.Sequential(
            nn.Unflatten(1, (nz, 1, 1)),  # (N, nz) -> (N, nz, 1, 1)
            nn.ConvTranspose2d(nz, 8 * ngf, 4, bias=False),  # 1 -> 4
            nn.BatchNorm2d(8 * ngf),
            nn.ReLU(),
            nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, stride=2, padding=1, bias=False),  # 4 -> 8
            nn.BatchNorm2d(4 * ngf),
            nn.ReLU(),
            nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, stride=2, padding=1, bias=False),  # 8 -> 16
            nn.BatchNorm2d(2 * ngf),
            nn.ReLU(),
            nn.ConvTranspose2d(2 * ngf, ngf, 4, stride=2, padding=1, bias=False),  # 16 -> 32
            nn.BatchNorm2d(ngf),
            nn.ReLU(),
            nn.ConvTranspose2d(ngf, nc, 4, stride=2, padding=1),  # 32 -> 64
            nn.Tanh(),
        )
        ### STUB
        # raise NotImplementedError("TODO 4.2: build the layers")
        ### END SOLUTION

    def forward(self, z):
        ### BEGIN SOLUTION
        return self.net(z)  # (N, nz) -> (N, nc, 64, 64)
        ### STUB
        # raise NotImplementedError("TODO 4.2: use the layers")
        ### END SOLUTION


# %% id="check-generator" tags=["check"] exercise="4.2"
check("4.2")

# %% [markdown] id="discriminator-exercise"
r"""
### Exercise 4.3 · The discriminator of a DCGAN

★★☆ · 7 minutes · 2 points · core

*Goal:* the way back: `nn.Conv2d` with kernel 4, stride 2 and padding 1 halves the size, until one number is left.

*Fixed:* a class `Discriminator(nn.Module)`, made as `Discriminator(ndf, nc)`. `D(x)` takes pictures `(N, nc, 64, 64)` for any N and gives logits `(N,)`: any number, so nothing follows the last layer. Convolutions do the work: two or more of them have a kernel larger than 1, Linear layers multiply less than they do, and an activation stands between each two layers. Twice the `ndf` makes wider layers, with more than one and a half times the weights; no BatchNorm before the first convolution and none after the last. D looks at the whole picture. In evaluation mode each logit depends on its own picture alone. *Free:* the rest.

*Expect:* `Discriminator(8, 3)(torch.zeros(5, 3, 64, 64)).shape` is `[5]`.

<details><summary>Hint 1</summary>

The first block is `nn.Conv2d(nc, ndf, 4, stride=2, padding=1)` and `nn.LeakyReLU(0.2)`, without BatchNorm. The next three have BatchNorm in between.

</details>
<details><summary>Hint 2</summary>

After four blocks 4 x 4 pixels are left. `nn.Conv2d(8 * ndf, 1, 4)` makes one pixel with one channel of them: `(N, 1, 1, 1)`.

</details>
<details><summary>Hint 3</summary>

`nn.Flatten(0)` makes `(N,)` of `(N, 1, 1, 1)`, and so does `.view(-1)`. Check first that really one number a picture is left: both would hide it.

</details>
"""


# %% id="discriminator" tags=["answer"] exercise="4.3"
class Discriminator(nn.Module):
    """Pictures (N, nc, 64, 64) -> logits (N,), above 0 for "real"."""

    def __init__(self, ndf, nc):
        super().__init__()
        ### BEGIN SOLUTION
        self.net = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, stride=2, padding=1),  # 64 -> 32
            nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, stride=2, padding=1, bias=False),  # 32 -> 16
            nn.BatchNorm2d(2 * ndf),
            nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 4 * ndf, 4, stride=2, padding=1, bias=False),  # 16 -> 8
            nn.BatchNorm2d(4 * ndf),
            nn.LeakyReLU(0.2),
            nn.Conv2d(4 * ndf, 8 * ndf, 4, stride=2, padding=1, bias=False),  # 8 -> 4
            nn.BatchNorm2d(8 * ndf),
            nn.LeakyReLU(0.2),
            nn.Conv2d(8 * ndf, 1, 4),  # 4 -> 1
            nn.Flatten(0),  # (N, 1, 1, 1) -> (N,)
        )
        ### STUB
        # raise NotImplementedError("TODO 4.3: build the layers")
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        return self.net(x)  # (N, nc, 64, 64) -> (N,)
        ### STUB
        # raise NotImplementedError("TODO 4.3: use the layers")
        ### END SOLUTION


# %% id="check-discriminator" tags=["check"] exercise="4.3"
check("4.3")

# %% [markdown] id="init-theory"
r"""
## 6 · The first values

Before the first step the weights are random numbers. Which ones? The paper says: for convolutions normal numbers around 0 with standard deviation 0.02, written $N(0, 0.02)$. BatchNorm multiplies what passes through, so its weights start around 1: $N(1, 0.02)$, and its biases at 0.

What is the deviation good for? Here are first pictures of three generators whose convolutions start with different deviations:
"""

# %% id="init-look"
pictures = {}
for deviation in (0.002, 0.02, 0.2):
    net = dcgan.init_weights(dcgan.Generator(nz, ngf))
    with torch.no_grad():
        for layer in net.modules():
            if isinstance(layer, nn.ConvTranspose2d):
                layer.weight.mul_(deviation / 0.02)
        x = net(z_show)[:8]  # in training mode, as in the first step
    print(f"deviation {deviation}: contrast {x.flatten(1).std(1).mean():.3f}")
    pictures[str(deviation)] = x
viz.show(viz.rows(pictures, "Before any training: three deviations of the first weights"))

# %% [markdown] id="init-exercise"
r"""
Too small, and every picture is the same grey. Too large, and tanh is at its ends everywhere, where its slope is nearly 0 and G hardly learns.

### Exercise 4.4 · The first values of the weights

★★☆ · 6 minutes · 2 points · core

*Goal:* give your own pair the first values of the paper. `net.apply(function)` calls `function(layer)` for every layer of a network, containers and activations included.

*Fixed:* `init_weights(layer)` is such a function. It changes a layer in place: the weight of a `nn.Conv2d` or `nn.ConvTranspose2d` becomes $N(0, 0.02)$; the weight of a `nn.BatchNorm2d` becomes $N(1, 0.02)$ and its bias 0; every other layer stays. *Free:* the biases of convolutions (with `bias=False` there are none), and the rest.

*Expect:* after `layer = nn.Conv2d(64, 64, 4)` and `init_weights(layer)`, `layer.weight.std()` is about 0.020. After the same with `nn.BatchNorm2d(1000)` the mean of its weights is about 1.00.

<details><summary>Hint 1</summary>

Ask first: `isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d))`. A transposed convolution is *no* Conv2d, so name both.

</details>
<details><summary>Hint 2</summary>

`nn.init.normal_(tensor, mean, std)` fills a tensor in place, and `nn.init.zeros_(tensor)` empties it. The mean comes before the deviation.

</details>
<details><summary>Hint 3</summary>

`if isinstance(...): nn.init.normal_(layer.weight, 0.0, 0.02)`, then `elif isinstance(layer, nn.BatchNorm2d):` with two lines.

</details>
"""


# %% id="init-weights" tags=["answer"] exercise="4.4"
def init_weights(layer):
    """Give one layer its first values, in place; for `net.apply(init_weights)`."""
    ### BEGIN SOLUTION
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(layer.weight, 0.0, 0.02)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
        nn.init.zeros_(layer.bias)
    ### END SOLUTION


# %% id="check-init-weights" tags=["check"] exercise="4.4"
check("4.4")

# %% [markdown] id="first-training-theory"
r"""
## 7 · Your DCGAN draws

Everything is there. The package's loop trains your pair for a short while; in the next section you write your own and train on. The paper takes batches of 128 images, the learning rate 0.0002, Adam with betas (0.5, 0.999), and many epochs. We have minutes. Batches of 32 and the learning rate 0.0005 give four times as many steps for the same images, and larger ones; and Adam has no memory for directions, betas (0.0, 0.99), as in lesson 03. These two numbers alone brought the classifier-FID of the package's recipe, after 1,500 steps on CelebA, from 36.8 to 12.0.

**What to expect.** Blocks of colour, then blurred heads, then the first eyes. In the quick profile only the blocks.

The dashboard shows both losses and what D believes; *Pause* and *Stop* lose nothing.

⏳ *Wait about three minutes in the standard profile.* `keep` writes a training of more than a minute down, once a minute: if the session is lost, run the cells again, and it goes on from there. (In Colab, mount your Drive first: files beside the notebook go with the session.)
"""

# %% id="first-training" tags=["train"]
FIRST_STEPS = {"quick": 10, "standard": 300, "gpu": 4000}[profile()]

seed_everything(0)
G = Generator(nz, ngf, 3).apply(init_weights).to(device)
D = Discriminator(ndf, 3).apply(init_weights).to(device)
opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.99))
opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.0, 0.99))
batches = Batches(data.images, 32, device=device)

film = SampleGrid(z_show, every=FIRST_STEPS // 5)
dashboard = Dashboard(z_show[:16], title="My DCGAN")
fit(
    G, D, batches, losses.non_saturating, opt_g, opt_d,
    nz=nz, n_steps=FIRST_STEPS, precision=precision, callbacks=[film, dashboard], keep="04_first",
)  # fmt: skip
viz.show(viz.film(film.samples, f"My DCGAN: the same eight z over the steps\n{source}"))

# %% [markdown] id="snapshot-theory"
r"""
## 8 · A loop with its eyes open

A long training needs somebody who looks. What is worth writing down in every step?

| | what it says |
|---|---|
| `d_loss`, `g_loss` | how the game stands (lesson 02) |
| $D(x)$ | D's belief that real images are real: the mean of $\sigma(\text{logit})$ over the real batch |
| $D(G(z))$ | its belief that generated images are real. Both near 1/2: D cannot tell. Far apart: D is ahead |
| pictures of one fixed z | what G has learnt; the only line in this table that says how *good* it is |

Pictures have a trap. In training mode BatchNorm uses the batch at hand, and moves its running mean each time. Your picture must neither use the one nor move the other. And after the picture G must learn on as before.

### Exercise 4.5 · A picture on the way

★★☆ · 5 minutes · 2 points · core

*Goal:* a picture on the way that leaves no trace in the training.

*Fixed:* `snapshot(G, z)` returns what G draws from z `(N, nz)` in evaluation mode, in [-1, 1], without a gradient and on the CPU. z may lie on another device than G. When it ends, G is in training mode and nothing else about it has changed. *Free:* how. Write it yourself once, although `generate` exists.

*Expect:* `snapshot(G, z_show)` has the shape `[32, 3, 64, 64]`, called twice it gives the same numbers, and afterwards `G.training` is `True`.

<details><summary>Hint 1</summary>

`G.eval()` before and `G.train()` after. `with torch.no_grad():` keeps no graph.

</details>
<details><summary>Hint 2</summary>

`next(G.parameters()).device` is G's device; `z.to(...)` and `.cpu()` bring tensors there and back.

</details>
<details><summary>Hint 3</summary>

Do not return before `G.train()` has run: keep the images in a variable first.

</details>
"""


# %% id="snapshot" tags=["answer"] exercise="4.5"
def snapshot(G, z):
    """What G draws from z (N, nz) now, on the CPU; G is ready to learn on."""
    ### BEGIN SOLUTION
    G.eval()
    with torch.no_grad():
        images = G(z.to(next(G.parameters()).device)).cpu()
    G.train()
    return images
    ### END SOLUTION


# %% id="check-snapshot" tags=["check"] exercise="4.5"
check("4.5")

# %% [markdown] id="train-exercise"
r"""
### Exercise 4.6 · The training loop, with its eyes open

★★★ · 12 minutes · 3 points · core

*Goal:* the loop of lesson 02, and a notebook beside it. `losses.bce_d_loss(d_real, d_fake)` and `losses.non_saturating_g_loss(d_fake)` are the losses that you wrote there.

*Fixed:* `train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every)` makes `n_steps` steps and returns `(history, samples)`. In each step: `(x_real,) = next(batches)`; D moves once, with standard normal z `(len(x_real), nz)` on the device of `x_real`; then G moves once, with new z. `history` has one row a step, four numbers: `(d_loss, g_loss, d_x, d_gz)`. The last two are the means of $\sigma(\text{logit})$ over the real and over the generated batch, with the logits of D's own update. After the steps `every`, `2 * every`, ... `samples` gets a pair `(step, snapshot(G, z_show))`. *Free:* the rest.

*Expect:* with `n_steps=5` and `every=2`, `history` has five rows, `samples` has the steps 2 and 4, and both beliefs lie between 0 and 1. The two cells after this one show what comes of a long run.

<details><summary>Hint 1</summary>

`x_fake = G(z).detach()`, then `d_real, d_fake = D(x_real), D(x_fake)`: keep both, you need them for the loss *and* for the two beliefs.

</details>
<details><summary>Hint 2</summary>

A belief is `d_real.sigmoid().mean().item()`: first the sigmoid of each logit, then the mean. For each network: loss, `zero_grad`, `backward`, `step`.

</details>
<details><summary>Hint 3</summary>

`for step in range(1, n_steps + 1):` ... `history.append((d_loss.item(), g_loss.item(), d_x, d_gz))` and `if step % every == 0: samples.append((step, snapshot(G, z_show)))`. Both lists begin empty, before the loop.

</details>
"""


# %% id="train" tags=["answer"] exercise="4.6"
def train(G, D, opt_g, opt_d, batches, nz, n_steps, z_show, every):
    """n_steps steps -> [(d_loss, g_loss, d_x, d_gz), ...] and [(step, pictures), ...]."""
    ### BEGIN SOLUTION
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)

        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()

        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()

        d_x, d_gz = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), d_x, d_gz))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples
    ### END SOLUTION


# %% id="check-train" tags=["check"] exercise="4.6"
check("4.6")

# %% [markdown] id="own-training-theory"
r"""
Let your loop train the pair of section 7 on, in twelve pieces: `in_pieces` writes all that `keep` would down after a piece (networks, optimisers, batches, results), so that this training too outlives its session. `tqdm` draws a bar around anything that can be walked through, your batches too. **What to expect.** Faces that grow clearer from row to row, while their colours still jump.

⏳ *Wait about eight minutes in the standard profile.*
"""

# %% id="own-training" tags=["train"]
OWN_STEPS = {"quick": 12, "standard": 960, "gpu": 19_200}[profile()]

seed_everything(1)
every = OWN_STEPS // 12  # one piece of the training: after it there are pictures
stream = iter(tqdm(batches, desc="training", unit="step"))
history, samples, seconds = [], [], []
for piece in in_pieces(
    "04_own", 12, G=G, D=D, opt_g=opt_g, opt_d=opt_d, batches=batches, loop=train, every=every,
    history=history, samples=samples, seconds=seconds,
):  # fmt: skip
    begin = time.perf_counter()
    rows, pictures = train(G, D, opt_g, opt_d, stream, nz, every, z_show, every)
    history += rows
    samples += [(piece * every + step, images) for step, images in pictures]
    seconds.append(time.perf_counter() - begin)
own_speed = len(history) * 32 / sum(seconds)  # images a second
viz.show(viz.film(samples[1::2], f"My own loop: the same eight z over the steps\n{source}"))

# %% id="own-pictures"
viz.show(
    viz.images(
        samples[-1][1],
        f"My DCGAN after {FIRST_STEPS + samples[-1][0]:,} steps\ntrained on {source}",
        n_columns=8,
    )
)

# %% id="own-curves"
d_losses, g_losses, d_x, d_gz = zip(*history, strict=True)
smooth = max(1, OWN_STEPS // 50)
viz.show(
    viz.curves(
        {"d_loss": d_losses, "g_loss": g_losses},
        f"Losses of my own loop\n{source}",
        smooth=smooth,
    )
)
viz.show(
    viz.curves(
        {"D(x), real": d_x, "D(G(z)), generated": d_gz},
        f"What D believes\n{source}",
        y_label="belief that an image is real",
        level=(0.5, "D cannot tell"),
        smooth=smooth,
    )
)

# %% [markdown] id="explore-note"
r"""
Faces that nobody has: draw some, save two of them, and walk from one to the other.
"""

# %% id="explore"
LatentExplorer(G, nz=nz, title=f"My DCGAN\n{source}")

# %% [markdown] id="own-question"
r"""
**Think.** Look at the two curves of D's belief. Is D ahead? What would you expect to see if D were so far ahead that G learnt nothing any more, and what if G had won?
"""

# %% [markdown] id="own-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** D is ahead when D(x) is clearly above 1/2 and D(G(z)) clearly below. That is the usual state of a DCGAN, and no harm as long as the curves move: G still gets gradients. Far too far ahead means D(x) at 1 and D(G(z)) at 0, g_loss rising and the pictures standing still. If G had won, both curves would lie at 1/2; but a D that has learnt nothing gives the same two lines, so look at the pictures before you celebrate.
### END SOLUTION
"""

# %% [markdown] id="compare-theory"
r"""
## 9 · Linear layers against convolutions

Now the comparison that section 4 promised. Count, measure, look:
"""

# %% id="compare"
print(layer_table(G, z_show.to(device)))
print()
print(f"{'':22}{'Linear layers':>16}{'DCGAN':>16}")
print(f"{'weights of G':22}{count_parameters(G_mlp):16,}{count_parameters(G):16,}")
print(f"{'weights of D':22}{count_parameters(D_mlp):16,}{count_parameters(D):16,}")
print(f"{'steps':22}{MLP_STEPS:16,}{FIRST_STEPS + OWN_STEPS:16,}")
print(f"{'images a second':22}{mlp_speed:16,.0f}{own_speed:16,.0f}")

# %% id="compare-pictures"
viz.show(
    viz.images(
        torch.cat([mlp_film.samples[-1][1][:16], samples[-1][1][:16]]),
        f"Two rows of Linear layers, two rows of the DCGAN\ntrained on {source}",
        n_columns=8,
    )
)

# %% [markdown] id="compare-question"
r"""
**Think.** The DCGAN has far fewer weights. Why does it not train faster? And where does the "snow" of the Linear layers come from, which the DCGAN hardly has?
"""

# %% [markdown] id="compare-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** Weights are not work. Each weight of a convolution is used at every pixel, so a layer with few weights can need millions of multiplications; the table of section 4 counts them. The snow: for a Linear layer neighbouring pixels have nothing to do with each other. Each of the 12,288 numbers has weights of its own and must learn by itself to look like its neighbours. In a convolution neighbours come from the same kernel and the same few inputs, so smooth surfaces are easy and noise is hard. (The table compares speeds of two different loops, one of them in half precision if your machine has it: it shows the order of size, not more.)
### END SOLUTION
"""

# %% [markdown] id="checkpoint-theory"
r"""
## 10 · Stop today, go on tomorrow

A good DCGAN trains for hours, and computers are switched off. A **checkpoint** is a file from which a training can go on as if nothing had happened. What does the next step depend on?

- the weights of **G and D**, with the running means of BatchNorm: `net.state_dict()` holds both
- **what Adam remembers**: two running means for every weight, `optimizer.state_dict()`
- the **step**

(And the random numbers and the place in the data, if the run is to be the same bit for bit. The package's `fit` keeps these too: `gan-lab train dcgan-faces --resume`.)

`torch.save(dictionary, path)` writes a file. Give it tensors and plain numbers only. A whole network in the file would be Python objects, and reading those can run any code that somebody hid in it; `torch.load` refuses them by default.

### Exercise 4.7 · A checkpoint

★☆☆ · 4 minutes · 1 point · core

*Goal:* a file that holds all that your training needs to go on.

*Fixed:* `save_checkpoint(path, step, G, D, opt_g, opt_d)` writes one dictionary to `path`, with the keys `"step"`, `"G"`, `"D"`, `"opt_g"` and `"opt_d"`: the number, and the four `state_dict()`s. A file that is there already is replaced. *Free:* how you build it.

*Expect:* `torch.load(path).keys()` then lists the five keys.

<details><summary>Hint 1</summary>

`{"step": step, "G": G.state_dict(), ...}`: five entries.

</details>
<details><summary>Hint 2</summary>

`torch.save(content, path)`: what to write comes first, then where to.

</details>
"""


# %% id="save-checkpoint" tags=["answer"] exercise="4.7"
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    """Write all that the training needs to go on."""
    ### BEGIN SOLUTION
    content = {
        "step": step,
        "G": G.state_dict(),
        "D": D.state_dict(),
        "opt_g": opt_g.state_dict(),
        "opt_d": opt_d.state_dict(),
    }
    torch.save(content, path)
    ### END SOLUTION


# %% id="check-save-checkpoint" tags=["check"] exercise="4.7"
check("4.7")

# %% [markdown] id="resume-exercise"
r"""
### Exercise 4.8 · Bug hunt: the restart that forgets

★★☆ · 5 minutes · 2 points · core

An excerpt from a report:

> *"We train at night and stop in the morning. Every evening the pictures begin as grey noise again, although the file is there and its step is right. It seems that checkpoints do not work for GANs."*

This is how they go on from a file. It has **two** mistakes. The second one does less harm, and is harder to see.

*Goal:* go on from the file as if nothing had happened.

*Fixed:* `resume(path, G, D, opt_g, opt_d)` reads what `save_checkpoint` wrote, brings the networks and the optimisers *that were handed in* to the saved state, and returns the saved step. The networks end in training mode, and the file stays as it is. Code that somebody hid in the file does not run. *Free:* the rest.

*Expect:* one thing goes, another one comes. In the proof below, your resumed pair then draws the pictures of the pair that never stopped.

<details><summary>Hint 1</summary>

Follow the weights line by line. What do they hold after the third line, and what after the loop?

</details>
<details><summary>Hint 2</summary>

Compare with the keys of the file. Which of the five does nobody read? `opt_g.load_state_dict(...)` works as for networks.

</details>
"""


# %% id="resume" tags=["answer"] exercise="4.8"
def resume(path, G, D, opt_g, opt_d):
    """Bring networks and optimisers to the state saved in `path` -> the saved step."""
    ### BEGIN SOLUTION
    saved = torch.load(path, map_location=next(G.parameters()).device, weights_only=True)
    G.load_state_dict(saved["G"])
    D.load_state_dict(saved["D"])
    opt_g.load_state_dict(saved["opt_g"])
    opt_d.load_state_dict(saved["opt_d"])
    return saved["step"]
    ### STUB
    # # TODO 4.8: these are the report's lines. What is wrong with them?
    # saved = torch.load(path, map_location="cpu", weights_only=True)
    # G.load_state_dict(saved["G"])
    # D.load_state_dict(saved["D"])
    # for net in (G, D):
    #     net.apply(init_weights)  # networks need their first values
    # return saved["step"]
    ### END SOLUTION


# %% id="check-resume" tags=["check"] exercise="4.8"
check("4.8")

# %% [markdown] id="resume-theory"
r"""
Try it on your own training. One pair trains on for three steps. A new pair, made from the file, does the same three steps, with the same random numbers and batches. If nothing was forgotten, the two must agree, up to the rounding of float32: `fit` laid the weights of your trained pair out in memory in an order that is faster to read, and sums in another order round differently. **What to expect.** A difference that no eye can see: in the course's own runs it was between one and eight of the 256 shades of a screen, in the pixel that differs most.
"""

# %% id="resume-proof" tags=["train"]
PATH = Path("runs") / "04_dcgan_faces" / time.strftime("%Y-%m-%d_%H-%M-%S") / "dcgan.pt"
PATH.parent.mkdir(parents=True, exist_ok=True)
save_checkpoint(PATH, FIRST_STEPS + OWN_STEPS, G, D, opt_g, opt_d)
print(f"{PATH}: {PATH.stat().st_size / 1e6:.1f} MB")

G_new, D_new = Generator(nz, ngf, 3).to(device), Discriminator(ndf, 3).to(device)
opt_g_new = torch.optim.Adam(G_new.parameters(), lr=5e-4, betas=(0.0, 0.99))
opt_d_new = torch.optim.Adam(D_new.parameters(), lr=5e-4, betas=(0.0, 0.99))
step = resume(PATH, G_new, D_new, opt_g_new, opt_d_new)

pictures = []
for nets in ((*map(copy.deepcopy, (G, D)),), (G_new, D_new)):
    if nets[0] is not G_new:  # copies, so that your own pair stays where it is
        opts = [torch.optim.Adam(net.parameters(), lr=5e-4, betas=(0.0, 0.99)) for net in nets]
        opts[0].load_state_dict(opt_g.state_dict())
        opts[1].load_state_dict(opt_d.state_dict())
    else:
        opts = [opt_g_new, opt_d_new]
    seed_everything(7)
    again = Batches(data.images, 32, seed=7, device=device)
    _, taken = train(*nets, *opts, again, nz, 3, z_show, every=3)
    pictures.append(taken[-1][1])
difference = (pictures[0] - pictures[1]).abs().max().item()
print(f"resumed at step {step:,}; largest difference of a pixel after three more: {difference:.6f}")

# %% [markdown] id="checkerboard-theory"
r"""
## 11 · Why are there little squares?

Look closely at pictures of a DCGAN, best early in a training. Often a fine, regular pattern lies over them: **checkerboard artefacts** (Odena, Dumoulin and Olah, "Deconvolution and Checkerboard Artifacts", 2016).

A transposed convolution paints. Each input number puts one copy of the kernel onto the output, `stride` places after the one before. Where strokes overlap, more paint lies. In one dimension, kernel 3 and stride 2:

```
stroke 0   ■ ■ ■
stroke 1       ■ ■ ■
stroke 2           ■ ■ ■
           ─────────────
count      1 1 2 1 2 1 1
```

### Exercise 4.9 · Where brush strokes overlap

★★☆ · 7 minutes · 2 points · core

*Goal:* see which kernels paint evenly.

*Fixed:* `overlap_counts(kernel, stride, n)` returns how often each place of the output row is painted when `n` inputs paint, without padding: a list or a tensor of `stride * (n - 1) + kernel` whole numbers. *Free:* how.

*Expect:* `overlap_counts(3, 2, 3)` gives the counts of the drawing. `overlap_counts(4, 2, 3)` gives `1 1 2 2 2 2 1 1`.

<details><summary>Hint 1</summary>

Begin with a list of zeros of that length. Stroke number i, from 0 on, begins at place `i * stride`.

</details>
<details><summary>Hint 2</summary>

Two loops: over the strokes, and over the places of one stroke, `i * stride + j` with j from 0 to `kernel - 1`. Add 1 at each.

</details>
"""


# %% id="overlap-counts" tags=["answer"] exercise="4.9"
def overlap_counts(kernel, stride, n):
    """n strokes, each `kernel` long, `stride` apart -> how often each place is painted."""
    ### BEGIN SOLUTION
    counts = [0] * (stride * (n - 1) + kernel)
    for i in range(n):
        for j in range(kernel):
            counts[i * stride + j] += 1
    return counts
    ### END SOLUTION


# %% id="check-overlap-counts" tags=["check"] exercise="4.9"
check("4.9")

# %% [markdown] id="checkerboard-look-theory"
r"""
In a picture the strokes are squares, and the counts of rows and columns multiply:
"""

# %% id="checkerboard-look"
fields = []
for kernel in (3, 4, 5):
    row = torch.tensor(overlap_counts(kernel, 2, 12)).float()
    print(f"kernel {kernel}, stride 2:", *row.int().tolist())
    row = row[6:18]  # the middle, away from the edges
    field = row[:, None] * row[None, :]  # (12, 12)
    fields.append(2 * field / 9 - 1)  # 9 strokes at most: white
viz.show(
    viz.images(
        torch.stack(fields).unsqueeze(1),
        "How often each pixel is painted: kernel 3, 4 and 5, stride 2",
        n_columns=3,
    )
)

# %% [markdown] id="checkerboard-note"
r"""
With kernel 3 some pixels get four times the paint of others, with kernel 5 still more than twice as much. G can learn to make up for it, but it must learn it, and early pictures show the squares. With kernel 4 and stride 2 every pixel gets the same. The rule: **the kernel's size is a multiple of the stride.** The paper itself used kernel 5; most people since use 4.

Equal counts are no promise, only a fair start: the four strokes on a pixel come from different places of the kernel. Another way is to enlarge first, by copying pixels, and then use a plain convolution (`nn.Upsample`, then `nn.Conv2d`); that too is for a stretch task.

## 12 · Drift: when pictures become glaring

Train a DCGAN for long, and its colours may drift: more and more pixels at the ends of tanh, harsher and harsher contrast. Nobody notices from one picture to the next. So measure it, on the **raw tensors**, before anything draws them.

### Exercise 4.10 · Saturation and contrast

★★☆ · 5 minutes · 2 points · core

*Goal:* two numbers that notice a drift before your eyes do.

*Fixed:* `pixel_statistics(images)` takes `(N, C, H, W)` in [-1, 1] and returns `(saturation, contrast)`, two numbers. *Saturation* is the share of all values with $|x| > 0.98$. *Contrast* is a mean over the images: of each image's standard deviation over all of its values. `images` itself stays as it was. *Free:* how.

*Expect:* of two images, one all 0 and one all 1, the saturation is 0.5 and the contrast is 0: neither has any contrast inside.

<details><summary>Hint 1</summary>

`images.abs() > 0.98` gives true and false; `.float().mean()` makes a share of them.

</details>
<details><summary>Hint 2</summary>

`images.flatten(1)` makes a row of each image. `.std(dim=1)` gives one deviation a row. Deviations over the whole batch would mix "dark and light images" with "contrast inside an image".

</details>
"""


# %% id="pixel-statistics" tags=["answer"] exercise="4.10"
def pixel_statistics(images):
    """Images (N, C, H, W) in [-1, 1] -> (share of saturated values, mean contrast)."""
    ### BEGIN SOLUTION
    saturation = (images.abs() > 0.98).float().mean().item()
    contrast = images.flatten(1).std(dim=1).mean().item()
    return saturation, contrast
    ### END SOLUTION


# %% id="check-pixel-statistics" tags=["check"] exercise="4.10"
check("4.10")

# %% id="drift"
real_saturation, real_contrast = pixel_statistics(to_float(data.images[:1000]))
steps = [step for step, _ in samples]
saturations, contrasts = zip(*(pixel_statistics(images) for _, images in samples), strict=True)
print(f"real images:       saturation {real_saturation:.3f}, contrast {real_contrast:.3f}")
print(f"my last pictures:  saturation {saturations[-1]:.3f}, contrast {contrasts[-1]:.3f}")
for name, values, real in (
    ("contrast", contrasts, real_contrast),
    ("saturation", saturations, real_saturation),
):
    viz.show(
        viz.curves(
            {"my DCGAN": values},
            f"{name.capitalize()} over the steps of my own loop\n{source}",
            x=steps,
            y_label=name,
            level=(real, "real images"),
        )
    )

# %% [markdown] id="drift-note"
r"""
The line of the real images is the mark. Below it your pictures are paler than the real ones, above it harsher. The mean is not the whole story, but a curve that has passed the line and goes on rising is a reason to stop. You can ask the same of any older run, if you have kept its raw pictures.

### Exercise 4.11 · Bug hunt: pictures that never fade

★★☆ · 4 minutes · 1 point · core

> *"We saved one grid early in the training and one late. Both are equally bright and equally rich in contrast, from deep black to pure white. So the contrast did not drift. (The grids were drawn with `normalize=True`, so that values below 0 can be shown.)"*

This is what `normalize=True` with `scale_each=True` does in torchvision's `make_grid`.

*Goal:* mend it, so that a pale picture looks pale.

*Fixed:* `to_picture(images)` takes `(N, C, H, W)` in [-1, 1] and returns the same shape in [0, 1], for drawing. -1 becomes 0, 1 becomes 1, and between them the shades rise evenly, whatever else is in the image or the batch. `images` itself stays as it was. *Free:* what becomes of values beyond -1 and 1.

*Expect:* a pale image with the two values -0.1 and 0.1 becomes 0.45 and 0.55. The report's lines make 0 and 1 of them.

<details><summary>Hint 1</summary>

What becomes of an image whose values all lie between -0.1 and 0.1?

</details>
<details><summary>Hint 2</summary>

One straight line, without a look at the image: add 1, so that the values lie between 0 and 2, and then?

</details>
"""


# %% id="to-picture" tags=["answer"] exercise="4.11"
def to_picture(images):
    """Images (N, C, H, W) in [-1, 1] -> the same in [0, 1], to be drawn."""
    ### BEGIN SOLUTION
    return ((images + 1) / 2).clamp(0, 1)
    ### STUB
    # # TODO 4.11: this is what the report's grids do. What is wrong with it?
    # low = images.amin((1, 2, 3), keepdim=True)
    # high = images.amax((1, 2, 3), keepdim=True)
    # return (images - low) / (high - low)
    ### END SOLUTION


# %% id="check-to-picture" tags=["check"] exercise="4.11"
check("4.11")

# %% [markdown] id="normalize-theory"
r"""
See it with your own pictures. Two rows each: your pictures as they are, and the same with only a quarter of their contrast. First drawn with your `to_picture`, then with `normalize=True`.
"""

# %% id="normalize-look"
faces = samples[-1][1][:8]
both = torch.cat([faces, 0.25 * faces])
stretched = make_grid(both, nrow=8, normalize=True, scale_each=True)  # (3, h, w) in [0, 1]
honest = make_grid(to_picture(both), nrow=8)
for how, grid in (("My to_picture", honest), ("normalize=True", stretched)):
    title = f"{how}: above as G drew them, below paler\n{source}"
    viz.show(viz.images(2 * grid.unsqueeze(0) - 1, title, n_columns=1))
print("contrast above and below:", *(f"{pixel_statistics(x)[1]:.3f}" for x in both.split(8)))

# %% [markdown] id="core-questions"
r"""
## 13 · Questions to think about

**Think.** Your generator saw no attribute labels, and yet it draws faces with and without a smile. Where does it know of smiles from? And how would you find out whether it leaves some people out?
"""

# %% [markdown] id="core-answer-4" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** Only from D's gradients: a D that sees smiles among the real images can punish a G that never draws any. Whether people are left out cannot be seen in one grid of 32. Draw thousands, let an independent judge (a classifier, or persons who agreed to the work) count what is in them, and compare the shares with those of the data. For the drawn portraits every attribute is known, so this can be counted exactly; optional section 15 does. Rare groups vanish first, and if the data have few of them, no training brings them back.
### END SOLUTION
"""

# %% [markdown] id="core-end"
r"""
The score so far. What follows is optional: pictures of twice the size, and an average that calms them.
"""

# %% id="core-score"
score("04")

# %% [markdown] id="bigger-exercise"
r"""
## 14 · Optional: 128 x 128

One more doubling needs one more block.

### Exercise 4.12 · Twice the size

★★☆ · 6 minutes · 2 points · optional

*Goal:* the generator of 4.2, one doubling longer.

*Fixed:* a class `Generator128(nn.Module)`, made as `Generator128(nz, ngf, nc)`: z `(N, nz)` to pictures `(N, nc, 128, 128)` in [-1, 1], with the other rules of exercise 4.2. *Free:* the rest.

*Expect:* `Generator128(100, 8, 3)(torch.randn(2, 100)).shape` is `[2, 3, 128, 128]`.

<details><summary>Hint 1</summary>

Where does the new block go? With 16 `ngf` channels right after z, the last hidden layer still has `ngf`.

</details>
<details><summary>Hint 2</summary>

A loop saves writing: `for c_in, c_out in [(16 * ngf, 8 * ngf), (8 * ngf, 4 * ngf), ...]:` appends three layers to a list, and `nn.Sequential(*layers)` makes a network of it.

</details>
"""


# %% id="generator-128" tags=["answer"] exercise="4.12"
class Generator128(nn.Module):
    """z (N, nz) -> pictures (N, nc, 128, 128) in [-1, 1]."""

    def __init__(self, nz, ngf, nc):
        super().__init__()
        ### BEGIN SOLUTION
        layers = [
            nn.Unflatten(1, (nz, 1, 1)),
            nn.ConvTranspose2d(nz, 16 * ngf, 4, bias=False),  # 1 -> 4
            nn.BatchNorm2d(16 * ngf),
            nn.ReLU(),
        ]
        for times in (16, 8, 4, 2):  # 4 -> 8 -> 16 -> 32 -> 64
            c_in, c_out = times * ngf, times * ngf // 2
            layers += [
                nn.ConvTranspose2d(c_in, c_out, 4, stride=2, padding=1, bias=False),
                nn.BatchNorm2d(c_out),
                nn.ReLU(),
            ]
        layers += [nn.ConvTranspose2d(ngf, nc, 4, stride=2, padding=1), nn.Tanh()]  # 64 -> 128
        self.net = nn.Sequential(*layers)
        ### STUB
        # raise NotImplementedError("TODO 4.12: build the layers")
        ### END SOLUTION

    def forward(self, z):
        ### BEGIN SOLUTION
        return self.net(z)  # (N, nz) -> (N, nc, 128, 128)
        ### STUB
        # raise NotImplementedError("TODO 4.12: use the layers")
        ### END SOLUTION


# %% id="check-generator-128" tags=["check"] exercise="4.12"
check("4.12")

# %% [markdown] id="bigger-run"
r"""
A short run, to see that everything fits together. **What to expect.** After so few steps a grey weave, darker here and there, and no faces yet. `gan-lab train dcgan-faces-128` trains on, for as long as you like.

⏳ *Wait about a minute in the standard profile.*
"""

# %% id="bigger-training" tags=["train"]
BIG_STEPS = {"quick": 4, "standard": 100, "gpu": 8000}[profile()]
ngf_big = ngf // 2  # four times the pixels: half the width keeps the work about the same

seed_everything(4)
big = load("faces", size=128, train=data.is_real)  # of drawn portraits the test part will do
G_big = Generator128(nz, ngf_big, 3).apply(init_weights).to(device)
D_big = dcgan.init_weights(dcgan.Discriminator(ngf_big, size=128)).to(device)
opts = [
    torch.optim.Adam(net.parameters(), lr=5e-4, betas=(0.0, 0.99)) for net in (G_big, D_big)
]  # fmt: skip
big_film = SampleGrid(z_show, every=max(1, BIG_STEPS // 3))
fit(
    G_big, D_big, Batches(big.images, 32, device=device), losses.non_saturating, *opts,
    nz=nz, n_steps=BIG_STEPS, precision=precision, callbacks=[big_film, ProgressBar()],
    keep="04_bigger",
)  # fmt: skip
print(f"{count_parameters(G_big):,} weights for 128 x 128, {count_parameters(G):,} for 64 x 64")
viz.show(
    viz.images(
        big_film.samples[-1][1][:8],
        f"128 x 128 pixels, {BIG_STEPS:,} steps\ntrained on {source}",
        n_columns=4,
    )
)

# %% [markdown] id="ema-theory"
r"""
## 15 · Optional: with the average, and without

In lesson 02 a moving average of G's weights (EMA; Yazıcı et al., "The Unusual Effectiveness of Averaging in GAN Training", 2019) gave calmer pictures. Train on, keep the average beside G, and compare the two at the same step, with the same z. The number beside the pictures is the classifier-FID of lesson 02, by a small classifier for faces: lower is better. Its floor compares real images with other real images. **What to expect.** The average draws calmer and smoother faces in softer colours, and its number is the lower one.

⏳ *Wait about three minutes in the standard profile.*
"""

# %% id="ema-training" tags=["train"]
EMA_STEPS = {"quick": 6, "standard": 200, "gpu": 6000}[profile()]
N_IMAGES = {"quick": 300, "standard": 2000, "gpu": 5000}[profile()]

seed_everything(5)
ema = EMA(G, decay=0.998)
fit(
    G, D, batches, losses.non_saturating, opt_g, opt_d,
    nz=nz, n_steps=EMA_STEPS, precision=precision, callbacks=[ema, ProgressBar()],
)  # fmt: skip
z_many = torch.randn(N_IMAGES, nz, generator=torch.Generator().manual_seed(2))
plain, averaged = generate(G, z_many), generate(ema.G, z_many)
viz.show(
    viz.images(
        torch.cat([plain[:16], averaged[:16]]),
        f"The same z: two rows of G, two rows of its average\ntrained on {source}",
        n_columns=8,
    )
)

# %% id="ema-measure"
order = torch.randperm(len(data), generator=torch.Generator().manual_seed(3))
n = min(N_IMAGES, len(data) // 2)
one, other = (to_float(data.images[part]) for part in (order[:n], order[n : 2 * n]))
print(f"{n:,} images         classifier-FID   saturation   contrast")
for name, images in (("G", plain[:n]), ("its average", averaged[:n]), ("real (floor)", other)):
    fid = metrics.classifier_fid(images, one, "faces")
    saturation, contrast = pixel_statistics(images)
    print(f"{name:18}{fid:14.1f}{saturation:13.3f}{contrast:11.3f}")

# %% [markdown] id="shares-theory"
r"""
**Who is left out?** For the portraits that the course draws, a classifier names each picture's attributes. So you can compare the shares among the real portraits with those among your own. (For photographs that classifier means nothing, and the cell says so.)
"""

# %% id="shares"
if data.is_real:
    print("These are photographs: nobody has labelled them here, so nothing is counted.")
else:
    real_shares, my_shares = metrics.attribute_shares(one), metrics.attribute_shares(averaged)
    for attribute, shares in real_shares.items():
        print(attribute)
        for value, share in shares.items():
            mine = my_shares[attribute][value]
            print(f"  {value:16} real {share:6.1%}   mine {mine:6.1%}")

# %% [markdown] id="ema-question"
r"""
**Think.** The average of the *weights* of many generators draws well. The average of their *pictures* would be a blur. Why is the one not the other?
"""

# %% [markdown] id="ema-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** A network is not linear: the picture of averaged weights is not the average of the pictures. The generators of one run, a few steps apart, are near neighbours: they agree about the face that belongs to a z, and differ in details that each one is just trying out. Their mean weights lie in the middle of that small circle and draw one such face without the tried-out details. Averaging the weights of two runs from different seeds fails: their weights mean different things.
### END SOLUTION
"""

# %% [markdown] id="stretch"
r"""
## Stretch tasks

- Replace kernel 4 by 5 in your generator (padding 2, `output_padding=1`), train for a minute, and look for squares. Then try `nn.Upsample(scale_factor=2)` with a `nn.Conv2d` of kernel 3 and padding 1.
- Leave out `init_weights`. What is different in the first pictures, and what after the whole training?
- Halve D's width, or double it. Watch D(x) and D(G(z)).
- Train for an hour with `gan-lab train dcgan-faces`, and draw saturation and contrast of what it keeps.
- Write a datasheet, half a page, for the images of this lesson or for your own.
"""

# %% id="score"
score("04")

# %% [markdown] id="end"
r"""
## What you can do now

You built the network that made GANs famous, you know why each of its rules is there, and your training survives a night without power. You also know one way in which a figure can lie, and whose faces you work with.

Next: how good are such pictures, in numbers that you can defend? That is [lesson 05](05_evaluating_gans.ipynb). Your own images come in [lesson 09](09_your_own_images.ipynb).
"""
