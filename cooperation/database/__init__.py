"""What code asks of PostgreSQL itself: its errors in words, and how long a transaction may wait."""
