"""Tests run in the quick profile and never reach for the network."""

import os

os.environ.setdefault("GAN_LAB_PROFILE", "quick")
os.environ.setdefault("GAN_LAB_OFFLINE", "1")
os.environ["GAN_LAB_DEVICE"] = "cpu"
os.environ["GAN_LAB_PROGRESS"] = "off"  # the solved notebooks' points are nobody's,
os.environ["GAN_LAB_KEEP"] = "off"  # nor are their trainings
