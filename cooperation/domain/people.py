"""Names of people with an account, as people write them. No other module puts first and family names together."""

import re
from unicodedata import normalize

_HANGUL = re.compile(r"[가-힣]+(?: [가-힣]+)*")


def full_name(person) -> str:
    """Return the full name, or "": "Minji Kim", but "김민지": in Hangul, the family name is first, without a space."""
    first, family = (normalize("NFC", part).strip() for part in (person.first_name, person.last_name))
    if _HANGUL.fullmatch(first) and _HANGUL.fullmatch(family):
        return f"{family}{first}"
    return f"{first} {family}".strip()


def shown_name(person) -> str:
    """Return the full name, or the user name of an account that has none."""
    return full_name(person) or person.get_username()


def greeted_name(person) -> str:
    """Return the name for a greeting: the first name, but the whole name in Hangul, where "민지" would be impolite."""
    whole = full_name(person)
    is_korean = _HANGUL.fullmatch(whole)
    return whole if is_korean else person.first_name.strip() or person.get_username()


def name_with_account(full: str, user_name: str) -> str:
    """Return a full name with the user name, which tells apart people with the same name."""
    return f"{full} ({user_name})" if full else user_name
