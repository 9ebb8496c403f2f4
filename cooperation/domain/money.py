"""Amounts of money in their own currency: amounts in different currencies are never added."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency
from django.utils.translation import get_language, to_locale


def in_words(amount: Decimal, currency: str) -> str:
    """Return an amount with its ISO 4217 code, formatted for the active language: "USD 300,000", "300,000 USD".

    In Korean the unit follows the number, as in the tables of the Korean government, and the code remains the unit: it
    tells apart currencies of one name, such as the dollars.
    """
    language = get_language() or "en"
    digits = "#,##0" if amount == amount.to_integral_value() else "#,##0.00"
    pattern = f"{digits}\u00a0¤¤" if language == "ko" else f"¤¤\u00a0{digits}"
    return format_currency(amount, currency, pattern, locale=_locale(language), currency_digits=False)


@cache
def _locale(language):
    try:
        return Locale.parse(to_locale(language))
    except UnknownLocaleError:  # Babel does not know the language
        return Locale("en")


@dataclass(frozen=True)
class Total:
    """The sum of the phases in one currency, and whether to use it with care."""

    currency: str
    amount: Decimal
    phases: int
    is_disputed: bool = False
    is_inferred: bool = False


def totals(phases, evidence_of) -> list[Total]:
    """Return the sum of the amounts of `phases` for each currency, sorted by code.

    `evidence_of` returns the evidence of a phase. A sum is disputed if any claim about one of its phases is disputed,
    and inferred if an amount or a currency is inferred.
    """
    rows = {}
    for phase in phases:
        if phase.amount is not None:
            rows.setdefault(phase.currency, []).append((phase, evidence_of(phase)))
    return [
        Total(
            currency,
            sum((phase.amount for phase, _ in rows[currency]), Decimal(0)),
            len(rows[currency]),
            any(evidence.is_disputed for _, evidence in rows[currency]),
            any(
                claims.is_inferred for _, evidence in rows[currency] for claims in evidence.about("amount", "currency")
            ),
        )
        for currency in sorted(rows)
    ]
