"""Korean in Latin letters, by the Revised Romanization of Korean, for addresses.

Source: 국어의 로마자 표기법, Ministry of Culture and Tourism notice 2000-8 (now 2014-42), chapters 2 and 3, with the
Standard Pronunciation (표준 발음법) for the sound changes that it writes: https://korean.go.kr, "어문 규범".

A word is written as it is pronounced, except that consonants never become tense (압구정 is Apgujeong). Some rules need
a dictionary and are not implemented: an added ㄴ or ㄹ in a compound (알약 is Allyak, not Aryak), and nouns, in which h
is kept after ㄱ, ㄷ and ㅂ (묵호 is Mukho). Texts are nouns, except before what only verbs have (잡혀).
"""

import re
import unicodedata
from itertools import zip_longest
from typing import NamedTuple

INITIALS = dict(
    zip(
        "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ",
        ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"],
        strict=True,
    )
)
VOWELS = ("a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu")
VOWELS += ("eu", "ui", "i")
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
# A final consonant before another consonant or at the end (Standard Pronunciation, 8 to 11).
CLOSED = {
    final: latin
    for finals, latin in (
        ("ㄱㄲㅋㄳㄺ", "k"),
        ("ㄴㄵㄶ", "n"),
        ("ㄷㅅㅆㅈㅊㅌㅎ", "t"),
        ("ㄹㄼㄽㄾㅀ", "l"),
        ("ㅁㄻ", "m"),
        ("ㅂㅍㄿㅄ", "p"),
        ("ㅇ", "ng"),
        (("",), ""),
    )
    for final in finals
}
# The two consonants of a double final, of which the second one moves to a following vowel.
DOUBLE = dict(
    zip(
        "ㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ",
        ["ㄱㅅ", "ㄴㅈ", "ㄴㅎ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅂㅅ"],
        strict=True,
    )
)
NASAL = {"k": "ng", "t": "n", "p": "m"}
WITH_H = {"ㄱ": "k", "ㄷ": "t", "ㅂ": "p", "ㅈ": "ch"}
# Syllables that follow the stem of a verb: 잡혀, 밝히다. In nouns h is kept: 집현전.
VERBAL = "혀혔히힌힐"
# ㄴ and ㄹ are pronounced nn, not ll, in these (Standard Pronunciation, 20).
WITH_NN = (
    "의견란",
    "임진란",
    "생산량",
    "결단력",
    "공권력",
    "동원령",
    "상견례",
    "횡단로",
    "이원론",
    "입원료",
    "구근류",
    "신문로",
)
_WORD = re.compile("[가-힣]+")


class _Syllable(NamedTuple):
    text: str
    initial: str
    vowel: str
    final: str

    @classmethod
    def of(cls, text):
        number = ord(text) - ord("가")
        return cls(text, tuple(INITIALS)[number // 588], VOWELS[number // 28 % 21], FINALS[number % 28])


def romanized(text: str) -> str:
    """Return the text with its Korean syllables in Latin letters, in lower case. Other characters stay."""
    return _WORD.sub(lambda word: _word(word[0]), unicodedata.normalize("NFC", text))


def _word(word):
    syllables = [_Syllable.of(each) for each in word]
    found, initial = [], INITIALS[syllables[0].initial]
    for number, (one, following) in enumerate(zip_longest(syllables, syllables[1:])):
        found += [initial, one.vowel]
        if following is None:
            found.append(CLOSED[one.final])
            break
        is_nn = any(word.endswith(each, 0, number + 2) for each in WITH_NN)
        final, initial = (
            _before_vowel(one, following) if following.initial == "ㅇ" else _before_consonant(one, following, is_nn)
        )
        found.append(final)
    return "".join(found)


def _before_vowel(one, following) -> tuple[str, str]:
    """Return the Latin letters of a final consonant, and of the beginning of the next syllable, which is a vowel."""
    stays, moves = DOUBLE.get(one.final, ("", one.final))
    final = CLOSED[stays]
    if moves in ("", "ㅇ"):
        return CLOSED[moves], ""
    if moves == "ㅎ":
        return ("", INITIALS[stays]) if stays and stays != "ㄹ" else ("", "r" if stays else "")
    if moves in "ㄷㅌ" and following.vowel in ("i", "yeo"):
        return final, "j" if moves == "ㄷ" else "ch"  # 해돋이, 같이
    return final, INITIALS[moves]


def _before_consonant(one, following, is_nn) -> tuple[str, str]:
    """Return the Latin letters of a final consonant and of the consonant that follows it."""
    closed, initial = CLOSED[one.final], INITIALS[following.initial]
    if one.text == "밟":
        closed = "p"
    stays, last = DOUBLE.get(one.final, ("", one.final))
    if last == "ㅎ" and following.initial in WITH_H:
        return CLOSED[stays], WITH_H[following.initial]  # 좋고
    if last == "ㅎ" and following.initial == "ㅅ":
        return CLOSED[stays], initial
    if following.initial == "ㅎ" and (last == "ㅈ" or (last == "ㄷ" and following.text in VERBAL)):
        return CLOSED[stays], "ch"  # 맞히다, 굳히다
    if last in ("ㄱ", "ㅂ") and following.text in VERBAL:
        return CLOSED[stays], WITH_H[last]  # 잡혀
    if closed in NASAL and following.initial in "ㄴㅁㄹ":
        return NASAL[closed], "n" if initial == "r" else initial  # 백마, 독립문
    if closed in ("m", "ng") and initial == "r":
        return closed, "n"  # 종로
    if (closed, initial) == ("n", "r") and is_nn:
        return "n", "n"  # 신문로
    if (closed, initial) in (("n", "r"), ("l", "n"), ("l", "r")):
        return "l", "l"  # 신라, 별내, 울릉
    return closed, initial
