"""Stands in for the way to a person's Google Drive."""

from pathlib import Path


def mount(mountpoint: str, force_remount: bool = False) -> None:
    """An empty Drive."""
    Path(mountpoint, "MyDrive").mkdir(parents=True, exist_ok=True)
    print(f"Mounted at {mountpoint}")
