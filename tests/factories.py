"""The cast of the tests: plain functions that put one row with sensible defaults into the database.

Every field may be given by name; many-to-many fields take lists. Records are public unless `published=False` makes a
draft or `withdrawn=True` one that was taken back. Nothing here goes through a form: the database's own rules apply.
"""

import itertools

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import ManyToManyField
from django.utils import timezone
from django.utils.text import slugify

from cooperation.domain.choices import (
    KINDS_WITHOUT_STATUS,
    AgreementKind,
    LineageKind,
    OrganizationKind,
    Origin,
    OutcomeKind,
    OutcomeStatus,
    Role,
    RowState,
    SubmissionState,
)
from cooperation.models import (
    Agreement,
    Citation,
    Document,
    Lineage,
    Mechanism,
    Meeting,
    Membership,
    Organization,
    Outcome,
    Party,
    Phase,
    Project,
    ProjectOrganization,
    Source,
    Submission,
    Topic,
    Upload,
    UploadedRow,
)
from regions.models import Country, Region

_NUMBER = itertools.count(1)
# ISO 3166-1 leaves these codes to its users: no real country has one. More than forty in one test begin anew.
_FREE_CODES = itertools.cycle(
    enumerate([*(f"Q{letter}" for letter in "MNOPQRSTUVWXYZ"), *(f"X{chr(65 + i)}" for i in range(26))], start=900)
)
# Alpha-2 code, numeric code, name and the ministry's region of the countries that tests speak of by name.
COUNTRIES = {
    "KOR": ("KR", "410", "South Korea", "North East Asia"),
    "CHN": ("CN", "156", "China", "North East Asia"),
    "JPN": ("JP", "392", "Japan", "North East Asia"),
    "MNG": ("MN", "496", "Mongolia", "North East Asia"),
    "VNM": ("VN", "704", "Vietnam", "South East Asia"),
    "IDN": ("ID", "360", "Indonesia", "South East Asia"),
    "THA": ("TH", "764", "Thailand", "South East Asia"),
    "SGP": ("SG", "702", "Singapore", "South East Asia"),
    "IRN": ("IR", "364", "Iran", "Middle East and Central Asia"),
    "KAZ": ("KZ", "398", "Kazakhstan", "Middle East and Central Asia"),
    "KEN": ("KE", "404", "Kenya", "Africa"),
    "DEU": ("DE", "276", "Germany", "Europe"),
    "USA": ("US", "840", "United States", "North America"),
    "FJI": ("FJ", "242", "Fiji", "Oceania"),
}


def _now():
    return timezone.now().replace(microsecond=0)


def _words(what, text):
    """Return the text, or "Meeting 7" where none is given, and the slug of it."""
    text = text or f"{what} {next(_NUMBER)}"
    return text, slugify(text)[:120]


def _make(model, fields):
    many = {name: fields.pop(name) for name in list(fields) if _is_many(model, name)}
    row = model._base_manager.create(**fields)
    for name, rows in many.items():
        getattr(row, name).set(rows)
    return row


def _is_many(model, name):
    return name != "pk" and isinstance(model._meta.get_field(name), ManyToManyField)


def _make_record(model, title, published, withdrawn, fields):
    title, slug = _words(model.__name__, title)
    fields = {"title": title, "slug": slug, **fields}
    if published or withdrawn:
        fields.setdefault("published_at", _now())
    if withdrawn:
        fields = {"withdrawn_at": _now(), "withdrawal_reason": "Entered by mistake.", **fields}
    return _make(model, fields)


def make_region(name=None, **fields):
    """The region of this name, made where there is none yet."""
    name, slug = _words("Region", name)
    return Region.objects.filter(name=name).first() or _make(Region, {"name": name, "slug": slug, **fields})


def make_country(alpha_3=None, **fields):
    """The country of this code, made where there is none yet; without a code a country of no real one."""
    if alpha_3 and (known := Country.objects.filter(alpha_3=alpha_3).first()):
        return known
    if alpha_3 in COUNTRIES:
        alpha_2, numeric, name, region = COUNTRIES[alpha_3]
    else:
        number, alpha_2 = next(_FREE_CODES)
        alpha_3 = alpha_3 or f"{alpha_2}Q"
        numeric, name, region = str(number), f"Country {alpha_2}", "Anywhere"
    fields = {"alpha_2": alpha_2, "numeric": numeric, "name": name, **fields}
    fields.setdefault("slug", slugify(fields["name"]))
    if "region" not in fields:
        fields["region"] = make_region(region)
    return _make(Country, {"alpha_3": alpha_3, **fields})


def make_topic(name=None, **fields):
    """A topic of the upper level, unless `parent` is given."""
    name, slug = _words("Topic", name)
    return _make(Topic, {"name": name, "slug": slug, **fields})


def make_organization(name=None, **fields):
    """A ministry or agency, unless `kind` says otherwise."""
    name, slug = _words("Organization", name)
    return _make(Organization, {"name": name, "slug": slug, "kind": OrganizationKind.MINISTRY, **fields})


