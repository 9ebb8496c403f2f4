"""What is probably wrong. It is said after saving and stops nobody."""

from django.utils.translation import gettext as _


def doubts(record) -> list[str]:
    """Return sentences about the saved record, for whoever saved it."""
    found = []
    signed, in_force = getattr(record, "signed_on", None), getattr(record, "in_force_on", None)
    if signed and in_force and in_force.last < signed.first:
        found.append(
            _("It enters into force (%(in_force)s) before it is signed (%(signed)s): right only if it was so agreed.")
            % {"in_force": in_force.words, "signed": signed.words}
        )
    return found
