"""The lists of staff show the records of an imported file, all of them or those that it created or changed."""

import pytest

from cooperation import staff_search
from cooperation.models import Agreement
from tests import factories as f
from tests.settled import settle

pytestmark = pytest.mark.django_db
LIST = "/admin/cooperation/agreement/"


def text(response):
    return response.content.decode()


def titles(client, query):
    page = client.get(f"{LIST}?{query}")
    assert page.status_code == 200, page["Location"]
    return {row.title for row in page.context["cl"].result_list}


@pytest.fixture
def file(publisher):
    file = f.make_importedfile(owner=publisher.user)
    f.make_importedrecord(file, f.make_agreement("New", published=False))
    f.make_importedrecord(file, f.make_agreement("New and published"))
    f.make_importedrecord(file, f.make_agreement("Changed"), is_new=False)
    f.make_importedrecord(f.make_importedfile(), f.make_agreement("Of another file"))
    f.make_importedrecord(file, f.make_meeting("Meeting"))
    return file


def test_all_new_or_changed(publisher, file):
    assert titles(publisher, f"import={file.pk}") == {"New", "New and published", "Changed"}
    assert titles(publisher, f"import={file.pk}-new") == {"New", "New and published"}
    assert titles(publisher, f"import={file.pk}-new&publication=draft") == {"New"}
    assert titles(publisher, f"import={file.pk}-changed") == {"Changed"}


def test_what_is_no_import_is_refused(publisher, file):
    for value in ("0", "x", "-new", f"{file.pk}-old", "9" * 30):
        assert "e=1" in publisher.get(f"{LIST}?import={value}")["Location"]


def test_an_editor_is_offered_own_files_and_a_publisher_all(publisher, editor, file):
    f.make_importedfile(owner=editor.user, name="own.csv")
    assert "own.csv" in text(editor.get(LIST))
    assert "treaties.csv" not in text(editor.get(LIST))
    assert "e=1" in editor.get(f"{LIST}?import={file.pk}")["Location"]
    page = text(publisher.get(LIST))
    assert "own.csv" in page
    assert "treaties.csv" in page


def test_the_first_rows_are_found_by_an_index(file):
    settle()
    rows = Agreement.objects.filter(staff_search.imported_from(Agreement, file.pk)).order_by("pk")
    assert len(staff_search.first_ids(rows, 10)) == 3
    assert staff_search.count(rows, 2) == 2
