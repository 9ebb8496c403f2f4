"""The admin site, and its pages that belong to no single model."""
