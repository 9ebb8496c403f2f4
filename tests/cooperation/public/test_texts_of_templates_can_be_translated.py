"""The texts of the Jinja2 templates: Babel extracts them, and pages show them in the active language."""

from pathlib import Path

from babel.messages.extract import extract_from_dir
from django.conf import settings
from django.template import engines
from django.utils import translation

FOLDER = Path(settings.BASE_DIR) / "templates" / "jinja"


def test_babel_extracts_them():
    options = {"**.html": {"newstyle_gettext": "true", "trimmed": "true", "silent": "false"}}
    found = {message for _name, _line, message, *_ in extract_from_dir(FOLDER, [("**.html", "jinja2")], options)}
    assert {
        "Skip to the content",
        "All %(number)s outcomes",
        ("%(number)s result", "%(number)s results"),
        "Not printed here: %(missing)s of %(number)s. Full list: %(scheme)s://%(host)s%(address)s",
    } <= found
    assert len(found) > 250


def test_a_text_is_in_the_language_that_is_active(monkeypatch):
    monkeypatch.setattr("cooperation.public.templating.gettext", lambda text: f"{text} in {translation.get_language()}")
    template = engines["jinja2"].from_string('{{ _("A text of this test") }}')
    with translation.override("ko"):
        assert template.render() == "A text of this test in ko"
    assert template.render() == "A text of this test in en"
