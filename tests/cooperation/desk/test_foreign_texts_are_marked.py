"""Whatever an admin page shows, screen readers are told which of it is in another language than the page."""

import pytest
from django.utils.translation import override

from cooperation.desk.foreign_texts import mark


@pytest.mark.parametrize(
    ("page", "html", "marked"),
    [
        ("en", "<p>See 환경부 there</p>", '<p>See <span lang="ko">환경부</span> there</p>'),
        ("en", '<p lang="ko">환경부</p> 한국', '<p lang="ko">환경부</p> <span lang="ko">한국</span>'),
        ("en", "<option value=1>한국</option>", '<option value=1 lang="ko">한국</option>'),
        ("en", "<p>One<p>두 <b>셋</b></p>", '<p>One<p><span lang="ko">두</span> <b><span lang="ko">셋</span></b></p>'),
        ("ko", "<a>\n Bilateral meeting\n</a>", '<a>\n <span lang="en">Bilateral meeting</span>\n</a>'),
        (
            "ko",
            '<p lang="en">Bilateral meeting of 한국</p>',
            '<p lang="en">Bilateral meeting of <span lang="ko">한국</span></p>',
        ),
        ("ko", "<option>Glacier talks</option>", '<option lang="en">Glacier talks</option>'),
        *(
            (page, html, html)
            for page, html in [
                (
                    "en",
                    "<title>환경부</title><script>'한국'</script><textarea>한국</textarea><p title='한국'>Korea</p>",
                ),
                ("en", "<!-- 한국 --><style>.한국{}</style><svg><text>한국</text></svg><br><img alt='한국'>"),
                (
                    "ko",
                    "<p>회의: Bilateral meeting</p><td>TEMM</td><td>NEASPEC SOM 14</td><code>some words here</code>",
                ),
                ("ko", "<p>meetings-2012.csv</p><p>a@b.example http://a.example/some-words</p>"),
            ]
        ),
    ],
)
def test_what_is_marked(page, html, marked):
    with override(page):
        assert mark(html) == marked
