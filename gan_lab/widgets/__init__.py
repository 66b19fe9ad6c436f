"""Widgets: watch a training, play with one, explore what was learned."""

from gan_lab.widgets.dashboard import Dashboard

__all__ = ["Dashboard"]
