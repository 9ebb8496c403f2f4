"""Korean words of a query: divided into the words that they consist of, and initials of countries."""

from functools import cache

from ..domain import hangul
from .glossary import ENGLISH
from .labels import translated
from .particles import PARTICLES

# The syllables by which ministries name countries: "한중일" is Korea, China and Japan.
INITIALS = {
    "한": "KOR", "중": "CHN", "일": "JPN", "미": "USA", "영": "GBR", "불": "FRA", "독": "DEU", "러": "RUS", "노": "RUS",
    "몽": "MNG", "베": "VNM", "호": "AUS", "태": "THA", "캐": "CAN", "인": "IND", "북": "PRK", "덴": "DNK", "이": "ITA",
}  # fmt: skip
_HANJA = str.maketrans("韓中日美英佛獨露蒙越濠泰印伊", "한중일미영불독러몽베호태인이")
# Pairs of initials without Korea that ministries write. Others are words: "중독", "인도", "영미".
_PAIRS = {"중일", "일중", "미중", "미일", "일미", "미러", "중러", "러중", "북미", "중몽", "몽중"}
# With Korea these are words, too: "한인" is a Korean abroad, "한이" a woman.
_WORDS = {"한인", "한이", "한노", "한북"}
_ORDINALS = "첫 두 세 네 다섯 여섯 일곱 여덟 아홉 열 열한 열두 열세 열네 열다섯 열여섯 열일곱 열여덟 열아홉 스무"
ORDINALS = {f"{word}번째": str(number) for number, word in enumerate(_ORDINALS.split(), 1)}
# Names of groups of countries that an initial may precede, apart from those that the registry has as names.
_NAMES_OF_GROUPS = "아세안 아시아 동북아 동남아 동아시아 중앙아시아 아프리카 유럽 유럽연합 중동 중남미 유엔"
_GROUPS = frozenset(_NAMES_OF_GROUPS.split())
IMPOSSIBLE = 1000
# "3국" is three states.
STATES = {"2": "양국", "3": "삼국"}
COUNTERS = {"개", "개국", "개년", "건", "곳", "대", "명", "인", "종"}
LONGEST = 30  # syllables of a word that is divided
LONGEST_PART = 14


def english(word: str) -> tuple[str, ...]:
    """Return the English words with the meaning of a Korean word, or nothing."""
    return (*ENGLISH.get(word, ()), *translated().get(word, ()))


def is_known(word: str) -> bool:
    return word in ENGLISH or word in translated()


def is_single(word: str) -> bool:
    """Return whether this may be a word of one syllable with a particle: "물" in "물의"."""
    return len(word) > 1 and word[0] in ENGLISH and word[1:] in PARTICLES


def initials(word: str) -> list[str]:
    """Return the codes of the countries whose initials the word consists of, or nothing."""
    word = word.translate(_HANJA)
    if len(word) < 2 or len(set(word)) < len(word) or not set(word) <= INITIALS.keys():
        return []
    if len(word) == 2 and (word in _WORDS or not (word in _PAIRS or "한" in word)):
        return []
    return [INITIALS[each] for each in word] if "한" in word or len(word) == 2 else []


def initial(word: str) -> str | None:
    """Return the code of the country of which this is the initial, or None."""
    return INITIALS.get(word.translate(_HANJA))


def tokens(folded: list[str]) -> list[str]:
    """Return the words of a piece of the query, with initials joined to what follows ("한·중·일", "한-베트남").

    "두번째" is a number, and a particle after a number or an acronym is left out, as is a counter after a number:
    "10대".
    """
    result = []
    for word in folded:
        last = result[-1] if result else ""
        if last and not hangul.has_syllables(last) and word in PARTICLES:
            continue
        joins = last and hangul.is_syllables(last) and hangul.is_syllables(word)
        if joins and (word == "번째" or all(initial(each) for each in last)):
            result[-1] = last + word
        else:
            result.append(word)
    for number, word in enumerate(result[1:], 1):
        if word == "국" and (states := STATES.get(result[number - 1])):
            result[number - 1 : number + 1] = [states]
    counted = (False, *(before.isdecimal() for before in result))
    result = [word for word, is_counted in zip(result, counted, strict=False) if not (is_counted and word in COUNTERS)]
    return [ORDINALS.get(word, word) for word in result]


def names_in(word: str) -> set[str]:
    """Return what may be a name within a word, and the codes of the countries whose initials it begins with."""
    if not hangul.is_syllables(word) or len(word) > LONGEST:
        return set()
    codes = {code.lower() for each in word[:5] if (code := initial(each))}
    return codes | {
        word[start:end]
        for start in range(len(word) - 1)
        for end in range(start + 2, min(start + LONGEST_PART, len(word)) + 1)
    }


def parts(word: str, is_name) -> list[str]:
    """Return the words that a word consists of, without an ending; the word alone if it cannot be divided.

    "한중일환경장관회의와" consists of "한중일", "환경", "장관" and "회의". The longest names and known words are
    preferred; one part of two or more syllables may be unknown.
    """
    if not hangul.is_syllables(word) or not 2 <= len(word) <= LONGEST:
        return [word]

    @cache
    def best(start, may_be_unknown):
        """Return the cost and the parts of the rest; a smaller cost is better."""
        if start == len(word):
            return 0, ()
        if start and word[start:] in PARTICLES:
            return 0.1, ()
        found = [(IMPOSSIBLE, ())]
        for end in range(len(word), start, -1):
            part = word[start:end]
            if len(part) > 1 and (is_name(part) or is_known(part)):
                cost, rest = best(end, may_be_unknown)
                found.append((cost + 1, (part, *rest)))
            elif not start and (initials(part) or initial(part)):
                cost, rest = best(end, may_be_unknown)
                if len(part) > 1 or (rest and (is_name(rest[0]) or rest[0] in _GROUPS)):
                    found.append((cost + 1, (part, *rest)))
            elif len(part) > 1 and may_be_unknown and (start or end < len(word)):
                cost, rest = best(end, False)
                found.append((cost + 3 + len(part), (part, *rest)))
        return min(found)

    cost, found = best(0, True)
    has_known = any(is_name(part) or is_known(part) or initials(part) for part in found)
    return list(found) if cost < IMPOSSIBLE and has_known else [word]
