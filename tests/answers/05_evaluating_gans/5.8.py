# %% right: rounded
def to_bytes(images):
    return ((images + 1) * 127.5).round().to(torch.uint8)


# %% right: half and half
def to_bytes(images):
    return (images * 0.5 + 0.5).mul(255).add(0.5).clamp(0, 255).byte()


# %% right: the package's
def to_bytes(images):
    from gan_lab.data import to_uint8
    return to_uint8(images)


# %% right: through NumPy
def to_bytes(images):
    return torch.from_numpy(np.rint((images.numpy() + 1) / 2 * 255).astype(np.uint8))


# %% note: cut off, not rounded
def to_bytes(images):
    return ((images + 1) * 127.5).to(torch.uint8)


# %% wrong: wraps_around (the report's line)
def to_bytes(images):
    return (images * 255).to(torch.int64).to(torch.uint8)


# %% wrong: wraps_around (with another factor)
def to_bytes(images):
    return (images * 127.5).to(torch.int64).to(torch.uint8)


# %% wrong: loses_dark
def to_bytes(images):
    return (images.clamp(0, 1) * 255).round().to(torch.uint8)


# %% wrong: loses_dark (relu)
def to_bytes(images):
    return (F.relu(images) * 255).to(torch.uint8)


# %% wrong: mirrored
def to_bytes(images):
    return (images.abs() * 255).round().to(torch.uint8)


# %% wrong: inverted
def to_bytes(images):
    return ((1 - images) * 127.5).round().to(torch.uint8)


# %% wrong: still_0_to_1
def to_bytes(images):
    return ((images + 1) / 2).to(torch.uint8)


# %% wrong: too_bright
def to_bytes(images):
    return ((images + 1) * 255).clamp(0, 255).to(torch.uint8)


# %% wrong: too_bright (round and round)
def to_bytes(images):
    return ((images + 1) * 255).to(torch.int64).to(torch.uint8)


# %% wrong: wraps_at_white
def to_bytes(images):
    return ((images + 1) * 128).to(torch.int64).to(torch.uint8)


# %% wrong: stretches
def to_bytes(images):
    low, high = images.amin((1, 2, 3), keepdim=True), images.amax((1, 2, 3), keepdim=True)
    return ((images - low) / (high - low) * 255).round().to(torch.uint8)


# %% wrong: not_bytes
def to_bytes(images):
    return (images + 1) * 127.5


# %% wrong: not_bytes (int64)
def to_bytes(images):
    return ((images + 1) * 127.5).round().long()


# %% wrong: changes_input
def to_bytes(images):
    return images.add_(1).mul_(127.5).round_().to(torch.uint8)


# %% wrong: returns_nothing
def to_bytes(images):
    ((images + 1) * 127.5).round().to(torch.uint8)


# %% wrong: wrong_bytes (half the range)
def to_bytes(images):
    return ((images + 1) * 63.75).round().to(torch.uint8)


# %% wrong: not_a_tensor
def to_bytes(images):
    return ((images + 1) * 127.5).round().numpy().astype("uint8")


# %% note: byte()
def to_bytes(images):
    return images.add(1).div(2).mul(255).byte()


# %% wrong: stretches (over the whole batch)
def to_bytes(images):
    low, high = images.min(), images.max()
    return ((images - low) / (high - low) * 255).round().to(torch.uint8)


# %% wrong: stretches (by the largest value of the batch)
def to_bytes(images):
    return ((images / images.abs().max() + 1) * 127.5).round().to(torch.uint8)


# %% wrong: stretches (by the largest value of each image)
def to_bytes(images):
    return ((images / images.abs().amax((1, 2, 3), keepdim=True) + 1) * 127.5).round().byte()


# %% wrong: guesses_range (of the batch)
def to_bytes(images):
    if images.min() < 0:
        images = (images + 1) / 2
    return (images * 255).round().to(torch.uint8)


# %% wrong: guesses_range (of each image)
def to_bytes(images):
    signed = images.amin((1, 2, 3), keepdim=True) < 0
    return (torch.where(signed, (images + 1) / 2, images) * 255).round().to(torch.uint8)


# %% wrong: wrong_bytes (black is 1)
def to_bytes(images):
    return (images * 127 + 128).to(torch.uint8)


# %% wrong: wrong_bytes (rounded up once too often)
def to_bytes(images):
    return ((images + 1) * 127.5 + 1).clamp(max=255).to(torch.uint8)


# %% wrong: wrong_bytes (white is 254)
def to_bytes(images):
    return ((images + 1) * 127).round().to(torch.uint8)


# %% note: rounded up
def to_bytes(images):
    return ((images + 1) * 127.5).ceil().to(torch.uint8)
