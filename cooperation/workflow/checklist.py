"""What a draft still lacks. The list is only advice: it blocks nothing, as some facts are unknown."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Record

# Without these two, readers cannot tell what a record is or whether it is true: publishing asks for confirmation.
SUMMARY = gettext_lazy("a summary")
SOURCE = gettext_lazy("a source: a citation that names one")


def missing(record: Record) -> list[str]:
    found = []
    if record.date_field is None:
        names = [str(record._meta.get_field(name).verbose_name) for name in record.date_fields]
        found.append(_("the date: %(fields)s") % {"fields": get_text_list(names, _("or"))})
    if record.has_host and not (record.host_country_id or record.city):
        found.append(_("the place: city or host country"))
    if not _has_anybody(record):
        words = {"agreement": _("the parties"), "meeting": _("who took part: countries or organizations")}
        found.append(words.get(record._meta.model_name, _("who works together: countries or organizations")))
    if not record.summary.strip():
        found.append(str(SUMMARY))
    if not record.topics.exists():
        found.append(_("a topic"))
    if not record.citations.filter(source__isnull=False).exists():
        found.append(str(SOURCE))
    return found


def essentials(record: Record) -> list[str]:
    return [words for words in missing(record) if words in (SUMMARY, SOURCE)]


def in_one_line(record: Record) -> str:
    """Return the missing items as a sentence, or "" if there are none."""
    found = ", ".join(missing(record))
    return _("still missing: %(what)s") % {"what": found} if found else ""


def _has_anybody(record):
    paths = (record.country_path, record.organization_path)
    return any(getattr(record, path.partition("__")[0]).exists() for path in paths)
