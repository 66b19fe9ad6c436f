"""The command `gan-lab`. Another package named gan_lab may be installed, and imported in its place.

So this lies outside of gan_lab, and asks for the other one before it gives up.
"""

from __future__ import annotations

import importlib.metadata
import re
import sys

COURSE = "gan-lab-course"
AGAIN = "install the course again, as its README.md says"


def main() -> int:
    """Run `gan_lab.cli.main`, or say which package stands in its way."""
    try:
        from gan_lab.cli import main as run
    except ImportError:
        others = others_named_gan_lab()
        if not others:
            raise
        for name in others:
            print(f"The package {name} is installed too, and is imported as gan_lab in place of")
            print(f"the course. -> {way_out(name)}")
        return 1
    return run()


def others_named_gan_lab() -> list[str]:
    """Installed packages, other than the course, that bring files of a gan_lab."""
    return sorted(
        {
            dist.metadata["Name"]
            for dist in importlib.metadata.distributions()
            if re.search(r"^gan_lab(/|\.py,)", dist.read_text("RECORD") or "", re.M)
            and dist.metadata["Name"] != COURSE
        }
    )


def way_out(name: str) -> str:
    """What to do about one of them: its files may have taken the place of the course's."""
    return f"pip uninstall {name} {COURSE}, then {AGAIN}"


if __name__ == "__main__":
    sys.exit(main())
