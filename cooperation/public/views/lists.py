"""The list of each kind, by model."""

from ...domain.kinds import declared
from ...models import LISTED

LISTS = declared(LISTED, __package__, "{}List")
