# %% [markdown] id="title"
r"""
# 00 · Warm-up: a little PyTorch

A GAN is two networks that train against each other. Before they meet, here is what both are made of: tensors, gradients, layers, data, and one step of an optimiser. If you have trained a network in PyTorch this week, go on to [lesson 01](01_toy_1010.ipynb).

| | |
|---|---|
| you will | map pictures to the range of a GAN, cut a gradient, build a network, feed it, take one step |
| you need | Python, and to have seen a PyTorch tensor before |
| time | 25 minutes, all of it optional; the computer works for a few seconds |

Run a cell with **Shift+Enter**. Each exercise says its *Goal*, what is *Fixed* (the check needs it), what is *Free* (your choice), and what to *Expect*. To try your answer on the small example of *Expect*, add a cell of your own with **Esc**, then **B**. Then run the check.

**Something stops?** A `NameError` mostly means that a cell above has not run since the kernel started: choose *Run > Run All Above Selected Cell*. **Stuck?** Unfold the hints, one by one. And one line, `make_net = stuck("0.3")`, takes the package's version of a piece: the exercise stays unscored, and the lesson goes on. **A word is new?** Look into the [glossary](glossary.md) (English and 中文).
"""

# %% id="setup" tags=["setup"]
# written by gan-lab build

# %% id="imports" tags=["setup"]
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

from gan_lab import viz
from gan_lab.checks import check, score, stuck
from gan_lab.data.synthetic import digits
from gan_lab.runtime import seed_everything

seed_everything(0)

# %% [markdown] id="tensors"
r"""
## 1 · Pictures are tensors

A tensor is a box of numbers with a shape. These 64 digits, drawn by the course itself, are one tensor of shape `(64, 1, 28, 28)`: 64 pictures, 1 channel (grey), 28 rows, 28 columns. A pixel is a byte, from 0 (black) to 255 (white).
"""

# %% id="digits"
images, labels = digits(64, seed=0)
print("images:", images.dtype, tuple(images.shape))
print("pixels: from", images.min().item(), "to", images.max().item())
print("labels:", labels.dtype, tuple(labels.shape), labels[:8].tolist())

# %% [markdown] id="range-theory"
r"""
Networks learn best from small numbers around 0. A GAN's generator often ends in `tanh`, which gives values from -1 to 1, so its data must have that range too:

$$x = \frac{\text{byte}}{127.5} - 1 \qquad\text{so}\qquad 0 \mapsto -1,\quad 127.5 \mapsto 0,\quad 255 \mapsto 1$$

### Exercise 0.1 · From bytes to [-1, 1]

★☆☆ · 3 minutes · 1 point · optional

*Goal:* give pictures the range in which a GAN draws.

*Fixed:* `to_range(images)` takes uint8 of any shape and returns a new float32 tensor of the same shape, by the formula. The range is that of a byte, 0 to 255, whatever pixels are there. *Free:* how you compute it.

*Expect:* `to_range(torch.tensor([0, 51, 255], dtype=torch.uint8))` gives `-1.0, -0.6, 1.0`.

<details><summary>Hint 1</summary>

A byte cannot hold -1. Which method makes floats of a tensor?

</details>
<details><summary>Hint 2</summary>

`images.float()` gives float32. Then it is the formula above, written for all pixels at once.

</details>
"""


# %% id="to-range" tags=["answer"] exercise="0.1"
def to_range(images):
    """uint8 (...) in 0..255 -> float32 (...) in [-1, 1]."""
    ### BEGIN SOLUTION
    return images.float() / 127.5 - 1
    ### END SOLUTION


# %% id="check-to-range" tags=["check"] exercise="0.1"
check("0.1")

# %% id="show-digits"
viz.show(viz.images(to_range(images[:32]), "Digits, drawn by the course", n_columns=8))


# %% [markdown] id="autograd-theory"
r"""
## 2 · Gradients, and how to cut one

PyTorch remembers how each number was computed. `loss.backward()` walks this path back and leaves in `p.grad` how the loss would change if `p` grew a little, for each parameter `p` that it meets.

In a GAN two players share one loss, but only one of them may learn from it at a time. `x.detach()` gives the same numbers with the path cut off: `backward` stops there.

**What to expect.** The slope of $a_1 b_1 + a_2 b_2$ along `a` is `b`, and along `b` it is `a`. After the cut, `a` gets none.
"""

# %% id="detach-demo"
a = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([3.0, 5.0], requires_grad=True)
(a * b).sum().backward()
print("both learn:      a.grad =", a.grad, " b.grad =", b.grad)

a.grad = b.grad = None
(a.detach() * b).sum().backward()
print("a is cut off:    a.grad =", a.grad, " b.grad =", b.grad)

