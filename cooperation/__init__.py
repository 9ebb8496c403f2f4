"""What was done with the world: agreements, meetings, outcomes, projects, and where each fact comes from."""
