"""How fast and how good the course is beside a plain script: see `__main__`."""
