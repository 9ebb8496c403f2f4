"""The filters of the lists: one FilterSet for each list, and their base class."""

from .base import OPTIONS, PARAMETERS, RegistryFilter
from .lists import (
    AgreementFilter,
    MechanismFilter,
    MeetingFilter,
    OrganizationFilter,
    OutcomeFilter,
    ProjectFilter,
)
from .offers import offer, offers
from .pages import NoSuchPage

__all__ = (
    "OPTIONS",
    "PARAMETERS",
    "AgreementFilter",
    "MechanismFilter",
    "MeetingFilter",
    "NoSuchPage",
    "OrganizationFilter",
    "OutcomeFilter",
    "ProjectFilter",
    "RegistryFilter",
    "offer",
    "offers",
)
