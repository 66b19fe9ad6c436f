# %% [markdown] id="title"
r"""
# 05 · How good is it?

You can train a GAN. But is it any good? Is it better than yesterday's, or than your neighbour's? A loss cannot tell, and looking at a few pictures is a start, no more. Today you write the measures that papers report: the Frechet distance behind FID, the inception score, precision and recall. You hold yours against the package's. Then you cheat: you build bad generators with good scores. At the end the judge is you, in a blind test with an honest interval.

| | |
|---|---|
| you will | write three measures, find out what fools each, see how the number of images changes a score, and judge pictures blindly |
| you need | [lesson 02](02_mlp_mnist.ipynb); a mean and a covariance should be no strangers to you |
| time | core 100 minutes, optional part 10 minutes |
| the computer works | a few minutes of them, on two CPU cores |

**Something stops?** A `NameError` mostly means that a cell above has not run since the kernel started: choose *Run > Run All Above Selected Cell*. **Stuck?** Unfold the hints, one by one. And one line, `frechet_distance = stuck("5.1")`, takes the package's version of a piece: the exercise stays unscored, and the lesson goes on. **A word is new?** Look into the [glossary](glossary.md) (English and 中文).
"""

# %% id="setup" tags=["setup"]
# written by gan-lab build

# %% id="imports" tags=["setup"]
import math

import torch
import torch.nn.functional as F

from gan_lab import losses, metrics, viz
from gan_lab.callbacks import EMA, History, ProgressBar, SampleGrid
from gan_lab.checks import check, score, stuck
from gan_lab.data import Batches, load, to_float
from gan_lab.models import mlp
from gan_lab.runtime import pick_device, profile, seed_everything
from gan_lab.training import fit
from gan_lab.widgets import Film, PairQuiz, Quiz

seed_everything(0)
device = pick_device()
nz = 64  # numbers in one latent vector z
N = {"quick": 300, "standard": 2000, "gpu": 5000}[profile()]  # images behind each score

# %% [markdown] id="training-theory"
r"""
## 1 · Something to judge

First a generator: the pair of lesson 02, trained once more. On the way we keep what its average draws from the same z at ten moments. **What to expect.** Three rows: grey ghosts, then strokes, then digits, most of which you can read.

⏳ *Wait about a minute in the standard profile.*
"""

# %% id="training" tags=["train"]
STEPS = {"quick": 100, "standard": 5000, "gpu": 15_000}[profile()]

data = load("mnist")
seed_everything(0)
G, D = mlp.Generator(nz).to(device), mlp.Discriminator().to(device)
opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))

