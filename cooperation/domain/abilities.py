"""What a person can do, as sentences about the permissions of the roles."""

from collections.abc import Set
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .kinds import RECORDS
from .roles import EDITED, GROUPS, PARTS, names_of_permissions

REFERENCES = ("topic", "organization", "source")


@dataclass(frozen=True)
class Ability:
    """A sentence about a person who has all permissions `needs`, and, if `without` is given, lacks those."""

    sentence: str
    needs: Set[str]
    without: Set[str] = frozenset()

    def is_of(self, permissions: Set[str]) -> bool:
        return self.needs <= permissions and not (self.without and self.without <= permissions)


_PUBLISH = names_of_permissions("cooperation", RECORDS, "publish")
_PUBLISH_REFERENCES = names_of_permissions("cooperation", REFERENCES, "publish")
_COUNTRIES = names_of_permissions("regions", ("region", "country"), *EDITED)
ABILITIES = (
    Ability(
        _("Adds, changes and deletes drafts of meetings, agreements, projects and mechanisms."),
        names_of_permissions("cooperation", RECORDS + PARTS, *EDITED),
    ),
    Ability(
        _("Submits drafts and proposes changes of published records. A publisher decides about them."),
        names_of_permissions("cooperation", RECORDS, "change"),
        without=_PUBLISH,
    ),
    Ability(
        _("Adds, changes and deletes topics, organizations and sources, unless a published record refers to them."),
        names_of_permissions("cooperation", REFERENCES, *EDITED),
        without=_PUBLISH_REFERENCES,
    ),
    Ability(_("Reads readers’ ratings."), names_of_permissions("cooperation", ("rating",), "view")),
    Ability(
        _("Reads regions and countries."),
        names_of_permissions("regions", ("region", "country"), "view"),
        without=_COUNTRIES,
    ),
    Ability(
        _("Publishes, plans and withdraws records, changes published ones, and decides about what editors submit."),
        _PUBLISH,
    ),
    Ability(_("Closes old versions of records, so that readers no longer see them."), _PUBLISH),
    Ability(
        _("Adds and changes topics, organizations and sources. Deletes those that nothing refers to."),
        names_of_permissions("cooperation", REFERENCES, *EDITED) | _PUBLISH_REFERENCES,
    ),
    Ability(
        _("Merges two records of the same kind into one, and undoes it."),
        names_of_permissions("cooperation", RECORDS, "merge"),
    ),
    Ability(_("Sees who changed which record, and when."), _PUBLISH),
    Ability(
        _("Merges two topics, organizations or sources into one, and undoes it."),
        names_of_permissions("cooperation", REFERENCES, "merge"),
    ),
    Ability(_("Adds, changes and deletes regions and countries."), _COUNTRIES),
    Ability(
        _("Adds, changes, deactivates and deletes accounts, and sees who signed in."),
        names_of_permissions("auth", ("user",), *EDITED) | names_of_permissions("auth", ("group",), "view"),
    ),
    Ability(
        _("Sees which old addresses of pages lead to new ones."),
        names_of_permissions("redirects", ("redirect",), "view"),
    ),
)


def abilities(permissions: Set[str]) -> list[str]:
    """Return the sentences about a person with these permissions, in the order of the roles."""
    return [str(each.sentence) for each in ABILITIES if each.is_of(permissions)]


def abilities_of(role: str) -> list[str]:
    return abilities(GROUPS[role])
