"""A row that breaks it, for each constraint of the records: {name: (a function that returns the row, what staff read)}.

What staff read may come from a field's own check, which speaks before the constraint does.
"""

from django.utils import timezone

from cooperation.models import (
    RECORDS,
    Citation,
    Document,
    KeyCounter,
    Lineage,
    Membership,
    Outcome,
    Party,
    Phase,
    ProjectOrganization,
    Rating,
    Submission,
)
from tests import factories as f

BLANK = "This field cannot be blank."
NEEDED = "This field is required in at least one language."
ADDRESS = "Enter an address that begins with http:// or https://."
OTHER_RECORD = "This belongs to another record."


def bad(row, **values):
    """The row with the values, not saved yet."""
    for name, value in values.items():
        setattr(row, name, value)
    return row


def of_record(model):
    kind = model._meta.model_name
    make = getattr(f, f"make_{kind}")

    def second_reference():
        make(reference="K-1")
        return bad(make(), reference="K-1")

    def merged_into_itself():
        row = make(published=False)
        return bad(row, merged_into=row)

    return {
        f"{kind}_has_title": (lambda: bad(make(), title=""), NEEDED),
        f"{kind}_reference_unique": (second_reference, "Another record of this kind has this reference."),
        f"{kind}_withdrawn_after_publication": (
            lambda: bad(make(published=False), withdrawn_at=timezone.now(), withdrawal_reason="Entered twice."),
            "Only a published record can be withdrawn, and a reason is required.",
        ),
        f"{kind}_planned_while_draft": (
            lambda: bad(make(), publish_at=timezone.now()),
            "Only the publication of a draft can be planned.",
        ),
        f"{kind}_merged_is_not_public": (
            lambda: bad(make(), merged_into=make()),
            "A record that was merged into another one is not published.",
        ),
        f"{kind}_merged_into_another": (merged_into_itself, "A record cannot be merged into itself."),
    }


def dates_out_of_order(make, start, end):
    return lambda: bad(make(**{start: "2012-05-04"}), **{end: "2012-05-03"})


def part_of_another(make_record, make_part, part):
    """A citation about a part of another record of the same kind."""
    return lambda: bad(f.make_citation(make_record()), **{part: make_part(make_record())})


def part_of_another_kind(make_part, part):
    """A citation on a country about a part of a record."""
    return lambda: bad(f.make_citation(f.make_country()), **{part: make_part()})


def same_key(model, make_owner, make):
    def second():
        owner = make_owner()
        row = make(owner, key=3)
        values = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
        return model(**{**values, "id": None})

    return second


def twice(model, make):
    """The same row entered a second time."""

    def second():
        row = make()
        values = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
        return model(**{**values, "id": None})

    return second


def without_a_thing():
    return Citation(source=f.make_source())


def of_two_things():
    return Citation(source=f.make_source(), meeting=f.make_meeting(), country=f.make_country())


def about_two_parts():
    meeting = f.make_meeting()
    citation = f.make_citation(meeting, outcome=f.make_outcome(meeting))
    return bad(citation, phase=f.make_phase())


def itself(make, name):
    def row():
        thing = make()
        return bad(thing, **{f"{name}_id": thing.pk})

    return row


