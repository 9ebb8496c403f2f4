"""The read-only JSON API, with the same filters and rows as the pages."""
