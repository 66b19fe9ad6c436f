"""Scripts that made what the package ships, and the figures that the texts state."""
