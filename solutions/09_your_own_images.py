# %% [markdown] id="title"
r"""
# 09 · Your own images

You have trained GANs on the data sets that everybody uses. Now take pictures that nobody else has: your drawings, your photographs of leaves, stamps, buttons, book covers. This lesson makes a trained generator of a folder, and shows what makes the difference between a set of pictures that works and one that does not. Without pictures of your own it uses portraits that the course draws, so that everything below runs.

| | |
|---|---|
| you will | load a folder or zip of images, write the crop that makes them alike, write augmentations for small sets and the discriminator that sees through them, watch a run for collapse, look for copies, save a sheet to share |
| you need | lesson 02 (the loop and its losses); lesson 04 (convolutions, DCGAN) helps |
| time | core 80 minutes, optional part 10 minutes |
| the computer works | about 8 minutes, on two CPU cores |

**Something stops?** A `NameError` mostly means that a cell above has not run since the kernel started: choose *Run > Run All Above Selected Cell*. **Stuck?** Unfold the hints, one by one. And one line, `fit_square = stuck("9.1")`, takes the package's version of a piece: the exercise stays unscored, and the lesson goes on. **A word is new?** Look into the [glossary](glossary.md) (English and 中文).
"""

# %% id="setup" tags=["setup"]
# written by gan-lab build

# %% id="imports" tags=["setup"]
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

from gan_lab import augment, checkpoint, losses, metrics, viz
from gan_lab.callbacks import EMA, Checkpoint, History, ProgressBar, SampleGrid
from gan_lab.checks import check, score, stuck
from gan_lab.data import Batches, load, to_float, to_uint8
from gan_lab.keeping import lasting_folder
from gan_lab.models import dcgan
from gan_lab.recipes import find_recipe
from gan_lab.runtime import pick_device, pick_precision, profile, seed_everything
from gan_lab.training import Callback, evaluating, fit, generate

seed_everything(0)
device = pick_device()
precision = pick_precision(device)  # bf16 or fp16 where the hardware is fast at it
recipe = find_recipe("dcgan-faces")  # its networks: the DCGAN pair of lesson 04
nz = recipe.nz

# %% [markdown] id="images-theory"
r"""
## 1 · Your images

Put the name of a folder, a zip or an HDF5 file between quotes in the next cell, and run the whole notebook with it. The name is read from the folder of this notebook: a folder beside it is `"my_photos"`, one in the folder above `"../my_photos"`. JPEG and PNG, any size, colour or grey, files in subfolders: all of that is fine. A few hundred pictures are enough to see something; some thousands are better.

**May you?** Use pictures that are yours, or whose licence allows it. A person in a picture has a say too: ask before you train on somebody's face, and before you show what came out. A generator that was trained on few images can give some of them back almost unchanged (section 8 looks for that), so treat its pictures, and its checkpoint, as you would treat the originals. And say of a generated picture that it is one.
"""

# %% id="images" tags=["shows-data"]
IMAGES = None  # the one line to change: "my_photos", "flowers.zip", ... None: drawn portraits
SIZE = 64  # pixels; 128 shows more and takes several times as long

if IMAGES is None:
    data = load("faces", size=SIZE, source="offline")
else:
    data = load("folder", path=IMAGES, size=SIZE)
N = len(data)
some = torch.randperm(N, generator=torch.Generator().manual_seed(0))[:40]
print(f"{N:,} images of {SIZE} x {SIZE} pixels: {data.source}")
viz.show(viz.images(to_float(data.images[some]), f"Some real images\n{data.source}", n_columns=10))

# %% [markdown] id="inspect-theory"
r"""
### Look before you train

G learns what *most* images have in common. Ten minutes with your pictures save hours of training. Three questions: How many are there, and how many of them twice? Which are the odd ones? The next cell sorts a part of the images by how far each is from the mean of all, pixel by pixel. **What to expect.** Above, the most usual ones; below, the oddest: other backgrounds, other crops, perhaps files that never belonged there.
"""

# %% id="inspect" tags=["shows-data"]
part = torch.randperm(N, generator=torch.Generator().manual_seed(1))[:2000]
looked_at = data.images[part[:1000]].flatten(1)  # uint8 (1000, 3 * SIZE * SIZE)
twice = len(looked_at) - len(looked_at.unique(dim=0))
x = to_float(looked_at)
print(f"of {len(x):,} images, {twice} are there more than once, pixel for pixel")
order = (x - x.mean(0)).norm(dim=1).argsort()
shown = to_float(data.images[part[torch.cat([order[:10], order[-10:]])]])
viz.show(
    viz.images(
        shown,
        f"Above: the ten most usual images. Below: the ten oddest\n{data.source}",
        n_columns=10,
    )
)

# %% [markdown] id="first-theory"
r"""
## 2 · A first generator

The pair is the DCGAN of lesson 04, on a CPU half as wide and with batches of half the size: a step then takes a third of the time, and for pictures after a minute many rough steps do more than few exact ones. `train_pair` makes a fresh pair and trains it with the package's `fit`. You can read all of its settings; we shall use it for every experiment of this lesson, so that two runs differ in one thing only. With `keep` a training of more than a minute is written down, once a minute: if the session is lost, run the cells again, and it goes on from there. (In Colab, mount your Drive first: files beside the notebook go with the session.)

**What to expect.** Grey, then the mean colours in the right places, then shapes. Faces, if your images are faces.

⏳ *Wait about a minute and a half in the standard profile.*
"""

