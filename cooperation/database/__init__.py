"""PostgreSQL functions and triggers, error handling and timeouts."""
