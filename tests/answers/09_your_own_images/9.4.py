# %% right: a class
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D = D
        self.augment = augment

    def forward(self, x):
        if self.training:
            x = self.augment(x)
        return self.D(x)


# %% right: other names, one expression
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.judge, self.change = D, augment

    def forward(self, x):
        return self.judge(self.change(x) if self.training else x)


# %% right: asks D's mode
class AugmentedDiscriminator(nn.Module):
    def __init__(self, net, how):
        super().__init__()
        self.add_module("net", net)
        self.how = how

    def forward(self, images):
        seen = self.how(images) if self.net.training else images
        return self.net(seen)


# %% right: a function that makes a network
class _Change(nn.Module):
    def __init__(self, augment):
        super().__init__()
        self.augment = augment

    def forward(self, x):
        return self.augment(x) if self.training else x


def AugmentedDiscriminator(D, augment):
    return nn.Sequential(_Change(augment), D)


# %% right: nn.ModuleList
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.nets = nn.ModuleList([D])
        self.augment = augment

    def forward(self, x, *cond):
        if not self.training:
            return self.nets[0](x, *cond)
        return self.nets[0](self.augment(x), *cond)


# %% wrong: augments_in_eval
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D, augment

    def forward(self, x):
        return self.D(self.augment(x))


# %% wrong: modes_swapped
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D, augment

    def forward(self, x):
        return self.D(x) if self.training else self.D(self.augment(x))


# %% wrong: not_augmented
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D, augment

    def forward(self, x):
        return self.D(x)


# %% wrong: not_augmented (the result is lost)
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D, augment

    def forward(self, x):
        if self.training:
            self.augment(x)
        return self.D(x)


# %% wrong: not_augmented (the plain image as well)
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D, augment

    def forward(self, x):
        if self.training:
            return (self.D(x) + self.D(self.augment(x))) / 2
        return self.D(x)


# %% wrong: augments_logits
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D, augment

    def forward(self, x):
        return self.augment(self.D(x)) if self.training else self.D(x)


# %% wrong: augments_logits (the arguments swapped)
class AugmentedDiscriminator(nn.Module):
    def __init__(self, augment, D):
        super().__init__()
        self.D, self.augment = D, augment

    def forward(self, x):
        return self.D(self.augment(x)) if self.training else self.augment(x)


# %% wrong: no_gradient_to_images
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D, augment

    def forward(self, x):
        return self.D(self.augment(x).detach() if self.training else x)


# %% wrong: no_gradient_to_images (no_grad around the change)
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D, augment

    def forward(self, x):
        with torch.no_grad():
            if self.training:
                x = self.augment(x)
        return self.D(x)


# %% wrong: no_gradient
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D, augment

    @torch.no_grad()
    def forward(self, x):
        return self.D(self.augment(x) if self.training else x)


# %% wrong: no_super_init
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        self.D, self.augment = D, augment

    def forward(self, x):
        return self.D(self.augment(x) if self.training else x)


# %% wrong: no_parameters
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.nets = [D]
        self.augment = augment

    def forward(self, x):
        return self.nets[0](self.augment(x) if self.training else x)


# %% wrong: not_a_module
class AugmentedDiscriminator:
    def __init__(self, D, augment):
        self.D, self.augment = D, augment

    def __call__(self, x):
        return self.D(self.augment(x))


# %% wrong: copies_d
import copy


class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = copy.deepcopy(D), augment

    def forward(self, x):
        return self.D(self.augment(x) if self.training else x)


# %% wrong: extra_weights
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D, augment
        self.last = nn.Linear(1, 1)

    def forward(self, x):
        return self.D(self.augment(x) if self.training else x)


# %% wrong: changes_logits
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D, augment

    def forward(self, x):
        return torch.sigmoid(self.D(self.augment(x) if self.training else x))


# %% wrong: augmented_twice
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D, augment

    def forward(self, x):
        if self.training:
            x = self.augment(self.augment(x))
        return self.D(x)


# %% wrong: returns_nothing
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D, augment

    def forward(self, x):
        x = self.augment(x) if self.training else x
        self.D(x)


# %% wrong: left_in_eval
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D.eval(), augment

    def forward(self, x):
        return self.D(self.augment(x) if self.training else x)


# %% wrong: wrong_arguments
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D):
        super().__init__()
        self.D = D

    def forward(self, x):
        return self.D(x)


# %% wrong: no_forward
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D, augment

    def foward(self, x):
        return self.D(self.augment(x) if self.training else x)


# %% wrong: mode_frozen
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment, self.on = D, augment, True

    def eval(self):
        self.on = False
        return super().eval()

    def forward(self, x):
        return self.D(self.augment(x) if self.on else x)


# %% wrong: d_not_asked
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D, augment

    def forward(self, x):
        return self.augment(x).mean((1, 2, 3)) if self.training else self.D(x)


# %% wrong: no_gradient_to_images (through NumPy)
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D, augment

    def forward(self, x):
        if self.training:
            x = torch.from_numpy(self.augment(x).detach().numpy())
        return self.D(x)


# %% wrong: wrong_arguments (none)
class AugmentedDiscriminator(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, D, augment, x):
        return D(augment(x))


# %% wrong: augments_once
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment, self.seen = D, augment, None

    def forward(self, x):
        if not self.training:
            return self.D(x)
        if self.seen is None:
            self.seen = self.augment(x)
        return self.D(self.seen)


# %% wrong: wakes_d
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D, augment

    def forward(self, x):
        self.D.train()
        if self.training:
            x = self.augment(x)
        return self.D(x)


# %% right: D.forward
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D, self.augment = D, augment
    def forward(self, x):
        return self.D.forward(self.augment(x)) if self.training else self.D.forward(x)


# %% wrong: bare_squeeze
class AugmentedDiscriminator(nn.Module):
    def __init__(self, D, augment):
        super().__init__()
        self.D = D; self.augment = augment
    def forward(self, x):
        if self.training: x = self.augment(x)
        return self.D(x).squeeze()
