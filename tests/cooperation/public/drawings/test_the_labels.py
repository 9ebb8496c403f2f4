"""A label fits the width that it has, whatever its letters."""

import pytest

from cooperation.public.drawings.labels import cut


@pytest.mark.parametrize(
    ("text", "letters", "shown"),
    [
        ("Republic of Korea", 19, "Republic of Korea"),
        ("Bosnia and Herzegovina", 19, "Bosnia and Herzego…"),
        ("Bosnia and Herzegovina", 8, "Bosnia…"),
        ("대한민국", 19, "대한민국"),
        ("보스니아 헤르체고비나", 19, "보스니아 헤르체고비나"),
        ("세인트빈센트 그레나딘 제도", 19, "세인트빈센트 그레나딘…"),
        ("제14차 한·중·일 환경장관회의 결과 이행", 26, "제14차 한·중·일 환경장관회의…"),
        ("", 5, ""),
    ],
)
def test_hangul_takes_more_room_than_latin_letters(text, letters, shown):
    assert cut(text, letters) == shown
