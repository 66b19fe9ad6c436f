# ruff: noqa: E501
"""Lesson 08."""

ALLOWED: dict[str, dict[str, list[str]]] = {
    "8.1": {
        "same: a way is as long in both directions": [
            "arithmetic: return (a.sort().values - b.sort().values).abs().mean() → return (b.sort().values - a.sort().values).abs().mean()",
        ],
    },
    "8.3": {
        "free: the numbers of x stay; a note tells of the mark that is left on it": [
            "unwrapped: x = x.detach().requires_grad_(True) → x = x.requires_grad_(True)",
        ],
    },
    "8.4": {
        "same: both batches have one shape and lie on one device": [
            "swapped_names: shape = (len(x_real),) + (1,) * (x_real.dim() - 1) → shape = (len(x_fake),) + (1,) * (x_real.dim() - 1)",
            "swapped_names: epsilon = torch.rand(shape, device=x_real.device) → epsilon = torch.rand(shape, device=x_fake.device)",
            "swapped_names: shape = (len(x_real),) + (1,) * (x_real.dim() - 1) → shape = (len(x_real),) + (1,) * (x_fake.dim() - 1)",
        ],
        "free: made on the CPU; a note tells those who have a GPU": [
            "arguments: epsilon = torch.rand(shape, device=x_real.device) → epsilon = torch.rand(shape)",
        ],
    },
    "8.5": {
        "same: epsilon and 1 - epsilon are equally likely": [
            "arguments: x_mix = interpolate(x_real, x_fake) → x_mix = interpolate(x_fake, x_real)",
        ],
        "same: it is squared": [
            "arithmetic: return weight * (norms - 1).square().mean() → return weight * (1 - norms).square().mean()",
        ],
    },
    "8.6": {
        "free: the learning rate, up to 0.001, which is Adam's own": [
            "arguments: opt_g = torch.optim.Adam(G.parameters(), lr=0.0005, betas=(0.0, 0.9)) → opt_g = torch.optim.Adam(G.parameters(), betas=(0.0, 0.9))",
            "arguments: opt_d = torch.optim.Adam(D.parameters(), lr=0.0005, betas=(0.0, 0.9)) → opt_d = torch.optim.Adam(D.parameters(), betas=(0.0, 0.9))",
            "constants: opt_g = torch.optim.Adam(G.parameters(), lr=0.0005, betas=(0.0, 0.9)) → opt_g = torch.optim.Adam(G.parameters(), lr=0.001, betas=(0.0, 0.9))",
            "constants: opt_d = torch.optim.Adam(D.parameters(), lr=0.0005, betas=(0.0, 0.9)) → opt_d = torch.optim.Adam(D.parameters(), lr=0.001, betas=(0.0, 0.9))",
        ],
    },
    "8.7": {
        "same: it is detached already": [
            "cut_gradients: x_fake = G(z).detach() → x_fake = G(z).detach().detach()",
        ],
        "free: made on the CPU; a note tells those who have a GPU": [
            "arguments: z = torch.randn(len(x_real), nz, device=x_real.device) → z = torch.randn(len(x_real), nz)",
            "arguments: z = torch.randn(len(x_real), nz, device=x_real.device) → z = torch.randn(len(x_real), nz) (2)",
        ],
        "same: as many generated points as real ones, and in the same place": [
            "swapped_names: z = torch.randn(len(x_real), nz, device=x_real.device) → z = torch.randn(len(x_fake), nz, device=x_real.device)",
            "swapped_names: z = torch.randn(len(x_real), nz, device=x_real.device) → z = torch.randn(len(x_real), nz, device=x_fake.device)",
        ],
        "same: G's step does not change the estimate": [
            "swapped_lines: opt_g.step() ⇄ history.append(estimate.item())",
        ],
    },
    "8.8": {
        "free: a logit may be any number, and D learns its scale": [
            "other_results: return self.net(x).squeeze(1) → return self.net(x).squeeze(1) / 2",
        ],
        "free: where activations stand, as long as D is not one straight line": [
            "layers: self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(128 * 4 * 4, 1)) → self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(128 * 4 * 4, 1))",
            "layers: self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(128 * 4 * 4, 1)) → self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(128 * 4 * 4, 1))",
            "layers: self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(128 * 4 * 4, 1)) → self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.Flatten(), nn.Linear(128 * 4 * 4, 1))",
            "layers: self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(128 * 4 * 4, 1)) → self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.LeakyReLU(0.2), nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(128 * 4 * 4, 1))",
            "layers: self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(128 * 4 * 4, 1)) → self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(128 * 4 * 4, 1))",
            "layers: self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(128 * 4 * 4, 1)) → self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.LeakyReLU(0.2), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(128 * 4 * 4, 1))",
        ],
        "free: a score may be any number, and the critic learns what it means": [
            "signs: return self.net(x).squeeze(1) → return -self.net(x).squeeze(1)",
            "other_results: return self.net(x).squeeze(1) → return 2 * self.net(x).squeeze(1)",
            "other_results: return self.net(x).squeeze(1) → return self.net(x).squeeze(1) + 1",
        ],
        "free: the slope of a LeakyReLU": [
            "constants: self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(128 * 4 * 4, 1)) → self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.4), nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(128 * 4 * 4, 1))",
            "constants: self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(128 * 4 * 4, 1)) → self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.4), nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(128 * 4 * 4, 1))",
            "constants: self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(128 * 4 * 4, 1)) → self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.LeakyReLU(0.4), nn.Flatten(), nn.Linear(128 * 4 * 4, 1))",
        ],
    },
    "8.9": {
        "same: half of 0": [
            "other_results: return 0.0 → return 0.0 / 2",
        ],
        "same: twice nothing is nothing": [
            "other_results: return 0.0 → return 2 * 0.0",
        ],
        "free: which update of each k is the one": [
            "constants: if step % k != 0: → if step % k != 1:",
        ],
    },
    "8.10": {
        "same: only the number comes back, without a graph": [
            "cut_gradients: with torch.no_grad(): ; estimate = D(x_real).mean() - D(x_fake).mean() → estimate = D(x_real).mean() - D(x_fake).mean()",
            "cut_gradients: estimate = D(x_real).mean() - D(x_fake).mean() → estimate = D(x_real).detach().mean() - D(x_fake).mean()",
            "cut_gradients: estimate = D(x_real).mean() - D(x_fake).mean() → estimate = D(x_real).mean() - D(x_fake).detach().mean()",
        ],
    },
}
