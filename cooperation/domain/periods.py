"""How long data about people is stored. docs/personal-data.md says why; cooperation/operations/retention.py deletes it.

Sessions have settings of their own (SESSION_IDLE_MINUTES, SESSION_HOURS), and so have the accounts of people who left.
"""

from datetime import timedelta

UPLOADS = timedelta(days=1)  # files between their preview and the import
RECENT_RATINGS = timedelta(hours=1)  # codes that say that an address has rated a page
AUDIT_YEARS = 2  # sign-ins and changes of accounts; triggers refuse to delete them earlier (database/accounts.py)
