"""Lesson 03."""

from tests.mutants.names import changed

G = (
    "self.net = nn.Sequential(nn.Linear(nz, 64 * 7 * 7), nn.Unflatten(1, (64, 7, 7)), "
    "nn.BatchNorm2d(64), nn.ReLU(), nn.Conv2d(64, 64, 3, padding=1), nn.BatchNorm2d(64), "
    "nn.ReLU(), nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1), nn.BatchNorm2d(32), "
    "nn.ReLU(), nn.ConvTranspose2d(32, 1, 4, stride=2, padding=1), nn.Tanh())"
)
D = (
    "self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), "
    "nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.BatchNorm2d(64), nn.LeakyReLU(0.2), "
    "nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.BatchNorm2d(128), nn.LeakyReLU(0.2), "
    "nn.Flatten(), nn.Linear(128 * 4 * 4, 1))"
)

ALLOWED: dict[str, dict[str, list[str]]] = {
    "3.3": {
        "free: the number of layers, and which of them have a norm": [
            changed("layers", G, "nn.BatchNorm2d(64), ", ""),
            changed("layers", G, "nn.BatchNorm2d(64), ", "", 1),
            changed("layers", G, "nn.BatchNorm2d(32), ", ""),
            changed("layers", G, "nn.Conv2d(64, 64, 3, padding=1), ", ""),
        ],
        "free: which norm": [
            changed("layers", G, "nn.BatchNorm2d(64)", "nn.InstanceNorm2d(64)"),
            changed("layers", G, "nn.BatchNorm2d(64)", "nn.InstanceNorm2d(64)", 1),
            changed("layers", G, "nn.BatchNorm2d(32)", "nn.InstanceNorm2d(32)"),
        ],
        "free: the rule asks for an activation between convolutions, not behind the Linear": [
            changed("layers", G, "nn.ReLU(), ", ""),
        ],
        "same: with stride 1 either convolution is any other one, turned by half a turn": [
            changed("other_calls", G, "nn.Conv2d", "nn.ConvTranspose2d"),
        ],
        "same: tanh is odd, and the weights before it are as likely to have the other sign": [
            "signs: return self.net(z) → return -self.net(z)",
        ],
    },
    "3.4": {
        "free: a logit may be any number, and D learns its scale": [
            "other_results: return self.net(x).squeeze(1) → return self.net(x).squeeze(1) / 2",
        ],
        "free: which layers have a norm, and which norm": [
            changed("layers", D, "nn.BatchNorm2d(64), ", ""),
            changed("layers", D, "nn.BatchNorm2d(128), ", ""),
            changed("layers", D, "nn.BatchNorm2d(64)", "nn.InstanceNorm2d(64)"),
            changed("layers", D, "nn.BatchNorm2d(128)", "nn.InstanceNorm2d(128)"),
        ],
        "free: the slope of a LeakyReLU; two of them make one with another slope": [
            changed(operator, D, old, new, which)
            for which in range(3)
            for operator, old, new in (
                ("layers", "nn.LeakyReLU(0.2)", "nn.LeakyReLU(0.2), nn.LeakyReLU(0.2)"),
                ("constants", "nn.LeakyReLU(0.2)", "nn.LeakyReLU(0.4)"),
            )
        ],
        "same: the last Linear layer learns any sign, factor and shift": [
            "signs: return self.net(x).squeeze(1) → return -self.net(x).squeeze(1)",
            "other_results: return self.net(x).squeeze(1) → return 2 * self.net(x).squeeze(1)",
            "other_results: return self.net(x).squeeze(1) → return self.net(x).squeeze(1) + 1",
        ],
    },
    "3.5": {
        "same: writing into rows casts to their dtype": [
            "arguments: rows[:, k] = torch.as_tensor(values, dtype=z.dtype) "
            "→ rows[:, k] = torch.as_tensor(values)",
        ],
    },
    "3.7": {
        "free: at which small angle the straight line takes over": [
            "constants: if omega < 0.0001: → if omega < 0.0002:",
        ],
    },
}
