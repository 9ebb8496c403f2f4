"""The JSON API: read-only, from the same filters and the same rows as the pages."""
