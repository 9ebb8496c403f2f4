"""What a country is to an agreement: participant, signatory, party."""

from datetime import date

import pytest

from cooperation.domain.choices import AgreementKind, Binding, Consent
from cooperation.domain.treaty_status import Standing, may_bind, standing
from cooperation.models import Agreement, Party

TODAY = date(2026, 11, 24)
TREATY = {"kind": AgreementKind.TREATY}
MOU = {"kind": AgreementKind.MOU}


@pytest.mark.parametrize(
    ("agreement", "party", "expected"),
    [
        (MOU, {}, Standing.PARTICIPANT),
        (MOU | {"in_force_on": "2010"}, {}, Standing.PARTICIPANT),
        (MOU | {"binding": Binding.BINDING, "in_force_on": "2010"}, {}, Standing.PARTY),
        (TREATY | {"binding": Binding.NON_BINDING}, {}, Standing.PARTICIPANT),
        ({"kind": AgreementKind.COMMUNIQUE}, {}, Standing.PARTICIPANT),
        (TREATY, {}, Standing.NOT_KNOWN),
        (TREATY | {"signed_on": "2012"}, {}, Standing.SIGNATORY),
        (TREATY, {"signed_on": "2012"}, Standing.SIGNATORY),
        (TREATY, {"consent": Consent.ACCESSION}, Standing.CONSENTED),
        (TREATY | {"in_force_on": "2012"}, {}, Standing.PARTY),
        (TREATY | {"in_force_on": "2026-11-24"}, {}, Standing.PARTY),
        (TREATY | {"in_force_on": "2026-11-25", "signed_on": "2012"}, {}, Standing.SIGNATORY),
        (TREATY | {"in_force_on": "2026-11", "signed_on": "2012"}, {}, Standing.NOT_KNOWN),
        (TREATY | {"in_force_on": "2012"}, {"in_force_on": "2030", "signed_on": "2012"}, Standing.SIGNATORY),
        (TREATY | {"in_force_on": "2012"}, {"withdrawn_on": "2020"}, Standing.WITHDRAWN),
        (TREATY | {"in_force_on": "2012"}, {"withdrawn_on": "2026"}, Standing.NOT_KNOWN),
        (TREATY | {"in_force_on": "2012"}, {"withdrawn_on": "2027"}, Standing.PARTY),
    ],
)
def test_only_dates_that_are_certainly_past_make_a_party(agreement, party, expected):
    assert standing(Party(**party), Agreement(**agreement), TODAY) == expected


def test_the_kind_decides_whether_an_instrument_binds_where_nothing_is_recorded():
    assert may_bind(Agreement(kind=AgreementKind.CONVENTION))
    assert not may_bind(Agreement(kind=AgreementKind.JOINT_DECLARATION))
    assert may_bind(Agreement(kind=AgreementKind.JOINT_DECLARATION, binding=Binding.BINDING))
