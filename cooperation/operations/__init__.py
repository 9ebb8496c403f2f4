"""Backups, restores, checks, metrics, and the jobs that timers start."""
