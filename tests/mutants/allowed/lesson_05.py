# ruff: noqa: E501
"""Lesson 05."""

ALLOWED: dict[str, dict[str, list[str]]] = {
    "5.1": {
        "same: the difference of the means is squared": [
            "arithmetic: distance = (a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root → distance = (b.mean(0) - a.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root",
        ],
    },
    "5.2": {
        "free: float32 or float64": [
            "unwrapped: p = probabilities.double() → p = probabilities",
        ],
    },
    "5.3": {
        "same: the distances of a set to itself are symmetric": [
            "constants: radii = torch.cdist(centres, centres).kthvalue(k + 1, dim=1).values → radii = torch.cdist(centres, centres).kthvalue(k + 1, dim=0).values",
        ],
        "same: the last dimension is the default": [
            "arguments: radii = torch.cdist(centres, centres).kthvalue(k + 1, dim=1).values → radii = torch.cdist(centres, centres).kthvalue(k + 1).values",
        ],
    },
    "5.5": {
        "same: a distance is a number already, or a tensor with one": [
            "unwrapped: values.append(float(distance(some_a, some_b))) → values.append(distance(some_a, some_b))",
        ],
    },
    "5.6": {
        "same: the two strings have equal length": [
            "arguments: pairs = [(a, b) for a, b in zip(answers, truth, strict=True) if a != '?'] → pairs = [(a, b) for a, b in zip(answers, truth) if a != '?']",
            "constants: pairs = [(a, b) for a, b in zip(answers, truth, strict=True) if a != '?'] → pairs = [(a, b) for a, b in zip(answers, truth, strict=False) if a != '?']",
        ],
    },
    "5.7": {
        "same: they are lists already": [
            "unwrapped: return distance(torch.cat(list(fake)), torch.cat(list(real))) → return distance(torch.cat(fake), torch.cat(list(real)))",
            "unwrapped: return distance(torch.cat(list(fake)), torch.cat(list(real))) → return distance(torch.cat(list(fake)), torch.cat(real))",
        ],
    },
    "5.8": {
        "free: rounding up or down": [
            "other_calls: return ((images + 1) * 127.5).round().to(torch.uint8) → return ((images + 1) * 127.5).floor().to(torch.uint8)",
            "unwrapped: return ((images + 1) * 127.5).round().to(torch.uint8) → return ((images + 1) * 127.5).to(torch.uint8)",
        ],
    },
    "5.9": {
        "same: the smaller of two numbers": [
            "arguments: n = min(len(train), len(test)) → n = min(len(test), len(train))",
        ],
    },
}