# %% id="train-pair" tags=["setup"]
NGF = {"quick": 8, "standard": 16, "gpu": 64}[profile()]  # channels: how wide both networks are
BATCH_SIZE = {"quick": 16, "standard": 16, "gpu": 32}[profile()]
LR = {"quick": 1e-3, "standard": 1e-3, "gpu": 5e-4}[profile()]
z_show = torch.randn(64, nz, generator=torch.Generator().manual_seed(1))  # for every picture


def train_pair(images, n_steps, augment_with=None, callbacks=(), seed=0, keep=None):
    """uint8 images (N, 3, S, S) -> (averaged G, D, film): a fresh pair, trained on them.

    augment_with: what D sees all images through, such as `random_flip`; None: as they are.
    keep: a name under which the training outlives its session.
    """
    seed_everything(seed)
    size = images.shape[-1]
    G = dcgan.init_weights(dcgan.Generator(nz, NGF, 3, size)).to(device)
    D = dcgan.init_weights(dcgan.Discriminator(NGF, 3, size)).to(device)
    judge = D if augment_with is None else AugmentedDiscriminator(D, augment_with)  # exercise 9.4
    opt_g = torch.optim.Adam(G.parameters(), lr=LR, betas=(0.0, 0.99))
    opt_d = torch.optim.Adam(D.parameters(), lr=LR, betas=(0.0, 0.99))
    ema = EMA(G, decay=0.995)
    film = SampleGrid(z_show, every=max(2, n_steps // 5), source=ema.G)
    fit(
        G, judge, Batches(images, min(BATCH_SIZE, len(images)), device=device),
        losses.with_real_label(0.9), opt_g, opt_d, nz=nz, n_steps=n_steps,
        precision=precision, callbacks=[ema, film, ProgressBar(), *callbacks], keep=keep,
    )  # fmt: skip
    return ema.G, D, film


# %% id="first-training" tags=["train", "shows-data"]
FIRST_STEPS = {"quick": 40, "standard": 1000, "gpu": 4000}[profile()]
G_first, D_first, first_film = train_pair(data.images, FIRST_STEPS, keep="09_first")
viz.show(viz.film(first_film.samples, f"The same eight z over the steps\ntrained on {data.source}"))

# %% id="first-sheet" tags=["shows-data"]
viz.show(
    viz.images(
        generate(G_first, z_show[:40]),
        f"Generated after {FIRST_STEPS:,} steps\ntrained on {data.source}",
        n_columns=10,
    )
)

# %% [markdown] id="square-theory"
r"""
## 3 · From a file to a row of bytes

The networks take squares of one size, and your files are anything. Before the first step `load` opened each file, turned it upright, cut out its middle square, made it small, and wrote the bytes into one array beside your folder: it **packed** them. That is done once. The second time the array is simply opened, and a batch is a look-up.

What is cut away, and how, decides what G can learn. Squeezing a wide picture into a square makes every face thin; filling up with black bars teaches G to draw black bars.

### Exercise 9.1 · A square from any picture

★★☆ · 8 minutes · 2 points · core

*Goal:* make any picture fit for the networks, without bending what it shows.

*Fixed:* `fit_square(image, size)` takes a PIL picture of any size and mode and returns a new PIL picture in colour (mode `"RGB"`), `size` pixels wide and high: the middle square, as large as the shorter side, made larger or smaller. *Free:* the order of the steps, and the way of resizing.

*Expect:* `fit_square(Image.new("L", (300, 200)), 64)` is a picture with `.size` (64, 64) and `.mode` `"RGB"`. Of a picture 300 pixels wide and 200 high the 50 columns at each end are gone.

<details><summary>Hint 1</summary>

`image.width` and `image.height` are the two sides. The square's side is the smaller one. How much is left over, and where does the square begin if both ends lose the same?

</details>
<details><summary>Hint 2</summary>

`image.crop((left, top, right, bottom))` and `image.resize((size, size))` both *return* a new picture. `image.convert("RGB")` makes three channels of grey or transparent pictures.

</details>
<details><summary>Hint 3</summary>

`left = (image.width - side) // 2`, the same for `top` with the height, and the box is `(left, top, left + side, top + side)`.

</details>
"""


# %% id="fit-square" tags=["answer"] exercise="9.1"
def fit_square(image, size):
    """A PIL picture of any size -> its middle square in colour, size x size pixels."""
    ### BEGIN SOLUTION
    side = min(image.width, image.height)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    square = image.convert("RGB").crop((left, top, left + side, top + side))
    return square.resize((size, size), Image.Resampling.BILINEAR)
    ### END SOLUTION


# %% id="check-fit-square" tags=["check"] exercise="9.1"
check("9.1")

# %% [markdown] id="square-look"
r"""
Three drawn people on one wide picture, made square in three ways. **What to expect.** Three thin people, then the left one alone, then the middle one.
"""

# %% id="square-pictures"
portraits = load("faces", size=64, source="offline")
wide = torch.cat(list(portraits.images[:3]), dim=2)  # three (3, 64, 64) -> (3, 64, 192)
photo = Image.fromarray(wide.permute(1, 2, 0).numpy())
ways = [photo.resize((64, 64)), photo.crop((0, 0, 64, 64)), fit_square(photo, 64)]
squares = torch.stack([torch.from_numpy(np.array(each)).permute(2, 0, 1) for each in ways])
viz.show(
    viz.images(
        to_float(squares),
        f"Squeezed, top left corner, yours\n{portraits.source}",
        n_columns=3,
    )
)

# %% [markdown] id="pack-note"
r"""
From the command line the same packing makes one file that you can carry to another machine:

```
gan-lab data pack my_photos --size 64 --out my_photos.h5
```

Broken files are skipped and named, not fatal. `my_photos.h5` is then as good a value for `IMAGES` as the folder.

**Which size?** Start with 64. Twice the side is four times the numbers, for G to write and for D to read, and more layers:
"""

# %% id="sizes"
for size in (64, 128):
    pair = dcgan.Generator(nz, NGF, 3, size), dcgan.Discriminator(NGF, 3, size)
    weights = [sum(p.numel() for p in net.parameters()) for net in pair]
    print(
        f"{size} x {size}: {3 * size * size:,} numbers an image, "
        f"weights of G {weights[0]:,}, of D {weights[1]:,}"
    )

# %% [markdown] id="uniform-theory"
r"""
## 4 · Uniform or cluttered: an experiment

Some sets of pictures work at once and others never do, with the same networks. What makes the difference? Take the drawn portraits: every face upright, in the middle, of one size, before a plain background. Then spoil exactly that. `clutter` turns, moves and resizes each portrait and puts it before coloured scraps. The people are the same.

**Before you run it, write down your guess:** what will G have learnt of the second set?
"""


# %% id="clutter" tags=["setup"]
def clutter(images, seed=0):
    """uint8 portraits (N, 3, S, S) -> the same people, turned, moved, resized, before scraps."""
    g = torch.Generator().manual_seed(seed)

    def number(low, high):
        return low + (high - low) * torch.rand(len(images), generator=g)

    angle, zoom = number(-0.8, 0.8), number(1.0, 1.9)  # zoom 1.9: a small face
    places = torch.zeros(len(images), 2, 3)  # for each image, where a pixel comes from
    places[:, 0, 0], places[:, 0, 1] = zoom * angle.cos(), -zoom * angle.sin()
    places[:, 1, 0], places[:, 1, 1] = zoom * angle.sin(), zoom * angle.cos()
    places[:, :, 2] = torch.stack([number(-0.6, 0.6), number(-0.6, 0.6)], dim=1)
    x = to_float(images)
    grid = F.affine_grid(places, list(x.shape), align_corners=False)
    moved = F.grid_sample(x, grid, align_corners=False)
    inside = F.grid_sample(torch.ones_like(x[:, :1]), grid, align_corners=False)  # 0: outside
    scraps = 2 * torch.rand(len(x), 3, 7, 7, generator=g) - 1
    scraps = F.interpolate(scraps, size=x.shape[-2:])  # (N, 3, 7, 7) -> (N, 3, S, S)
    return to_uint8(inside * moved + (1 - inside) * scraps)


# %% id="clutter-pictures"
N_PORTRAITS = {"quick": 600, "standard": 5000, "gpu": 6000}[profile()]
uniform = portraits.images[:N_PORTRAITS]
chunks = uniform.split(500)  # 500 at a time: less memory
cluttered = torch.cat([clutter(chunk, seed) for seed, chunk in enumerate(chunks)])
viz.show(
    viz.images(
        to_float(torch.cat([uniform[:10], cluttered[:10]])),
        f"Above: uniform. Below: the same people, cluttered\n{portraits.source}",
        n_columns=10,
    )
)

# %% [markdown] id="uniform-run"
r"""
The same networks, the same seed, the same number of steps; only the images differ.

⏳ *Wait about two minutes in the standard profile.*
"""

# %% id="uniform-training" tags=["train"]
PAIR_STEPS = {"quick": 40, "standard": 800, "gpu": 2500}[profile()]
G_uniform, _, _ = train_pair(uniform, PAIR_STEPS, keep="09_uniform")
G_cluttered, _, _ = train_pair(cluttered, PAIR_STEPS, keep="09_cluttered")
viz.show(
    viz.images(
        torch.cat([generate(G_uniform, z_show[:20]), generate(G_cluttered, z_show[:20])]),
        f"{PAIR_STEPS:,} steps. Upper two rows: trained on uniform portraits.\n"
        f"Lower two: on cluttered ones. {portraits.source}",
        n_columns=10,
    )
)

# %% [markdown] id="uniform-measure-theory"
r"""
And a number. The classifier-FID (lessons 02 and 05), here by a classifier of portraits, says how far generated images are from real ones: lower is better. Each generator is compared with its *own* kind of real images, uniform or cluttered, and the floor beside it says what other real images of that kind score. **What to expect.** Both are far from their floors after so few steps, the second farther.
"""

# %% id="uniform-measure"
N_FID = {"quick": 260}.get(profile(), 500)
z_fid = torch.randn(N_FID, nz, generator=torch.Generator().manual_seed(2))
unseen = load("faces", size=64, source="offline", train=False).images[: 2 * N_FID]
kinds = {
    "uniform": (G_uniform, unseen),
    "cluttered": (G_cluttered, torch.cat([clutter(chunk, 9) for chunk in unseen.split(500)])),
}
print(f"classifier-FID of {N_FID:,} images      generated      floor")
for kind, (G_kind, real) in kinds.items():
    distance = metrics.classifier_fid(generate(G_kind, z_fid), real[:N_FID], "faces")
    floor = metrics.classifier_fid(real[N_FID:], real[:N_FID], "faces")
    print(f"  trained on {kind:10}              {distance:8.1f}   {floor:8.1f}")

# %% [markdown] id="uniform-question"
r"""
**Think.** Both sets show the same people. Why is the second so much harder? Which three things would you do to a folder of holiday photographs before you train on it?
"""

# %% [markdown] id="uniform-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** In the uniform set an eye is always at about the same place, so G can learn "here is an eye" and only vary its colour. In the cluttered set it must learn faces at every place, in every size and at every angle, and scraps that have no rule at all; the same number of images and steps is spread over far more possibilities. So make the pictures alike: crop so that the subject fills the frame, at one place and in one size (by hand or with a detector that finds it); keep one kind of subject and throw out the odd ones; prefer plain or like backgrounds. A thousand uniform pictures teach more than ten thousand cluttered ones.
### END SOLUTION
"""

# %% [markdown] id="few-theory"
r"""
## 5 · Few images

CelebA has 202,599 faces. You may have two hundred drawings. Then another danger waits, in D: it can **learn the training images by heart**. It says "real" to exactly those and "generated" to everything else, and G gets no hint any more of what would look more real.

A cure is to show D each image a little *changed*, otherwise every time. The simplest change mirrors it.

### Exercise 9.2 · Mirror some of them

★☆☆ · 5 minutes · 1 point · core

*Goal:* show D each picture in two ways, at no cost.

*Fixed:* `random_flip(x)` takes images `(N, C, H, W)` and returns new ones of that shape, by operations that let gradients through. Each image is mirrored left and right with probability one half, by a coin of its own. *Free:* how.

*Expect:* make 1,000 copies of the image `0 1`, one pixel high: `torch.tensor([0.0, 1.0]).view(1, 1, 1, 2).repeat(1000, 1, 1, 1)`. About 500 of them come back as `1 0`, in each call others.

<details><summary>Hint 1</summary>

`x.flip(3)` mirrors along dimension 3, the columns, and gives new images. Now choose, for each image, between `x` and `x.flip(3)`.

</details>
<details><summary>Hint 2</summary>

N coins: `torch.rand(len(x), 1, 1, 1, device=x.device) < 0.5`. The three ones let each coin decide for a whole image.

</details>
<details><summary>Hint 3</summary>

`torch.where(coins, a, b)` takes from `a` where the coin is true, and from `b` where it is not.

</details>
"""


# %% id="random-flip" tags=["answer"] exercise="9.2"
def random_flip(x):
    """Images (N, C, H, W) -> the same, each mirrored left and right with probability 1/2."""
    ### BEGIN SOLUTION
    coins = torch.rand(len(x), 1, 1, 1, device=x.device) < 0.5  # one an image
    return torch.where(coins, x.flip(3), x)
    ### END SOLUTION


# %% id="check-random-flip" tags=["check"] exercise="9.2"
check("9.2")

# %% [markdown] id="brightness-exercise"
r"""
Stronger changes help more: brighter or darker, moved to the side, partly covered. But they must let gradients through. In G's step the gradient flows from the loss through D, through the *change*, into G. So the change has to be made of differentiable operations on tensors; a change made by PIL or NumPy would cut G off. Hence the name **DiffAugment** (Zhao et al., "Differentiable Augmentation for Data-Efficient GAN Training", 2020).

### Exercise 9.3 · Brighter or darker

★★☆ · 6 minutes · 2 points · core

*Goal:* a change that D must learn to look through, and that lets gradients pass.

*Fixed:* `random_brightness(x, strength=0.5)` adds to each image one random number, the same for all of its pixels and channels, another one for each image and each call. The numbers fill the range from `-strength` to `strength` and never leave it. Nothing is cut off at -1 and 1: a pixel that is cut off has no gradient. *Free:* how the numbers are drawn.

*Expect:* of `random_brightness(torch.zeros(3, 1, 1, 2))` each image holds one number twice, between -0.5 and 0.5, and the three images hold three different ones.

<details><summary>Hint 1</summary>

`torch.rand` gives numbers from 0 to 1. Which shape lets one number reach all pixels of one image?

</details>
<details><summary>Hint 2</summary>

`2 * torch.rand(...) - 1` lies between -1 and 1. Then the strength.

</details>
"""


# %% id="random-brightness" tags=["answer"] exercise="9.3"
def random_brightness(x, strength=0.5):
    """Images (N, C, H, W) -> the same, each brighter or darker by a number of its own."""
    ### BEGIN SOLUTION
    shift = 2 * torch.rand(len(x), 1, 1, 1, device=x.device) - 1  # from -1 to 1, one an image
    return x + strength * shift
    ### END SOLUTION


# %% id="check-random-brightness" tags=["check"] exercise="9.3"
check("9.3")

# %% [markdown] id="augment-look"
r"""
Your two changes, and those of the paper, all together: colours, a shift to the side, and a square that is covered. This is what D will see. **What to expect.** You still recognise each portrait. That is the measure: a change that hides what the picture shows is too strong.
"""

# %% id="augment-pictures"
seed_everything(0)
x = to_float(portraits.images[:8])
rows = [x, random_flip(x), random_brightness(x), augment.diff_augment(x)]
viz.show(
    viz.images(
        torch.cat(rows),
        f"As drawn; your flip; your brightness; DiffAugment\n{portraits.source}",
        n_columns=8,
    )
)

# %% [markdown] id="leak-theory"
r"""
### Where the change belongs

Call the change $T$. In D's loss it stands before D, for real and for generated images; in G's loss too (here $f(u) = -\log \sigma(u)$, σ is the sigmoid, and D gives logits; these are the losses of lesson 02):

$$\mathcal L_D = \tfrac1N\textstyle\sum_i \Big[f\big(D(T(x_i))\big) + f\big(-D(T(G(z_i)))\big)\Big] \qquad \mathcal L_G = \tfrac1N\textstyle\sum_i f\big(D(T(G(z_i)))\big)$$

D never sees an image without $T$. So the darker, shifted, covered images are neither more real nor more generated than others, and G has no reason to draw them. This can all be had at once by making $T$ a part of D:

### Exercise 9.4 · D sees everything changed

★★☆ · 9 minutes · 3 points · core

*Goal:* a D that never sees an unchanged image while it learns.

*Fixed:* a class `AugmentedDiscriminator(nn.Module)`, made as `AugmentedDiscriminator(D, augment)`. In training mode its answer to images x is `D(augment(x))`, with a new change in every call. In evaluation mode it is `D(x)`. Its weights are D's own, it leaves all modes to its caller, and gradients reach D and the images. *Free:* the names inside.

*Expect:* with `lambda x: x + 1` as the change, the answer to x is `D(x + 1)`, and after `.eval()` it is `D(x)`. Your network has as many weights as D.

<details><summary>Hint 1</summary>

Store both in `__init__`, after `super().__init__()`. An nn.Module that is stored as `self.something` is known to PyTorch: its weights, its mode and its device.

</details>
<details><summary>Hint 2</summary>

Each nn.Module knows its mode: `self.training` is true after `.train()` and false after `.eval()`.

</details>
<details><summary>Hint 3</summary>

In `forward`: `if self.training: x = self.augment(x)`, then return what `self.D` says of x.

</details>
"""


# %% id="augmented-discriminator" tags=["answer"] exercise="9.4"
class AugmentedDiscriminator(nn.Module):
    """A D that sees all images through `augment` in training; logits (N,) as D gives them."""

    def __init__(self, D, augment):
        super().__init__()
        ### BEGIN SOLUTION
        self.D = D
        self.augment = augment
        ### STUB
        # raise NotImplementedError("TODO 9.4: store both")
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        if self.training:
            x = self.augment(x)
        return self.D(x)  # (N, C, H, W) -> (N,)
        ### STUB
        # raise NotImplementedError("TODO 9.4: what does D see, and when?")
        ### END SOLUTION


# %% id="check-augmented-discriminator" tags=["check"] exercise="9.4"
check("9.4")

# %% [markdown] id="leak-exercise"
r"""
### Exercise 9.5 · Bug hunt: the leak

★★☆ · 4 minutes · 1 point · core

> *"We had only 300 photographs of mugs, so we augmented our data set: each time a photograph is loaded, its brightness changes and a random square is covered with grey. D no longer learns the images by heart, its loss is steady. But our generator is disappointing: about every second mug that it draws has a grey square on it."*

Their D judges both batches with this function, in D's step as in G's.

*Goal:* a judge to whom grey squares say nothing.

*Fixed:* `judge_both(D, augment, x_real, x_fake)` returns `(d_real, d_fake)`, D's logits for the two batches, mended so that the squares do not leak; the changes stay. Gradients must still reach `x_fake`. *Free:* the rest.

*Expect:* one changed line. With `D = lambda x: x.mean((1, 2, 3))`, `augment = lambda x: x + 10` and two batches of zeros the report's line gives 10 for real images and 0 for generated ones, and a D could tell them apart by that alone. By your answers it cannot.

<details><summary>Hint 1</summary>

What does D learn about grey squares, if it only ever sees them on real photographs?

</details>
<details><summary>Hint 2</summary>

Look at the formulas above: where do you find $T$, and where in this function? `augment` belongs round *each* batch that D sees.

</details>
"""


# %% id="judge-both" tags=["answer"] exercise="9.5"
def judge_both(D, augment, x_real, x_fake):
    """Two batches (N, C, H, W) and (M, C, H, W) -> D's logits (N,) and (M,)."""
    ### BEGIN SOLUTION
    return D(augment(x_real)), D(augment(x_fake))
    ### STUB
    # # TODO 9.5: this is the report's line. What is wrong with it?
    # return D(augment(x_real)), D(x_fake)
    ### END SOLUTION


# %% id="check-judge-both" tags=["check"] exercise="9.5"
check("9.5")

# %% [markdown] id="few-run"
r"""
### Does it help?

Train on 100 portraits only, twice: once as they are, once through all the changes. Every now and then `Beliefs` asks D, in evaluation mode, about three kinds of images: the 100 it trains on, 100 other portraits that it has never seen, and generated ones. Portraits that it has never seen are just as real. A D that calls them generated has learnt the others by heart.

**What to expect.** Without changes two lines that belong together come apart. With them they stay closer. The pictures need not look better yet: changed images are harder to learn from, and these are few steps. In long runs on few images the change pays (Zhao et al., 2020).

⏳ *Wait about two minutes and a half in the standard profile.*
"""

# %% id="few-training" tags=["train"]
FEW = 100
FEW_STEPS = {"quick": 40, "standard": 800, "gpu": 3000}[profile()]
few, others = portraits.images[:FEW], portraits.images[FEW : 2 * FEW]


class Beliefs(Callback):
    """What D believes of its training images, of unseen ones and of generated ones."""

    def __init__(self, every):
        self.every, self.steps = every, []
        self.beliefs = {"training images": [], "unseen images": [], "generated images": []}

    def after_step(self, state):
        if state.step % self.every:
            return
        self.steps.append(state.step)
        shown = to_float(few), to_float(others), generate(state.G, z_show)
        with torch.no_grad(), evaluating(state.D):
            for kept, x in zip(self.beliefs.values(), shown, strict=True):
                kept.append(state.D(x.to(device)).sigmoid().mean().item())


def all_changes(x):
    return augment.diff_augment(random_flip(x))


few_films, few_beliefs = {}, {}
for name, change in (("as they are", None), ("changed", all_changes)):
    few_beliefs[name] = Beliefs(every=max(2, FEW_STEPS // 20))
    G_few, _, few_films[name] = train_pair(few, FEW_STEPS, change, [few_beliefs[name]])

# %% id="few-beliefs"
for name, seen in few_beliefs.items():
    viz.show(
        viz.curves(
            seen.beliefs,
            f"{FEW} images, {name}: what D believes\n{portraits.source}",
            x=seen.steps,
            y_label="D's belief: real",
        )
    )

# %% id="few-pictures"
viz.show(
    viz.images(
        torch.cat([film.samples[-1][1][:20] for film in few_films.values()]),
        f"{FEW} images, {FEW_STEPS:,} steps. Upper two rows: D saw them as they are.\n"
        f"Lower two: changed. {portraits.source}",
        n_columns=10,
    )
)

# %% [markdown] id="few-question"
r"""
**Think.** A friend wants to train on 300 photographs of handwritten words and mirrors them, because "augmentation always helps". What will the generator draw? And why does a flip, used on the real images only, do no harm to a set of flowers?
"""

# %% [markdown] id="few-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** If the real images alone are mirrored, G learns that mirrored words are real, and half of what it draws cannot be read. With the mirror inside D, on both kinds, D cannot tell mirrored words from others at all, so G is free to draw either. Some changes must not be used with some images: no flip for writing, no colour change where the colour is what matters. A mirrored flower, however, is simply another flower: it could have been in the set. What "leaks" there is something that we want.
### END SOLUTION
"""

# %% [markdown] id="watch-exercise"
r"""
## 6 · Watch for collapse

A long run wants a number that warns you early. Collapse means: different z, yet almost the same picture. So compare how different the samples are from one another with how different your real images are from one another.

### Exercise 9.6 · A number that warns of collapse

★★☆ · 8 minutes · 2 points · core

*Goal:* one number that falls when G begins to draw the same picture again and again.

*Fixed:* `relative_diversity(samples, real)` takes two sets of images, `(N, C, H, W)` and `(M, C, H, W)`, and returns one number: how different the samples are from one another, divided by how different the real images are from one another. 1: as different as real ones. 0: N copies of one image. Take means, not the largest or the middle one: all images count, and all of their pixels. Neither N and M (but for a few per cent) nor the order of the images matter. *Free:* how you measure the difference of two images.

*Expect:* `relative_diversity(real, real)` is 1, and for eight copies of one image it is 0. Paler samples, `0.5 * real`, lie between the two.

<details><summary>Hint 1</summary>

Write an inner function that says for *one* set how different its images are, and call it twice.

</details>
<details><summary>Hint 2</summary>

Two ways: the mean distance of all pairs, `torch.cdist(x, x)` with `x = images.flatten(1)`; or for each pixel its deviation over the images, `images.std(0)`, and then the mean over all pixels.

</details>
<details><summary>Hint 3</summary>

`spread(samples) / spread(real)`, with one number each. With `cdist` the pairs of an image with itself count 0: divide the sum by N(N - 1).

</details>
"""


# %% id="relative-diversity" tags=["answer"] exercise="9.6"
def relative_diversity(samples, real):
    """Images (N, C, H, W) and (M, C, H, W) -> the samples' diversity over the real images'."""

    ### BEGIN SOLUTION
    def spread(images):
        x, n = images.flatten(1), len(images)
        return torch.cdist(x, x).sum() / (n * (n - 1))  # the diagonal is 0

    return (spread(samples) / spread(real)).item()
    ### END SOLUTION


# %% id="check-relative-diversity" tags=["check"] exercise="9.6"
check("9.6")

# %% [markdown] id="watch-look"
r"""
Ask it about the runs that you have already made. **What to expect.** Low at first, while all samples look alike, then rising towards the line at 1. So short runs do not reach it. A line that falls again is the warning.
"""

# %% id="watch-runs"
runs = {
    "first run": (first_film, data.images[part[:500]]),
    "few, as they are": (few_films["as they are"], few),
    "few, changed": (few_films["changed"], few),
}
levels = {
    name: [relative_diversity(images, to_float(real)) for _, images in film.samples]
    for name, (film, real) in runs.items()
}
viz.show(
    viz.curves(
        levels,
        f"How different the samples are\n{data.source}",
        x=range(1, 1 + max(len(values) for values in levels.values())),
        x_label="picture of the film (each fifth of a run)",
        y_label="relative diversity",
        level=(1, "as different as real images"),
    )
)

# %% [markdown] id="final-theory"
r"""
## 7 · Your generator

Now the run that counts, with what you have found out. With fewer than 2,000 images D sees them through all the changes, else through your flip only; put another function in the place of `CHANGE` if that suits your images better (`None`: no change; words and numbers must not be mirrored). `Watch` prints your number on the way, and warns when it falls to less than half of the best that it has been.

All that this run makes goes into a folder of its own, `09_your_own_images`, under `runs/` (on your Drive where it is mounted), named by date and time: no run overwrites another.

⏳ *Wait about three minutes in the standard profile.*
"""

# %% id="final-training" tags=["train", "shows-data"]
FINAL_STEPS = {"quick": 60, "standard": 1600, "gpu": 10_000}[profile()]
CHANGE = all_changes if N < 2000 else random_flip


class Watch(Callback):
    """Prints the relative diversity of G's pictures, and says when it looks like collapse."""

    def __init__(self, real, every):
        self.real, self.every, self.best = to_float(real), every, 0.0

    def after_step(self, state):
        if state.step % self.every == 0:
            level = relative_diversity(generate(state.G, z_show), self.real)
            self.best = max(self.best, level)
            warning = "   <- collapse? Look at the pictures" if level < self.best / 2 else ""
            print(f"step {state.step:6,}: relative diversity {level:.2f}{warning}")

    def state_dict(self):  # what `keep` must write down of it
        return {"best": self.best}

    def load_state_dict(self, content):
        self.best = content["best"]


RUN = lasting_folder() / "09_your_own_images" / time.strftime("%Y-%m-%d_%H-%M-%S")
history = History()
watch = Watch(data.images[part[:500]], every=max(2, FINAL_STEPS // 8))
how_to_build = {
    "recipe": recipe.name,
    "g_args": {"nz": nz, "ngf": NGF, "nc": 3, "size": SIZE},
    "settings": {  # for `gan-lab sample` and `gan-lab evaluate`
        "data_source": data.source,
        "is_real": data.is_real,
        "images": None if IMAGES is None else str(Path(IMAGES).resolve()),
    },
}
saver = Checkpoint(RUN / "checkpoint.pt", max(4, FINAL_STEPS // 4), how_to_build)
G, D, film = train_pair(
    data.images, FINAL_STEPS, CHANGE, [history, watch, saver], seed=1, keep="09_final"
)
viz.show(viz.film(film.samples, f"My generator over the steps\ntrained on {data.source}"))

# %% id="final-losses"
viz.show(
    viz.curves(
        {"D": history.column("d_loss"), "G": history.column("g_loss")},
        f"Losses of my run\n{data.source}",
        smooth=max(1, FINAL_STEPS // 50),
    )
)

# %% [markdown] id="save-theory"
r"""
### Save it

A **checkpoint** holds the weights and all that is needed to go on or to build the network again: tensors and plain values, no code. `Checkpoint` wrote it again and again on the way. (`keep` has a file of its own, from which only this cell goes on.) The next cell adds a sheet of 64 pictures to share; then it reads the checkpoint back and proves that it draws the same pictures.
"""

# %% id="save" tags=["shows-data"]
sheet = viz.images(generate(G, z_show), f"Generated, no photographs\ntrained on {data.source}")
viz.save(sheet, RUN / "sheet.png")
history.write_csv(RUN / "history.csv")

G_again = checkpoint.build_generator(checkpoint.load(RUN / "checkpoint.pt"))
same = torch.allclose(generate(G_again, z_show), generate(G, z_show), atol=1e-2)
print(f"read back, the checkpoint draws the same pictures: {same}")
print(f"in {RUN.as_posix()}:", ", ".join(sorted(path.name for path in RUN.iterdir())))
viz.show(sheet)

# %% [markdown] id="nearest-exercise"
r"""
## 8 · Did it copy?

A good picture from a small set raises a question: is it new, or is it one of yours? To find out, look for the training image that lies nearest to each sample.

### Exercise 9.7 · Bug hunt: nothing was copied

★★☆ · 7 minutes · 2 points · core

> *"We trained on 150 drawings, with flips as augmentation. To be sure that G did not memorise our drawings we measured, for 1,000 samples, the distance to the nearest drawing. The distances are large, as large as between two different drawings. So nothing was copied, and we published all samples."*

A reader held one of their samples to a mirror, and saw a drawing of theirs. Here is their function.

*Goal:* a search that finds the copies which the report missed.

*Fixed:* `nearest(samples, images)` takes `(N, C, H, W)` and `(M, C, H, W)` and returns two tensors `(N,)`: for each sample the distance to the nearest training image, *mirrored ones included*, and that image's index, from 0 to M - 1. The distance is near 0 for a copy. *Free:* how you measure a distance.

*Expect:* `nearest(images.flip(3), images)` finds a copy for each: distances of about 0, and the indices 0, 1, 2, ... The report's function finds none of them.

<details><summary>Hint 1</summary>

What was D shown in this training that is not in `images`?

</details>
<details><summary>Hint 2</summary>

`images.flip(3)` are the mirror images. Mirror before you flatten. You can make a second table of distances, or one list of 2 M images.

</details>
<details><summary>Hint 3</summary>

`torch.minimum(a, b)` of two tables `(N, M)` takes the smaller of each two numbers; then the minimum along dimension 1. With one list of 2 M images, `index % len(images)` finds the way back.

</details>
"""


# %% id="nearest" tags=["answer"] exercise="9.7"
def nearest(samples, images):
    """Images (N, C, H, W), (M, C, H, W) -> distances (N,) and indices (N,) of the nearest ones."""
    ### BEGIN SOLUTION
    x = samples.flatten(1)
    plain = torch.cdist(x, images.flatten(1))  # (N, M)
    mirrored = torch.cdist(x, images.flip(3).flatten(1))
    distances, indices = torch.minimum(plain, mirrored).min(dim=1)
    return distances, indices
    ### STUB
    # # TODO 9.7: this is the report's code. Which copies does it miss?
    # distances, indices = torch.cdist(samples.flatten(1), images.flatten(1)).min(dim=1)
    # return distances, indices
    ### END SOLUTION


# %% id="check-nearest" tags=["check"] exercise="9.7"
check("9.7")

# %% [markdown] id="nearest-look"
r"""
Your samples, and under each the training image that is nearest to it. A distance says little by itself, so the cell also prints how far a *real* image is from the nearest other one. Samples much nearer than that are suspicious. (Of a large set the cell takes 2,000 images. Before you publish, compare with all of them.)
"""

# %% id="nearest-pictures" tags=["shows-data"]
compared = to_float(data.images[part])
samples = generate(G, z_show)
distances, indices = nearest(samples, compared)
k = min(64, len(compared) // 2)
real_distances, _ = nearest(compared[:k], compared[k:])
print(f"distance to the nearest of {len(compared):,} training images, mean and smallest")
print(f"  samples:               {distances.mean():6.1f} {distances.min():6.1f}")
print(f"  other training images: {real_distances.mean():6.1f} {real_distances.min():6.1f}")
closest = distances.argsort()[:10]
viz.show(
    viz.images(
        torch.cat([samples[closest], compared[indices[closest]]]),
        f"Above: the ten samples nearest to a training image. Below: that image\n{data.source}",
        n_columns=10,
    )
)

# %% [markdown] id="nearest-question"
r"""
**Think.** You find no sample with a small distance in pixels. What kinds of copying could there still be? What would you do before you publish a thousand samples of a generator trained on photographs of people?
"""

# %% [markdown] id="nearest-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** A copy that is shifted by two pixels, a little brighter or a little smaller is far away in pixels, and to the eye it is the same picture; parts can be copied too, such as one face before another background. Distances in the features of a network see more of this than pixels do. And 64 samples say nothing about the other 936. Before publishing: look at nearest neighbours of many samples, also by features; ask the people in the pictures; leave out what looks like one of them; say that the pictures are generated, and from what. If the set is small, assume that something is remembered.
### END SOLUTION
"""

# %% [markdown] id="command-line"
r"""
## 9 · The same from the command line

For a long run, overnight or on another machine, you need no notebook. Four lines in a terminal, in the folder where your pictures lie:

```
gan-lab data pack my_photos --size 64 --out my_photos.h5
gan-lab train dcgan-faces --images my_photos.h5 --augment flip,diff --out runs/my_photos
gan-lab sample runs/my_photos/checkpoint.pt --n 64 --out sheet.png
gan-lab sample runs/my_photos/checkpoint.pt --n 1000 --out samples.npz
```

`dcgan-faces-128` is the recipe for 128 x 128. `--save-every 1000` keeps a checkpoint on the way, `--resume` goes on where a run was interrupted. `gan-lab sample` also reads the checkpoint that you saved above. A folder that already holds a run is not overwritten.
"""

# %% [markdown] id="core-end"
r"""
That is the core: from a folder to a generator that you have watched, saved and examined. The score so far:
"""

# %% id="core-score"
score("09")

# %% [markdown] id="shift-exercise"
r"""
## 10 · Optional: a change of your own

The paper's second change moves the image a little to the side. It is harder than it looks: each image has its own shift.

### Exercise 9.8 · A little to the side

★★★ · 10 minutes · 2 points · optional

*Goal:* the change that hides where in the picture a thing stands.

*Fixed:* `random_shift(x, most)` moves each image `(C, H, W)` of a batch by a whole number of pixels from `-most` to `most`, both included, up or down, and by another one left or right. What comes in from outside is 0, a middle grey. Gradients flow through. *Free:* a loop over the images, or none.

*Expect:* of a white image, `random_shift(torch.ones(1, 1, 5, 5), 2)`, one or two edges may have turned to 0, no more than two rows or columns each. In the next call it is others.

<details><summary>Hint 1</summary>

`torch.roll` is not enough: what leaves on one side would come in on the other.

</details>
<details><summary>Hint 2</summary>

`F.pad(x, (most, most, most, most))` puts a border of zeros around each image. A window of the old size, cut out of that, shows the image moved.

</details>
<details><summary>Hint 3</summary>

For one padded image: draw `i` and `j` from `torch.randint(0, 2 * most + 1, (2,))`, and take `image[:, i : i + height, j : j + width]`. `torch.stack` makes a batch of them.

</details>
"""


# %% id="random-shift" tags=["answer"] exercise="9.8"
def random_shift(x, most):
    """Images (N, C, H, W) -> the same, each moved by up to `most` pixels, zeros coming in."""
    ### BEGIN SOLUTION
    _, _, height, width = x.shape
    padded = F.pad(x, (most, most, most, most))
    moved = []
    for image in padded:
        i, j = torch.randint(0, 2 * most + 1, (2,)).tolist()
        moved.append(image[:, i : i + height, j : j + width])
    return torch.stack(moved)
    ### END SOLUTION


# %% id="check-random-shift" tags=["check"] exercise="9.8"
check("9.8")

# %% id="shift-pictures"
viz.show(
    viz.images(
        torch.cat([x, random_shift(x, 8)]),  # x: eight portraits, from section 5
        f"As drawn; moved by up to 8 pixels\n{portraits.source}",
        n_columns=8,
    )
)

# %% [markdown] id="stretch"
r"""
## Stretch tasks

- Clean your set: throw out the oddest tenth of your images (section 1 sorts them) and train again with the same seed. Is it better? By which number?
- Put the leak of exercise 9.5 into a real run: show D the real images covered (`augment.cutout`) and the generated ones as they are. How soon do the squares appear?
- Make your own uniform set: photograph one kind of thing, fifty times, from above, on the same sheet of paper. Train on it, with all changes.
- Train at 128 x 128 with the command line, resume it the next day, and compare the sheets.
"""

# %% id="score"
score("09")

# %% [markdown] id="end"
r"""
## What you can do now

You can make a generator of pictures that mean something to you. You know why a uniform set works, what a small set needs, where a change belongs so that it does not leak, which number warns of collapse, and how to look for copies. Show somebody your sheet, and tell them how it was made.
"""
