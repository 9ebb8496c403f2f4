"""Merging two records, organizations, topics or sources, and undoing it."""