NOT_BEFORE_START = {
    "agreement_expires_after_entry_into_force": (
        dates_out_of_order(f.make_agreement, "in_force_on", "expires_on"),
        "The expiry must not be before the entry into force.",
    ),
    "agreement_expires_after_signature": (
        dates_out_of_order(f.make_agreement, "signed_on", "expires_on"),
        "The expiry must not be before the signature.",
    ),
    "agreement_terminated_after_entry_into_force": (
        dates_out_of_order(f.make_agreement, "in_force_on", "terminated_on"),
        "The termination must not be before the entry into force.",
    ),
    "agreement_terminated_after_signature": (
        dates_out_of_order(f.make_agreement, "signed_on", "terminated_on"),
        "The termination must not be before the signature.",
    ),
    "party_withdraws_after_entry_into_force": (
        dates_out_of_order(f.make_party, "in_force_on", "withdrawn_on"),
        "The withdrawal must not be before the entry into force for this party.",
    ),
    "party_withdraws_after_consent": (
        dates_out_of_order(f.make_party, "consent_on", "withdrawn_on"),
        "The withdrawal must not be before the consent to be bound.",
    ),
    "mechanism_ends_after_start": (
        dates_out_of_order(f.make_mechanism, "established_on", "ended_on"),
        "The end must not be before the establishment.",
    ),
    "meeting_ends_after_start": (
        dates_out_of_order(f.make_meeting, "start", "end"),
        "The end must not be before the start.",
    ),
    "project_planned_end_after_start": (
        dates_out_of_order(f.make_project, "planned_start", "planned_end"),
        "The planned end must not be before the planned start.",
    ),
    "project_actual_end_after_start": (
        dates_out_of_order(f.make_project, "actual_start", "actual_end"),
        "The end must not be before the start.",
    ),
    "phase_ends_after_start": (
        dates_out_of_order(f.make_phase, "start", "end"),
        "The end must not be before the start.",
    ),
    "membership_ends_after_start": (
        dates_out_of_order(f.make_membership, "joined_on", "left_on"),
        "The membership must not end before it begins.",
    ),
}


def same_name(kind, column):
    """Two rows with the same name in one language."""
    make = getattr(f, f"make_{kind}")

    def second():
        first = make(**{column: "Air"})
        return bad(make(), **{column: getattr(first, column)})

    return second


OF_REFERENCE_DATA = {
    **{
        f"{kind}_{column}_unique": (same_name(kind, column), f"Another {kind} has this name.")
        for kind in ("region", "country", "topic", "organization")
        for column in ("name", "name_ko")
    },
    "region_has_name": (lambda: bad(f.make_region(), name=""), NEEDED),
    "region_slug_is_no_filter": (
        lambda: bad(f.make_region(), slug="none"),
        "“none” is reserved: lists use it for records without a region.",
    ),
    "country_has_name": (lambda: bad(f.make_country(), name=""), NEEDED),
    "country_alpha_2_form": (lambda: bad(f.make_country(), alpha_2="kr"), "An alpha-2 code is two capital letters."),
    "country_alpha_3_form": (lambda: bad(f.make_country(), alpha_3="KO"), "An alpha-3 code is three capital letters."),
    "closed_versions_in_order": (
        lambda: bad(f.make_closedversions(), first=2),
        "The first version must not come after the last.",
    ),
    "closed_versions_have_reason": (lambda: bad(f.make_closedversions(), reason=""), BLANK),
    "different_pair_in_order": (lambda: bad(f.make_differentpair(), first=10**9), "A pair is two different objects."),
    "country_has_alpha_2_or_last_year": (
        lambda: bad(f.make_country(), alpha_2=None),
        "A country of today has an alpha-2 code; a former country has a last year.",
    ),
    "country_last_year_has_four_digits": (
        lambda: bad(f.make_country(last_year=1991), last_year=91),
        "Enter the last year with four digits, such as 1991.",
    ),
    "country_numeric_form": (lambda: bad(f.make_country(), numeric="41"), "A numeric code is three digits."),
    "topic_has_name": (lambda: bad(f.make_topic(), name=""), NEEDED),
    "topic_not_its_own_parent": (itself(f.make_topic, "parent"), "A topic cannot be its own broader topic."),
    "organization_has_name": (lambda: bad(f.make_organization(), name=""), NEEDED),
    "organization_website_is_http": (lambda: bad(f.make_organization(), website="ftp://example.org/"), ADDRESS),
    "membership_unique": (
        twice(Membership, lambda: f.make_membership(joined_on=None)),
        "This country is already a member from this date.",
    ),
    "source_has_title": (lambda: bad(f.make_source(), title=""), BLANK),
    "source_address_is_http": (lambda: bad(f.make_source(), url="ftp://example.org/"), ADDRESS),
    "rating_of_five_steps": (
        lambda: Rating(page="/", day="2026-11-24", score=6),
        "A rating is a number from 1 to 5.",
    ),
    "rating_has_answers": (
        lambda: Rating(page="/", day="2026-11-24", score=5, answers=0),
        "A rating counts at least one answer.",
    ),
    "rating_counted_once": (
        twice(Rating, lambda: Rating.objects.create(page="/", day="2026-11-24", score=5)),
        "This score of the page on this day is counted already.",
    ),
}

