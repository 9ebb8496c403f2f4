"""The values of a file that the registry does not know, each to be matched, added, or left out."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from regions.models import Country, Region

from ..domain.choices import OrganizationKind, Origin
from ..domain.roles import may_add
from ..exchange.imports import matching
from ..exchange.imports.adding import add, name_of
from ..exchange.imports.kinds import KINDS
from ..exchange.imports.lookups import ByName, BySource
from ..models import Mechanism, Organization, Source, Topic, Upload, UploadedValue

PER_PAGE = 25
MOST_NAMES = 1000  # that a text box offers
LEAVE_OUT, ADD = matching.LEAVE_OUT, "+"
# What a value of each scope can mean.
TARGETS = {
    "country": (Country, Organization, Region),
    "organization": (Organization, Country),
    "region": (Region,),
    "source": (Source,),
    "topic": (Topic,),
    "mechanism": (Mechanism,),
}
ADDED = {
    "country": Organization,
    "organization": Organization,
    "topic": Topic,
    "source": Source,
    "mechanism": Mechanism,
}


@dataclass
class _Target:
    """What `Finders.split` asks of a column."""

    name: str
    targets: tuple


@dataclass
class Line:
    """One value, with what is chosen or was sent for it: `action` is a select, `text` the box for another name."""

    value: UploadedValue
    options: list[tuple[str, str]]
    action: str = ""
    text: str = ""
    error: str = ""
    has_text: bool = False
    columns: tuple[str, ...] = ()


class ValuesForm:
    """One page of the values of one scope."""

    def __init__(self, request, upload: Upload, sent=None):
        self.request, self.upload, self.sent = request, upload, sent
        self.finders = matching.Finders(
            {Source: BySource()}
            | {model: ByName(model) for model in (Country, Organization, Region, Topic, Mechanism)},
            matching.Choices(),
            localdate(),
        )
        values = UploadedValue.objects.filter(upload=upload, rows__gt=0)
        counts = (
            values.order_by().values_list("scope").annotate(Count("pk"), left=Count("pk", filter=Q(is_decided=False)))
        )
        self.scopes = [(scope, self._label(scope), number, left) for scope, number, left in sorted(counts)]
        asked = (sent or request.GET).get("of", "")
        undecided = next((scope for scope, _label, _number, left in self.scopes if left), "")
        first = undecided or (self.scopes[0][0] if self.scopes else "")
        self.scope = asked if asked in {each[0] for each in self.scopes} else first
        self.values = values.filter(scope=self.scope).order_by("is_decided", "-rows", "text")
        self.undecided = sum(left for *_rest, left in self.scopes)
        self.left = next((left for scope, _label, _number, left in self.scopes if scope == self.scope), 0)
        self.errors = []
        self.added_kind, self.rest = "", ""
        if sent is None:
            self.page = Paginator(self.values, PER_PAGE).get_page(request.GET.get("values"))
            self.lines = [self._line(value) for value in self.page]
        else:
            self.page = None
            pks = [int(name[7:]) for name in sent if name.startswith("action-") and name[7:].isdecimal()][:PER_PAGE]
            self.lines = [self._line(value) for value in self.values.filter(pk__in=pks)]
            self.added_kind, self.rest = sent.get("added_kind", ""), sent.get("rest", "")

    @property
    def page_range(self):
        return self.page.paginator.get_elided_page_range(self.page.number) if self.page else []

    @property
    def model(self):
        """Return the model of which this user may add what is not known, or None."""
        model = ADDED.get(self.scope)
        return model if model and may_add(self.request.user, model) else None

    @property
    def model_name(self):
        return self.model._meta.verbose_name_plural

    @property
    def most_of_a_name(self) -> int:
        return self.model._meta.get_field(name_of(self.model)).max_length if self.model else 0

    @property
    def added_kinds(self) -> list:
        """Return the kinds of what is added, of which one has to be chosen."""
        return {Organization: OrganizationKind.choices, Source: Origin.choices}.get(self.model, [])

    @property
    def names(self) -> list[str]:
        """Return the names that the text boxes offer."""
        found = []
        for model in TARGETS.get(self.scope, ()):
            name = name_of(model)
            found += model._base_manager.order_by(name).values_list(name, flat=True)[:MOST_NAMES]
        return found

    def _label(self, scope):
        if model := matching.MATCHED.get(scope):
            return capfirst(model._meta.verbose_name_plural)
        return capfirst(self._code_field(scope).verbose_name)

    def _code_field(self, scope):
        return next(
            column.field
            for column in KINDS[self.upload.kind].columns
            if getattr(column, "is_code", False) and matching.scope_of(column) == scope
        )

    def _line(self, value):
        options, action, text = [], "", ""
        if "." in self.scope:
            choices = self._code_field(self.scope).flatchoices
            proposed = [] if value.is_decided else value.proposal
            for code, label in choices:
                words = _("%(name)s (proposed)") if code in proposed else "%(name)s"
                if code:
                    options.append((code, words % {"name": capfirst(str(label))}))
            chosen = value.meaning if value.is_decided else value.proposal
            action = chosen[0] if chosen else ""
        else:
            chosen = value.meaning
            text = "; ".join(self._name(key) for key in chosen)
            if value.proposal and not value.is_decided and value.proposal != [LEAVE_OUT]:
                key = value.proposal[0]
                options.append((key, self._named(key)))
                # A name that is only similar is offered, not chosen: South Asia is not South Africa.
                action = "" if key.startswith(f"{self.scope}:") else key
            if self.model:
                options.append((ADD, _("Add it as a new %(kind)s") % {"kind": self.model._meta.verbose_name}))
        is_left_out = not value.is_decided and value.proposal == [LEAVE_OUT]
        options.append((LEAVE_OUT, _("Leave it out (as in an earlier file)") if is_left_out else _("Leave it out")))
        if is_left_out or (value.is_decided and not value.meaning):
            action = LEAVE_OUT
        has_text = "." not in self.scope
        if self.sent is not None:
            action = self.sent.get(f"action-{value.pk}", "")
            text = self.sent.get(f"text-{value.pk}", "") if has_text else ""
        columns = tuple(map(KINDS[self.upload.kind].shown, value.columns))
        return Line(value, options, action, text, has_text=has_text, columns=columns)

    def _name(self, key):
        model, _colon, code = key.partition(":")
        finder = self.finders[matching.MATCHED[model]]
        finder.prepare({code})
        try:
            return finder.name(finder.find(code))
        except ValueError:
            return code

    def _named(self, key):
        model = matching.MATCHED[key.partition(":")[0]]
        words = _("It is “%(name)s” (%(kind)s)")
        return words % {"name": self._name(key), "kind": model._meta.verbose_name}

    # What was sent

    def is_valid(self) -> bool:
        added = [line for line in self.lines if line.action == ADD and not line.text.strip()]
        for line in self.lines:
            self._check(line)
        if self.rest not in ("", LEAVE_OUT) and not (self.rest == ADD and self.model):
            self.rest = ""
        needs_kind = self.added_kinds and (added or self.rest == ADD)
        if needs_kind and self.added_kind not in dict(self.added_kinds):
            words = _("Choose the kind of the %(added)s that are added.")
            self.errors.append(words % {"added": self.model._meta.verbose_name_plural})
        return not self.errors and not any(line.error for line in self.lines)

    def _check(self, line):
        value, text = line.value, line.text.strip()
        value.is_decided, value.meaning = False, []
        if text:
            if line.action in (ADD, LEAVE_OUT):
                line.error = _("Choose one: the name in the box, or the choice above it.")
                return
            column = _Target(self.scope, TARGETS[self.scope])
            pairs, unknown = set(), []
            parts = [text] if self.scope == "source" else [part.strip() for part in text.split(";")]
            for part in filter(None, parts):
                for model in TARGETS[self.scope]:
                    self.finders[model].prepare({part})
                found, missing = self.finders.split(column, part)
                pairs |= found
                unknown += missing
            if unknown:
                words = _("Nothing is called “%(name)s”. Type a name, other name or code that the registry has.")
                line.error = words % {"name": unknown[0]}
                return
            value.is_decided = True
            value.meaning = sorted(self.finders[model].key(pk) for model, pk in pairs)
        elif line.action == ADD and len(value.text) > self.most_of_a_name:
            words = _("It has %(count)s characters; a name has at most %(most)s. Add it under a shorter name.")
            line.error = words % {"count": len(value.text), "most": self.most_of_a_name}
        elif line.action == LEAVE_OUT:
            value.is_decided = True
        elif line.action and line.action != ADD and line.action in dict(line.options):
            value.is_decided, value.meaning = True, [line.action]

    @transaction.atomic
    def save(self) -> None:
        """Store what was chosen for this page, and for all other undecided values of the scope if that was chosen."""
        changed = [line.value for line in self.lines]
        sent = {value.pk for value in changed}
        adding = [line.value for line in self.lines if line.action == ADD and not line.text.strip()]
        if self.rest:
            others = list(self.values.filter(is_decided=False).exclude(pk__in=sent))
            others += [line.value for line in self.lines if not line.value.is_decided and line.value not in adding]
            if self.rest == ADD:
                adding += [value for value in others if len(value.text) <= self.most_of_a_name]
            else:
                for value in others:
                    value.is_decided = True
            changed = list({value.pk: value for value in (*changed, *others)}.values())
        if adding:
            texts = [value.text for value in adding]
            keys = add(self.model, texts, self.request.user, self.upload, kind=self.added_kind)
            for value in adding:
                value.is_decided, value.meaning = True, [keys[value.text]]
        UploadedValue.objects.bulk_update(changed, ["is_decided", "meaning"], batch_size=1000)
        matching.remember(changed)

    @property
    def has_more(self) -> bool:
        return UploadedValue.objects.filter(upload=self.upload, rows__gt=0, is_decided=False).exists()
