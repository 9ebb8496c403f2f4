"""Django's PostgreSQL backend, with one change for migrations."""
