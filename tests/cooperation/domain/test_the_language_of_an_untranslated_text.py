"""A text whose language is not recorded is in the language of most of its letters, if that can be told."""

import pytest

from cooperation.domain.hangul import by_script


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("한-ASEAN 협력", "ko"),
        ("다른 이름", "ko"),
        ("The source has a space in 동아시아 정상회의.", "en"),
        ("It calls joint communiqués so.", "en"),
        ("Republic of Korea", "en"),
        ("Việt Nam", ""),
        ("韓中日", ""),
        ("TEMM", ""),
        ("", ""),
    ],
)
def test_its_language(text, language):
    assert by_script(text) == text
    assert by_script(text).language == language