def make_membership(organization=None, country=None, **fields):
    """A country's time in a bloc."""
    organization = organization or make_organization(kind=OrganizationKind.BLOC)
    return _make(Membership, {"organization": organization, "country": country or make_country(), **fields})


def make_mechanism(title=None, *, published=True, withdrawn=False, **fields):
    """A standing framework."""
    return _make_record(Mechanism, title, published, withdrawn, fields)


def make_agreement(title=None, *, published=True, withdrawn=False, countries=(), organizations=(), **fields):
    """An MOU, unless `kind` says otherwise; `countries` and `organizations` are its parties."""
    agreement = _make_record(Agreement, title, published, withdrawn, {"kind": AgreementKind.MOU, **fields})
    for country in countries:
        make_party(agreement, country=country)
    for organization in organizations:
        make_party(agreement, organization=organization)
    return agreement


def make_party(agreement=None, **fields):
    """A party: the `country` or the `organization` that is given, else a country."""
    if not fields.get("country") and not fields.get("organization"):
        fields["country"] = make_country()
    return _make(Party, {"agreement": agreement or make_agreement(), **fields})


def make_lineage(agreement=None, earlier=None, kind=LineageKind.AMENDS, **fields):
    """What one agreement does to an earlier one."""
    fields = {"agreement": agreement or make_agreement(), "earlier": earlier or make_agreement(), **fields}
    return _make(Lineage, {"kind": kind, **fields})


def make_meeting(title=None, *, published=True, withdrawn=False, **fields):
    """A meeting whose status is not recorded, without dates."""
    return _make_record(Meeting, title, published, withdrawn, fields)


def make_outcome(meeting=None, text=None, **fields):
    """A decision that is still to be carried out, unless `kind` and `status` say otherwise."""
    kind = fields.setdefault("kind", OutcomeKind.DECISION)
    fields.setdefault("status", "" if kind in KINDS_WITHOUT_STATUS else OutcomeStatus.ACTIVE)
    return _make(Outcome, {"meeting": meeting or make_meeting(), "text": _words("Outcome", text)[0], **fields})


def make_project(title=None, *, published=True, withdrawn=False, organizations=(), **fields):
    """A project whose status is not recorded, without dates; `organizations` take part in no recorded role."""
    project = _make_record(Project, title, published, withdrawn, fields)
    for organization in organizations:
        make_project_organization(project, organization)
    return project


def make_project_organization(project=None, organization=None, role=Role.NOT_RECORDED):
    """An organization's part in a project."""
    project, organization = project or make_project(), organization or make_organization()
    return _make(ProjectOrganization, {"project": project, "organization": organization, "role": role})


def make_phase(project=None, name=None, **fields):
    """A phase of a project, without money unless `amount` and `currency` are given."""
    return _make(Phase, {"project": project or make_project(), "name": _words("Phase", name)[0], **fields})


def make_source(title=None, **fields):
    """A page of the ministry's own, unless `origin` says otherwise."""
    title, slug = _words("Source", title)
    return _make(Source, {"title": title, "slug": slug, "origin": Origin.OWN, **fields})


def make_citation(owner=None, **fields):
    """What a source states of `owner`: a record, an organization, a country or a region."""
    owner = owner or make_meeting()
    if "source" not in fields:
        fields["source"] = make_source()
    return _make(Citation, {owner._meta.model_name: owner, **fields})


def make_document(record=None, title=None, **fields):
    """A public link on a record, unless `is_internal` says otherwise."""
    record = record or make_meeting()
    fields = {"title": _words("Document", title)[0], "url": "https://example.org/document.pdf", **fields}
    return _make(Document, {record._meta.model_name: record, **fields})


def make_submission(record=None, author=None, **fields):
    """A draft that waits for a publisher; with `form` a proposal, with `owner` by name of another kind of record."""
    if record is None:
        record = next((fields.pop(name) for name in Submission.owners if fields.get(name)), None)
        record = record or make_meeting(published=False)
    fields = {"author": author or make_user(), "begun_version": 0, record._meta.model_name: record, **fields}
    if fields.get("decided_by"):
        fields = {"state": SubmissionState.ACCEPTED, "decided_at": _now(), **fields}
    return _make(Submission, fields)


def make_upload(**fields):
    """A file of agreements that somebody uploaded."""
    fields = {"kind": "agreements", "name": "treaties.csv", "columns": ["title", "reference"], **fields}
    return _make(Upload, {"owner": fields.pop("owner", None) or make_user(), **fields})


def make_uploadedrow(upload=None, **fields):
    """A row of an upload that enters an agreement."""
    fields = {"number": 2, "state": RowState.NEW, "cells": {"title": "A treaty", "reference": "T-1"}, **fields}
    return _make(UploadedRow, {"upload": upload or make_upload(), **fields})


def make_user(role=None, **fields):
    """A member of the staff in the group of `role`, such as roles.EDITOR; without one they may nothing."""
    fields = {"username": f"{role or 'nobody'}-{next(_NUMBER)}", "is_staff": True, **fields}
    user = get_user_model().objects.create_user(**fields)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user
