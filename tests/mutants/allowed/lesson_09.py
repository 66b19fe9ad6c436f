# ruff: noqa: E501
"""Lesson 09."""

ON_CPU = "same: on a CPU, where checks run; the text speaks of devices only in a hint"
SPREAD = "return torch.cdist(x, x).sum() / (n * (n - 1))"

ALLOWED: dict[str, dict[str, list[str]]] = {
    "9.1": {
        "same: the smaller of two, in either order": [
            "arguments: side = min(image.width, image.height) → side = min(image.height, image.width)",
        ],
    },
    "9.2": {
        ON_CPU: [
            "arguments: coins = torch.rand(len(x), 1, 1, 1, device=x.device) < 0.5 → coins = torch.rand(len(x), 1, 1, 1) < 0.5",
        ],
        "same: a fair coin has two equal sides": [
            "comparisons: coins = torch.rand(len(x), 1, 1, 1, device=x.device) < 0.5 → coins = torch.rand(len(x), 1, 1, 1, device=x.device) > 0.5",
        ],
    },
    "9.3": {
        ON_CPU: [
            "arguments: shift = 2 * torch.rand(len(x), 1, 1, 1, device=x.device) - 1 → shift = 2 * torch.rand(len(x), 1, 1, 1) - 1",
        ],
        "same: brighter and darker are equally likely": [
            "arithmetic: shift = 2 * torch.rand(len(x), 1, 1, 1, device=x.device) - 1 → shift = 1 - 2 * torch.rand(len(x), 1, 1, 1, device=x.device)",
            "arithmetic: return x + strength * shift → return x - strength * shift",
        ],
    },
    "9.6": {
        "same: it cancels in a ratio of two": [
            "other_results: return torch.cdist(x, x).sum() / (n * (n - 1)) → return torch.cdist(x, x).sum() / (n * (n - 1)) / 2",
        ],
        "same: what both diversities are multiplied by cancels out": [
            f"signs: {SPREAD} → return -(torch.cdist(x, x).sum() / (n * (n - 1)))",
            f"other_results: {SPREAD} → return 2 * (torch.cdist(x, x).sum() / (n * (n - 1)))",
            f"arithmetic: {SPREAD} → return torch.cdist(x, x).sum() / (n * (1 - n))",
        ],
        "free: whether an image is compared with itself too, a few per cent; a note says so": [
            f"constants: {SPREAD} → return torch.cdist(x, x).sum() / (n * (n - 0))",
            f"arithmetic: {SPREAD} → return torch.cdist(x, x).sum() / (n * n)",
        ],
    },
}
