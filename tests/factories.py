"""Factories: plain functions that insert one row with sensible defaults.

Every field can be given by name; many-to-many fields take lists. Records are public unless `published=False` creates a
draft or `withdrawn=True` a withdrawn record. No forms are involved: only the database's own rules apply.
"""

import itertools
from datetime import timedelta

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
    AccountLanguage,
    Agreement,
    Citation,
    ClosedVersions,
    DifferentPair,
    Document,
    ImportedFile,
    ImportedRecord,
    InactiveAccount,
    JobRun,
    Lineage,
    Mechanism,
    Meeting,
    Membership,
    Merge,
    Organization,
    Outcome,
    Party,
    Phase,
    Project,
    ProjectOrganization,
    RememberedChoice,
    Session,
    Source,
    Submission,
    Topic,
    Upload,
    UploadedRow,
    UploadedValue,
)
from regions.models import Country, Region

_NUMBER = itertools.count(1)
# ISO 3166-1 reserves these codes for users, so no real country has one. They repeat after forty in one test.
_FREE_CODES = itertools.cycle(
    enumerate([*(f"Q{letter}" for letter in "MNOPQRSTUVWXYZ"), *(f"X{chr(65 + i)}" for i in range(26))], start=900)
)
# Alpha-2 code, numeric code, name and the ministry's region of the countries that tests refer to by name.
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


def _text_and_slug(what, text):
    """Return (text, slug). The text defaults to one such as "Meeting 7"; if it is "", only the slug uses that."""
    name = text or f"{what} {next(_NUMBER)}"
    return name if text is None else text, slugify(name)[:120]


def _make(model, fields):
    many = {name: fields.pop(name) for name in list(fields) if _is_many(model, name)}
    row = model._base_manager.create(**fields)
    for name, rows in many.items():
        getattr(row, name).set(rows)
    return row


def _is_many(model, name):
    return name != "pk" and isinstance(model._meta.get_field(name), ManyToManyField)


def _make_record(model, title, published, withdrawn, fields):
    title, slug = _text_and_slug(model.__name__, title)
    fields = {"title": title, "slug": slug, **fields}
    if published or withdrawn:
        fields.setdefault("published_at", _now())
    if withdrawn:
        fields = {"withdrawn_at": _now(), "withdrawal_reason": "Entered by mistake.", **fields}
    return _make(model, fields)


def make_region(name=None, **fields):
    """Get or create the region with this name."""
    name, slug = _text_and_slug("Region", name)
    return Region.objects.filter(name=name).first() or _make(Region, {"name": name, "slug": slug, **fields})


def make_country(alpha_3=None, **fields):
    """Get or create the country with this code; without a code, create a fictional country."""
    if alpha_3 and (known := Country.objects.filter(alpha_3=alpha_3).first()):
        return known
    if alpha_3 in COUNTRIES:
        alpha_2, numeric, name, region = COUNTRIES[alpha_3]
    else:
        number, alpha_2 = next(_FREE_CODES)
        alpha_3 = alpha_3 or f"{alpha_2}Q"
        numeric, name, region = str(number), f"Country {alpha_2}", "Anywhere"
    # ISO reuses the alpha-2 code of a former country.
    alpha_2 = None if fields.get("last_year") else alpha_2
    fields = {"alpha_2": alpha_2, "numeric": numeric, "name": name, **fields}
    fields.setdefault("slug", slugify(fields["name"]))
    if "region" not in fields:
        fields["region"] = make_region(region)
    return _make(Country, {"alpha_3": alpha_3, **fields})


def make_topic(name=None, **fields):
    """Create a top-level topic, unless `parent` is given."""
    name, slug = _text_and_slug("Topic", name)
    return _make(Topic, {"name": name, "slug": slug, **fields})


def make_organization(name=None, **fields):
    """Create a ministry or agency, unless `kind` is given."""
    name, slug = _text_and_slug("Organization", name)
    return _make(Organization, {"name": name, "slug": slug, "kind": OrganizationKind.MINISTRY, **fields})


