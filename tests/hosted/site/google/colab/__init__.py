"""Stands in for Colab's own package: what the course, or a library that it uses, touches of it."""

from google.colab import drive

__all__ = ["drive"]
