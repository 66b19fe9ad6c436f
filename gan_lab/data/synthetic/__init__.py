"""Image sets that the package draws itself: always there, and free to share."""

from gan_lab.data.synthetic.digits import DIGIT_NAMES, digits
from gan_lab.data.synthetic.garments import GARMENT_NAMES, garments
from gan_lab.data.synthetic.portraits import ATTRIBUTES, Portraits, portraits

__all__ = [
    "ATTRIBUTES",
    "DIGIT_NAMES",
    "GARMENT_NAMES",
    "Portraits",
    "digits",
    "garments",
    "portraits",
]