def make_membership(organization=None, country=None, **fields):
    """Create a country's membership of a bloc."""
    organization = organization or make_organization(kind=OrganizationKind.BLOC)
    return _make(Membership, {"organization": organization, "country": country or make_country(), **fields})


def make_mechanism(title=None, *, published=True, withdrawn=False, **fields):
    """Create a standing framework."""
    return _make_record(Mechanism, title, published, withdrawn, fields)


def make_agreement(title=None, *, published=True, withdrawn=False, countries=(), organizations=(), **fields):
    """Create an MOU, unless `kind` is given; `countries` and `organizations` are its parties."""
    agreement = _make_record(Agreement, title, published, withdrawn, {"kind": AgreementKind.MOU, **fields})
    for country in countries:
        make_party(agreement, country=country)
    for organization in organizations:
        make_party(agreement, organization=organization)
    return agreement


def make_party(agreement=None, **fields):
    """Create a party: the given `country` or `organization`, else a new country."""
    if not fields.get("country") and not fields.get("organization"):
        fields["country"] = make_country()
    return _make(Party, {"agreement": agreement or make_agreement(), **fields})


def make_lineage(agreement=None, earlier=None, kind=LineageKind.AMENDS, **fields):
    """Create the relation of one agreement to an earlier one."""
    fields = {"agreement": agreement or make_agreement(), "earlier": earlier or make_agreement(), **fields}
    return _make(Lineage, {"kind": kind, **fields})


def make_meeting(title=None, *, published=True, withdrawn=False, **fields):
    """Create a meeting without status or dates."""
    return _make_record(Meeting, title, published, withdrawn, fields)


def make_outcome(meeting=None, text=None, **fields):
    """Create an open decision, unless `kind` and `status` are given."""
    kind = fields.setdefault("kind", OutcomeKind.DECISION)
    fields.setdefault("status", "" if kind in KINDS_WITHOUT_STATUS else OutcomeStatus.ACTIVE)
    return _make(Outcome, {"meeting": meeting or make_meeting(), "text": _text_and_slug("Outcome", text)[0], **fields})


def make_project(title=None, *, published=True, withdrawn=False, organizations=(), **fields):
    """Create a project without status or dates; the roles of its `organizations` are not recorded."""
    project = _make_record(Project, title, published, withdrawn, fields)
    for organization in organizations:
        make_project_organization(project, organization)
    return project


def make_project_organization(project=None, organization=None, role=Role.NOT_RECORDED):
    """Create an organization's role in a project."""
    project, organization = project or make_project(), organization or make_organization()
    return _make(ProjectOrganization, {"project": project, "organization": organization, "role": role})


def make_phase(project=None, name=None, **fields):
    """Create a phase of a project, without funding unless `amount` and `currency` are given."""
    return _make(Phase, {"project": project or make_project(), "name": _text_and_slug("Phase", name)[0], **fields})


def make_source(title=None, **fields):
    """Create one of the ministry's own pages, unless `origin` is given."""
    title, slug = _text_and_slug("Source", title)
    return _make(Source, {"title": title, "slug": slug, "origin": Origin.OWN, **fields})


def make_citation(owner=None, **fields):
    """Create a citation of `owner`: a record, an organization, a country or a region."""
    owner = owner or make_meeting()
    if "source" not in fields:
        fields["source"] = make_source()
    return _make(Citation, {owner._meta.model_name: owner, **fields})


def make_document(record=None, title=None, **fields):
    """Create a public link on a record, unless `is_internal` is given."""
    record = record or make_meeting()
    fields = {"title": _text_and_slug("Document", title)[0], "url": "https://example.org/document.pdf", **fields}
    return _make(Document, {record._meta.model_name: record, **fields})


