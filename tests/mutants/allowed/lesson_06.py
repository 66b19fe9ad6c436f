# ruff: noqa: E501
"""Lesson 06."""

ALLOWED: dict[str, dict[str, list[str]]] = {
    "6.2": {
        "free: where x_fake carries a graph, whether it is cut off": [
            "unwrapped: x = x.detach().requires_grad_(True) → x = x.requires_grad_(True)",
        ],
    },
    "6.5": {
        "same: what spectral norm adds to a layer holds no layer": [
            "unwrapped: for layer in list(D.modules()): → for layer in D.modules():",
        ],
    },
    "6.6": {
        "same: autograd.grad takes an iterator": [
            "unwrapped: gradients = torch.autograd.grad(g_loss(D(G(z))), list(G.parameters())) → gradients = torch.autograd.grad(g_loss(D(G(z))), G.parameters())",
        ],
    },
    "6.9": {
        "free: where x_real carries a graph, whether it is cut off": [
            "unwrapped: x = x_real.detach().requires_grad_(True) → x = x_real.requires_grad_(True)",
        ],
    },
    "6.10": {
        "same: a step leaves the gradients where they are": [
            "swapped_lines: length = sum((p.grad.square().sum() for p in G.parameters())).sqrt().item() ⇄ opt_g.step()",
        ],
    },
}
