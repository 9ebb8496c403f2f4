"""The lists of the admin: filters, search, actions and downloads."""
