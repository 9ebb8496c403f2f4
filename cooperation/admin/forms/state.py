"""The state of the form during one request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict

if TYPE_CHECKING:
    from ...models import Submission
    from ...workflow.next_session import Session
    from .merge import Merge


@dataclass
class FormState:
    # The object's last change when the request first read it.
    began_from: int | None = None
    # Whether the submitted form was compared with what others saved; `conflict` has the merge if somebody saved.
    is_compared: bool = False
    conflict: Merge | None = None
    # Whether the record was merged into another one while the form was open: the input is shown but not saved.
    is_merged: bool = False
    # Why the form is refused although each field is valid.
    refusal: ValidationError | None = None
    # The record's model and id, if the save becomes a proposal instead of a change.
    proposes: tuple[type, int] | None = None
    # The form data of the proposal; empty if nothing was changed, None if the form was refused.
    proposed: list[list[str]] | None = None
    # The open proposal that the form shows or applies, and the data that fills the form.
    applies: Submission | None = None
    prefilled: QueryDict | None = None
    is_dry_run: bool = False
    # The record was saved but not published, because it has no source or no summary.
    is_incomplete: bool = False
    # The next session of a series that a new meeting's form is opened for; None: not looked up, False: none.
    next_session: Session | bool | None = None


def state_of(request: HttpRequest) -> FormState:
    return request.__dict__.setdefault("form_state", FormState())
