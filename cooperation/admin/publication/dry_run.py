"""Dry run of a proposal: its form is saved, and everything is rolled back."""

from dataclasses import dataclass, field

from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.urls import resolve
from django.utils.translation import gettext as _

from ... import history
from ...domain.roles import may_propose
from ...history.differences import RowDiff, diff
from ..forms.conflict import BEGAN_FROM, merged
from ..forms.merge import Merge
from ..forms.state import state_of
from .proposals import sent_again


@dataclass
class DryRun:
    """What applying a proposal now would do: the `rows` that change, and the `problems` that prevent it.

    `merge` is set if the record changed since the proposal began.
    """

    rows: list[RowDiff] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    merge: Merge | None = None


class DiscardMessages(BaseStorage):
    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []


def dry_run(model_admin, request, proposal) -> DryRun:
    """Return what would change if the request's user applied the proposal now. All of it is rolled back."""
    result, kind = DryRun(), model_admin.opts.model_name
    with transaction.atomic():
        record = model_admin.model._base_manager.select_for_update(of=("self",)).get(pk=proposal.record.pk)
        latest = history.last_change(kind, record.pk)
        sent = sent_again(proposal)
        if proposal.begun_version != latest:
            result.merge = merged(model_admin, request, record, sent, proposal.begun_version)
            sent = result.merge.data
        sent[BEGAN_FROM] = str(latest)
        post = _post_request(model_admin, request, record, sent)
        try:
            with transaction.atomic():
                response = model_admin.changeform_view(post, str(record.pk))
                if response.status_code == 302:
                    result.rows = _changed_rows(kind, record, latest)
        except PermissionDenied:
            result.problems = [_("You may not save this.")]
        else:
            if response.status_code != 302:
                result.problems = [str(error) for errors in response.context_data["errors"] for error in errors]
        transaction.set_rollback(True)
    return result


def _changed_rows(kind, record, latest):
    changes = list(history.changes_of(kind, record.pk))
    before = history.replay(each for each in changes if each.pk <= latest)
    return diff(before, history.replay((each for each in changes if each.pk > latest), before))


def _post_request(model_admin, request, record, sent):
    post = HttpRequest()
    post.method, post.POST, post.user, post.session = "POST", sent, request.user, request.session
    post.META = {**request.META, "REQUEST_METHOD": "POST"}
    post.path = post.path_info = model_admin.address("change", record.pk)
    state_of(post).is_dry_run = True
    if may_propose(request.user, record):
        state_of(post).proposes = (model_admin.model, record.pk)
    post.resolver_match = resolve(post.path)
    post._messages = DiscardMessages(post)
    # No browser sends this request. CSRF was checked when the browser sent the proposal.
    post._dont_enforce_csrf_checks = True
    return post
