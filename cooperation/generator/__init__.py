"""Fill an empty registry with generated records, to test it at any size. `manage.py generate` calls it."""

from .content import SIZES
from .load import generate, is_empty
