"""Who may do what in the admin. Every question is put to cooperation.domain.roles."""

from ..domain.roles import may_add, may_change, may_delete, may_publish, may_view


def _ask(request, may, thing) -> bool:
    """Return the role's answer about one thing, kept for the request where it takes a statement to give it.

    Django asks some twenty times for one form. Of a record the answer depends on its own columns only.
    """
    if isinstance(thing, type) or not hasattr(thing, "referred_by"):
        return may(request.user, thing)
    answers = request.__dict__.setdefault("answers_of_roles", {})
    question = (may, type(thing), thing.pk)
    if question not in answers:
        answers[question] = may(request.user, thing)
    return answers[question]


def _is_proposed(request, thing) -> bool:
    """Return whether this is the record whose form is open for a proposal: whatever is saved in it is undone."""
    return getattr(request, "proposes", None) == (type(thing), getattr(thing, "pk", None))


class ByRole:
    """Lets a ModelAdmin ask the roles."""

    def has_module_permission(self, request):
        return may_view(request.user, self.model)

    def has_view_permission(self, request, obj=None):
        """Return whether the user sees this kind, drafts included."""
        return may_view(request.user, self.model)

    def has_add_permission(self, request):
        return may_add(request.user, self.model)

    def has_change_permission(self, request, obj=None):
        """Return whether the user changes the thing, or any of its kind; or proposes to, in this very request."""
        return _is_proposed(request, obj) or _ask(request, may_change, self.model if obj is None else obj)

    def has_delete_permission(self, request, obj=None):
        return _ask(request, may_delete, self.model if obj is None else obj)

    def has_publish_permission(self, request, obj=None):
        """Return whether the user publishes and withdraws the thing, or things of its kind."""
        return may_publish(request.user, self.model if obj is None else obj)


class WithRecord:
    """Lets an inline follow its record: who changes the record changes its parts."""

    def has_view_permission(self, request, obj=None):
        return may_view(request.user, self.parent_model)

    def has_add_permission(self, request, obj):
        return self._may_edit(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._may_edit(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._may_edit(request, obj)

    def _may_edit(self, request, record):
        if record is None or record.pk is None:
            return may_add(request.user, self.parent_model)
        return _is_proposed(request, record) or _ask(request, may_change, record)


class ReadOnly(ByRole):
    """A list that is only looked at, whoever looks."""

    def has_add_permission(self, request):
        """Return False: the registry itself enters these."""
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
