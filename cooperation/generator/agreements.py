"""Generate agreements, their parties and their relations to earlier agreements."""

from ..models import Agreement, Meeting, Organization
from . import words_korean
from .chance import DAYS, TODAY
from .records import Records
from .weights import BINDING, INSTRUMENTS


class Agreements(Records):
    def agreement(self):
        """Generate an agreement, its parties and its relation to an earlier agreement."""
        chance, draw = self.chance, self.draw
        kind, countries, theme = draw.instrument(), self.some_countries(draw.parties()), self.grammar.theme()
        day, meeting = self.when_signed()
        title = f"{self.among(countries)} {INSTRUMENTS[kind]} on {theme}"
        signed = chance.known(day)
        started = day + chance.below(400)
        in_force = chance.known(started) if chance.random() < 0.75 else None
        expires = chance.known(started + 365 * (2 + chance.below(10))) if chance.random() < 0.45 else None
        terminated = None
        if started < TODAY and chance.random() < 0.05:
            terminated = chance.known(started + chance.below(TODAY - started))
        korean = self.korean_title(countries, theme, f"{{theme}}에 관한 {words_korean.INSTRUMENTS[kind]}")
        record = self.new_record(Agreement, title, korean, "AGR", day)
        pk = record[0]
        self.days[Agreement].append(day)
        self.rows["agreement"].append(
            (
                *record,
                kind,
                BINDING.get(kind, "non-binding" if chance.random() < 0.6 else "not-recorded"),
                chance.known(day) if chance.random() < 0.2 else None,
                signed,
                self.city(countries[-1]) if chance.random() < 0.5 else "",
                in_force,
                expires,
                draw.renewal() if expires else "not-recorded",
                terminated,
                "English\nKorean" if chance.random() < 0.2 else "",
                meeting,
            )
        )
        self.add_topics("agreement", pk, self.topic())
        self.add_papers(Agreement, pk, "signed_on", signed)
        self.add_parties(pk, countries, day)
        earlier = chance.below(self.number(Agreement))
        if chance.random() < 0.15 and self.days[Agreement][earlier] < day:
            self.rows["lineage"].append((pk, draw.lineage(), self.first[Agreement] + earlier))

    def when_signed(self):
        """Return the day of a new agreement, and the meeting at which it was signed, if any."""
        if not self.number(Meeting):  # a founding agreement
            return int(self.chance.past() * 0.8), None
        number = self.chance.below(self.number(Meeting))
        day = self.days[Meeting][number]
        if day < TODAY and self.chance.random() < 0.15:
            return day, self.first[Meeting] + number
        return self.chance.past(), None

    def add_parties(self, pk, countries, day):
        """Add the parties. Parties of large agreements consent one by one."""
        rows, is_large = self.rows["party"], len(countries) > 3
        for country in countries:
            signed_by = self.existing(Organization, 3) if self.chance.random() < 0.3 else None
            if is_large and self.chance.random() < 0.5:
                consent_on = min(day + self.chance.below(900), TODAY)
                withdrawn = DAYS[min(consent_on + 1000, TODAY)][:7] if self.chance.random() < 0.03 else None
                rows.append(
                    (pk, country, None, signed_by, self.draw.consent(), self.chance.known(consent_on), withdrawn)
                )
            else:
                rows.append((pk, country, None, signed_by, "", None, None))
        if self.chance.random() < 0.05:
            rows.append((pk, None, self.existing(Organization, 3), None, "", None, None))
