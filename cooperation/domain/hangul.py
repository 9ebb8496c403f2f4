"""Hangul and Hanja: which characters search reads in pairs, and the letters (jamo) and keys of a syllable.

The SQL of search (cooperation/database/search_korean.py) is rendered from these constants.
"""

import re
import unicodedata

from regions.translated import FIRST, Text

# Hangul syllables, ideographs and kana: each is a syllable of a text that may have no spaces between its words.
HANGUL = "\uac00-\ud7a3"
SYLLABLES = f"{HANGUL}\u3400-\u4dbf\u4e00-\u9fff\u3041-\u30fa\u30fc-\u30ff"
# Middle dots that Unicode counts as letters: Korean texts have them in "한ㆍ중ㆍ일".
DOTS = "\u119e\u318d"
# The keys of the Korean standard keyboard (KS X 5002) for the jamo of a syllable, in the order of Unicode.
INITIALS = tuple("rRseEfaqQtTdwWczxvg")
_VOWELS = "k o i O j p u P h hk ho hl y n nj np nl b m ml l"
_FINALS = "r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g"
VOWELS, FINALS = tuple(_VOWELS.split()), ("", *_FINALS.split())
_FIRST, _LAST = 0xAC00, 0xD7A3
_ONLY = re.compile(f"[{SYLLABLES}]+")
_ANY_HANGUL = re.compile(f"[{HANGUL}]")
_HANGUL_ONLY = re.compile(f"[{HANGUL}]+")
_ANY = re.compile(f"[{SYLLABLES}]")
_GAP = re.compile(f"(?<=[{SYLLABLES}]) +(?=[{SYLLABLES}])")
_VOWEL = "[koiOjpuPhynbml]"
_TYPED = re.compile(
    rf"(?P<initial>{'|'.join(INITIALS)})(?P<vowel>{'|'.join(sorted(VOWELS, key=len, reverse=True))})"
    rf"(?P<final>(?:{'|'.join(sorted(filter(None, FINALS), key=len, reverse=True))})(?!{_VOWEL}))?"
)
# One letter or digit for each jamo, for trigrams: a double consonant is like its single one, of two final consonants
# the first counts.
_COMPOUND_VOWELS = {"hk": "1", "ho": "2", "hl": "3", "nj": "4", "np": "5", "nl": "6", "ml": "7"}
LETTERS_OF_JAMO = (
    {chr(0x1100 + number): keys.lower() for number, keys in enumerate(INITIALS)}
    | {chr(0x1161 + number): _COMPOUND_VOWELS.get(keys, keys.lower()) for number, keys in enumerate(VOWELS)}
    | {chr(0x11A7 + number): keys[0].lower() for number, keys in enumerate(FINALS) if keys}
)


def has_syllables(text: str) -> bool:
    return bool(_ANY.search(text))


def has_hangul(text: str) -> bool:
    return bool(_ANY_HANGUL.search(text))


def by_script(text: str) -> Text:
    """Return the text with the language of most of its letters.

    Hangul is Korean, and ASCII letters are the first language of the content. The language of an acronym, or of a text
    in other letters, is not known.
    """
    syllables = len(_ANY_HANGUL.findall(text))
    letters = [letter for letter in text if letter.isalpha()]
    if syllables and syllables * 2.5 > len(letters) - syllables:  # a syllable has two or three letters
        return Text(text, "ko")
    others = sum(not letter.isascii() for letter in letters) - syllables
    is_plain = others * 20 <= len(letters) and any(letter.islower() for letter in letters)
    return Text(text, FIRST if is_plain else "")


def is_syllables(text: str) -> bool:
    return bool(_ONLY.fullmatch(text))


def is_hangul(text: str) -> bool:
    return bool(_HANGUL_ONLY.fullmatch(text))


def pairs(word: str) -> list[str]:
    """Return the pairs of syllables of a word; a single syllable is its own pair."""
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]


def joined(text: str) -> str:
    """Return the folded text without the spaces between syllables: "한중일 환경장관회의 temm" has one left."""
    return _GAP.sub("", text)


def keys(text: str) -> str:
    """Return the keys that write a text on a Korean keyboard: "ghksrud" for "환경". Other characters stay."""
    return "".join(map(_keys, unicodedata.normalize("NFC", text)))


def _keys(character):
    if not _FIRST <= ord(character) <= _LAST:
        return character
    syllable, final = divmod(ord(character) - _FIRST, 28)
    initial, vowel = divmod(syllable, 21)
    return INITIALS[initial] + VOWELS[vowel] + FINALS[final]


def composed(text: str) -> str | None:
    """Return the syllables that these keys write: "환경" for "ghksrud". None if they do not write whole syllables."""
    syllables, at = [], 0
    while at < len(text):
        if not (found := _TYPED.match(text, at)):
            return None
        initial, vowel = INITIALS.index(found["initial"]), VOWELS.index(found["vowel"])
        syllables.append(chr(_FIRST + (initial * 21 + vowel) * 28 + FINALS.index(found["final"] or "")))
        at = found.end()
    return "".join(syllables)


def attached(folded: str) -> str:
    """Return the folded text with a single consonant at its end joined to the syllable before, as in "환 ㄱ"."""
    is_single = len(folded) > 2 and folded[-2] == " " and 0x1100 <= ord(folded[-1]) <= 0x1112
    return folded[:-2] + folded[-1] if is_single and has_syllables(folded[-3]) else folded


def finished(text: str) -> str:
    """Return the text without the single consonant of a syllable that is being typed after another one."""
    return text[:-1] if len(text) > 1 and 0x1100 <= ord(text[-1]) <= 0x1112 else text


def continuations(text: str) -> list[tuple[str, str]]:
    """Return the ranges of what an unfinished text may become, each with its first text and the one after its last.

    "환겨" may become "환경", and "남" the beginning of "나무". A single consonant at the end may become any syllable
    with it.
    """
    if not text:
        return []
    start, last = text[:-1], text[-1]
    beyond = f"{text}\U0010ffff"
    if 0x1100 <= ord(last) <= 0x1112:
        first = _FIRST + (ord(last) - 0x1100) * 588
        return [(start + chr(first), start + chr(first + 588))]
    if not _FIRST <= ord(last) <= _LAST:
        return [(text, beyond)]
    number = ord(last) - _FIRST
    syllable, final = divmod(number, 28)
    if not final:
        return [(text, start + chr(ord(last) + 28))]
    found = [(text, beyond)]
    moved = FINALS[final]  # the last consonant may belong to the next syllable
    for kept, initial in ((moved[:-1], moved[-1]), ("", moved)):
        if kept in FINALS and initial in INITIALS and len(moved) <= 2:
            before = chr(_FIRST + syllable * 28 + FINALS.index(kept))
            first = _FIRST + INITIALS.index(initial) * 588
            pair = (start + before + chr(first), start + before + chr(first + 588))
            if pair not in found:
                found.append(pair)
    return found


def words_in(ranges: list[tuple[str, str]]) -> list[str]:
    """Return the words in the ranges, at most 28 of each range. A range that leaves the vowel open is left out."""
    found = []
    for first, beyond in ranges:
        if len(first) == len(beyond) and first[:-1] == beyond[:-1] and ord(beyond[-1]) - ord(first[-1]) <= 28:
            found += [first[:-1] + chr(number) for number in range(ord(first[-1]), ord(beyond[-1]))]
    return found
