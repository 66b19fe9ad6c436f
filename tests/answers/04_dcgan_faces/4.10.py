# %% right: plain
def pixel_statistics(images):
    saturation = (images.abs() > 0.98).float().mean().item()
    contrast = images.flatten(1).std(dim=1).mean().item()
    return saturation, contrast


# %% right: tensors come back, no correction in the deviation
def pixel_statistics(images):
    glaring = (images > 0.98) | (images < -0.98)
    spread = images.std(dim=(1, 2, 3), unbiased=False)
    return [glaring.double().mean(), spread.mean()]


# %% right: a loop over the images, NumPy
def pixel_statistics(images):
    x = images.numpy()
    saturation = (abs(x) > 0.98).mean()
    contrast = sum(image.std() for image in x) / len(x)
    return saturation, contrast


# %% right: counted by hand
def pixel_statistics(images):
    n = (images.abs() >= 0.98).sum().item()
    mean = images.mean((1, 2, 3), keepdim=True)
    return n / images.numel(), ((images - mean) ** 2).mean((1, 2, 3)).sqrt().mean().item()


# %% wrong: over_the_batch
def pixel_statistics(images):
    return (images.abs() > 0.98).float().mean().item(), images.std().item()


# %% wrong: across_images
def pixel_statistics(images):
    return (images.abs() > 0.98).float().mean().item(), images.std(0).mean().item()


# %% wrong: each_channel
def pixel_statistics(images):
    return (images.abs() > 0.98).float().mean().item(), images.std((2, 3)).mean().item()


# %% wrong: variance
def pixel_statistics(images):
    return (images.abs() > 0.98).float().mean().item(), images.flatten(1).var(1).mean().item()


# %% wrong: range
def pixel_statistics(images):
    x = images.flatten(1)
    return (images.abs() > 0.98).float().mean().item(), (x.amax(1) - x.amin(1)).mean().item()


# %% wrong: other_range
def pixel_statistics(images):
    glaring = (images.abs() > 0.98).float().mean().item()
    x = (images + 1) / 2
    return glaring, x.flatten(1).std(dim=1).mean().item()


# %% wrong: one_end
def pixel_statistics(images):
    return (images > 0.98).float().mean().item(), images.flatten(1).std(1).mean().item()


# %% wrong: count_not_share
def pixel_statistics(images):
    return (images.abs() > 0.98).sum().item(), images.flatten(1).std(1).mean().item()


# %% wrong: percent
def pixel_statistics(images):
    return 100 * (images.abs() > 0.98).float().mean().item(), images.flatten(1).std(1).mean().item()


# %% wrong: inverted
def pixel_statistics(images):
    return (images.abs() < 0.98).float().mean().item(), images.flatten(1).std(1).mean().item()


# %% wrong: exactly_1
def pixel_statistics(images):
    return (images.abs() >= 1).float().mean().item(), images.flatten(1).std(1).mean().item()


# %% wrong: any_not_mean
def pixel_statistics(images):
    glaring = (images.abs() > 0.98).any(dim=1)
    return glaring.float().mean().item(), images.flatten(1).std(1).mean().item()


# %% wrong: swapped
def pixel_statistics(images):
    return images.flatten(1).std(1).mean().item(), (images.abs() > 0.98).float().mean().item()


# %% wrong: not_two
def pixel_statistics(images):
    return images.flatten(1).std(1).mean().item()


# %% wrong: returns_nothing
def pixel_statistics(images):
    saturation = (images.abs() > 0.98).float().mean().item()
    contrast = images.flatten(1).std(dim=1).mean().item()
    print(saturation, contrast)


# %% wrong: changes_images
def pixel_statistics(images):
    contrast = images.flatten(1).std(dim=1).mean().item()
    return (images.abs_() > 0.98).float().mean().item(), contrast


# %% wrong: wrong_saturation (in [0, 1])
def pixel_statistics(images):
    x = (images + 1) / 2
    return (x > 0.98).float().mean().item() / 2, images.flatten(1).std(1).mean().item()


# %% wrong: not_a_number (one contrast an image)
def pixel_statistics(images):
    return (images.abs() > 0.98).float().mean().item(), images.flatten(1).std(1)


# %% wrong: root_of_mean
def pixel_statistics(images):
    return (images.abs() > 0.98).float().mean().item(), images.flatten(1).var(
        dim=1
    ).mean().sqrt().item()


# %% wrong: around_zero
def pixel_statistics(images):
    return (images.abs() > 0.98).float().mean().item(), images.pow(2).mean(
        (1, 2, 3)
    ).sqrt().mean().item()


# %% wrong: grey_first
def pixel_statistics(images):
    return (images.abs() > 0.98).float().mean().item(), images.mean(1).flatten(1).std(
        dim=1
    ).mean().item()


# %% wrong: median
def pixel_statistics(images):
    return (images.abs() > 0.98).float().mean().item(), images.flatten(1).std(dim=1).median().item()


# %% wrong: wrong_saturation (a limit too low)
def pixel_statistics(images):
    return (images.abs() > 0.97).float().mean(), images.flatten(1).std(1).mean()


# %% wrong: wrong_saturation (a limit too high)
def pixel_statistics(images):
    return (images.abs() > 0.985).float().mean(), images.flatten(1).std(1).mean()


# %% wrong: one_image (its dimension is squeezed away)
def pixel_statistics(images):
    images = images.squeeze()
    return (images.abs() > 0.98).float().mean(), images.flatten(1).std(1).mean()
