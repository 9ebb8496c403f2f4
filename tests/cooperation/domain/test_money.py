"""Amounts are written with their currency and summed within it."""

from decimal import Decimal

from django.utils import translation

from cooperation.domain.evidence import Evidence
from cooperation.domain.money import in_words, totals
from cooperation.models import Phase


def test_an_amount_carries_its_code_and_no_empty_cents():
    assert in_words(Decimal("300000.00"), "USD") == "USD\N{NO-BREAK SPACE}300,000"
    assert in_words(Decimal("0.50"), "KRW") == "KRW\N{NO-BREAK SPACE}0.50"


def test_numbers_are_written_as_the_reader_s_language_writes_them():
    with translation.override("de"):
        assert in_words(Decimal("1234.5"), "EUR") == "EUR\N{NO-BREAK SPACE}1.234,50"
    with translation.override("ko"):
        assert in_words(Decimal(300000), "USD") == "300,000\N{NO-BREAK SPACE}USD"
        assert in_words(Decimal("1234.5"), "KRW") == "1,234.50\N{NO-BREAK SPACE}KRW"
    with translation.override("en-xa"):
        assert in_words(Decimal(300000), "USD") == "USD\N{NO-BREAK SPACE}300,000"


def test_a_sum_is_of_one_currency():
    phases = [
        Phase(pk=1, amount=Decimal(1), currency="USD"),
        Phase(pk=2, amount=Decimal(2), currency="EUR"),
        Phase(pk=3, amount=Decimal(4), currency="USD"),
        Phase(pk=4),
    ]
    found = totals(phases, lambda phase: Evidence(phase, []))
    assert [(total.currency, total.amount, total.phases) for total in found] == [("EUR", 2, 1), ("USD", 5, 2)]
