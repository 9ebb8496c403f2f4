"""The message catalogues: `make messages` extracts the strings of code and templates and compiles the translations.

Translators edit locale/<language>/LC_MESSAGES/django.po. The compiled django.mo beside it is committed, so that the
registry runs without Babel.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

BASE_DIR = Path(__file__).resolve().parent.parent
FOLDERS = {"config", "cooperation", "regions", "templates"}
METHODS = (
    ("templates/jinja/**", "jinja2"),
    ("templates/**", "config.catalogues:extract_django"),
    ("**.py", "python"),
)
OPTIONS = {"templates/jinja/**": {"trimmed": "true", "silent": "false"}}
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
WIDTH = 120


def extract_django(fileobj, keywords, comment_tags, options):
    """Babel's extraction method for Django's templates, which templatize() writes as Python calls."""
    lines = templatize(fileobj.read().decode()).splitlines()
    source = io.BytesIO("\n".join(line.strip() for line in lines).encode())
    return extract_python(source, keywords, comment_tags, options)


def extracted() -> Catalog:
    """Return all strings that are marked for translation, with the names of their files."""
    catalogue = Catalog(charset="utf-8")
    found = extract_from_dir(
        BASE_DIR,
        METHODS,
        OPTIONS,
        KEYWORDS,
        comment_tags=["Translators:"],
        directory_filter=lambda path: Path(path).relative_to(BASE_DIR).parts[0] in FOLDERS,
    )
    for name, _line, message, comments, context in found:
        catalogue.add(message, locations=[(name, 1)], auto_comments=comments, context=context)
    return catalogue


def strings_of(message: Message) -> tuple[str, ...]:
    """Return the translations of the message: several if the language has plural forms."""
    return message.string if isinstance(message.string, tuple) else (message.string,)


def languages() -> list[str]:
    """Return the languages that have a catalogue."""
    return sorted(path.name for path in (BASE_DIR / "locale").iterdir())


def path_of(language: str, ending: str) -> Path:
    """Return the path of the file with the ending "po" or "mo"."""
    return BASE_DIR / "locale" / language / "LC_MESSAGES" / f"django.{ending}"


def read(language: str) -> Catalog:
    """Return the catalogue with its translations."""
    with path_of(language, "po").open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str) -> Catalog:
    """Return the catalogue with the present strings: new ones are untranslated, former ones are left out."""
    catalogue, present = read(language), extracted()
    present.creation_date = catalogue.creation_date
    catalogue.update(present, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    return catalogue


def source_of(catalogue: Catalog) -> bytes:
    """Return the content of django.po."""
    file = io.BytesIO()
    write_po(file, catalogue, width=WIDTH, sort_by_file=True, include_lineno=False)
    return file.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """Return the content of django.mo."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def main():
    for language in languages():
        catalogue = updated(language)
        path_of(language, "po").write_bytes(source_of(catalogue))
        path_of(language, "mo").write_bytes(compiled(catalogue))
        missing = sum(not any(strings_of(each)) for each in catalogue if each.id)
        sys.stdout.write(f"{language}: {len(catalogue)} strings, {missing} without translation\n")


if __name__ == "__main__":
    main()
