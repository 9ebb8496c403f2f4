"""The marks beside values that need care, and what each means.

A value that the ministry states is the normal case and has no mark.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Mark:
    """The text of a mark, and the sentence in the legend that explains it."""

    label: Promise
    meaning: Promise


# By code, which is also the end of the anchor in the legend.
MARKS = {
    "inferred": Mark(_("inferred"), _("No source states the value. The editors inferred it, and a note says how.")),
    "computed": Mark(
        _("computed"), _("No source states the value. The registry computes it from its records, such as a sum.")
    ),
    "disputed": Mark(
        _("disputed"), _("Sources contradict each other. The registry uses one value and shows what each source says.")
    ),
    "incomplete": Mark(_("list incomplete"), _("The source gives only part of the list.")),
    "external": Mark(
        _("external source"),
        _("The source is not one of the ministry's own. The list of sources marks each statement of this kind."),
    ),
    "host-only": Mark(
        _("host only, not recorded as a participant"),
        _("The meeting was held in the country. No record says that the country took part."),
    ),
    "presumed-held": Mark(
        _("confirmed, presumed held"),
        _("The meeting was confirmed and its date is past. No source says yet that it was held."),
    ),
    "not-recorded-held": Mark(
        _("not recorded whether held"), _("No source says whether the meeting was held, planned or cancelled.")
    ),
}
