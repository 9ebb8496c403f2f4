"""Titles of treaties are long: 600 characters are kept whole, in any script."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cooperation.models import Agreement, Mechanism, Meeting, Project
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Agreement, Meeting, Project, Mechanism])
def test_600_characters_and_no_more(model, client):
    make = getattr(f, f"make_{model._meta.model_name}")
    # Of four bytes each in UTF-8, and no two the same, so that nothing compresses them: the longest key of an index.
    longest = "".join(chr(0x20000 + 7 * number) for number in range(600))
    record = make(longest, slug="longest")
    assert model.objects.get(pk=record.pk).title == longest
    assert longest in client.get(record.get_absolute_url()).text
    with pytest.raises(IntegrityError), transaction.atomic():
        make(longest + "x", slug="longer")
    with pytest.raises(ValidationError, match="at most 600"):
        model._meta.get_field("title").clean("x" * 601, None)
