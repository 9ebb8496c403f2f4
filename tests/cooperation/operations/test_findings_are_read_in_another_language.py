"""Doctor runs in English; administrators read what it stored in their language."""

import json

from django.utils.translation import override

from cooperation.operations.doctor.finding import Finding, Sentence, warning


def test_what_was_found_in_english_is_read_in_korean():
    found = warning(Sentence("The header %(name)s is missing.") % {"name": "Server"}, Sentence("Set HSTS_SECONDS."))
    assert found.sentence == "The header Server is missing."
    stored = json.loads(json.dumps(found.stored()))
    with override("ko"):
        read = Finding.read(stored)
    assert read.sentence == "Server 헤더가 없습니다."
    assert read.advice == "HSTS_SECONDS를 설정하세요."
    assert (Finding.read(stored), read.level) == (found, found.level)


def test_an_older_finding_stays_as_it_was_stored():
    stored = {"level": "error", "sentence": "Nothing can be saved.", "advice": "", "area": "Standbys"}
    with override("ko"):
        assert Finding.read(stored).sentence == "Nothing can be saved."
