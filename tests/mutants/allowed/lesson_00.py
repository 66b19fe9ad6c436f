# ruff: noqa: E501
"""Lesson 00."""

ALLOWED: dict[str, dict[str, list[str]]] = {
    "0.1": {
        "same: a tensor of bytes divided by a float is float32": [
            "unwrapped: return images.float() / 127.5 - 1 → return images / 127.5 - 1"
        ]
    },
    "0.2": {
        "same: a square or a distance has no sign": [
            "arithmetic: return ((a.detach() - b) ** 2).mean() → return ((b - a.detach()) ** 2).mean()"
        ]
    },
}