# %% [markdown] id="detach-exercise"
r"""
### Exercise 0.2 · A gradient for one player only

★★☆ · 4 minutes · 2 points · optional

*Goal:* let one player learn while the other stands still, as in every step of a GAN.

Player `b` wants to come close to player `a`: its loss is the mean of $(a_i - b_i)^2$. Only `b` may feel it.

*Fixed:* `loss_for_b(a, b)` takes two tensors `(N,)` and returns that mean, a tensor with one number. After `backward` on it, `b.grad` is set and `a.grad` is not; `a` itself stays as it is. *Free:* the rest.

*Expect:* with new `a` and `b`, made as in the first two lines of the cell above, the loss is 6.5. After `backward`, `b.grad` is `[2., 3.]` and `a.grad` is `None`.

<details><summary>Hint 1</summary>

First write the loss as if both could learn. Then cut one path.

</details>
<details><summary>Hint 2</summary>

Use `a.detach()` in place of `a`. Do not detach the loss: then nobody learns.

</details>
"""


# %% id="loss-for-b" tags=["answer"] exercise="0.2"
def loss_for_b(a, b):
    """a (N,), b (N,) -> mean squared difference, a scalar whose gradient reaches b alone."""
    ### BEGIN SOLUTION
    return ((a.detach() - b) ** 2).mean()
    ### END SOLUTION


# %% id="check-loss-for-b" tags=["check"] exercise="0.2"
check("0.2")

# %% [markdown] id="sequential-theory"
r"""
## 3 · Layers in a row

`nn.Linear(4, 3)` computes $y = Wx + b$ from 4 numbers to 3. Two of them in a row are still one straight line, so an activation such as ReLU, $\max(0, x)$, stands between them and lets the network bend. `nn.Sequential` calls its layers one after the other.

### Exercise 0.3 · A small network

★☆☆ · 3 minutes · 1 point · optional

*Goal:* build a small network that can bend. G and D are larger ones of the same kind.

*Fixed:* `make_net(n_in, n_hidden, n_out)` returns a network: a Linear layer to `n_hidden` units, ReLU, a Linear layer to `n_out` numbers, both with their biases, and nothing after it. It takes `(N, n_in)` for any N and gives `(N, n_out)`. *Free:* `nn.Sequential` or a class of your own.

*Expect:* `make_net(4, 3, 2)(torch.zeros(5, 4))` has the shape `(5, 2)`. The network has 4·3 + 3 + 3·2 + 2 = 23 numbers to learn.

<details><summary>Hint 1</summary>

`nn.Sequential(first_layer, activation, second_layer)`

</details>
<details><summary>Hint 2</summary>

The first layer is `nn.Linear(n_in, n_hidden)`. What the second takes in must be what the first gives out.

</details>
"""


# %% id="make-net" tags=["answer"] exercise="0.3"
def make_net(n_in, n_hidden, n_out):
    """A network (N, n_in) -> (N, n_out) with one hidden layer of n_hidden units."""
    ### BEGIN SOLUTION
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out))
    ### END SOLUTION


# %% id="check-make-net" tags=["check"] exercise="0.3"
check("0.3")

# %% [markdown] id="dataset-theory"
r"""
## 4 · Data, in batches

A `Dataset` knows how many items there are (`len(data)`) and gives item `i` (`data[i]`). Often a *transform* prepares each item. A `DataLoader` shuffles the items and stacks them to batches.

### Exercise 0.4 · A Dataset with a transform

★★☆ · 5 minutes · 2 points · optional

*Goal:* hand out one picture at a time, ready for a network; PyTorch stacks them to batches.

*Fixed:* a class, made as `Pictures(images, labels, transform=None)`; `len` is the number of images; item `i` is the pair (image `i` after the transform, label `i`). The transform gets one image at a time. Without a transform the image comes as it is. *Free:* the rest.

*Expect:* `Pictures(images, labels)[0]` is a picture of bytes, `(1, 28, 28)`, and the label 4. With `to_range` as the third argument the picture is float32, and its black is -1.

<details><summary>Hint 1</summary>

Keep the three arguments as `self.images`, `self.labels` and `self.transform`, and write `__len__` and `__getitem__`.

</details>
<details><summary>Hint 2</summary>

In `__getitem__`: take `self.images[i]`; if `self.transform` is not None, call it on that; return the image and `self.labels[i]`.

</details>
"""


# %% id="pictures" tags=["answer"] exercise="0.4"
class Pictures(Dataset):
    """Images (N, ...) with labels (N,), each image transformed when it is asked for."""

    def __init__(self, images, labels, transform=None):
        ### BEGIN SOLUTION
        self.images = images
        self.labels = labels
        self.transform = transform
        ### END SOLUTION

    def __len__(self):
        ### BEGIN SOLUTION
        return len(self.images)
        ### END SOLUTION

    def __getitem__(self, i):
        ### BEGIN SOLUTION
        image = self.images[i]
        if self.transform is not None:
            image = self.transform(image)
        return image, self.labels[i]
        ### END SOLUTION


