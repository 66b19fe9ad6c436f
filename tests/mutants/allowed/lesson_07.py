# ruff: noqa: E501
"""Lesson 07."""

from tests.mutants.names import changed

G = (
    "self.net = nn.Sequential(nn.Linear(nz + 10, 64 * 7 * 7), nn.Unflatten(1, (64, 7, 7)), "
    "nn.BatchNorm2d(64), nn.ReLU(), nn.Conv2d(64, 64, 3, padding=1), nn.BatchNorm2d(64), "
    "nn.ReLU(), nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1), nn.BatchNorm2d(32), "
    "nn.ReLU(), nn.ConvTranspose2d(32, 1, 4, stride=2, padding=1), nn.Tanh())"
)
LAYERS = (
    "nn.LeakyReLU(0.2), nn.Conv2d(32, 64, 4, stride=2, padding=1), "
    "nn.BatchNorm2d(64), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 3, stride=2, padding=1), "
    "nn.BatchNorm2d(128), nn.LeakyReLU(0.2), nn.Flatten()"
)
D = (
    f"self.net = nn.Sequential(nn.Conv2d(2, 32, 4, stride=2, padding=1), {LAYERS}, "
    "nn.Linear(128 * 4 * 4, 1))"
)
FEATURES = f"self.net = nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), {LAYERS})"
ON_CPU = "same: on a CPU, where checks run; the text speaks of devices only in a hint"
NORM = "free: whether a layer has a norm, and which"
SLOPE = "free: the slope of a LeakyReLU, also that of two in a row"
NEVER_USED = "same: no label picks the last row"


def free_in(d: str) -> dict[str, list[str]]:
    """What both discriminators leave to the student."""
    leaky = "nn.LeakyReLU(0.2)"
    return {
        NORM: [
            changed("layers", d, "nn.BatchNorm2d(64), ", ""),
            changed("layers", d, "nn.BatchNorm2d(128), ", ""),
            changed("layers", d, "nn.BatchNorm2d(64)", "nn.InstanceNorm2d(64)"),
            changed("layers", d, "nn.BatchNorm2d(128)", "nn.InstanceNorm2d(128)"),
        ],
        SLOPE: [
            *(changed("layers", d, leaky, f"{leaky}, {leaky}", i) for i in range(3)),
            *(changed("constants", d, leaky, "nn.LeakyReLU(0.4)", i) for i in range(3)),
        ],
    }