OF_PARTS = {
    "party_is_country_or_organization": (
        lambda: bad(f.make_party(), organization=f.make_organization()),
        "Choose a country or an organization, not both.",
    ),
    "party_country_unique": (twice(Party, f.make_party), "This country is already a party."),
    "party_organization_unique": (
        twice(Party, lambda: f.make_party(organization=f.make_organization())),
        "This organization is already a party.",
    ),
    "lineage_unique": (twice(Lineage, f.make_lineage), "This link is already recorded."),
    "lineage_between_two": (
        lambda: bad(row := f.make_lineage(), earlier=row.agreement),
        "An agreement cannot be linked to itself.",
    ),
    "project_organization_unique": (
        twice(ProjectOrganization, f.make_project_organization),
        "This organization already has this role.",
    ),
    "mechanism_slug_is_no_page": (
        lambda: bad(f.make_mechanism(), slug="compare"),
        "“compare” is the address of the page that compares two series.",
    ),
    "meeting_slug_is_no_page": (
        lambda: bad(f.make_meeting(), slug="calendar"),
        "“calendar” is the address of the calendar of meetings.",
    ),
    "meeting_ordinal_from_one": (
        lambda: bad(f.make_meeting(), ordinal=0),
        "Ensure this value is greater than or equal to 1.",
    ),
    "meeting_part_of_one": (
        lambda: bad(f.make_meeting(), part_of_meeting=f.make_meeting(), part_of_project=f.make_project()),
        "Choose the meeting or the project that it was part of, not both.",
    ),
    "meeting_not_part_of_itself": (itself(f.make_meeting, "part_of_meeting"), "A meeting cannot be part of itself."),
    "meeting_approximate_number_is_given": (
        lambda: bad(f.make_meeting(), is_participant_count_approximate=True),
        "Enter the number of participants, or clear “the number is approximate”.",
    ),
    "mechanism_not_its_own_parent": (itself(f.make_mechanism, "parent"), "A mechanism cannot be part of itself."),
    "outcome_has_text": (lambda: bad(f.make_outcome(), text=""), NEEDED),
    "outcome_status_by_kind": (
        lambda: bad(f.make_outcome(), kind="review"),
        "A review, report, statement or discussion has no status; every other kind has one.",
    ),
    "outcome_does_not_follow_itself": (itself(f.make_outcome, "follows"), "An outcome cannot follow itself."),
    "outcome_key_unique": (
        same_key(Outcome, f.make_meeting, f.make_outcome),
        "This meeting already has an outcome with this key.",
    ),
    "phase_has_name": (lambda: bad(f.make_phase(), name=""), NEEDED),
    "phase_key_unique": (
        same_key(Phase, f.make_project, f.make_phase),
        "This project already has a phase with this key.",
    ),
    "phase_amount_has_currency": (
        lambda: bad(f.make_phase(), amount=300_000),
        "Enter both the amount and its currency, or neither.",
    ),
    "phase_currency_form": (
        lambda: bad(f.make_phase(), amount=300_000, currency="usd"),
        "“usd” is not an ISO 4217 currency code.",
    ),
    "phase_amount_not_negative": (
        lambda: bad(f.make_phase(), amount=-1, currency="USD"),
        "Ensure this value is greater than or equal to 0.",
    ),
    "document_of_one_record": (
        lambda: Document(title="T", url="https://example.org/", meeting=f.make_meeting(), project=f.make_project()),
        "A document belongs to one record.",
    ),
    "document_has_title": (lambda: bad(f.make_document(), title=""), BLANK),
    "document_address_is_http": (lambda: bad(f.make_document(), url="ftp://example.org/"), ADDRESS),
    **{
        f"document_key_unique_{kind}": (
            same_key(Document, getattr(f, f"make_{kind}"), f.make_document),
            f"Document with this {kind.capitalize()} and Key already exists.",
        )
        for kind in Document.owners
    },
}

