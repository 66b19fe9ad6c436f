# %% right: image_grid
from gan_lab.viz import image_grid


def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("loss/D", d_loss, step)
    writer.add_scalar("loss/G", g_loss, step)
    if images is not None:
        writer.add_image("samples", image_grid(images), step)


# %% right: torchvision's grid
from torchvision.utils import make_grid


def log_progress(writer, step, d_loss, g_loss, images=None):
    for name, value in {"loss/D": d_loss, "loss/G": g_loss}.items():
        writer.add_scalar(name, value, global_step=step)
    if images is not None:
        grid = make_grid(images, normalize=True, value_range=(-1, 1))
        writer.add_image("samples", grid, global_step=step)


# %% right: add_images, mapped by hand
def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("loss/D", d_loss, step)
    writer.add_scalar("loss/G", g_loss, step)
    if images is not None:
        writer.add_images("samples", (images + 1) / 2, step)


# %% wrong: other_names
from gan_lab.viz import image_grid


def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("d", d_loss, step)
    writer.add_scalar("g", g_loss, step)
    if images is not None:
        writer.add_image("what G draws", image_grid(images), step)


# %% note: closes the writer
from gan_lab.viz import image_grid


def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("loss/D", d_loss, step)
    writer.add_scalar("loss/G", g_loss, step)
    if images is not None:
        writer.add_image("samples", image_grid(images), step)
    writer.close()


# %% wrong: no_step
from gan_lab.viz import image_grid


def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("loss/D", d_loss)
    writer.add_scalar("loss/G", g_loss)
    if images is not None:
        writer.add_image("samples", image_grid(images), step)


# %% wrong: one_tag
from gan_lab.viz import image_grid


def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("loss", d_loss, step)
    writer.add_scalar("loss", g_loss, step)
    if images is not None:
        writer.add_image("samples", image_grid(images), step)


# %% wrong: tags_swapped
from gan_lab.viz import image_grid


def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("loss/D", g_loss, step)
    writer.add_scalar("loss/G", d_loss, step)
    if images is not None:
        writer.add_image("samples", image_grid(images), step)


# %% wrong: loss_missing
from gan_lab.viz import image_grid


def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("loss/D", d_loss, step)
    writer.add_scalar("loss/G", d_loss, step)
    if images is not None:
        writer.add_image("samples", image_grid(images), step)


# %% wrong: not_one_picture
def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("loss/D", d_loss, step)
    writer.add_scalar("loss/G", g_loss, step)
    if images is not None:
        writer.add_image("samples", images, step)


# %% wrong: wrong_range
from torchvision.utils import make_grid


def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("loss/D", d_loss, step)
    writer.add_scalar("loss/G", g_loss, step)
    if images is not None:
        writer.add_image("samples", make_grid(images), step)


# %% wrong: contrast_stretched
from torchvision.utils import make_grid


def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("loss/D", d_loss, step)
    writer.add_scalar("loss/G", g_loss, step)
    if images is not None:
        writer.add_image("samples", make_grid(images, normalize=True), step)


# %% wrong: image_without_step
from gan_lab.viz import image_grid


def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("loss/D", d_loss, step)
    writer.add_scalar("loss/G", g_loss, step)
    if images is not None:
        writer.add_image("samples", image_grid(images))


# %% wrong: no_image
def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("loss/D", d_loss, step)
    writer.add_scalar("loss/G", g_loss, step)


# %% wrong: many_pictures
def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("loss/D", d_loss, step)
    writer.add_scalar("loss/G", g_loss, step)
    if images is not None:
        for i, image in enumerate(images):
            writer.add_image(f"sample {i}", (image + 1) / 2, step)


# %% wrong: images_none
from gan_lab.viz import image_grid


def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("loss/D", d_loss, step)
    writer.add_scalar("loss/G", g_loss, step)
    writer.add_image("samples", image_grid(images), step)


# %% note: a new name each time
from gan_lab.viz import image_grid


def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("loss/D", d_loss, step)
    writer.add_scalar("loss/G", g_loss, step)
    if images is not None:
        writer.add_image(f"G_{step}", image_grid(images), step)


# %% wrong: changes_images
from torchvision.utils import make_grid


def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("loss/D", d_loss, step)
    writer.add_scalar("loss/G", g_loss, step)
    if images is not None:
        writer.add_image("samples", make_grid(images.add_(1).div_(2)), step)


# %% wrong: no_image (only the first time)
from gan_lab.viz import image_grid

seen = set()


def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("loss/D", d_loss, step)
    writer.add_scalar("loss/G", g_loss, step)
    if images is not None and not seen:
        seen.add(step)
        writer.add_image("samples", image_grid(images), step)


# %% wrong: no_name
from gan_lab.viz import image_grid


def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalar("loss/D", d_loss, step)
    writer.add_scalar("loss/G", g_loss, step)
    if images is not None:
        writer.add_image("", image_grid(images), step)


# %% right: named arguments, a loop, tiled by hand
def log_progress(writer, step, d_loss, g_loss, images=None):
    for name, value in {"loss/G": g_loss, "loss/D": d_loss}.items():
        writer.add_scalar(tag=name, scalar_value=value, global_step=step)
    if images is None:
        return
    row = torch.cat(list(images.detach().cpu().clone().add_(1).div_(2)), dim=2)  # (1, 28, N * 28)
    writer.add_image("digits", row, global_step=step)


# %% wrong: add_scalars
def log_progress(writer, step, d_loss, g_loss, images=None):
    writer.add_scalars("loss", {"D": d_loss, "G": g_loss}, step)
    if images is not None:
        writer.add_images("samples", (images + 1) / 2, step)
