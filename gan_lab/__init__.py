"""gan_lab: the package behind a course on generative adversarial networks.

Importing it is cheap: nothing heavy happens before a lesson asks for it.
"""

from importlib.metadata import PackageNotFoundError, version

from gan_lab.errors import GanLabError

try:
    __version__ = version("gan-lab-course")
except PackageNotFoundError:  # the folder is on the path but was never installed
    __version__ = "0+not-installed"

__all__ = ["GanLabError", "__version__"]
