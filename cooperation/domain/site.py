"""Who publishes the registry, in the reader's language.

The settings without a suffix are in the first language of the content; those with one, such as SITE_NAME_KO, may be
missing.
"""

from django.conf import settings

from regions.translated import FIRST, Text, preferred


def site_name() -> Text:
    return _shown("SITE_NAME")


def owner() -> Text:
    return _shown("OWNER")


def owner_url() -> str:
    return str(_shown("OWNER_URL"))


def _shown(setting) -> Text:
    for language in preferred():
        name = setting if language == FIRST else f"{setting}_{language.upper()}"
        if value := getattr(settings, name, ""):
            return Text(value, language)
    return Text("", FIRST)
