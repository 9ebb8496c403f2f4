"""What pages draw: dates and numbers in, geometry out. Knows no model, no request and no colour."""
