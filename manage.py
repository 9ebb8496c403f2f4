"""Django's command line. It reads the same environment as the server: see config/settings.py."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import InternalError

from config.environment import WrongEnvironment
from cooperation.database.errors import NotConfirmed, is_read_only

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # PostgreSQL calls the connection so, and the history what it writes: "manage.py loaddata".
    os.environ.setdefault("PGAPPNAME", " ".join(["manage.py", *sys.argv[1:2]]))
    try:
        execute_from_command_line(sys.argv)
    except WrongEnvironment as reason:
        sys.exit(str(reason))
    except NotConfirmed as error:
        sys.exit(f"{error} It may have been saved: look before you run the command again.")
    except InternalError as error:
        if not is_read_only(error):
            raise
        said = " ".join(str(error).split())
        sys.exit(f"The database is read-only, as a standby is: use the address of the primary. PostgreSQL says: {said}")
