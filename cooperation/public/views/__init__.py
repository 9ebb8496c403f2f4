"""The public pages, one file for each family of them."""
