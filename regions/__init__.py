"""Reference data: regions and countries. Does not import from other apps of the project."""
