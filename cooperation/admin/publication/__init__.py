"""Review and publication in the admin."""
