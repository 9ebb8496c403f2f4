"""Agreements, parties, meetings, outcomes, projects and phases from files that others wrote, and out to such files."""
