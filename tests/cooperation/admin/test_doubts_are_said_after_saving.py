"""What is probably wrong is said after saving. It stops nobody."""

import pytest

from tests import factories

from .conftest import address, form_at, messages

pytestmark = pytest.mark.django_db


def save(client, record, **typed):
    form = {**form_at(client, address(record)), **typed}
    response = client.post(address(record), form, follow=True)
    assert "was changed successfully" in messages(response)
    return messages(response)


@pytest.mark.parametrize(
    ("signed", "in_force", "is_doubtful"),
    [
        ("2012-05", "2012-04-30", True),
        ("2012-05", "2012", False),
        ("2012-05-04", "2012-05-04", False),
        ("2012", "2011", True),
    ],
)
def test_an_entry_into_force_before_the_signature(editor, signed, in_force, is_doubtful):
    draft = factories.make_agreement(published=False)
    said = save(editor, draft, signed_on=signed, in_force_on=in_force)
    assert ("before the signature" in said) is is_doubtful
    draft.refresh_from_db()
    assert draft.in_force_on == in_force
