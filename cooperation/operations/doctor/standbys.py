"""The standbys of a primary, or a standby itself: who receives, how far behind, and what PostgreSQL keeps for them.

A registry that has one database server gets no findings.
"""

import math
from collections.abc import Iterator

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ...database import grants, replication, standby
from ..metrics import index_day
from .finding import Finding, error, ok, warning


def check() -> Iterator[Finding]:
    lag = standby.lag()
    yield from _primary() if lag is None else _standby(lag)
    for slot in replication.unused_slots(is_primary=lag is None):
        yield _slot(slot, is_primary=lag is None)


def _primary():
    standbys, required = replication.standbys(), replication.required()
    hidden = [each for each in standbys if each.is_hidden]
    for each in standbys:
        if not each.is_hidden:
            yield _connected(each)
    if hidden:
        yield _hidden(
            _("Connected standbys: %(number)s. The owner of the tables may not see how far they are behind.")
            % {"number": len(hidden)}
        )
    # If it is hidden which of them are synchronous, each may be.
    number = len(hidden) or sum(each.is_synchronous for each in standbys)
    if number < required:
        yield error(
            _("Nothing can be saved. Synchronous standbys that a save needs: %(required)s; connected: %(number)s.")
            % {"number": number, "required": required},
            _("Start the standby that is missing, or take it out of synchronous_standby_names (docs/machines.md)."),
        )
    elif standbys and not required:
        yield warning(
            _("No standby is synchronous: if this server is lost, the changes of its last seconds are lost too."),
            _("Set synchronous_standby_names and synchronous_commit (docs/machines.md)."),
        )


def _connected(each):
    words = {
        "name": f"{each.name} ({each.address})" if each.address else each.name,
        "seconds": _seconds(each.lag),
        "size": filesizeformat(each.behind),
    }
    if each.state != "streaming":
        return warning(
            _("The standby %(name)s still receives what it missed, and is %(size)s behind.") % words,
            _("Run doctor again later. If that does not change, look at the log of PostgreSQL on its machine."),
        )
    if settings.STANDBY_LAG and each.lag > settings.STANDBY_LAG:
        return warning(
            _("The standby %(name)s is %(seconds)s seconds and %(size)s behind: it answers no readers.") % words,
            _("Look at the load, the disk and the network of its machine."),
        )
    if each.is_synchronous:
        return ok(_("The standby %(name)s is synchronous, and %(seconds)s seconds and %(size)s behind.") % words)
    return ok(_("The standby %(name)s is not synchronous, and %(seconds)s seconds and %(size)s behind.") % words)


def _standby(lag):
    yield _sender(replication.sender())
    words = {"seconds": _seconds(lag)}
    if settings.STANDBY_LAG and lag > settings.STANDBY_LAG:
        advice = _("Does a server process run with the primary? Look at the load, the disk and the network.")
        if math.isinf(lag):
            yield error(_("This standby has received no change since it started, so it answers no readers."), advice)
        else:
            yield error(_("This standby is %(seconds)s seconds behind, so it answers no readers.") % words, advice)
    elif math.isinf(lag):
        yield ok(_("This standby has received no change since it started."))
    else:
        yield ok(_("This standby is %(seconds)s seconds behind.") % words)
    day = index_day()
    if day < timezone.localdate():
        yield warning(
            _("The index of this standby is of %(day)s: its pages show that day.") % {"day": date_format(day)},
            _("The primary moves the index after midnight. Does a server process run with it?"),
        )


def _sender(sender):
    if sender is None:
        return error(
            _("This database is a standby, and is not connected to a primary."),
            _("Is the primary running? Look at primary_conninfo, and at the log of PostgreSQL."),
        )
    if sender.status is None:
        return _hidden(_("This database is a standby. The owner of the tables may not see where it receives from."))
    return ok(_("This database is a standby, and receives from %(address)s.") % {"address": sender.address})


def _hidden(sentence):
    words = {"owner": grants.roles().owner}
    return warning(sentence, _("As an administrator of PostgreSQL, run GRANT pg_read_all_stats TO %(owner)s;") % words)


def _slot(slot, *, is_primary):
    words = {"name": slot.name, "size": filesizeformat(slot.kept or 0)}
    if slot.wal_status == "lost":
        return error(
            _("The standby of the slot %(name)s was away for too long: what it needs was removed.") % words,
            _("Run slots.sql, and make that machine a standby again (docs/machines.md)."),
        )
    if slot.kept is None:
        sentence = _("No standby uses the slot %(name)s.") % words
    else:
        sentence = _("No standby uses the slot %(name)s, for which %(size)s of WAL are kept.") % words
    if is_primary:
        advice = _("Start the standby that uses it, or drop it: SELECT pg_drop_replication_slot('%(name)s');") % words
    else:
        advice = _("Run slots.sql on this machine (docs/machines.md): it makes the slot again.")
    return warning(sentence, advice)


def _seconds(lag):
    return f"{lag:.1f}"
