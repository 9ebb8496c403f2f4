"""Reference data: what the world is called. Imports nothing of ours."""