# %% id="check-pictures" tags=["check"] exercise="0.4"
check("0.4")

# %% id="loader-demo"
loader = DataLoader(Pictures(images, labels, to_range), batch_size=16, shuffle=True)
for batch, batch_labels in loader:
    print(tuple(batch.shape), batch.dtype, "labels", batch_labels[:6].tolist(), "...")


# %% [markdown] id="step-theory"
r"""
## 5 · One step

Training is one small step, many times. Each step has four parts:

1. **loss**: how wrong is the network on this batch?
2. **zero_grad**: forget the gradients of the step before; otherwise they add up.
3. **backward**: find the gradients of this loss.
4. **step**: move each weight a little downhill, $w \leftarrow w - \text{lr} \cdot \partial\,\text{loss} / \partial w$.

### Exercise 0.5 · One optimiser step

★★☆ · 5 minutes · 2 points · optional

*Goal:* take the step of which every training in this course is made.

*Fixed:* `one_step(net, optimizer, x, y)` takes one step on the mean squared error of `net(x)` to `y`, with the optimiser that it is given, and returns the loss (before the step) as a number. Gradients that are there when it is called must not count. `net(x)` and `y` have the same shape. *Free:* where `zero_grad` stands, anywhere before `backward`.

*Expect:* `net = nn.Linear(1, 1, bias=False)` with its weight set to 3 (`nn.init.constant_(net.weight, 3.0)`), `torch.optim.SGD(net.parameters(), lr=0.1)` and `torch.ones(1, 1)` for `x` and for `y`: three calls return 4.0, 2.56 and 1.6384, up to rounding.

<details><summary>Hint 1</summary>

`F.mse_loss(prediction, target)` is the mean squared error; `.item()` makes a number of a scalar tensor.

</details>
<details><summary>Hint 2</summary>

`backward` belongs to the loss. `zero_grad` and `step` belong to the optimiser.

</details>
<details><summary>Hint 3</summary>

Between `loss.backward()` and `optimizer.step()` nothing may touch the gradients.

</details>
"""


# %% id="one-step" tags=["answer"] exercise="0.5"
def one_step(net, optimizer, x, y):
    """One step of `optimizer` on mse(net(x), y). Returns the loss before the step, a float."""
    ### BEGIN SOLUTION
    loss = F.mse_loss(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
    ### END SOLUTION


# %% id="check-one-step" tags=["check"] exercise="0.5"
check("0.5")

# %% [markdown] id="curve-intro"
r"""
Now use it: a network learns a curve from 200 points. It takes a second or two.

**What to expect.** A dashed line that hugs the solid one.
"""

# %% id="learn-curve" tags=["train"]
x = torch.linspace(-2, 2, 200).unsqueeze(1)  # (200, 1)
y = torch.sin(3 * x)
seed_everything(0)
net = make_net(1, 64, 1)
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
losses = [one_step(net, optimizer, x, y) for _ in range(600)]
with torch.no_grad():
    guess = net(x)
curves = {"sin(3x)": y.flatten().tolist(), "what the network learned": guess.flatten().tolist()}
viz.show(viz.curves(curves, "600 steps", x=x.flatten().tolist(), x_label="x", y_label="y"))

# %% [markdown] id="order-question"
r"""
## 6 · A famous slip

A well-known course prints the three calls in this order:

```python
loss.backward()
optimizer.zero_grad()
optimizer.step()
```

**Think.** Before you run the next cell, write down what you expect, in the answer cell below it: does the loss fall more slowly, does it explode, or does nothing happen? When you have seen it: why is it so?
"""


# %% id="order-experiment" tags=["train"]
def slip(net, optimizer, x, y):
    loss = F.mse_loss(net(x), y)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


seed_everything(0)
net = make_net(1, 64, 1)
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
slipped = [slip(net, optimizer, x, y) for _ in range(600)]
orders = {"zero_grad, backward, step": losses, "backward, zero_grad, step": slipped}
viz.show(viz.curves(orders, "The order matters", y_label="mean squared error"))

# %% [markdown] id="order-answer" tags=["thought"]
r"""
### BEGIN SOLUTION
**Model answer.** Nothing happens, and nothing complains. `zero_grad` throws away what `backward` has just found, so that `step` has no gradient to follow: the loss stays where it was to the last digit. A loss that does not move *at all* is the sign of this slip. A bad learning rate at least makes it tremble.
### END SOLUTION
"""

# %% [markdown] id="end"
r"""
## What you can do now

You mapped pictures to [-1, 1], cut a gradient, built a network, fed it and took a step. These five pieces are all that a GAN is made of. In [lesson 01](01_toy_1010.ipynb) two such networks meet.
"""

# %% id="score"
score("00")
