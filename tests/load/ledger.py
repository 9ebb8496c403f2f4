"""Records which writes were acknowledged, refused or not answered, and compares them with the database."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models

ACKNOWLEDGED, REFUSED, NO_ANSWER = "acknowledged", "refused", "no answer"
OUTCOME = "The sides will exchange data on wetlands."


@dataclass
class Ledger:
    """Each write with its result. Writes of one record come from one person, one after the other."""

    created: dict = field(default_factory=dict)  # title -> result
    edited: dict = field(default_factory=dict)  # title -> [(summary, result)]
    rated: Counter = field(default_factory=Counter)  # result -> count
    acknowledged: list = field(default_factory=list)  # when, by time.monotonic()
    lock: threading.Lock = field(default_factory=threading.Lock)

    def create(self, title: str, said: str) -> None:
        with self.lock:
            self.created[title] = said
            self._note_time(said)

    def edit(self, title: str, summary: str, said: str) -> None:
        with self.lock:
            self.edited.setdefault(title, []).append((summary, said))
            self._note_time(said)

    def rate(self, said: str) -> None:
        with self.lock:
            self.rated[said] += 1
            self._note_time(said)

    def _note_time(self, said):
        if said == ACKNOWLEDGED:
            self.acknowledged.append(time.monotonic())

    def counts(self) -> dict[str, Counter]:
        """Return {kind of write: {result: count}}."""
        edits = Counter(said for writes in self.edited.values() for _summary, said in writes)
        return {"meetings entered": Counter(self.created.values()), "meetings changed": edits, "ratings": self.rated}

    def differences(self) -> list[str]:
        """Return a sentence for each write whose result does not match the database."""
        meetings = {each.title: each for each in apps.get_model("cooperation", "Meeting").objects.all()}
        return [
            *self._of_created(meetings),
            *(line for title in self.edited for line in self._of_edited(title, meetings.get(title))),
            *self._of_ratings(),
        ]

    def _of_created(self, meetings):
        outcomes = apps.get_model("cooperation", "Outcome").objects
        whole = set(outcomes.filter(text=OUTCOME).values_list("meeting__title", flat=True))
        for title, said in self.created.items():
            if said == ACKNOWLEDGED and title not in meetings:
                yield f"{title} was acknowledged and is not there"
            if said == REFUSED and title in meetings:
                yield f"{title} was refused and is there"
            if title in meetings and title not in whole:
                yield f"{title} is there without its outcome"
            if title in meetings and not meetings[title].is_public:
                yield f"{title} is there and not published"

    def _of_edited(self, title, meeting):
        """Check the summary, and that the history has each acknowledged change once, and no refused one."""
        if meeting is None:
            return
        possible = [""]
        for summary, said in self.edited[title]:
            possible = [summary] if said == ACKNOWLEDGED else [*possible, *([summary] if said == NO_ANSWER else [])]
        if meeting.summary not in possible:
            yield f"{title} has the summary {meeting.summary!r}, not one of {possible}"
        changes = apps.get_model("cooperation", "Change").objects.filter(kind="meeting", record=meeting.pk)
        known = Counter(
            new["summary"]
            for new in changes.filter(table="cooperation_meeting").values_list("after", flat=True)
            if new and new.get("summary")
        )
        for summary, said in self.edited[title]:
            most = 0 if said == REFUSED else 1
            least = 1 if said == ACKNOWLEDGED else 0
            if not least <= known[summary] <= most:
                yield f"The history of {title} has {summary!r} {known[summary]} times, and it was {said}"

    def _of_ratings(self):
        counted = apps.get_model("cooperation", "Rating").objects.aggregate(sum=models.Sum("answers"))["sum"] or 0
        least = self.rated[ACKNOWLEDGED]
        if not least <= counted <= least + self.rated[NO_ANSWER]:
            yield f"{counted} ratings were counted, and {least} were acknowledged"