z_judged = torch.randn(N, nz, generator=torch.Generator().manual_seed(1))
ema, history = EMA(G, decay=0.999 if STEPS > 1000 else 0.9), History()
film = SampleGrid(z_judged, every=STEPS // 10, source=ema.G)
state = fit(
    G, D, Batches(data.images, 128, device=device), losses.with_real_label(0.9), opt_g, opt_d,
    nz=nz, n_steps=STEPS, callbacks=[ema, film, history, ProgressBar()],
)  # fmt: skip

moments = [step for step, _ in film.samples]
early, middle, late = (film.samples[i][1] for i in (0, 2, -1))  # (N, 1, 28, 28) each

# %% id="three-moments"
viz.show(
    viz.rows(
        {
            f"step {moments[i]:,}": images[:12]
            for i, images in ((0, early), (2, middle), (-1, late))
        },
        f"The same twelve z at three moments\ntrained on {data.source}",
    )
)

# %% [markdown] id="film-note"
r"""
All ten moments, one after the other:
"""

# %% id="film"
Film([(step, images[:36]) for step, images in film.samples], title=f"Trained on {data.source}")

# %% [markdown] id="losses-question"
r"""
The rows get better: nobody doubts it. Now look at the losses of the same run. The three moments of the picture are near the left end, a little further, and at the right end. **Where would you stop the training, if you had only these curves?**
"""

# %% id="losses"
viz.show(
    viz.curves(
        {"D": history.column("d_loss"), "G": history.column("g_loss")},
        f"The losses of the same run\n{data.source}",
        smooth=max(1, STEPS // 50),
    )
)

# %% [markdown] id="losses-think"
r"""
**Think.** The pictures improve all the time. Compare: where is G's loss low, and what do the pictures look like there? Does D's loss rise or fall with the quality? Why can neither of them measure it?
"""

# %% [markdown] id="losses-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** Each loss measures one network against the *other one of the same moment*. D's loss says how well this D tells this G from real images. If both get better at the same pace, the losses stay where they are. G's loss can even rise while the pictures improve, because D improved more. A tennis score says who is ahead, not how well the two play. In the course's run G's loss was as low near step 250, when neither of the two had learnt much, as again near step 2,500; that it falls at the end says only that this D can tell less and less. D's loss rises with the quality, for the same reason: the better the pictures, the harder its work. To measure quality one needs a judge that does not change: that is what this lesson is about.
### END SOLUTION
"""

# %% [markdown] id="judge-theory"
r"""
## 2 · A judge that stands still

Comparing pixels does not help: a 7 moved by one pixel is the same 7, but many of its pixels differ. The usual way is to show each image to a network that was trained to *recognise* things, and to compare what it computes just before its answer: its **features**. Similar images get similar features.

Papers take the Inception network, trained on a million photographs. For our digits we take a small classifier of digits: 128 features an image, and probabilities of ten classes. All scores from it carry its name: **classifier**-FID, **classifier**-IS. They compare with one another, not with numbers in papers.

Real images come in two parts. `real` is from the test part, which no network was trained on: we measure *by* it. `others` is from the training part: it shows what real images score, the **floor**: the score to aim at. (One can get past it by cheating, as you will see in section 6.)

**What to expect.** The judge names eight digits, and is sure of itself even where you are not.

⏳ *Wait about ten seconds in the standard profile.*
"""

# %% id="features" tags=["shows-data"] licence="CC BY-SA 3.0, MNIST"
test = load("mnist", train=False)


def some(image_set, n, seed):
    """n random images of a set, bytes (n, 1, 28, 28), with their labels."""
    places = torch.randperm(len(image_set), generator=torch.Generator().manual_seed(seed))[:n]
    return image_set.images[places], image_set.labels[places]


real, _ = some(test, N, seed=0)
others, _ = some(data, N, seed=1)
f_real, p_real = metrics.features(real)  # features (N, 128), probabilities (N, 10)
f_others, p_others = metrics.features(others)
watched = [metrics.features(images) for _, images in film.samples]
f_late, p_late = watched[-1]
print(f"features {tuple(f_late.shape)}, probabilities {tuple(p_late.shape)}")

eight = torch.cat([to_float(real[:4]), late[:4]])
_, p = metrics.features(eight)
for i in range(8):
    kind = "real" if i < 4 else "generated"
    print(f"{kind:>10}: {data.class_names[p[i].argmax()]} with probability {p[i].max():.2f}")
viz.show(viz.images(eight, f"Left four real, right four generated\n{data.source}", n_columns=8))

# %% [markdown] id="frechet-theory"
r"""
## 3 · The Frechet distance

Now there are two clouds of points with 128 coordinates: features of real images, and of generated ones. How far apart are the *clouds*? Describe each by its mean $m$ and its covariance matrix $C$, as if it were a normal distribution. ($C$ has the variance of each feature on its diagonal, and beside it which features rise and fall together.) For two normal distributions the Frechet distance is known:

$$d^2 = |m_1 - m_2|^2 + \operatorname{tr}\!\big(C_1 + C_2 - 2\,(C_1 C_2)^{1/2}\big)$$

(tr, the *trace*, is the sum of the diagonal; $|m_1 - m_2|$ is the length of the difference.) The first part asks whether the clouds lie in the same place, the second whether they have the same size and shape. With Inception's features this is **FID** (Heusel et al., "GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium", 2017). Everybody reports the square, $d^2$, and so do we.

In one dimension it is easy to see: then $C$ is a variance $s^2$, and $d^2 = (m_1 - m_2)^2 + (s_1 - s_2)^2$.

The root is a **matrix root**, not a root of each entry. Only its trace is needed, and that is the sum of the roots of the eigenvalues of $C_1 C_2$.
"""

# %% [markdown] id="frechet-exercise"
r"""
### Exercise 5.1 · The Frechet distance

★★★ · 10 minutes · 3 points · core

*Goal:* one number for how far two clouds of features lie apart.

*Fixed:* `frechet_distance(a, b)` takes features of N and of M images, `(N, d)` and `(M, d)`, and returns the *squared* distance of the formula as one number. It must also work when there are fewer images than features. The features themselves stay as they were. *Free:* which functions do the algebra, and covariances with N or N - 1; float64 is a good idea.

*Expect:* for any `x` of shape `(50, 4)`, `frechet_distance(x, x)` is 0 but for rounding, and `frechet_distance(x, x + 1)` is 4: each of four means moves by 1, the shape stays. A little below 0 is rounding too.

<details><summary>Hint 1</summary>

`a.mean(0)` is the mean, `(d,)`. `torch.cov` gives the covariance matrix, but it wants each *feature* as a row: `torch.cov(a.T)`, `(d, d)`.

</details>
<details><summary>Hint 2</summary>

`torch.linalg.eigvals(c1 @ c2)` gives the eigenvalues, as complex numbers, because the product is not symmetric. Their imaginary parts are 0 but for rounding: take `.real`.

</details>
<details><summary>Hint 3</summary>

An eigenvalue that should be 0 can come out as -0.0000001, and its root is no number: `.clamp(min=0).sqrt().sum()`. Then `(m1 - m2).square().sum() + c1.trace() + c2.trace() - 2 * root`.

</details>
"""


# %% id="frechet" tags=["answer"] exercise="5.1"
def frechet_distance(a, b):
    """Features (N, d) and (M, d) -> squared Frechet distance of their clouds, one number."""
    ### BEGIN SOLUTION
    a, b = a.double(), b.double()
    c1, c2 = torch.cov(a.T), torch.cov(b.T)  # (d, d)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    distance = (a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root
    return distance.item()
    ### END SOLUTION


# %% id="check-frechet" tags=["check"] exercise="5.1"
check("5.1")

# %% [markdown] id="frechet-note"
r"""
Yours against the package's, which leaves the work to the library torchmetrics. And then the picture that the losses did not give: your distance at all ten moments. **What to expect.** The two numbers agree, and the curve falls.
"""

# %% id="frechet-curve"
floor = frechet_distance(f_others, f_real)
print(f"{N:,} generated against {N:,} real images")
print(f"  yours          {frechet_distance(f_late, f_real):8.2f}")
print(f"  the package's  {metrics.classifier_fid(late, real):8.2f}")
print(f"  floor          {floor:8.2f}   ({N:,} other real images against the same)")
fids = [frechet_distance(f, f_real) for f, _ in watched]
viz.show(
    viz.curves(
        {"classifier-FID": fids},
        f"Classifier-FID of {N:,} images, lower is better\n{data.source}",
        x=moments,
        y_label="classifier-FID",
        level=(floor, "floor: real images"),
    )
)

# %% [markdown] id="is-theory"
r"""
## 4 · The inception score

An older measure asks two things (Salimans et al., "Improved Techniques for Training GANs", 2016). Is the judge **sure** of each image? Then $p(y|x)$, its probabilities for image x, is a single peak. And do all classes turn up? Then $p(y)$, the mean of all these probabilities, is flat. Both together: each $p(y|x)$ lies far from $p(y)$. Far in the sense of the KL divergence, a number that is 0 where the two are equal, and the larger the more $p(y|x)$ stands out. With N images x, and classes y:

$$\text{IS} = \exp\Big(\tfrac1N \sum_x \sum_y p(y|x)\,\big[\log p(y|x) - \log p(y)\big]\Big)$$

The lowest score is 1: all images are judged alike. The highest is the number of classes, 10 here.
"""

# %% [markdown] id="is-exercise"
r"""
### Exercise 5.2 · The inception score

★★☆ · 7 minutes · 2 points · core

*Goal:* one number that asks how sure the judge is of each image, and whether all classes turn up.

*Fixed:* `inception_score(probabilities)` takes probabilities `(N, K)`, each row adds up to 1, and returns one number, 1 to K. A probability of exactly 0 may turn up: 0 log 0 counts as 0. `probabilities` itself stays as it was. *Free:* the rest.

*Expect:* `inception_score(torch.eye(4))`, four sure judgements of four classes, gives 4. `inception_score(torch.full((5, 4), 0.25))`, no idea of any image, gives 1. The curve below the check climbs towards the line of real images.

<details><summary>Hint 1</summary>

p(y) is the mean over the images: `probabilities.mean(0)`, `(K,)`. It fits to `(N, K)` by itself.

</details>
<details><summary>Hint 2</summary>

From the inside out: p (log p - log p(y)), the sum over the classes, the mean over the images, exp of that.

</details>
<details><summary>Hint 3</summary>

`torch.xlogy(p, q)` is p log q, and 0 where p is 0. So the sum over the classes is `(torch.xlogy(p, p) - torch.xlogy(p, marginal)).sum(1)`.

</details>
"""


# %% id="inception-score" tags=["answer"] exercise="5.2"
def inception_score(probabilities):
    """Class probabilities (N, K) of N images -> the score, from 1 to K."""
    ### BEGIN SOLUTION
    p = probabilities.double()
    marginal = p.mean(0)  # p(y), (K,)
    divergence = (torch.xlogy(p, p) - torch.xlogy(p, marginal)).sum(1)  # (N,)
    return divergence.mean().exp().item()
    ### END SOLUTION


# %% id="check-inception-score" tags=["check"] exercise="5.2"
check("5.2")

# %% id="is-curve"
print(f"yours {inception_score(p_late):.3f}, the package's {metrics.classifier_is(late):.3f}")
viz.show(
    viz.curves(
        {"classifier-IS": [inception_score(p) for _, p in watched]},
        f"Classifier-IS of {N:,} images, higher is better\n{data.source}",
        x=moments,
        y_label="classifier-IS",
        level=(inception_score(p_others), "real images"),
    )
)

# %% [markdown] id="pr-theory"
r"""
## 5 · Two questions, two numbers

One number cannot say *what* is wrong. Does G draw badly? Or does it draw well, but always the same? Two numbers can (Kynkäänniemi et al., "Improved Precision and Recall Metric for Assessing Generative Models", 2019):

- **precision**: the share of generated images that could be real. Low: bad pictures.
- **recall**: the share of real images that G could have drawn. Low: G leaves things out.

"Could be real" means: near enough to a real image. How near is near? That depends on how dense the real images lie there. So each real image gets a **ball** around its features, which reaches to its k-th nearest neighbour *among the real images*. A generated image counts when it lies in *any* of these balls. For recall the two sets change roles: balls around generated images, and real images must fall into them. In the picture the left cross lies in a ball and counts; the right one lies in none.
"""

# %% id="balls"
generator = torch.Generator().manual_seed(3)
points = torch.randn(12, 2, generator=generator)
asked = torch.tensor([[1.0, 1.6], [2.4, 1.6]])
radii = torch.cdist(points, points).sort(1).values[:, 2]  # to the second nearest other point
figure = viz.new_figure(
    4.6, 4.2, "Twelve points with circles that reach to their second nearest neighbour, dense in "
    "the middle and wide outside. One cross lies inside a circle, another lies in none.",
)  # fmt: skip
axes = figure.subplots()
for (x, y), radius in zip(points.tolist(), radii.tolist(), strict=True):
    angle = torch.linspace(0, 2 * math.pi, 90)
    axes.plot(x + radius * angle.cos(), y + radius * angle.sin(), color=viz.GREY, linewidth=0.7)
axes.plot(points[:, 0], points[:, 1], "o", color=viz.BLUE, label="real images")
axes.plot(asked[:, 0], asked[:, 1], "x", color=viz.ORANGE, label="generated images")
axes.set(
    title="Balls to the second nearest neighbour, k = 2\n(points drawn by chance)",
    xlabel="first feature", ylabel="second feature", aspect="equal",
)  # fmt: skip
axes.legend(loc="lower right")
viz.show(figure)

# %% [markdown] id="pr-exercise"
r"""
### Exercise 5.3 · Precision and recall

★★★ · 10 minutes · 3 points · core

*Goal:* two numbers that keep bad pictures and missing ones apart.

*Fixed:* `precision_recall(samples, real, k=3)` takes the features of generated images `(N, d)` and of real ones `(M, d)`, and returns two numbers `(precision, recall)`, shares from 0 to 1. The radius of a point's ball is the distance to its k-th nearest *other* point of its own set. The features stay as they were. *Free:* the rest, also whether the rim of a ball belongs to it.

*Expect:* samples `torch.tensor([[0.5], [1.5], [9.0], [9.5]])` and real ones `torch.tensor([[0.0], [1.0], [2.0], [3.0]])` with k = 1 give `(0.5, 0.75)`: draw them on a line and count. Below the check yours and the package's agree, but for an image or two at the rim of a ball, where rounding decides.

<details><summary>Hint 1</summary>

Both questions are one function with the two sets in changed roles. Write a helper: `share_inside(points, centres)`.

</details>
<details><summary>Hint 2</summary>

`torch.cdist(centres, centres)` is `(M, M)`. In each row the smallest distance is the point to itself, 0. So the k-th nearest other point is the (k + 1)-th smallest: `.kthvalue(k + 1, dim=1).values`, or `.sort(1).values[:, k]`.

</details>
<details><summary>Hint 3</summary>

`torch.cdist(points, centres) <= radii` compares `(N, M)` with `(M,)`: true where the point lies in the ball of that column. Then `.any(1)` asks for any ball, and `.float().mean()` gives the share of points.

</details>
"""


# %% id="precision-recall" tags=["answer"] exercise="5.3"
def precision_recall(samples, real, k=3):
    """Features (N, d) of samples and (M, d) of real images -> (precision, recall)."""
    ### BEGIN SOLUTION

    def share_inside(points, centres):
        radii = torch.cdist(centres, centres).kthvalue(k + 1, dim=1).values  # (M,)
        inside = torch.cdist(points, centres) <= radii  # (N, M)
        return inside.any(1).float().mean().item()

    return share_inside(samples, real), share_inside(real, samples)
    ### END SOLUTION


# %% id="check-precision-recall" tags=["check"] exercise="5.3"
check("5.3")

# %% id="pr-curve"
of_package = metrics.precision_recall(late, real)
mine = precision_recall(f_late, f_real)
print(f"yours          precision {mine[0]:.3f}, recall {mine[1]:.3f}")
print(f"the package's  precision {of_package.precision:.3f}, recall {of_package.recall:.3f}")
pairs = [precision_recall(f, f_real) for f, _ in watched]
viz.show(
    viz.curves(
        {"precision": [p for p, _ in pairs], "recall": [r for _, r in pairs]},
        f"Precision and recall, {N:,} images of each kind, k = 3\n{data.source}",
        x=moments,
        y_label="share",
        level=(precision_recall(f_others, f_real)[0], "precision of real images"),
    )
)

# %% [markdown] id="more-measures"
r"""
The package has more of this kind:

| measure | idea | source |
|---|---|---|
| **KID** | distance of the two clouds by a kernel (here: a function that says how alike two points are), without assuming a normal distribution | Bińkowski et al., "Demystifying MMD GANs", 2018 |
| **density, coverage** | in how many real balls does a sample lie; how many real balls have a sample in them. A single odd image with a huge ball does less harm than in precision and recall | Naeem et al., "Reliable Fidelity and Diversity Metrics for Generative Models", 2020 |

`metrics.scores(samples, real)` computes all of them, and `gan-lab evaluate CHECKPOINT` does so for a trained run.

## 6 · Cheat!

A measure is understood by whoever can fool it. Here is your first cheat: ten perfect images, one of each class, repeated until there are enough. As a generator it is worthless.

### Exercise 5.4 · One perfect image of each class

★☆☆ · 5 minutes · 1 point · core

*Goal:* a "generator" that draws perfectly, and knows ten pictures.

*Fixed:* `one_of_each(images, labels, n)` takes images `(N, 1, H, W)`, bytes or floats, and their labels `(N,)`. It returns a tensor of `n` images of the same type: of each class that turns up in `labels` one and the same image, again and again. The counts of any two classes differ by 1 at most, whatever n is. There may be a single image of a class. `images` and `labels` stay as they were. *Free:* which image of a class, and the order.

*Expect:* `one_of_each(torch.arange(4.0).view(4, 1, 1, 1), torch.tensor([7, 3, 7, 3]), 3)` has the shape `(3, 1, 1, 1)`. It holds one of the sevens (0 or 2), one of the threes (1 or 3), and one of these two again.

<details><summary>Hint 1</summary>

`images[labels == c][0]` is the first image of class c. `labels.unique()` are the classes. `torch.stack` makes one tensor of a list of images.

</details>
<details><summary>Hint 2</summary>

With K such images, `firsts[torch.arange(n) % K]` takes them in turn: 0, 1, ..., K - 1, 0, 1, ...

</details>
"""


# %% id="one-of-each" tags=["answer"] exercise="5.4"
def one_of_each(images, labels, n):
    """Images (N, 1, H, W), labels (N,) -> n images: one image of each class, again and again."""
    ### BEGIN SOLUTION
    firsts = torch.stack([images[labels == c][0] for c in labels.unique()])  # (K, 1, H, W)
    return firsts[torch.arange(n) % len(firsts)]
    ### END SOLUTION


# %% id="check-one-of-each" tags=["check"] exercise="5.4"
check("5.4")

# %% [markdown] id="cheats-theory"
r"""
More "generators", good and bad. Look at them first. **Before you run the cell with the table, write down your guess:** which row will have the best score in which column, and which measure will be fooled by which row?
"""

# %% id="cheats" tags=["shows-data"] licence="CC BY-SA 3.0, MNIST"
copies, labels = some(data, N, seed=2)
x = to_float(copies)
chance = torch.Generator().manual_seed(4)
candidates = {
    "real images": to_float(others),
    "training copies": x,
    "one image a class": one_of_each(x, labels, N),
    "only five classes": x[labels < 5].repeat(3, 1, 1, 1)[:N],
    "blurred": F.avg_pool2d(x, 3, stride=1, padding=1),
    "noisy": (x + 0.3 * torch.randn(x.shape, generator=chance)).clamp(-1, 1),
    "pure noise": torch.rand(x.shape, generator=chance) * 2 - 1,
    "G, early": early,
    "G, late": late,
}
viz.show(
    viz.rows(
        {name: images[:12] for name, images in candidates.items()},
        f"Nine candidates, twelve images of each\n{data.source}",
    )
)

# %% [markdown] id="cheats-wait"
r"""
All three distances and scores use the classifier. Low is good for the first two, high for the others.

⏳ *Wait about half a minute in the standard profile.*
"""

# %% id="cheats-table"
print(f"{N:,} images each, against {N:,} real test images")
print(f"{'':18}  classifier-FID       KID      IS  precision  recall  coverage")
table = {}
for name, images in candidates.items():
    f, p = metrics.features(images)
    precision, recall = precision_recall(f, f_real)
    table[name] = {
        "FID": frechet_distance(f, f_real),
        "KID": metrics.kernel_distance(f, f_real),
        "IS": inception_score(p),
        "precision": precision,
        "recall": recall,
        "coverage": metrics.feature_density_coverage(f, f_real).coverage,
    }
    v = table[name]
    print(
        f"{name:18}{v['FID']:16.1f}{v['KID']:10.1f}{v['IS']:8.2f}"
        f"{v['precision']:11.2f}{v['recall']:8.2f}{v['coverage']:10.2f}"
    )

# %% id="cheats-bars"
viz.show(
    viz.grouped_bars(
        {key: [v[key] for v in table.values()] for key in ("precision", "recall")},
        list(table),
        f"Precision and recall of nine candidates, {N:,} images each\n{data.source}",
        y_label="share",
    )
)

# %% [markdown] id="cheats-question"
r"""
**Think.** Go through the table. Which measure takes "one image a class" for excellent, and which see through it? What do FID and IS say about "only five classes"? And which measure in this table notices that "training copies" has learnt by heart?
"""

# %% [markdown] id="cheats-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** "One image a class" fools IS, which sees sure judgements and ten equal classes, and precision, because each of the ten images is perfect. Recall is near 0 and coverage low, and FID and KID are far above the floor: nearly all of the variety is missing. (Far above the floor, but in the course's run KID still put these ten pictures before the trained generator, 18 against 31. FID did not, 104 against 71.) "Only five classes" halves IS, since half of the names never turn up; FID rises; recall falls, while precision stays high: what is drawn is good. Blur hardly troubles IS, for the judge can still read the digits; recall and FID notice it. *No* measure of the table notices the copies: they score as real images do, because they are real images. All of these measures ask whether the samples look like real ones, and none asks whether they are new. For that the training images must be looked at, as in lesson 03's nearest neighbours, or in exercise 5.9.
### END SOLUTION
"""

# %% [markdown] id="bias-theory"
r"""
## 7 · How many images?

Your table says "against so many real images" for a reason. A mean and a covariance from few images are rough estimates, and the Frechet distance takes their roughness for a difference. It is **biased**: with fewer images it is larger, even between two sets of real ones (Bińkowski et al., 2018). Measure that.

### Exercise 5.5 · A distance at n images

★★☆ · 7 minutes · 2 points · core

*Goal:* a distance at any number of images, with the luck of a single draw averaged out.

*Fixed:* `mean_distance(distance, a, b, n, repeats)` takes a function of two sets of features and the features `(N, d)` and `(M, d)`. It draws n *random* rows of a and, by a draw of their own, n random rows of b, none twice in one draw. It calls `distance(some_a, some_b)`, does so `repeats` times with new rows each time, and returns the mean. a and b stay as they were. *Free:* the rest.

*Expect:* `mean_distance(lambda x, y: len(x) + len(y), f_late, f_real, 100, 3)` gives 200. With `frechet_distance` instead, two calls give two slightly different numbers.

<details><summary>Hint 1</summary>

`torch.randperm(len(a))` is a random order of 0 .. len(a) - 1. Its first n are n different places.

</details>
<details><summary>Hint 2</summary>

Both draws belong inside the loop, one for a and another one for b.

</details>
"""


# %% id="mean-distance" tags=["answer"] exercise="5.5"
def mean_distance(distance, a, b, n, repeats):
    """Mean of distance(n random rows of a, n random rows of b) over some repeats."""
    ### BEGIN SOLUTION
    values = []
    for _ in range(repeats):
        some_a = a[torch.randperm(len(a))[:n]]
        some_b = b[torch.randperm(len(b))[:n]]
        values.append(float(distance(some_a, some_b)))
    return sum(values) / len(values)
    ### END SOLUTION


# %% id="check-mean-distance" tags=["check"] exercise="5.5"
check("5.5")

# %% [markdown] id="bias-wait"
r"""
Now the curve, for two pairs of sets: real against real, where the truth is 0, and your generator against real. The table has KID beside it, whose estimate is unbiased. **What to expect.** Two curves that fall from left to right, though nothing got better.

⏳ *Wait about twenty seconds in the standard profile.*
"""

# %% id="bias-curve"
N_MANY = {"quick": 400, "standard": 4000, "gpu": 8000}[profile()]
COUNTS = {"quick": [150, 200, 300], "standard": [150, 250, 500, 1000, 2000]}.get(
    profile(), [150, 250, 500, 1000, 2000, 4000]
)
torch.manual_seed(0)
f_test, _ = metrics.features(some(test, N_MANY, seed=5)[0])
f_train, _ = metrics.features(some(data, N_MANY, seed=6)[0])
curve = {
    "real against real": [mean_distance(frechet_distance, f_train, f_test, n, 3) for n in COUNTS],
    "my generator against real": [
        mean_distance(frechet_distance, f_late, f_test, n, 3) for n in COUNTS if n <= N
    ],
}
kids = [mean_distance(metrics.kernel_distance, f_train, f_test, n, 3) for n in COUNTS]
print("real against real\n  images  classifier-FID  classifier-KID")
for n, fid, kid in zip(COUNTS, curve["real against real"], kids, strict=True):
    print(f"{n:8,}{fid:16.2f}{kid:16.2f}")
viz.show(
    viz.curves(
        {name: values[: len(curve["my generator against real"])] for name, values in curve.items()},
        f"Classifier-FID at different numbers of images\n{data.source}",
        x=[n for n in COUNTS if n <= N],
        x_label="images on each side",
        y_label="classifier-FID",
    )
)

# %% [markdown] id="bias-note"
r"""
The lower curve should be 0 everywhere, and it is not. The upper one starts too high as well, though it is always the same generator. KID scatters around 0, on both sides. Two rules follow:

- Never compare FIDs of different numbers of images.
- Put the number and the floor *at that number* beside each FID.

## 8 · You are the judge

In the end people look at the pictures. So ask people, but with care: the judge must not know what is what (**blind**), and a share from few answers needs its **interval**. If you get 15 of 24 right, is that more than guessing?

Let p be the share of right answers out of n. The interval that holds the true share in 95 of 100 such tests is (Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927), with z = 1.96:

$$\frac{p + \frac{z^2}{2n} \;\pm\; z\sqrt{\frac{p(1-p)}{n} + \frac{z^2}{4n^2}}}{1 + \frac{z^2}{n}}$$

The simpler $p \pm z\sqrt{p(1-p)/n}$ breaks down for few answers: with 6 of 6 right it says that there is no doubt at all.

### Exercise 5.6 · A share with its interval

★★☆ · 9 minutes · 3 points · core

*Goal:* how often you were right, and how much of it may be luck.

*Fixed:* `judge_answers(answers, truth)` takes two strings of equal length, such as `"RG?R"` and `"RGGG"`; a later game has other letters. An answer is right where both letters are the same. A `?` in `answers` means "not answered" and counts for nothing, not in n either; there is at least one answer. It returns three numbers `(share, low, high)`: the share of right answers, and the two ends of Wilson's interval with z = 1.96. *Free:* the rest.

*Expect:* `judge_answers("RG?R", "RGGG")` gives 0.667, 0.208 and 0.939: two of three. 15 of 24 right give 0.625, 0.427 and 0.788, and 0.5 lies between the last two: it may have been guessing.

<details><summary>Hint 1</summary>

`pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]` leaves out what was not answered. Then n is `len(pairs)`.

</details>
<details><summary>Hint 2</summary>

Compute the middle, `(p + z**2 / (2 * n)) / (1 + z**2 / n)`, and the half-width by itself. `low = middle - half`.

</details>
<details><summary>Hint 3</summary>

`half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)`.

</details>
"""


# %% id="judge-answers" tags=["answer"] exercise="5.6"
def judge_answers(answers, truth):
    """Answers and truth, such as "RG?R" and "RGGG" -> (share, low, high)."""
    ### BEGIN SOLUTION
    pairs = [(a, b) for a, b in zip(answers, truth, strict=True) if a != "?"]
    n, z = len(pairs), 1.96
    p = sum(a == b for a, b in pairs) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return p, middle - half, middle + half
    ### END SOLUTION


# %% id="check-judge-answers" tags=["check"] exercise="5.6"
check("5.6")

# %% id="interval-widths"
print("14 of 20 right, and the same share with more answers:")
for n in (20, 100, 500, 2000):
    right = round(0.7 * n)
    share, low, high = judge_answers("R" * right + "G" * (n - right), "R" * n)
    print(f"  {n:5,} answers: {share:.2f}, in truth between {low:.2f} and {high:.2f}")

# %% [markdown] id="human-theory"
r"""
**Test 1: real or generated?** 24 images, one at a time, some real, some from your generator. Click, or go to the buttons with *Tab* and press *Enter*, or type R, G or ? into the field. Nothing on the page tells you the truth before you have answered. Your answers are kept in `quiz_results.json`, beside this notebook, and go nowhere else.

Come back to the cell below it when you are through.
"""

# %% id="human-images" tags=["shows-data"] licence="CC BY-SA 3.0, MNIST"
quiz = Quiz(real, late, source=data.source)
quiz

# %% id="human-answers"
if quiz.answers.strip("?"):
    print("Your answers:", quiz.answers)
    answers, truth = quiz.answers, quiz.truth
else:
    # nobody answered yet: a rule answers instead, "real" where the classifier is very sure
    judge = Quiz(real, late, path=None)
    confidence = metrics.features(judge.images)[1].amax(1)
    judge.answer("".join("R" if one else "G" for one in confidence > confidence.median()))
    answers, truth = judge.answers, judge.truth
    print("No answers yet. This is what a simple rule scores in your place:")
share, low, high = judge_answers(answers, truth)
print(f"{share:.2f} right; the true share lies between {low:.2f} and {high:.2f}")
print("Guessing, 0.50, is", "possible." if low <= 0.5 <= high else "ruled out.")

# %% [markdown] id="ranking-theory"
r"""
**Test 2: which is better?** People are bad at giving marks, and good at comparing two things. Each question shows two images, one of the middle and one of the last moment of your training, in random order. Which one is the better digit?
"""

# %% id="ranking-images"
moments_named = (f"step {moments[2]:,}", f"step {moments[-1]:,}")
pairs = PairQuiz(middle, late, names=moments_named, source=f"trained on {data.source}")
pairs

# %% id="ranking-answers"
if pairs.answers.strip("?"):
    share, low, high = judge_answers(pairs.answers, pairs.truth)
    print(f"You prefer the last moment in {share:.2f} of the pairs ({low:.2f} to {high:.2f}).")
else:
    print("No choices yet: compare the pairs above and run this cell again.")
print(f"classifier-FID: middle {fids[2]:.1f}, last {fids[-1]:.1f}; {N:,} images each")

# %% [markdown] id="human-question"
r"""
**Think.** Somebody gets 13 of 24 right and says: "People cannot tell our images from real ones." What is wrong with that? And what does such a test never notice, however many people take part?
"""

# %% [markdown] id="human-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** With 24 answers the interval around 13 of 24 is wide, 0.35 to 0.72: it holds 0.5, but also shares that would be clearly better than guessing. The test was too small to tell; that is no proof that there is nothing to see. More answers make the interval narrower. And it was one person, with these images and as much time as they took: others may see more. However large the test, each picture is judged by itself. A generator that copies training images, or draws one perfect digit again and again, passes. People judge quality, not variety: recall and coverage are still needed. (Zhou et al., "HYPE: A Benchmark for Human eYe Perceptual Evaluation of Generative Models", 2019, describes how to run such tests well.)
### END SOLUTION
"""

# %% [markdown] id="report-batches"
r"""
## 9 · Find the bug in the report

### Exercise 5.7 · Bug hunt: batch by batch

★★☆ · 5 minutes · 2 points · core

> *"Our memory is small, so we computed the features in batches of 50 images. For each batch we took the classifier-FID to a batch of real images, and then the mean over all batches, to be precise. Our neighbours measured the same checkpoint with the same number of images and got a far better score. We think that their code is wrong."*

*Goal:* find out who is right, and measure properly with as little memory.

*Fixed:* `distance_of_batches(fake, real, distance)` gets two lists of features, each entry `(n, d)`, and a function of two sets of features. The lists may differ in length, the entries in n. It returns the distance between *all* generated and *all* real images, by one call of `distance`, the generated ones first. The lists stay as they were. *Free:* the rest.

*Expect:* with batches of 2 and 1 generated images and one batch of 4 real ones, `distance_of_batches([torch.zeros(2, 3), torch.zeros(1, 3)], [torch.zeros(4, 3)], lambda a, b: 10 * len(a) + len(b))` gives 34. Below the check, real images against real ones: in the course's run 71.5 the report's way, 1.6 the right way.

<details><summary>Hint 1</summary>

Look at your curve of section 7. What does a classifier-FID of 50 images say, and does it help to take the mean of many such numbers?

</details>
<details><summary>Hint 2</summary>

Features are small: all of them fit into memory. `torch.cat(list_of_tensors)` lays them one below the other.

</details>
"""


# %% id="distance-of-batches" tags=["answer"] exercise="5.7"
def distance_of_batches(fake, real, distance):
    """Lists of features (n, d), and distance(a, b) -> the distance of all fake to all real ones."""
    ### BEGIN SOLUTION
    return distance(torch.cat(list(fake)), torch.cat(list(real)))
    ### STUB
    # # TODO 5.7: this is the report's way. What is wrong with it?
    # distances = [distance(f, r) for f, r in zip(fake, real)]
    # return sum(distances) / len(distances)
    ### END SOLUTION


# %% id="check-distance-of-batches" tags=["check"] exercise="5.7"
check("5.7")

# %% id="batches-shown"
fake_batches, real_batches = f_others.split(50), f_real.split(50)
each = [frechet_distance(f, r) for f, r in zip(fake_batches, real_batches, strict=True)]
print("real images against other real images:")
print(f"  mean over batches of 50:   {sum(each) / len(each):8.2f}")
print(
    f"  all {N:,} at once:         {distance_of_batches(fake_batches, real_batches, frechet_distance):8.2f}"
)

# %% [markdown] id="report-bytes"
r"""
### Exercise 5.8 · Bug hunt: bad on the disk

★☆☆ · 4 minutes · 1 point · core

> *"In the notebook our digits look fine. We saved 10,000 of them as bytes, to measure them later. The classifier-FID of the saved file is far higher than that of the same images in memory. So classifier-FID is no good measure."*

The cell below holds the line that made their bytes. The images come from a generator that ends in tanh.

*Goal:* find what the line does to the images, and save them whole.

*Fixed:* `to_bytes(images)` takes float images in [-1, 1] and returns uint8 of the same shape: -1 becomes 0, 1 becomes 255, on a straight line, whatever the batch holds. `images` itself stays as it was. *Free:* rounding up or down.

*Expect:* `to_bytes(torch.tensor([-1.0, -0.5, 0.0, 1.0]))` gives 0, 64, 128 and 255, give or take a step in the middle. Below the check the classifier-FIDs in memory and of the bytes are nearly the same.

<details><summary>Hint 1</summary>

A byte knows no numbers below 0. Print what -0.02, a grey, becomes in the report's line, and what 0.02 becomes.

</details>
<details><summary>Hint 2</summary>

Add 1, multiply by 127.5, `.round()`, and only then `.to(torch.uint8)`.

</details>
"""


# %% id="to-bytes" tags=["answer"] exercise="5.8"
def to_bytes(images):
    """Float (N, 1, H, W) in [-1, 1] -> uint8 (N, 1, H, W), 0..255."""
    ### BEGIN SOLUTION
    return ((images + 1) * 127.5).round().to(torch.uint8)
    ### STUB
    # # TODO 5.8: this is the report's line. What is wrong with it?
    # return (images * 255).to(torch.uint8)
    ### END SOLUTION


# %% id="check-to-bytes" tags=["check"] exercise="5.8"
check("5.8")

# %% id="bytes-shown"
print(f"classifier-FID of {N:,} images in memory: {metrics.classifier_fid(late, real):.2f}")
print(f"  and of the bytes:                     {metrics.classifier_fid(to_bytes(late), real):.2f}")
try:
    metrics.classifier_fid((late + 1) / 2, real)  # another wrong range: 0 to 1
except Exception as error:
    print("The package refuses what cannot be right:", error)

# %% [markdown] id="core-questions"
r"""
## 10 · Questions to think about

**Think.** You may report three numbers and one picture about your GAN, on half a page. Which do you choose, and what must stand beside each?
"""

# %% [markdown] id="core-answer-4" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** There is no single right choice; a good one covers quality, variety and honesty. For example: classifier-FID (one number that punishes bad pictures and missing ones), precision and recall (which of the two it is), and a grid of samples that were *not* picked by hand, with a note saying so. Beside each number stand the number of images, whose features were used, which real images it was measured by, and the floor at the same count. And, because training depends on chance: the spread over a few seeds.
### END SOLUTION
"""

# %% [markdown] id="core-question-5"
r"""
**Think.** A friend keeps the checkpoint with the best classifier-FID out of a hundred, measured on the test images, and reports that FID. What is wrong with it? What is the remedy?
"""

# %% [markdown] id="core-answer-5" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** FID varies by chance, with the z that were drawn and the images measured by. The best of a hundred is partly the luckiest of a hundred, so the reported value is too good: the test images were used to *choose*. Choose with one set of real images and one set of z, and report with others that took no part in the choice, with new z.
### END SOLUTION
"""

# %% [markdown] id="core-end"
r"""
You now have a tool box of measures, and you know where each one is blind. The score so far; an optional exercise follows.
"""

# %% id="core-score"
score("05")

# %% [markdown] id="copied-theory"
r"""
## 11 · Optional: who has learnt by heart?

No measure of your table saw the copies. One simple test does. Take equally many training and test images. For each sample look for the nearest image of both kinds. A generator that learnt *what digits look like* is as often nearer to a test image as to a training image: the share is one half. One that learnt *the training images* lies nearer to those (the idea of Meehan et al., "A Non-Parametric Test to Detect Data-Copying in Generative Models", 2020).

### Exercise 5.9 · Copies of training images

★★☆ · 8 minutes · 2 points · optional

*Goal:* one number that unmasks a generator which learnt by heart.

*Fixed:* `copied(samples, train, test)` takes three sets of float images `(N, C, H, W)`, each with an N of its own, and returns the share of samples whose nearest training image is nearer than their nearest test image. Near means the Euclidean distance in pixels, as `torch.cdist` measures it. Among more images the nearest is nearer, so compare with equally many of both: the first of the larger set, as many as the smaller one has. All three sets stay as they were. *Free:* the rest.

*Expect:* with `a, b = torch.rand(5, 1, 4, 4), torch.rand(5, 1, 4, 4)`, `copied(a, a, b)` is 1 and `copied(b, a, b)` is 0. Below the check, copies have 1, half copies about 0.75, and an honest G about one half.

<details><summary>Hint 1</summary>

`n = min(len(train), len(test))`, then `train[:n]` and `test[:n]`.

</details>
<details><summary>Hint 2</summary>

`torch.cdist(samples.flatten(1), train.flatten(1)).amin(1)` is the distance of each sample to its nearest training image.

</details>
"""


# %% id="copied" tags=["answer"] exercise="5.9"
def copied(samples, train, test):
    """Share of samples (N, C, H, W) that lie nearer to a training image than to any test image."""
    ### BEGIN SOLUTION
    n = min(len(train), len(test))
    to_train = torch.cdist(samples.flatten(1), train[:n].flatten(1)).amin(1)  # (N,)
    to_test = torch.cdist(samples.flatten(1), test[:n].flatten(1)).amin(1)
    return (to_train < to_test).float().mean().item()
    ### END SOLUTION


# %% id="check-copied" tags=["check"] exercise="5.9"
check("5.9")

# %% id="copied-shown"
train_images = to_float(some(data, N_MANY, seed=7)[0])
test_images = to_float(some(test, N_MANY, seed=8)[0])
half_copied = torch.cat([train_images[: N // 4], late[: N // 4]])
for name, images in {
    "training copies": train_images[:N],
    "half of them copies": half_copied,
    "G, late": late,
}.items():
    print(f"{name:20}{copied(images, train_images, test_images):.2f}")

# %% [markdown] id="stretch"
r"""
## Stretch tasks

- **FID at infinity.** Plot your classifier-FIDs of section 7 over 1/n. They lie nearly on a line; where does it meet 1/n = 0? That is an estimate without the bias (Chong and Forsyth, "Effectively Unbiased FID and Inception Score and Where to Find Them", 2020).
- **Garments.** Load "fashion-mnist", train the same pair on it and judge with the classifier "fashion-mnist". Do the measures put the nine candidates in the same order?
- **The size of k.** How do precision and recall move with k = 1, 3, 10, 30? What happens with a single real outlier among the features, and how does density take it?
- **Another judge.** Use the *pixels* as features: `images.flatten(1)`. Which candidates does that judge misjudge?
- **The true FID**: `metrics.inception_fid`, if you can install torch-fidelity. Is it in the same order as yours?
"""

# %% id="score"
score("05")

# %% [markdown] id="end"
r"""
## What you can do now

You wrote the measures that papers report and know what each one misses. You state a number with its count and its floor, and a human judgement with its interval.

In the next lesson you will need all of this: GANs fail there, on purpose, and you find out why.
"""
