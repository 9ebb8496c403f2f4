"""Reads the pages and the text of a PDF that Chromium printed."""

import re
import unicodedata
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
_PAGE = re.compile(rb"/Type\s*/Page[^s]")
_SHOWN = re.compile(r"/(F\d+) [\d.]+ Tf|<([0-9A-F]+)> ?Tj|\[([^\]]*)\] ?TJ")


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page without spaces: a PDF has no lines, only positions of glyphs."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    return [_page_text(objects, body) for body in objects.values() if _PAGE.search(body)]


def squeezed(text: str) -> str:
    """Return a text as `pages` gives it; a font may draw "ffi" as one letter."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _page_text(objects, page):
    fonts = {
        name.decode(): _texts_by_code(_stream(objects[_reference(objects[int(number)], b"ToUnicode")]))
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", page)
        if b"/ToUnicode" in objects[int(number)]
    }
    words, letters = "", {}
    for font, glyphs, pieces in _SHOWN.findall(_stream(objects[_reference(page, b"Contents")]).decode("latin-1")):
        letters = fonts.get(font, {}) if font else letters
        codes = glyphs + "".join(re.findall(r"<([0-9A-F]+)>", pieces))
        words += "".join(letters.get(codes[at : at + 4], "") for at in range(0, len(codes), 4))
    return squeezed(words)


def _texts_by_code(table):
    """Return {code as four hexadecimal digits: text} of the glyphs of a font."""
    letters = {}
    for kind, body in re.findall(r"beginbf(char|range)(.*?)endbf", table.decode("latin-1"), re.DOTALL):
        codes = re.findall(r"<([0-9A-F]+)>", body)
        step = 2 if kind == "char" else 3
        for first, *last, text in zip(*(codes[at::step] for at in range(step)), strict=True):
            text = bytes.fromhex(text).decode("utf-16-be")
            for place, code in enumerate(range(int(first, 16), int((last or [first])[0], 16) + 1)):
                letters[f"{code:04X}"] = text[:-1] + chr(ord(text[-1]) + place)
    return letters


def _reference(body, name):
    return int(re.search(rb"/%s (\d+) 0 R" % name, body)[1])


def _stream(body):
    head, _, rest = body.partition(b"stream\n")
    content = rest[: int(re.search(rb"/Length (\d+)", head)[1])]
    return zlib.decompress(content) if b"/FlateDecode" in head else content
