"""What a proposal would change: its form is sent once more, and everything that it did is undone."""

from dataclasses import dataclass, field

from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from ... import history
from ...domain.roles import may_propose
from ...history.differences import RowDiff, diff
from ..forms.conflict import BEGAN_FROM
from ..forms.merge import Merge
from .proposals import sent_again


@dataclass
class Rehearsal:
    """What applying a proposal now would do: the `rows` that change, and what stands in the way.

    `merge` is set where the record changed since the proposal began.
    """

    rows: list[RowDiff] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    merge: Merge | None = None


class DiscardMessages(BaseStorage):
    """Messages that nobody reads."""

    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []


class DryRun:
    """Lets a ModelAdmin of records say what a proposal would change."""

    def rehearse(self, request, proposal) -> Rehearsal:
        """Return what the proposal would do, were it saved now by the user of the request. Nothing stays of it."""
        found = Rehearsal()
        with transaction.atomic():
            record = self.model._base_manager.select_for_update(of=("self",)).get(pk=proposal.record.pk)
            latest = history.last_change(self.opts.model_name, record.pk)
            sent = sent_again(proposal)
            if proposal.begun_version != latest:
                found.merge = self.merged(request, record, sent, proposal.begun_version)
                sent = found.merge.data
            sent[BEGAN_FROM] = str(latest)
            quiet = self._quiet(request, record, sent)
            try:
                with transaction.atomic():
                    response = self.changeform_view(quiet, str(record.pk))
                    if response.status_code == 302:
                        found.rows = self._what_changed(record, latest)
            except PermissionDenied:
                found.problems = [_("You may not save this.")]
            else:
                if response.status_code != 302:
                    found.problems = [str(error) for errors in response.context_data["errors"] for error in errors]
            transaction.set_rollback(True)
        return found

    def _what_changed(self, record, latest):
        kind = self.opts.model_name
        changes = list(history.changes_of(kind, record.pk))
        before = history.replay(each for each in changes if each.pk <= latest)
        return diff(before, history.replay((each for each in changes if each.pk > latest), before))

    def _quiet(self, request, record, sent):
        quiet = HttpRequest()
        quiet.method, quiet.POST, quiet.user, quiet.session = "POST", sent, request.user, request.session
        quiet.META = {**request.META, "REQUEST_METHOD": "POST"}
        quiet.path = quiet.path_info = reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk]
        )
        quiet.is_rehearsal = True
        if may_propose(request.user, record):
            quiet.proposes = (self.model, record.pk)
        quiet.resolver_match = resolve(quiet.path)
        quiet._messages = DiscardMessages(quiet)
        # It comes from no browser: what a browser sent was looked at when the proposal was kept.
        quiet._dont_enforce_csrf_checks = True
        return quiet
