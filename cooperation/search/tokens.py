"""Splits search text into words and finds similar words. Does not use the database."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import permutations

from django.utils.translation import gettext_lazy as _

from ..domain import hangul
from .glossary import ASIDE as KOREAN_ASIDE
from .particles import PARTICLES, stems

LONGEST = 200
TOO_LONG = _("Enter at most %(longest)s characters. You entered %(length)s.")
UNREADABLE = _("Your search contains a character that cannot be searched for.")
NO_WORDS = _("Enter a word, a name or a number.")
ONLY_EXCLUDED = _("You only excluded words. Also enter a word to search for.")
ONLY_COMMON = _("These words are on nearly every page. Enter a less common word.")

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
_PIECE = re.compile(r'(?:^|(?<=\s))([-−–])?"([^"]*)"|([-−–](?=[^\s"]))?([^\s"]+)|"')

# Officials write "'12년", "'12.5.4." and "12년 5월".
_SHORT_YEAR = re.compile(r"(?<!\S)(?:['‘’](?=\d\d(?:년|\.\d))|(?=\d\d년 ?\d{1,2}월))(\d\d)")
# "제 14차" is one word.
_SESSION = re.compile(r"(?<!\S)(제) (?=\d)")
_PARTS = re.compile(r"[^\W_]+")

NUMBERS = (
    "one first,two second,three third,four fourth,five fifth,six sixth,seven seventh,eight eighth,nine ninth,ten tenth,"
    "eleven eleventh,twelve twelfth,thirteen thirteenth,fourteen fourteenth,fifteen fifteenth,sixteen sixteenth,"
    "seventeen seventeenth,eighteen eighteenth,nineteen nineteenth"
)
TENS = "twenty,thirty,forty,fifty,sixty,seventy,eighty,ninety"
_ONES = [words.split() for words in NUMBERS.split(",")]
WORDS_OF_NUMBER = {str(number): tuple(words) for number, words in enumerate(_ONES, 1)}
for _number, _ten in enumerate(TENS.split(","), 2):
    WORDS_OF_NUMBER[f"{_number}0"] = (_ten, f"{_ten[:-1]}ieth")
    WORDS_OF_NUMBER |= {f"{_number}{n}": tuple(f"{_ten} {word}" for word in _ONES[n - 1]) for n in range(1, 10)}
NUMBER_OF_WORD = {word: number for number, words in WORDS_OF_NUMBER.items() for word in words}
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
# These are numbers only in capitals; a single "I" is a word.
ROMAN = {"x" * tens + ones: str(10 * tens + n) for tens in range(4) for n, ones in enumerate(_ROMAN)}
del ROMAN[""], ROMAN["i"]
_MONTHS = "january february march april may june july august september october november december"
MONTHS = _MONTHS.split()
# Filler words: matching rows do not need to contain them.
_ASIDE = (
    "sign signs signed signing host hosts hosted hosting hold holds held holding take takes took taken taking place"
    " happen happens happened attend attends attended belong belongs mean means many much people find show list tell"
    " next last latest number nr"
)
ASIDE = frozenset(_ASIDE.split()) | KOREAN_ASIDE
# Synonyms: a name, and the alternatives to search for as well.
SYNONYMS = {
    "mou": ("memorandum of understanding", "memoranda of understanding"),
    "memorandum of understanding": ("mou",),
    "memoranda of understanding": ("mou",),
    "memorandum": ("mou",),
    "memoranda": ("mou",),
    "treaty": ("agreement", "convention"),
    "treaties": ("agreement", "convention"),
    "cop": ("conference of the parties",),
    "ministerial": ("ministers", "minister"),
    "emm": ("environment ministers meeting",),
    "un": ("united nations",),
    "united nations": ("un",),
    "sdg": ("sustainable development goals",),
    "sdgs": ("sustainable development goals",),
    "mdg": ("millennium development goals",),
    "co operation": ("cooperation",),
    "mous": ("mou", "memorandum of understanding", "memoranda of understanding"),
    "trilateral": ("tripartite",),
    "tripartite": ("trilateral",),
    "sept": ("september",),
} | {month[:3]: (month,) for month in MONTHS if month != "may"}
# Pairs of British and American spellings for which a rule would change too many words.
_SPELLINGS = (
    ("programme", "program"),
    ("programmes", "programs"),
    ("centre", "center"),
    ("centres", "centers"),
    ("defence", "defense"),
    ("licence", "license"),
    ("metre", "meter"),
    ("fibre", "fiber"),
    ("sulphur", "sulfur"),
    ("aluminium", "aluminum"),
    ("catalogue", "catalog"),
    ("dialogue", "dialog"),
    ("grey", "gray"),
    ("analyse", "analyze"),
    ("labelling", "labeling"),
    ("modelling", "modeling"),
)
SPELLINGS = {a: b for pair in _SPELLINGS for a, b in (pair, pair[::-1])}
_ENDINGS = (
    (re.compile(r"is(ation|ations|e|ed|es|ing|er|ers)$"), r"iz\1"),
    (re.compile(r"iz(ation|ations|e|ed|es|ing|er|ers)$"), r"is\1"),
    (re.compile(r"our(s|ed|ing|al|able|)$"), r"or\1"),
    (re.compile(r"or(s|ed|ing|al|able|)$"), r"our\1"),
)


@dataclass(frozen=True)
class Piece:
    """A word as typed, or a quoted phrase; included or excluded."""

    text: str
    is_phrase: bool = False
    is_excluded: bool = False

    @property
    def is_capital(self) -> bool:
        """Return whether it is written like a code: only "IN" in capitals may mean India, and "CO2" is not Colombia."""
        return self.text.isupper() and not any(character.isdigit() for character in self.text)

    def capitals(self, number: int) -> list[bool]:
        """For each of its words (their number is `number`), return whether it is written like a code."""
        parts = _PARTS.findall(self.text)
        return [Piece(part).is_capital for part in parts] if len(parts) == number else [self.is_capital] * number

    def __str__(self):
        sign = "-" if self.is_excluded else ""
        return f'{sign}"{self.text}"' if self.is_phrase else f"{sign}{self.text}"


def pieces(text: str) -> list[Piece]:
    """Return the words and phrases of the search text; ignores a separate minus sign, as in "Korea - Iran"."""
    found = []
    text = _SHORT_YEAR.sub(lambda year: full_year(year[1]), _SESSION.sub(r"\1", text.translate(_QUOTES)))
    for minus, phrase, sign, word in _PIECE.findall(text):
        if phrase.strip():
            found.append(Piece(phrase.strip(), True, bool(minus)))
        elif word and any(character.isalnum() for character in word):
            found.append(Piece(word, False, bool(sign)))
    return found


def full_year(written: str) -> str:
    """Return "2012" for "12" and "1992" for "92": few records are older than 1950."""
    return f"{'19' if written >= '50' else '20'}{written}"


def complaint(text: str):
    """Return the error message for invalid search text, or None."""
    if len(text) > LONGEST:
        return TOO_LONG % {"longest": LONGEST, "length": len(text)}
    if any(unicodedata.category(character) in {"Cc", "Cs"} and not character.isspace() for character in text):
        return UNREADABLE
    found = pieces(text)
    if not found:
        return NO_WORDS
    if all(piece.is_excluded for piece in found):
        return ONLY_EXCLUDED
    return None


def spellings(word: str) -> list[str]:
    if word in SPELLINGS:
        return [SPELLINGS[word]]
    return [ending.sub(other, word) for ending, other in _ENDINGS if len(word) > 4 and ending.search(word)]


def same_number(word: str) -> list[str]:
    """Return the other ways to write a number: "14" for "fourteenth", "fourteen" and "fourteenth" for "14"."""
    number = NUMBER_OF_WORD.get(word, word)
    return [other for other in (number, *WORDS_OF_NUMBER.get(number, ())) if other != word]


def plurals(word: str) -> list[str]:
    """Return the plural forms of a singular word: "treaties" for "treaty"."""
    if re.search(r"[^aeiou]y$", word):
        return [f"{word[:-1]}ies"]
    if re.search(r"(s|x|ch|sh)$", word):
        return [f"{word}es"]
    return [f"{word}s", f"{word[:-2]}a"] if word.endswith("um") else [f"{word}s"]


def singulars(word: str) -> list[str]:
    """Return the words of which this may be the plural: "treaty" for "treaties"."""
    found = [f"{word[:-3]}y", word[:-2], word[:-1], f"{word[:-1]}um"]
    return [each for each in found if len(each) > 1 and word in plurals(each)]


def other_forms(name: str) -> list[str]:
    """Return the forms in which the same name may be stored: in the other number, without spaces and particle in
    Korean.
    """
    if hangul.has_syllables(name):
        joined = hangul.joined(name)
        last = joined[joined.rfind(" ") + 1 :]
        forms = [joined, *(joined[: len(joined) - len(last)] + stem for stem in stems(last))]
        forms += [form.replace(one, other) for form in forms for one, other in _SAME_WORDS if one in form]
        return [form for form in forms if form != name]
    start, last = name[: name.rfind(" ") + 1], name[name.rfind(" ") + 1 :]
    if len(last) < 4 or not last.isascii() or not last.isalpha():
        return []
    return [start + form for form in (*singulars(last), *plurals(last))]


# Words that readers and the registry write differently in the same name.
_SAME_WORDS = [
    pair
    for words in (
        "회의 회담",
        "콘퍼런스 컨퍼런스 회의",
        "워크숍 워크샵",
        "심포지엄 심포지움",
        "파트너십 파트너쉽 동반자",
    )
    for pair in permutations(words.split(), 2)
]

_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>\d\d))?"),
    re.compile(r"(?P<year>(?:19|20)\d\d)[./](?P<month>\d{1,2})(?:[./](?P<day>\d{1,2}))?\.?"),
    re.compile(
        r"(?:(?P<year>(?:19|20)\d\d)(?:년도?|年))?(?:(?P<month>\d{1,2})[월月])?(?:(?P<day>\d{1,2})[일日])?"
        rf"(?:{'|'.join(sorted(PARTICLES, key=len, reverse=True))})?"
    ),
)


def undated(text: str) -> str:
    """Return "4 may 2012" for "2012-05-04", "2012년5월4일" and "2012.5.4.", "may" for "5월의"; else the text."""
    plain = unicodedata.normalize("NFKC", text)
    if not (found := next(filter(None, (each.fullmatch(plain) for each in _DATES)), None)) or not any(found.groups()):
        return text
    year, month, day = found["year"], found["month"], found["day"]
    if month and not 1 <= int(month) <= 12:
        return text
    return " ".join(
        [*([str(int(day))] if day else ()), *([MONTHS[int(month) - 1]] if month else ()), year or ""]
    ).strip()


def is_number(word: str) -> bool:
    return word.isdecimal() or word in NUMBER_OF_WORD


def halves(word: str) -> list[tuple[str, str]]:
    """Return the ways to split a word in two: "ground" and "water" for "groundwater"."""
    if not word.isalpha() or hangul.has_syllables(word) or not 5 <= len(word) <= 30:
        return []
    cuts = range(1 if word[0] == "e" else 2, len(word) - 1)
    return [(word[:cut], word[cut:]) for cut in cuts]


def allowed_errors(word: str) -> int:
    """Return how many typing errors are corrected; those of a Korean word are counted in its letters (jamo)."""
    if hangul.is_hangul(word):
        letters = len(hangul.keys(word))
        return 0 if len(word) < 2 or letters < 4 else 1 if letters < 9 else 2
    return 0 if len(word) < 4 or not word.isalpha() else 1 if len(word) < 7 else 2


_SOUNDS = ((re.compile(r"que\b|q|ck|c(?=[aou])"), "k"), (re.compile("ph"), "f"), (re.compile(r"(.)\1"), r"\1"))


def _sound(word):
    for spelling, sound in _SOUNDS:
        word = spelling.sub(sound, word)
    return word


def distance(a: str, b: str, most: int = 2) -> int:
    """Return the edit distance of two words: insertions, deletions, substitutions and swaps of neighbouring letters.

    Distances above `most` are returned as `most` + 1.
    """
    if abs(len(a) - len(b)) > most:
        return most + 1
    before, row = [], list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        earlier, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def nearest(typed: str, candidates: dict[str, int]) -> str | None:
    """Return the most likely correction among the candidates (word: number of documents), or None."""
    most = allowed_errors(typed)
    ranked = []
    for word, documents in candidates.items():
        errors = distance(hangul.keys(typed), hangul.keys(word), most)
        if errors > 1 and word != typed and _sound(word) == _sound(typed):
            errors = 1
        if 0 < errors <= most:
            same_start = word[:1] == typed[:1]
            ranked.append((errors, not same_start, -documents, word))
    return min(ranked)[-1] if ranked else None
