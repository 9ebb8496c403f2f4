"""The lists in other forms than pages."""
