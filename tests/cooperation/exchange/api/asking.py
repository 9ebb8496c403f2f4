"""Asks the API as a program does."""

import json

from django.test import Client

from tests.settled import settle


class Answer:
    """One answer of the API: its status, headers and content."""

    def __init__(self, address, status=200, **headers):
        settle()
        self.response = Client().get(address, headers=headers)
        content = self.response.content.decode()
        assert self.response.status_code == status, (address, content[:2000])
        self.value = json.loads(content) if content else None

    def __getitem__(self, name):
        return self.value[name]

    @property
    def ids(self):
        return [each["id"] for each in self["results"]]

    @property
    def errors(self):
        """The sentences about wrong parameters, by parameter."""
        return {each["parameter"]: each["detail"] for each in self["errors"]}


def walk(address, *, between=lambda: None):
    """The ids of all parts of a list, part by part; `between` is called before each next one."""
    parts, following = [], address
    while following:
        answer = Answer(following)
        parts.append(answer.ids)
        following = (answer["next"] or "").removeprefix("http://testserver")
        between()
    return parts
