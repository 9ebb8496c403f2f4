"""The admin site and those of its pages that belong to no single model."""
