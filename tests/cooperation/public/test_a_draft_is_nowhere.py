"""A draft with a secret in every field, linked from everything public in every way, is found by no reader."""

from collections import Counter

import pytest
from django.db import models
from django.urls import get_resolver

from cooperation.domain.choices import Consent, MeetingStatus, OutcomeKind, Role
from cooperation.models import RECORDS, Agreement, Meeting, Project
from regions.models import Country, Region
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_document,
    make_lineage,
    make_mechanism,
    make_meeting,
    make_membership,
    make_organization,
    make_outcome,
    make_party,
    make_phase,
    make_project,
    make_project_organization,
    make_source,
    make_topic,
)
from tests.reading import is_like_others, read

SECRET = "xyzzy"
NUMBER = 31337
MAKE = {"agreement": make_agreement, "meeting": make_meeting, "project": make_project, "mechanism": make_mechanism}


def secrets_of(model):
    """A value for every plain text, slug and number column of a record."""
    values = {}
    for field in model._meta.concrete_fields:
        if field.choices or field.primary_key or not field.editable:
            continue
        if isinstance(field, models.SlugField):
            values[field.name] = f"{SECRET}-{model._meta.model_name}"
        elif type(field) in (models.CharField, models.TextField) or field.name in {
            "other_names",
            "heads_of_delegation",
        }:
            values[field.name] = f"{SECRET} {field.name}"
        elif isinstance(field, models.PositiveIntegerField):
            values[field.name] = NUMBER
    return values


@pytest.fixture
def world(db):
    """One published and one draft record of each kind, tied to each other in every way that the models have."""
    country, other = make_country("KOR"), make_country("VNM")
    hidden = {
        "topic": make_topic(f"{SECRET} topic", parent=make_topic("Air")),
        "organization": make_organization(f"{SECRET} body", acronym=SECRET, country=other),
        "source": make_source(f"{SECRET} source", note=SECRET, publisher=SECRET),
    }
    make_membership(hidden["organization"], country)
    drafts, public = {}, {}
    for model in RECORDS:
        name = model._meta.model_name
        drafts[name] = MAKE[name](published=False, **secrets_of(model))
        public[name] = MAKE[name](f"Public {name}", responsible_unit=SECRET, internal_note=SECRET)
        make_document(public[name], SECRET, is_internal=True, url=f"https://example.org/{SECRET}")
        make_document(drafts[name], SECRET)
        make_citation(drafts[name], source=hidden["source"], quotation=SECRET, note=SECRET, value=SECRET)
        drafts[name].topics.add(hidden["topic"])
    Meeting.objects.filter(pk=drafts["meeting"].pk).update(ordinal=NUMBER, start="2012-05", status=MeetingStatus.HELD)
    Project.objects.filter(pk=drafts["project"].pk).update(actual_start="2012")
    Agreement.objects.filter(pk=drafts["agreement"].pk).update(signed_on="2012", in_force_on="2012")
    drafts["meeting"].organizations.add(hidden["organization"])
    for agreement in (drafts["agreement"], public["agreement"]):
        make_party(agreement, country=country)
        make_party(agreement, country=other)
    make_party(drafts["agreement"], organization=hidden["organization"], consent=Consent.RATIFICATION)
    make_phase(drafts["project"], SECRET, amount=NUMBER, currency="USD", funder=hidden["organization"])
    make_project_organization(drafts["project"], hidden["organization"], Role.FUNDING)
    bloc = make_organization("Public bloc")
    for records in (drafts, public):
        make_project_organization(records["project"], bloc, Role.FUNDING)
        for name in ("meeting", "mechanism"):
            records[name].organizations.add(bloc)
        for name in ("meeting", "mechanism", "project"):
            records[name].countries.add(country, other)
        make_phase(records["project"], SECRET if records is drafts else "Year 1", funder=bloc)
    make_party(drafts["agreement"], organization=bloc, signed_by=bloc)
    tie(public, drafts)
    tie(drafts, public)
    make_meeting("Public workshop", part_of_project=drafts["project"])
    make_meeting(f"{SECRET} workshop", part_of_project=public["project"], start="2012", published=False)
    make_meeting(f"{SECRET} plan", start="2999", status=MeetingStatus.CONFIRMED, countries=[country], published=False)
    series = make_mechanism("Public series")
    for record in (make_meeting("Public session", mechanism=series, ordinal=1), drafts["meeting"]):
        Meeting.objects.filter(pk=record.pk).update(mechanism=series, ordinal=record.ordinal or NUMBER)
    make_meeting(f"{SECRET} abroad", host_country=make_country("THA"), start="2012", published=False)
    secret = make_outcome(drafts["meeting"], SECRET, by_countries=[country], by_organizations=[bloc])
    make_outcome(drafts["meeting"], SECRET, kind=OutcomeKind.REVIEW, to_countries=[other])
    known = make_outcome(public["meeting"], "A public outcome.", follows=secret, by_countries=[country])
    make_outcome(drafts["meeting"], SECRET, follows=known)
    for outcome, records in ((known, drafts), (secret, public), (known, public)):
        for verb in ("concerns", "carried_out_by"):
            for name, record in records.items():
                getattr(outcome, f"{verb}_{name}s").add(record)
    for agreement, earlier in ((public, drafts), (drafts, public)):
        make_lineage(agreement["agreement"], earlier["agreement"])
    for thing in (country, country.region, bloc, *public.values()):
        make_citation(
            thing, source=make_source("Public source") if thing == country else None, basis="inferred", note="x"
        )
    return drafts, public, hidden


