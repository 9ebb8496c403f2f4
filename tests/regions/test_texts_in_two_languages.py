"""A translated text has a column for each language; pages show the reader's, else the other one with its language."""

import copy
import pickle

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import override

from cooperation.models import Meeting, Source
from regions.translated import LANGUAGES, Text, columns, text_of
from tests import factories as f

pytestmark = pytest.mark.django_db
NAME = "제14차 한·중·일 환경장관회의"


def test_the_reader_s_language_comes_first():
    meeting = f.make_meeting(title="14th meeting", title_ko=NAME)
    assert (str(meeting), meeting.__html__()) == ("14th meeting", "14th meeting")
    with override("ko"):
        assert (str(meeting), meeting.__html__()) == (NAME, NAME)


def test_the_other_language_is_marked():
    only_korean, only_english = f.make_meeting("", slug="m", title_ko=NAME), f.make_meeting("A & B", slug="a")
    assert str(only_korean) == NAME
    assert only_korean.__html__() == f'<span lang="ko">{NAME}</span>'
    with override("ko"):
        assert only_english.__html__() == '<span lang="en">A &amp; B</span>'
        assert type(str(only_english)) is str


def test_a_series_keeps_its_acronym_in_both():
    series = f.make_mechanism(title="Tripartite meeting", title_ko="삼국 회의", acronym="TEMM")
    with override("ko"):
        assert str(series) == "삼국 회의 (TEMM)"


def test_a_source_is_in_its_own_language():
    assert f.make_source("보도자료", slug="a", language="ko").__html__() == '<span lang="ko">보도자료</span>'
    assert f.make_source("보도자료", slug="b").__html__() == '<span lang="ko">보도자료</span>'


def test_one_language_is_needed():
    with pytest.raises(ValidationError) as refusal:
        Meeting(slug="m", title="").full_clean()
    assert refusal.value.message_dict["title"] == ["This field is required in at least one language."]
    Meeting(slug="m", title_ko=NAME, kind="session").full_clean()


def test_two_rows_without_a_name_in_a_language():
    f.make_topic("", name_ko="대기", slug="air")
    f.make_topic("", name_ko="물", slug="water")


def test_every_needed_text_has_its_constraint():
    models = [model for label in ("regions", "cooperation") for model in apps.get_app_config(label).get_models()]
    needed = [
        (model, name) for model in models for name, is_needed in getattr(model, "translated", {}).items() if is_needed
    ]
    assert len(needed) == 10
    for model, name in needed:
        conditions = [str(getattr(each, "condition", "")) for each in model._meta.constraints]
        assert any(all(f"'{column}'" in each for column in columns(name)) for each in conditions), (model, name)


def test_the_columns_of_a_text():
    assert columns("outcomes__text") == ("outcomes__text", "outcomes__text_ko")
    assert [Meeting._meta.get_field(name).language for name in columns("title")] == list(LANGUAGES)
    assert Meeting._meta.get_field("title_ko").verbose_name == "title (Korean)"
    assert not hasattr(Source._meta.get_field("title"), "language")


def test_a_text_is_copied_with_its_language():
    text = Text("회의", "ko")
    assert copy.deepcopy(text).language == pickle.loads(pickle.dumps(text)).language == "ko"  # noqa: S301
    assert text_of(Meeting(title_ko="회의"), "summary") == ""
