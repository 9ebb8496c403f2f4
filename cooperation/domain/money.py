"""Amounts of money in their own currency: amounts in different currencies are never added."""

from dataclasses import dataclass
from decimal import Decimal

from babel import Locale
from babel.numbers import format_currency
from django.utils.translation import get_language, to_locale


def in_words(amount: Decimal, currency: str) -> str:
    """Return an amount with its ISO 4217 code, formatted for the active language: "USD 300,000"."""
    digits = "#,##0" if amount == amount.to_integral_value() else "#,##0.00"
    locale = Locale.parse(to_locale(get_language() or "en"))
    return format_currency(amount, currency, f"¤¤\u00a0{digits}", locale=locale, currency_digits=False)


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
