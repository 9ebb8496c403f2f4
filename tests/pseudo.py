"""A pseudolocale: accented English, 40 % longer, which reveals strings not marked for translation.

"Meetings" is "[Mééţîñĝš ~~~~]". Placeholders and markup are as in the string.
"""

import re

from babel.messages.catalog import Catalog

from config import catalogues

CODE = "xx"
ACCENTS = str.maketrans("acdeghijklnorstuyzACDEGHIJKLNORSTUYZ", "áçďéĝĥîĵķļñöŕšţüýžÁÇĎÉĜĤÎĴĶĻÑÖŔŠŢÜÝŽ")
KEPT = re.compile(r"(%\(\w+\)[a-z]|%[sd%]|\{\w*\}|</?[a-z][^>]*>|&\w+;)")


def pseudo(text: str) -> str:
    """Return the text in the test language."""
    parts = [part if number % 2 else part.translate(ACCENTS) for number, part in enumerate(KEPT.split(text))]
    longer = " ".join("~" * min(8, left) for left in range(round(len(KEPT.sub("", text)) * 0.4), 0, -8))
    body = "".join(parts)
    inner = body.strip()
    return body.replace(inner, f"[{inner} {longer}]" if longer else f"[{inner}]", 1) if inner else body


def write(folder) -> None:
    """Write the compiled catalogue below the folder, for settings.LOCALE_PATHS."""
    catalogue = Catalog(locale="en", charset="utf-8")
    for each in catalogues.extracted():
        if each.id:
            texts = each.id if isinstance(each.id, tuple) else (each.id,)
            made = tuple(map(pseudo, texts))
            catalogue.add(each.id, made if len(made) > 1 else made[0], context=each.context)
    path = folder / CODE / "LC_MESSAGES"
    path.mkdir(parents=True)
    (path / "django.mo").write_bytes(catalogues.compiled(catalogue))
