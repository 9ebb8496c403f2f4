"""The filters of the lists: one FilterSet for each list, and their base class."""

from ..domain.kinds import declared
from ..models import LISTED
from .base import OPTIONS, PARAMETERS, RegistryFilter
from .offers import offer, offers
from .pages import NoSuchPage

FILTERS = declared(LISTED, __name__, "{}Filter")  # by model
