"""Starts a kernel as Colab does: google.colab is imported before the first cell runs."""

import google.colab  # noqa: F401
from ipykernel import kernelapp

if __name__ == "__main__":
    kernelapp.launch_new_instance()
