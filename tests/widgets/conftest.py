"""What the tests of widgets share."""

from __future__ import annotations

import ipywidgets
import pytest


@pytest.fixture
def living():
    """A function: how many widgets exist that were not closed."""
    try:  # ipywidgets 8
        from ipywidgets.widgets.widget import _instances as known
    except ImportError:  # 7
        known = ipywidgets.Widget.widgets
    return lambda: len(known)
