# ruff: noqa: E501
"""Lesson 02."""

ALLOWED: dict[str, dict[str, list[str]]] = {
    "2.1": {
        "free: BatchNorm or none": [
            "layers: self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 512), nn.BatchNorm1d(512), nn.ReLU(), nn.Linear(512, 784), nn.Tanh()) → self.net = nn.Sequential(nn.Linear(nz, 256), nn.ReLU(), nn.Linear(256, 512), nn.BatchNorm1d(512), nn.ReLU(), nn.Linear(512, 784), nn.Tanh())",
            "layers: self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 512), nn.BatchNorm1d(512), nn.ReLU(), nn.Linear(512, 784), nn.Tanh()) → self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 512), nn.ReLU(), nn.Linear(512, 784), nn.Tanh())",
            "layers: self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 512), nn.BatchNorm1d(512), nn.ReLU(), nn.Linear(512, 784), nn.Tanh()) → self.net = nn.Sequential(nn.Linear(nz, 256), nn.Identity(256), nn.ReLU(), nn.Linear(256, 512), nn.BatchNorm1d(512), nn.ReLU(), nn.Linear(512, 784), nn.Tanh())",
            "layers: self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 512), nn.BatchNorm1d(512), nn.ReLU(), nn.Linear(512, 784), nn.Tanh()) → self.net = nn.Sequential(nn.Linear(nz, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 512), nn.Identity(512), nn.ReLU(), nn.Linear(512, 784), nn.Tanh())",
        ],
        "same: tanh is odd, and a last layer of the other sign is as likely": [
            "signs: return self.net(z).view(-1, 1, 28, 28) → return -self.net(z).view(-1, 1, 28, 28)"
        ],
    },
    "2.2": {
        "free: the dropout or none": [
            "layers: self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(256, 1)) → self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(256, 1))",
            "layers: self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(256, 1)) → self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1))",
            "constants: self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(256, 1)) → self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Dropout(0.6), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(256, 1))",
            "constants: self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(256, 1)) → self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Dropout(0.6), nn.Linear(256, 1))",
        ],
        "free: two LeakyReLU in a row are one with a smaller slope": [
            "layers: self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(256, 1)) → self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(256, 1))",
            "layers: self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(256, 1)) → self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(256, 1))",
        ],
        "free: the slope of the activation": [
            "constants: self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(256, 1)) → self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.4), nn.Dropout(0.3), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(256, 1))",
            "constants: self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(256, 1)) → self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(512, 256), nn.LeakyReLU(0.4), nn.Dropout(0.3), nn.Linear(256, 1))",
        ],
    },
    "2.5": {
        "free: a learning rate between 0.0001 and 0.001, and 0.001 is Adam's own": [
            "arguments: opt_g = torch.optim.Adam(G.parameters(), lr=0.0005, betas=(0.5, 0.999)) → opt_g = torch.optim.Adam(G.parameters(), betas=(0.5, 0.999))",
            "arguments: opt_d = torch.optim.Adam(D.parameters(), lr=0.0005, betas=(0.5, 0.999)) → opt_d = torch.optim.Adam(D.parameters(), betas=(0.5, 0.999))",
            "constants: opt_g = torch.optim.Adam(G.parameters(), lr=0.0005, betas=(0.5, 0.999)) → opt_g = torch.optim.Adam(G.parameters(), lr=0.001, betas=(0.5, 0.999))",
            "constants: opt_d = torch.optim.Adam(D.parameters(), lr=0.0005, betas=(0.5, 0.999)) → opt_d = torch.optim.Adam(D.parameters(), lr=0.001, betas=(0.5, 0.999))",
        ]
    },
    "2.6": {
        "free: the loss told as the mean of its two terms": [
            "other_results: return d_loss.detach() → return d_loss.detach() / 2",
        ],
        "same: it is detached already": [
            "cut_gradients: x_fake = G(z).detach() → x_fake = G(z).detach().detach()"
        ],
        "free: a tensor or a number comes back; a note tells about the graph": [
            "unwrapped: return d_loss.detach() → return d_loss"
        ],
    },
    "2.7": {
        "free: a tensor or a number comes back; a note tells about the graph": [
            "unwrapped: return g_loss.detach() → return g_loss"
        ]
    },
    "2.8": {
        "free: made on the CPU; a note tells those who have a GPU": [
            "arguments: z = torch.randn(len(x_real), nz, device=x_real.device) → z = torch.randn(len(x_real), nz) (2)",
        ],
        "same: on a CPU; a note tells what happens on a GPU": [
            "arguments: z = torch.randn(len(x_real), nz, device=x_real.device) → z = torch.randn(len(x_real), nz)"
        ],
    },
    "2.9": {
        "free: the picture's name": [
            "constants: writer.add_image('samples', viz.image_grid(images), step) → writer.add_image('samples_', viz.image_grid(images), step)"
        ],
        "same: two calls that do not know of each other": [
            "swapped_lines: writer.add_scalar('loss/D', d_loss, step) ⇄ writer.add_scalar('loss/G', g_loss, step)"
        ],
    },
    "2.10": {
        "same: both networks are on one device": [
            "swapped_names: device = next(G.parameters()).device → device = next(D.parameters()).device"
        ]
    },
    "2.11": {
        "same: how many undecided logits there are": [
            "constants: undecided = torch.zeros(8) → undecided = torch.zeros(9)"
        ]
    },
    "2.12": {
        "same: a tensor of bytes divided by a float is float32": [
            "unwrapped: return images.float() / 127.5 - 1 → return images / 127.5 - 1"
        ]
    },
    "2.13": {
        "free: the unit of the measure": [
            "other_results: return (distances.sum() / (n * (n - 1))).item() → return (distances.sum() / (n * (n - 1))).item() / 2",
        ],
        "free: the scale of the measure": [
            "other_results: return (distances.sum() / (n * (n - 1))).item() → return 2 * (distances.sum() / (n * (n - 1))).item()"
        ],
        "free: hardly depends on the number of images; a note tells the exact number of pairs": [
            "constants: return (distances.sum() / (n * (n - 1))).item() → return (distances.sum() / (n * (n - 0))).item()",
            "arithmetic: return (distances.sum() / (n * (n - 1))).item() → return (distances.sum() / (n * n)).item()",
        ],
    },
    "2.15": {
        "same: both networks have the same shape": [
            "arguments: for average, weight in zip(G_average.parameters(), G.parameters(), strict=True): → for average, weight in zip(G_average.parameters(), G.parameters()):",
            "arguments: for average, buffer in zip(G_average.buffers(), G.buffers(), strict=True): → for average, buffer in zip(G_average.buffers(), G.buffers()):",
            "constants: for average, weight in zip(G_average.parameters(), G.parameters(), strict=True): → for average, weight in zip(G_average.parameters(), G.parameters(), strict=False):",
            "constants: for average, buffer in zip(G_average.buffers(), G.buffers(), strict=True): → for average, buffer in zip(G_average.buffers(), G.buffers(), strict=False):",
        ]
    },
    "2.3": {
        "free: the mean of the two terms, with a note": [
            "other_results: return real + fake → return (real + fake) / 2",
        ],
    },
    "2.14": {
        "free: the mean of the two terms, with a note": [
            "other_results: return real + fake → return (real + fake) / 2",
        ],
    },
}
