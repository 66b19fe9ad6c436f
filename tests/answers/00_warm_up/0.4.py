# %% right: as in the lesson
class Pictures(torch.utils.data.Dataset):
    def __init__(self, images, labels, transform=None):
        self.images, self.labels, self.transform = images, labels, transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image = self.images[i]
        if self.transform is not None:
            image = self.transform(image)
        return image, self.labels[i]


# %% right: transformed once, when it is made; labels as numbers
class Pictures(torch.utils.data.Dataset):
    def __init__(self, images, labels, transform=None):
        self.items = [transform(image) if transform else image for image in images]
        self.labels = labels.tolist()

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.items[i], self.labels[i]


# %% right: no base class, size from the shape
class Pictures:
    def __init__(self, images, labels, transform=lambda image: image):
        self.images = images
        self.labels = labels
        self.transform = transform

    def __len__(self):
        return self.images.shape[0]

    def __getitem__(self, index):
        return self.transform(self.images[index]), int(self.labels[index])


# %% wrong: no_transform
class Pictures(torch.utils.data.Dataset):
    def __init__(self, images, labels, transform=None):
        self.images, self.labels = images, labels

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.images[i], self.labels[i]


# %% wrong: transform_required
class Pictures(torch.utils.data.Dataset):
    def __init__(self, images, labels, transform=None):
        self.images, self.labels, self.transform = images, labels, transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.transform(self.images[i]), self.labels[i]


# %% wrong: wrong_label
class Pictures(torch.utils.data.Dataset):
    def __init__(self, images, labels, transform=None):
        self.images, self.labels, self.transform = images, labels, transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image = self.images[i] if self.transform is None else self.transform(self.images[i])
        return image, self.labels[0]


# %% wrong: wrong_length
class Pictures(torch.utils.data.Dataset):
    def __init__(self, images, labels, transform=None):
        self.images, self.labels, self.transform = images, labels, transform

    def __len__(self):
        return self.images.shape[1]

    def __getitem__(self, i):
        return self.transform(self.images[i]), self.labels[i]


# %% wrong: not_a_pair
class Pictures(torch.utils.data.Dataset):
    def __init__(self, images, labels, transform=None):
        self.images, self.labels, self.transform = images, labels, transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.transform(self.images[i])


# %% wrong: pair_swapped
class Pictures(torch.utils.data.Dataset):
    def __init__(self, images, labels, transform=None):
        self.images, self.labels, self.transform = images, labels, transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.labels[i], self.transform(self.images[i])


# %% wrong: wrong_image (always the first)
class Pictures(torch.utils.data.Dataset):
    def __init__(self, images, labels, transform=None):
        self.images, self.labels, self.transform = images, labels, transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.transform(self.images[0]), self.labels[i]


# %% wrong: wrong_image (transformed twice)
class Pictures(torch.utils.data.Dataset):
    def __init__(self, images, labels, transform=None):
        self.images = images if transform is None else transform(images)
        self.labels, self.transform = labels, transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image = self.images[i] if self.transform is None else self.transform(self.images[i])
        return image, self.labels[i]


# %% wrong: returns_nothing
class Pictures(torch.utils.data.Dataset):
    def __init__(self, images, labels, transform=None):
        self.images, self.labels, self.transform = images, labels, transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        self.transform(self.images[i]), self.labels[i]


# %% wrong: fixed_transform
class Pictures(torch.utils.data.Dataset):
    def __init__(self, images, labels, transform=None):
        self.images, self.labels, self.transform = images, labels, transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image = self.images[i] if self.transform is None else to_range(self.images[i])
        return image, self.labels[i]


# %% wrong: transforms_stack
class Pictures(torch.utils.data.Dataset):
    def __init__(self, images, labels, transform=None):
        self.images = images if transform is None else transform(images)
        self.labels = labels

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.images[i], self.labels[i]


# %% wrong: transform_required (always floats)
class Pictures(torch.utils.data.Dataset):
    def __init__(self, images, labels, transform=None):
        self.images, self.labels, self.transform = images.float(), labels, transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image = self.images[i] if self.transform is None else self.transform(self.images[i])
        return image, self.labels[i]


# %% wrong: wrong_length (the images themselves)
class Pictures(Dataset):
    def __init__(self, images, labels, transform=None):
        self.images, self.labels, self.transform = images, labels, transform

    def __len__(self):
        return self.images

    def __getitem__(self, i):
        image = self.images[i]
        return (self.transform(image) if self.transform else image), self.labels[i]
