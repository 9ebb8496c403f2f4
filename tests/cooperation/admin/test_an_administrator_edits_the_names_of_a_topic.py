"""An administrator edits a topic's other names; readers then find the topic and its records by them."""

import pytest

from tests import factories
from tests.reading import read

from .conftest import address, fields

pytestmark = pytest.mark.django_db


def test_other_names_are_edited_found_and_in_the_history(administrator):
    topic = factories.make_topic("Forest restoration")
    factories.make_project("Green belts", topics=[topic])
    sent = fields(administrator.get(address(topic)))
    response = administrator.post(address(topic), {**sent, "other_names": "Rainforest\n산림"}, follow=True)
    assert response.status_code == 200
    topic.refresh_from_db()
    assert topic.other_names == "Rainforest\n산림"
    for typed in ("rainforest", "산림"):
        page = read(administrator, f"/search/?q={typed}")
        assert "Forest restoration" in page.sections["Topics 1"]
        assert "Green belts" in page.sections["Projects 1"]
    assert "산림" in administrator.get(address(topic, "history")).content.decode()
