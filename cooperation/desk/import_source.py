"""One source for all rows of an imported file: one that is recorded, or a new one."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..domain.choices import Origin
from ..domain.dates import PartialDateField
from ..domain.roles import may_add
from ..domain.written_dates import read_date
from ..exchange.imports.adding import add_source
from ..exchange.imports.lookups import BySource
from ..models import Source

MOST_NAMES = 1000  # that the text box offers
NEW = ("title", "publisher", "origin", "url", "as_of")


class SourceForm(forms.Form):
    """The name of a source, or the fields of a new one."""

    source = forms.CharField(
        label=gettext_lazy("Recorded source"),
        required=False,
        help_text=gettext_lazy("Its title, address or slug. Empty: the rows are not cited."),
        widget=forms.TextInput(attrs={"list": "known-sources", "class": "vTextField", "autocomplete": "off"}),
    )
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=300)
    publisher = forms.CharField(label=gettext_lazy("Publisher"), required=False, max_length=200)
    origin = forms.ChoiceField(
        label=gettext_lazy("Type of source"), required=False, choices=[("", gettext_lazy("Choose")), *Origin.choices]
    )
    url = forms.URLField(label=gettext_lazy("Address"), required=False, max_length=1000, assume_scheme="https")
    as_of = forms.CharField(
        label=gettext_lazy("As of"),
        required=False,
        help_text=gettext_lazy("The date of the information: 2012, May 2012 or 4 May 2012."),
    )

    def __init__(self, user, upload, data=None):
        slug = upload.choices.get("source", "")
        self.user, self.current = user, Source.objects.filter(slug=slug).first() if slug else None
        super().__init__(data, initial={"source": self.current.title if self.current else ""}, prefix="source")
        if not may_add(user, Source):
            for name in NEW:
                del self.fields[name]
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "vTextField" if isinstance(field, forms.CharField) else "")

    @property
    def new_fields(self):
        return [self[name] for name in NEW if name in self.fields]

    @property
    def is_new_open(self) -> bool:
        return any(field.errors or (self.is_bound and field.value()) for field in self.new_fields)

    @property
    def names(self):
        """Return the titles that the text box offers."""
        return Source.objects.order_by("title").values_list("title", flat=True).distinct()[:MOST_NAMES]

    def clean_source(self):
        text = self.cleaned_data["source"].strip()
        if self.current and text == self.current.title:
            return self.current.pk
        finder = BySource()
        finder.prepare({text})
        try:
            return finder.find(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean_as_of(self):
        text = self.cleaned_data["as_of"].strip()
        try:
            return PartialDateField().clean(read_date(text), None) if text else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self):
        sent = super().clean()
        if any(sent.get(name) for name in NEW):
            if sent.get("source"):
                self.add_error("source", _("Choose one: a recorded source, or a new one."))
            for name in ("title", "origin"):
                if not sent.get(name) and name not in self.errors:
                    self.add_error(name, _("This field is required."))
        return sent

    def save(self, upload) -> str:
        """Return the slug of the chosen source, which is added if it is new; "" if none was chosen."""
        sent = self.cleaned_data
        if sent.get("title"):
            return add_source({name: sent[name] for name in NEW}, self.user, upload)
        return Source.objects.get(pk=sent["source"]).slug if sent["source"] else ""