OF_CITATIONS = {
    "citation_of_one_thing": (
        of_two_things,
        "A citation belongs to exactly one region, country, organization or record.",
    ),
    "citation_about_one_part": (about_two_parts, OTHER_RECORD),
    "citation_party_has_agreement": (part_of_another_kind(f.make_party, "party"), OTHER_RECORD),
    "citation_outcome_has_meeting": (part_of_another_kind(f.make_outcome, "outcome"), OTHER_RECORD),
    "citation_phase_has_project": (part_of_another_kind(f.make_phase, "phase"), OTHER_RECORD),
    "citation_about_own_party": (part_of_another(f.make_agreement, f.make_party, "party"), OTHER_RECORD),
    "citation_about_own_outcome": (part_of_another(f.make_meeting, f.make_outcome, "outcome"), OTHER_RECORD),
    "citation_about_own_phase": (part_of_another(f.make_project, f.make_phase, "phase"), OTHER_RECORD),
    "citation_has_source_unless_inferred": (
        lambda: bad(f.make_citation(), source=None),
        "A value without a source must be marked as inferred.",
    ),
    "citation_note_says_why": (
        lambda: bad(f.make_citation(), is_disputed=True),
        "Say in the note why the value is inferred or disputed.",
    ),
    **{
        f"citation_key_unique_{kind}": (
            same_key(Citation, getattr(f, f"make_{kind}"), f.make_citation),
            f"Citation with this {kind.capitalize()} and Key already exists.",
        )
        for kind in Citation.owners
    },
}

OF_SUBMISSIONS = {
    "submission_of_one_record": (
        lambda: bad(f.make_submission(), agreement=f.make_agreement(published=False)),
        "A submission is of one record.",
    ),
    "submission_decided_by_somebody": (
        lambda: bad(f.make_submission(), state="accepted"),
        "A decision needs a person and a time.",
    ),
    "submission_returned_with_comment": (
        lambda: bad(f.make_submission(decided_by=f.make_user()), state="returned"),
        "Enter the reason for returning it.",
    ),
    **{
        f"submission_open_once_{kind}": (
            twice(Submission, lambda kind=kind: f.make_submission(getattr(f, f"make_{kind}")(published=False))),
            "This draft is already submitted.",
        )
        for kind in Submission.owners
    },
    **{
        f"submission_one_proposal_{kind}": (
            twice(Submission, lambda kind=kind: f.make_submission(getattr(f, f"make_{kind}")(), form=[["title", "A"]])),
            "This author already has an open proposal.",
        )
        for kind in Submission.owners
    },
}


def record_of_a_file_twice():
    one = f.make_importedrecord()
    return bad(f.make_importedrecord(one.file), kind=one.kind, record=one.record)


def value_of_a_file_twice():
    one = f.make_uploadedvalue()
    return bad(f.make_uploadedvalue(one.upload, text="Pact"), text=one.text)


def choice_twice():
    one = f.make_rememberedchoice()
    return bad(f.make_rememberedchoice(text="pact"), text=one.text)


# No form enters these rows: only the database refuses them.
OF_IMPORTS = {
    "importedrecord_once_in_file": record_of_a_file_twice,
    "uploadedvalue_unique": value_of_a_file_twice,
    "rememberedchoice_unique": choice_twice,
}

CONSTRAINTS = {
    **{name: case for model in RECORDS for name, case in of_record(model).items()},
    **NOT_BEFORE_START,
    **OF_REFERENCE_DATA,
    **OF_PARTS,
    **OF_CITATIONS,
    **OF_SUBMISSIONS,
    "cooperation_keycounter_last_check": (
        lambda: KeyCounter(owner="outcome of meeting 1", last=-1),
        "Ensure this value is greater than or equal to 0.",
    ),
}
# No row can break these. The id alone is unique already: they are there to be referred to by citations.
TARGETS = {"party_of_agreement", "outcome_of_meeting", "phase_of_project"}
