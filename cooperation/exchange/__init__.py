"""Data in and out: exports and imports."""
