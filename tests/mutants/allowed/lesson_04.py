"""Lesson 04."""

from tests.mutants.names import changed

G = (
    "self.net = nn.Sequential(nn.Unflatten(1, (nz, 1, 1)), "
    "nn.ConvTranspose2d(nz, 8 * ngf, 4, bias=False), nn.BatchNorm2d(8 * ngf), nn.ReLU(), "
    "nn.ConvTranspose2d(8 * ngf, 4 * ngf, 4, stride=2, padding=1, bias=False), "
    "nn.BatchNorm2d(4 * ngf), nn.ReLU(), "
    "nn.ConvTranspose2d(4 * ngf, 2 * ngf, 4, stride=2, padding=1, bias=False), "
    "nn.BatchNorm2d(2 * ngf), nn.ReLU(), "
    "nn.ConvTranspose2d(2 * ngf, ngf, 4, stride=2, padding=1, bias=False), "
    "nn.BatchNorm2d(ngf), nn.ReLU(), "
    "nn.ConvTranspose2d(ngf, nc, 4, stride=2, padding=1), nn.Tanh())"
)
D = (
    "self.net = nn.Sequential(nn.Conv2d(nc, ndf, 4, stride=2, padding=1), nn.LeakyReLU(0.2), "
    "nn.Conv2d(ndf, 2 * ndf, 4, stride=2, padding=1, bias=False), "
    "nn.BatchNorm2d(2 * ndf), nn.LeakyReLU(0.2), "
    "nn.Conv2d(2 * ndf, 4 * ndf, 4, stride=2, padding=1, bias=False), "
    "nn.BatchNorm2d(4 * ndf), nn.LeakyReLU(0.2), "
    "nn.Conv2d(4 * ndf, 8 * ndf, 4, stride=2, padding=1, bias=False), "
    "nn.BatchNorm2d(8 * ndf), nn.LeakyReLU(0.2), "
    "nn.Conv2d(8 * ndf, 1, 4), nn.Flatten(0))"
)
FIRST = (
    "layers = [nn.Unflatten(1, (nz, 1, 1)), nn.ConvTranspose2d(nz, 16 * ngf, 4, bias=False), "
    "nn.BatchNorm2d(16 * ngf), nn.ReLU()]"
)
BLOCK = (
    "layers += [nn.ConvTranspose2d(c_in, c_out, 4, stride=2, padding=1, bias=False), "
    "nn.BatchNorm2d(c_out), nn.ReLU()]"
)
NORM = "free: whether a layer has a norm, and which"
BIAS = "same: BatchNorm takes away what a bias before it adds"
SIGN = "same: tanh is odd, and the weights before it are as likely to have the other sign"


def biases(line: str, n: int) -> list[str]:
    """The mutants in which one of `n` convolutions gets a bias after all."""
    return [
        changed(operator, line, ", bias=False", new, i)
        for i in range(n)
        for operator, new in (("arguments", ""), ("constants", ", bias=True"))
    ]


def norms(line: str, channels: tuple[str, ...]) -> list[str]:
    """The mutants in which one BatchNorm is missing, or another norm."""
    return [
        changed("layers", line, f"nn.BatchNorm2d({c}), ", new)
        for c in channels
        for new in ("", f"nn.InstanceNorm2d({c}), ")
    ]


