"""A password has 12 to 128 characters of any kind, and is neither common nor made from the names at hand."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.test import override_settings

from cooperation.desk import foreign_texts
from cooperation.domain import roles
from tests import factories

pytestmark = pytest.mark.django_db
OLD = "the-first-long-one"
LIST = Path(password_validation.__file__).with_name("common-passwords.txt.gz")


@pytest.fixture
def kim(client):
    names = {"first_name": "민지", "last_name": "Kim", "email": "m.gildong@mail.example"}
    user = factories.make_user(roles.EDITOR, username="kimminji", password=OLD, **names)
    client.force_login(user)
    return user


def change(client, new):
    sent = {"old_password": OLD, "new_password1": new, "new_password2": new}
    return client.post("/admin/password_change/", sent)


def problem(answer):
    """What the page says beside the field."""
    return " ".join(answer.context["form"].errors.get("new_password2", []))


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("eleven-long", "This password is too short. It must contain at least 12 characters."),
        ("ab" * 64 + "c", "This password is too long. It must contain at most 128 characters."),
        ("x" * 100_000, "This password is too long."),
        ("121231234123", "too few different characters. It must have at least 5."),
        ("my-Cooperation-2026", "“cooperation”, which is part of the name of the site"),
        ("all the ＲＥＧＩＳＴＲＹ knows", "“registry”"),
        ("of-many-examples", "“examples”"),
        ("xx-KimMinji-xx", "“kimminji”"),
        ("민지민지민지민지민지민지", "“민지”"),
        ("hong gildong hong", "“gildong”"),
    ],
)
def test_what_is_refused_is_said_beside_the_field(client, kim, new, said):
    answer = change(client, new)
    assert answer.status_code == 200
    assert said in problem(answer)
    shown = foreign_texts.mark(f"{answer.context['form']['new_password2'].errors}")
    assert shown in answer.content.decode()


@pytest.mark.parametrize(
    "new",
    [
        "only small letters",
        "830274918273",
        "ab12🌲" * 25,
        "🌲🌳🌴🌵🌿🌲🌳🌴🌵🌿🌲🌳",
        "skimming the lake",
        " spaces at the ends ",
    ],
)
def test_no_kind_of_character_is_asked_for(client, kim, new):
    assert change(client, new).status_code == 302
    assert client.login(username="kimminji", password=new)


def test_all_of_the_20_000_common_passwords_are_refused():
    common = gzip.decompress(LIST.read_bytes()).decode().split()
    assert len(common) > 19_000
    for each in (common[0], common[-1], *[word for word in common if len(word) >= 12]):
        with pytest.raises(ValidationError, match="too common"):
            password_validation.validate_password(each)


@override_settings(SITE_NAME="환경부", OWNER="The Sea")
def test_short_words_of_names_are_refused_only_where_few_words_hold_them(client, kim):
    assert "“환경부”" in problem(change(client, "우리나라의환경부와바다와"))
    assert change(client, "the sea and the hills").status_code == 302


def test_password_fields_say_what_they_are_and_allow_pasting(client, kim):
    page = client.get("/admin/password_change/").content.decode()
    fields = re.findall(r'<input type="password".*?>', page)
    assert [re.search('autocomplete="(.*?)"', field)[1] for field in fields] == [
        *("current-password", "new-password", "new-password")
    ]
    assert not [field for field in fields if "onpaste" in field or "maxlength" in field]
