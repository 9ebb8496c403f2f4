"""Import agreements, parties, meetings, outcomes, projects and phases from files, and export them in the same form."""