def tie(records, others):
    """Point every foreign key and every many-to-many relation from `records` to a record at one of `others`."""
    for record in records.values():
        for field in record._meta.get_fields():
            target = getattr(field, "related_model", None)
            name = target._meta.model_name if target in RECORDS else None
            if not name or not field.concrete or field.auto_created or others[name] == record:
                continue
            if field.many_to_many and field.remote_field.through._meta.auto_created:
                getattr(record, field.name).add(others[name])
            elif field.many_to_one and field.name not in ("part_of_project", "merged_into"):
                type(record).objects.filter(pk=record.pk).update(**{field.name: others[name]})


def routes(patterns):
    """The patterns without a prefix before them, or with that of the active language."""
    for each in patterns:
        if not hasattr(each, "url_patterns"):
            yield each
        elif not str(each.pattern):
            yield from routes(each.url_patterns)


def addresses():
    """Every public address: the lists, their CSV, and everything that has a page and is not secret."""
    for each in routes(get_resolver().url_patterns):
        if each.name not in (None, "rate", "oembed") and "<" not in str(each.pattern):
            yield f"/{each.pattern}"
    for model in (Region, Country, *RECORDS):
        rows = model.objects.published() if hasattr(model.objects, "published") else model.objects.all()
        yield from (row.get_absolute_url() for row in rows)


def crawl(client):
    """The pages that a reader reaches from those addresses by following links, by address."""
    waiting, pages, counted = list(addresses()), {}, Counter()
    while waiting:
        address = waiting.pop().split("#")[0]
        if address in pages or not address.startswith("/") or address.startswith("/admin/"):
            continue
        if is_like_others(address, counted):
            continue
        page = pages[address] = read(client, address)
        if page.is_html:
            waiting += [link if link[0] != "?" else address.split("?")[0] + link for link in page.addresses if link]
    return pages


def test_no_page_that_a_reader_reaches_holds_the_secret(client, world):
    pages = crawl(client)
    assert len(pages) > 30
    signs = (SECRET, f"{NUMBER}", f"{NUMBER:,}")
    assert not [address for address, page in pages.items() if any(sign in page.source for sign in signs)]
    closed = {address for address, page in pages.items() if page.status != 200}
    assert closed == {"/data/iati.xml", "/data/registry.zip"}, "only what needs settings is not found"


def test_the_draft_itself_and_what_only_it_refers_to_are_not_found(client, world):
    drafts, public, hidden = world
    for thing in (*drafts.values(), *hidden.values()):
        assert client.get(thing.get_absolute_url()).status_code == 404
    for thing in public.values():
        assert client.get(thing.get_absolute_url()).status_code == 200


def test_the_draft_is_in_no_number_and_no_filter(client, world):
    assert "South Korea\n1\n1\n1" in read(client, "/countries/").text
    others = "Countries without agreements, meetings or projects: South East Asia\nThailand"
    assert others in read(client, "/countries/").text
    shown = {"agreements": 1, "meetings": 3, "projects": 1, "mechanisms": 2, "outcomes": 1}
    for kind, number in shown.items():
        assert f"{number} {kind[:-1]}" in read(client, f"/{kind}/").text
    assert "recorded session:" not in read(client, "/meetings/public-session/").text


def test_staff_see_in_the_preview_what_a_reader_would(client, world, admin_user):
    client.force_login(admin_user)
    for draft in world[0].values():
        page = read(client, draft)
        assert page.status == 200
        assert SECRET in page.text
        assert f"{SECRET} responsible_unit" not in page.source
        assert f"{SECRET} internal_note" not in page.source
