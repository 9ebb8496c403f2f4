"""What the exports have of each kind of record: tables, short forms of lists, and cells in the table of everything."""

from itertools import chain

from ....domain.kinds import declared
from ....models import RECORDS


def _all(name):
    return tuple(chain(*declared(RECORDS, __name__, name).values()))


KINDS = {kind.model._meta.model_name: kind for kind in _all("KINDS")}
TABLES = _all("TABLES")
SHORT_FORMS = _all("SHORT_FORMS")