def make_submission(record=None, author=None, **fields):
    """Create a submitted draft; with `form` a proposal. `owner` names the relation for other kinds of record."""
    if record is None:
        record = next((fields.pop(name) for name in Submission.owners if fields.get(name)), None)
        record = record or make_meeting(published=False)
    fields = {"author": author or make_user(), "begun_version": 0, record._meta.model_name: record, **fields}
    if fields.get("decided_by"):
        fields = {"state": SubmissionState.ACCEPTED, "decided_at": _now(), **fields}
    return _make(Submission, fields)


def make_merge(**fields):
    """Create the row of a merge of two meetings, without what the merge would change."""
    fields = {"kind": "meeting", "survivor": make_meeting().pk, "duplicate": make_meeting().pk, **fields}
    return _make(Merge, {"slug": "duplicate", "was_public": True, "transaction": 1, "first": 1, "last": 1, **fields})


def make_differentpair(**fields):
    """Create a pair of meetings that are different."""
    first, second = make_meeting().pk, make_meeting().pk
    return _make(DifferentPair, {"kind": "meeting", "first": first, "second": second, "said_by": "editor", **fields})


def make_jobrun(job="backup", **fields):
    return _make(JobRun, {"job": job, **fields})


def make_closedversions(**fields):
    """Create the closing of the first version of a meeting."""
    fields = {"kind": "meeting", "first": 1, "last": 1, "reason": "A name", "closed_by": "publisher", **fields}
    return _make(ClosedVersions, {"record": fields.pop("record", None) or make_meeting().pk, **fields})


def make_upload(**fields):
    """Create an uploaded file of agreements."""
    fields = {"kind": "agreements", "name": "treaties.csv", "columns": ["title", "reference"], **fields}
    return _make(Upload, {"owner": fields.pop("owner", None) or make_user(), **fields})


def make_uploadedrow(upload=None, **fields):
    """Create a row of an upload that adds an agreement."""
    fields = {"number": 2, "state": RowState.NEW, "cells": {"title": "A treaty", "reference": "T-1"}, **fields}
    return _make(UploadedRow, {"upload": upload or make_upload(), **fields})


def make_uploadedvalue(upload=None, **fields):
    """Create an unknown value of an upload."""
    fields = {"scope": "agreement.kind", "text": "Charter", "rows": 1, **fields}
    return _make(UploadedValue, {"upload": upload or make_upload(), **fields})


def make_rememberedchoice(**fields):
    """Create a choice made for an earlier file."""
    return _make(RememberedChoice, {"scope": "agreement.kind", "text": "charter", "meaning": ["treaty"], **fields})


def make_importedfile(**fields):
    """Create a file of agreements that was imported."""
    return _make(ImportedFile, {"kind": "agreements", "about": "agreement", "name": "treaties.csv", **fields})


def make_importedrecord(file=None, record=None, **fields):
    """Link a record to the imported file that created it."""
    record = record or make_agreement(published=False)
    fields = {"kind": record._meta.model_name, "record": record.pk, "is_new": True, **fields}
    return _make(ImportedRecord, {"file": file or make_importedfile(), **fields})


def make_session(**fields):
    """Create a session that has just begun."""
    now = timezone.now()
    times = {"signed_in_at": now, "seen_at": now, "expire_date": now + timedelta(hours=1)}
    return _make(Session, {"session_key": "k" * 32, "browser": "Firefox on Windows", **times, **fields})


def make_accountlanguage(account=None, **fields):
    """Store the language of an account."""
    return _make(AccountLanguage, {"account": account or make_user(), "code": "ko", **fields})


def make_inactiveaccount(account=None, **fields):
    """Mark an account as deactivated."""
    return _make(InactiveAccount, {"account": account or make_user(), "since": timezone.now(), **fields})


def make_user(role=None, **fields):
    """Create a member of staff in the group of `role`, such as roles.EDITOR; without a role, no permissions."""
    fields = {"username": f"{role or 'nobody'}-{next(_NUMBER)}", "is_staff": True, **fields}
    user = get_user_model().objects.create_user(**fields)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user
