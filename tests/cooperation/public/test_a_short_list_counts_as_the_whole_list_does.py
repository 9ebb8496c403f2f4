"""The number beside a short list is the number of the list that it leads to."""

import re

from tests.reading import read
from tests.settled import settle

from .hub import Hub

MORE = re.compile(r'<a href="(/([a-z]+)/\?[^"]+)">See all (\d+)')
KINDS = {"agreements", "meetings", "mechanisms", "projects", "outcomes"}


def test_the_click_shows_as_many_as_the_page_says(client, db):
    hub = Hub()
    for _ in range(11):
        hub.grow()
    settle()
    for thing in (hub.country, hub.region, hub.topic, hub.organization):
        links = MORE.findall(read(client, thing).source)
        assert {name for _address, name, _number in links} == KINDS
        for address, name, number in links:
            assert f"\n{number} {name}" in read(client, address.replace("&amp;", "&")).text, address
