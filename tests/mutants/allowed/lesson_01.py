# ruff: noqa: E501
"""Lesson 01."""

ALLOWED: dict[str, dict[str, list[str]]] = {
    "1.3": {
        "free: the activation between the layers": [
            "other_calls: self.net = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid()) → self.net = nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 1), nn.Sigmoid())"
        ]
    },
    "1.5": {
        "free: the activation between the layers": [
            "other_calls: self.net = nn.Sequential(nn.Linear(1, 3), nn.Sigmoid(), nn.Linear(3, 4), nn.Sigmoid()) → self.net = nn.Sequential(nn.Linear(1, 3), nn.Tanh(), nn.Linear(3, 4), nn.Sigmoid())"
        ]
    },
    "1.6": {
        "free: the loss told as the mean of its two terms": [
            "other_results: return d_loss.item() → return d_loss.item() / 2",
        ],
        "same: it is detached already": [
            "cut_gradients: x_fake = G(z).detach() → x_fake = G(z).detach().detach()"
        ],
    },
    "1.8": {
        "same: it is detached already": [
            "cut_gradients: outputs.append(G(z)[0].detach()) → outputs.append(G(z).detach()[0].detach())"
        ],
        "free: who of the two players moves first; a note tells the usual order": [
            "swapped_lines: d_losses.append(train_discriminator(G, D, opt_d, x_real, z)) ⇄ g_losses.append(train_generator(G, D, opt_g, z))"
        ],
    },
    "1.9": {
        "free: who of the two players moves first": [
            "swapped_lines: train_discriminator(G, D, opt_d, x_real, z) ⇄ train_generator(G, D, opt_g, z)"
        ]
    },
    "1.10": {
        "same: a square or a distance has no sign": [
            "arithmetic: return abs(sum(tail) / len(tail) - 0.5) < 0.1 → return abs(0.5 - sum(tail) / len(tail)) < 0.1"
        ]
    },
    "1.11": {
        "same: as likely below one half as above": [
            "comparisons: flipped = torch.rand(n) < 0.5 → flipped = torch.rand(n) > 0.5"
        ]
    },
    "1.12": {
        "free: two LeakyReLU in a row are one with a smaller slope": [
            "layers: self.net = nn.Sequential(nn.Linear(4, 32), nn.LeakyReLU(0.3), nn.Linear(32, 32), nn.LeakyReLU(0.3), nn.Linear(32, 4), nn.Sigmoid()) → self.net = nn.Sequential(nn.Linear(4, 32), nn.LeakyReLU(0.3), nn.LeakyReLU(0.3), nn.Linear(32, 32), nn.LeakyReLU(0.3), nn.Linear(32, 4), nn.Sigmoid())",
            "layers: self.net = nn.Sequential(nn.Linear(4, 32), nn.LeakyReLU(0.3), nn.Linear(32, 32), nn.LeakyReLU(0.3), nn.Linear(32, 4), nn.Sigmoid()) → self.net = nn.Sequential(nn.Linear(4, 32), nn.LeakyReLU(0.3), nn.Linear(32, 32), nn.LeakyReLU(0.3), nn.LeakyReLU(0.3), nn.Linear(32, 4), nn.Sigmoid())",
        ],
        "free: the slope of the activation": [
            "constants: self.net = nn.Sequential(nn.Linear(4, 32), nn.LeakyReLU(0.3), nn.Linear(32, 32), nn.LeakyReLU(0.3), nn.Linear(32, 4), nn.Sigmoid()) → self.net = nn.Sequential(nn.Linear(4, 32), nn.LeakyReLU(0.6), nn.Linear(32, 32), nn.LeakyReLU(0.3), nn.Linear(32, 4), nn.Sigmoid())",
            "constants: self.net = nn.Sequential(nn.Linear(4, 32), nn.LeakyReLU(0.3), nn.Linear(32, 32), nn.LeakyReLU(0.3), nn.Linear(32, 4), nn.Sigmoid()) → self.net = nn.Sequential(nn.Linear(4, 32), nn.LeakyReLU(0.3), nn.Linear(32, 32), nn.LeakyReLU(0.6), nn.Linear(32, 4), nn.Sigmoid())",
        ],
    },
    "1.4": {
        "free: the loss told as the mean of its two terms": [
            "other_results: return d_loss.item() → return d_loss.item() / 2",
        ],
    },
}
