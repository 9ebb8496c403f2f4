"""History, restoring and the recycle bin in the admin."""