ALLOWED: dict[str, dict[str, list[str]]] = {
    "7.1": {
        ON_CPU: [
            "arguments: rows = torch.zeros(len(labels), n_classes, device=labels.device) → rows = torch.zeros(len(labels), n_classes)",
        ],
    },
    "7.2": {
        NEVER_USED: [
            "layers: self.embed = nn.Embedding(n_classes, 10) → self.embed = nn.Embedding(n_classes + 1, 10)",
        ],
        NORM: [
            changed("layers", G, "nn.BatchNorm2d(64), ", ""),
            changed("layers", G, "nn.BatchNorm2d(64), ", "", 1),
            changed("layers", G, "nn.BatchNorm2d(32), ", ""),
            changed("layers", G, "nn.BatchNorm2d(64)", "nn.InstanceNorm2d(64)"),
            changed("layers", G, "nn.BatchNorm2d(64)", "nn.InstanceNorm2d(64)", 1),
            changed("layers", G, "nn.BatchNorm2d(32)", "nn.InstanceNorm2d(32)"),
        ],
        "free: the number of layers": [
            changed("layers", G, "nn.Conv2d(64, 64, 3, padding=1), ", ""),
        ],
        "free: the rule asks for an activation between convolutions, not behind the Linear": [
            changed("layers", G, "nn.ReLU(), ", ""),
        ],
        "same: with stride 1 either convolution is any other one, turned by half a turn": [
            changed("other_calls", G, "nn.Conv2d", "nn.ConvTranspose2d"),
        ],
        "same: tanh is odd, and the weights before it are as likely to have the other sign": [
            "signs: return self.net(torch.cat([z, e], dim=1)) → return -self.net(torch.cat([z, e], dim=1))",
        ],
    },
    "7.3": {
        "free: a logit may be any number, and D learns its scale": [
            "other_results: return self.net(torch.cat([x, plane], dim=1)).squeeze(1) → return self.net(torch.cat([x, plane], dim=1)).squeeze(1) / 2",
        ],
        NEVER_USED: [
            "layers: self.embed = nn.Embedding(n_classes, 28 * 28) → self.embed = nn.Embedding(n_classes + 1, 28 * 28)",
        ],
        **free_in(D),
        "free: the last layer has any weights and any bias": [
            "signs: return self.net(torch.cat([x, plane], dim=1)).squeeze(1) → return -self.net(torch.cat([x, plane], dim=1)).squeeze(1)",
            "other_results: return self.net(torch.cat([x, plane], dim=1)).squeeze(1) → return 2 * self.net(torch.cat([x, plane], dim=1)).squeeze(1)",
            "other_results: return self.net(torch.cat([x, plane], dim=1)).squeeze(1) → return self.net(torch.cat([x, plane], dim=1)).squeeze(1) + 1",
        ],
    },
    "7.4": {
        "free: whether the z have a seed of their own": [
            "shared_draws: z = torch.randn(n, nz).repeat(n_classes, 1) → z = torch.randn(n, nz, generator=torch.Generator().manual_seed(0)).repeat(n_classes, 1)",
        ],
    },
    "7.5": {
        "same: it is cut off already": [
            "cut_gradients: x_fake = G(z, labels).detach() → x_fake = G(z, labels).detach().detach()",
        ],
        "free: whether the loss still has its graph; a note says so": [
            "unwrapped: return d_loss.detach() → return d_loss",
        ],
    },
    "7.6": {
        "free: whether the loss still has its graph; a note says so": [
            "unwrapped: return g_loss.detach() → return g_loss",
        ],
    },
    "7.8": {
        "free: whether the images still have their graph; a note says so": [
            "cut_gradients: with torch.no_grad(): ; e_a, e_b = G.embed(torch.tensor([label_a, label_b], device=z.device)) ; t = torch.linspace(0, 1, n, device=z.device).view(-1, 1) ; e = (1 - t) * e_a + t * e_b ; return G.draw(z.expand(n, -1), e) → e_a, e_b = G.embed(torch.tensor([label_a, label_b], device=z.device)) ; t = torch.linspace(0, 1, n, device=z.device).view(-1, 1) ; e = (1 - t) * e_a + t * e_b ; return G.draw(z.expand(n, -1), e)",
        ],
        "same: G comes in evaluation mode": [
            "left_in_eval:  → G.eval()",
        ],
        ON_CPU: [
            "arguments: e_a, e_b = G.embed(torch.tensor([label_a, label_b], device=z.device)) → e_a, e_b = G.embed(torch.tensor([label_a, label_b]))",
            "arguments: t = torch.linspace(0, 1, n, device=z.device).view(-1, 1) → t = torch.linspace(0, 1, n).view(-1, 1)",
        ],
    },
    "7.9": {
        "same: under no_grad there is nothing to cut off": [
            "cut_gradients: images = G(z, labels) → images = G(z, labels).detach()",
        ],
        "same: G comes in evaluation mode": [
            "left_in_eval:  → G.eval()",
        ],
        ON_CPU: [
            "arguments: labels = torch.randint(0, n_classes, (batch_size,), device=device) → labels = torch.randint(0, n_classes, (batch_size,))",
            "arguments: z = torch.randn(batch_size, nz, device=device) → z = torch.randn(batch_size, nz)",
        ],
        "same: the step does not change the loss that was measured": [
            "swapped_lines: opt.step() ⇄ history.append(value.item())",
        ],
    },
    "7.12": {
        "free: a logit may be any number, and D learns its scale": [
            "other_results: return self.net(x) → return self.net(x) / 2",
        ],
        NEVER_USED: [
            "layers: self.embed = nn.Embedding(n_classes, 128 * 4 * 4) → self.embed = nn.Embedding(n_classes + 1, 128 * 4 * 4)",
        ],
        **free_in(FEATURES),
        "same: for a batch of one, the number alone is added to the other term's (1,)": [
            "shapes: realness = self.last(features).squeeze(1) → realness = self.last(features).squeeze()",
        ],
        "free: how the vectors begin": [
            "forgotten_lines: nn.init.normal_(self.embed.weight, std=0.02) → ",
            "arguments: nn.init.normal_(self.embed.weight, std=0.02) → nn.init.normal_(self.embed.weight)",
            "constants: nn.init.normal_(self.embed.weight, std=0.02) → nn.init.normal_(self.embed.weight, std=0.04)",
        ],
        "free: which features they are": [
            "signs: return self.net(x) → return -self.net(x)",
            "other_results: return self.net(x) → return 2 * self.net(x)",
            "other_results: return self.net(x) → return self.net(x) + 1",
        ],
        "same: the Linear layer has a bias, which may be 1 larger": [
            "other_results: return realness + (self.embed(labels) * features).sum(dim=1) → return realness + (self.embed(labels) * features).sum(dim=1) + 1",
        ],
    },
}