ALLOWED: dict[str, dict[str, list[str]]] = {
    "4.2": {
        NORM: norms(G, ("8 * ngf", "4 * ngf", "2 * ngf", "ngf")),
        BIAS: biases(G, 4),
        SIGN: ["signs: return self.net(z) → return -self.net(z)"],
    },
    "4.3": {
        "free: a logit may be any number, and D learns its scale": [
            "other_results: return self.net(x) → return self.net(x) / 2",
        ],
        NORM: norms(D, ("2 * ndf", "4 * ndf", "8 * ndf")),
        BIAS: biases(D, 3),
        "free: the slope of a LeakyReLU; two of them make one with another slope": [
            changed(operator, D, old, new, which)
            for which in range(4)
            for operator, old, new in (
                ("layers", "nn.LeakyReLU(0.2)", "nn.LeakyReLU(0.2), nn.LeakyReLU(0.2)"),
                ("constants", "nn.LeakyReLU(0.2)", "nn.LeakyReLU(0.4)"),
            )
        ],
        "same: the last convolution learns any sign, factor and shift": [
            "signs: return self.net(x) → return -self.net(x)",
            "other_results: return self.net(x) → return 2 * self.net(x)",
            "other_results: return self.net(x) → return self.net(x) + 1",
        ],
    },
    "4.4": {
        "same: neither line reads what the other one writes": [
            "swapped_lines: nn.init.normal_(layer.weight, 1.0, 0.02) ⇄ nn.init.zeros_(layer.bias)",
        ],
    },
    "4.5": {
        "same: under no_grad there is nothing to detach": [
            "cut_gradients: images = G(z.to(next(G.parameters()).device)).cpu() "
            "→ images = G(z.to(next(G.parameters()).device)).detach().cpu()",
        ],
        "same: the line is there already": ["left_in_eval:  → G.eval()"],
    },
    "4.6": {
        "same: what is detached already has nothing to detach": [
            "cut_gradients: d_real, d_fake = (D(x_real), D(G(z).detach())) "
            "→ d_real, d_fake = (D(x_real), D(G(z).detach().detach()))",
        ],
        "same: opt_g.zero_grad() throws away what D's loss left at G": [
            "unwrapped: d_real, d_fake = (D(x_real), D(G(z).detach())) "
            "→ d_real, d_fake = (D(x_real), D(G(z)))",
        ],
        "same: neither line reads what the other one writes": [
            "swapped_lines: opt_d.step() ⇄ z = torch.randn(len(x_real), nz, device=x_real.device)",
            "swapped_lines: opt_g.step() ⇄ d_x, d_gz = "
            "(d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item())",
        ],
    },
    "4.8": {
        "same: load_state_dict copies to where each network is, wherever the file's tensors are": [
            "swapped_names: saved = torch.load(path, map_location=next(G.parameters()).device, "
            "weights_only=True) → saved = torch.load(path, "
            "map_location=next(D.parameters()).device, weights_only=True)",
            "arguments: saved = torch.load(path, map_location=next(G.parameters()).device, "
            "weights_only=True) → saved = torch.load(path, weights_only=True)",
        ],
        "same: weights_only is True by default": [
            "arguments: saved = torch.load(path, map_location=next(G.parameters()).device, "
            "weights_only=True) → saved = torch.load(path, "
            "map_location=next(G.parameters()).device)",
        ],
        "same: neither line reads what the other one writes": [
            "swapped_lines: G.load_state_dict(saved['G']) ⇄ D.load_state_dict(saved['D'])",
            "swapped_lines: D.load_state_dict(saved['D']) ⇄ opt_g.load_state_dict(saved['opt_g'])",
            "swapped_lines: opt_g.load_state_dict(saved['opt_g']) "
            "⇄ opt_d.load_state_dict(saved['opt_d'])",
        ],
    },
    "4.11": {
        "free: what becomes of values beyond -1 and 1": [
            "unwrapped: return ((images + 1) / 2).clamp(0, 1) → return (images + 1) / 2",
        ],
    },
    "4.12": {
        NORM: [
            changed("layers", FIRST, "nn.BatchNorm2d", "nn.InstanceNorm2d"),
            changed("layers", BLOCK, "nn.BatchNorm2d", "nn.InstanceNorm2d"),
        ],
        BIAS: [*biases(FIRST, 1), *biases(BLOCK, 1)],
        SIGN: ["signs: return self.net(z) → return -self.net(z)"],
        "same: neither line reads what the other one writes": [
            f"swapped_lines: super().__init__() ⇄ {FIRST}",
        ],
    },
}
