"""Django's backend for PostgreSQL, with one difference in migrations."""
