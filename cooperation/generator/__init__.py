"""Fills an empty registry with as many records as one likes, to see how it does. `manage.py generate` calls it."""

from .content import SIZES
from .load import generate, is_empty

__all__ = ("SIZES", "generate", "is_empty")
