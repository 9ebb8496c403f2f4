"""The catalogue for other portals: what DCAT-AP 3 requires, in its classes and codes, and what the registry has."""

import json
import re

import pytest
from django.test import Client

from cooperation.exchange.exports import FORMATS
from cooperation.exchange.package import archive, offer
from cooperation.models import Meeting
from tests.cooperation.exchange.test_projects_in_iati import make_complete
from tests.cooperation.public.hub import Hub
from tests.factories import make_agreement, make_country, make_meeting
from tests.settled import settle

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
KINDS = (
    *("agreements", "meetings", "projects", "mechanisms", "outcomes", "organizations"),
    *("regions", "countries", "topics", "sources"),
)
# For each class: the properties that DCAT-AP requires, and then those that it lets occur only once.
RULES = {
    "dcat:Catalog": (
        {"dct:title", "dct:description", "dct:publisher", "dcat:dataset"},
        {"dct:publisher", "foaf:homepage", "dct:license"},
    ),
    "dcat:Dataset": (
        {"dct:title", "dct:description"},
        {"dct:publisher", "dct:accrualPeriodicity", "dct:accessRights", "dct:modified"},
    ),
    "dcat:Distribution": (
        {"dcat:accessURL"},
        {"dct:license", "dct:format", "dcat:mediaType", "spdx:checksum", "dct:modified"},
    ),
    "dcat:DataService": ({"dct:title", "dcat:endpointURL"}, {"dct:license"}),
    "foaf:Agent": ({"foaf:name"}, set()),
    "vcard:Kind": ({"vcard:fn"}, set()),
    "skos:Concept": ({"skos:prefLabel"}, set()),
    "skos:ConceptScheme": ({"dct:title"}, set()),
    "spdx:Checksum": ({"spdx:algorithm", "spdx:checksumValue"}, {"spdx:algorithm", "spdx:checksumValue"}),
    "dct:PeriodOfTime": (set(), {"dcat:startDate", "dcat:endDate"}),
}
# The class of the values of each property.
CLASSES = {
    "dct:publisher": "foaf:Agent",
    "dct:language": "dct:LinguisticSystem",
    "dct:accrualPeriodicity": "dct:Frequency",
    "dct:accessRights": "dct:RightsStatement",
    "dct:spatial": "dct:Location",
    "dct:temporal": "dct:PeriodOfTime",
    "dct:format": "dct:MediaTypeOrExtent",
    "dcat:mediaType": "dct:MediaType",
    "dcat:theme": "skos:Concept",
    "dcat:contactPoint": "vcard:Kind",
    "dcat:landingPage": "foaf:Document",
    "foaf:homepage": "foaf:Document",
}


def catalogue():
    settle()
    response = Client().get("/data/catalog.jsonld")
    assert response["Content-Type"] == "application/ld+json"
    return json.loads(response.content)


def listed(value):
    return value if isinstance(value, list) else [value]


def nodes(value):
    """Yield every object with properties in the document."""
    if isinstance(value, dict) and "@type" in value and "@value" not in value:
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(each)


def datasets(found):
    return {each["dct:identifier"]: each for each in found["dcat:dataset"]}


def check(found):
    prefixes = set(found["@context"])
    for node in nodes({name: value for name, value in found.items() if name != "@context"}):
        required, single = RULES.get(node["@type"], (set(), set()))
        assert required <= set(node), node["@type"]
        for name, value in node.items():
            assert name[0] == "@" or name.partition(":")[0] in prefixes, name
            if name in single:
                assert not isinstance(value, list), name
            for each in listed(value) if name in CLASSES else ():
                assert each["@type"] == CLASSES[name], name
    for text in re.findall(r'"@value": "(.*?)"', json.dumps(found)):
        assert text


def test_it_keeps_the_rules():
    Hub().grow()
    found = catalogue()
    check(found)
    assert tuple(datasets(found)) == KINDS
    served = {each["@id"] for each in found["dcat:service"]["dcat:servesDataset"]}
    assert served == {each["@id"] for each in found["dcat:dataset"]}
    description = found["dcat:service"]["dcat:endpointDescription"]["@id"]
    assert Client().get(description.removeprefix(HOST)).json()["openapi"].startswith("3.1")


def test_each_list_has_a_distribution_for_each_format():
    Hub().grow()
    for name, dataset in datasets(catalogue()).items():
        addresses = [each["dcat:downloadURL"]["@id"] for each in dataset["dcat:distribution"]]
        assert f"{HOST}/{name}.csv" in addresses
        assert len(set(addresses)) == len(addresses) >= 2
        for address in addresses:
            response = Client().get(address.removeprefix(HOST))
            assert response.status_code == 200, address
            assert address.removeprefix(f"{HOST}/{name}.") in FORMATS
        for each in dataset["dcat:distribution"]:
            media_type = each["dcat:mediaType"]["@id"].removeprefix("https://www.iana.org/assignments/media-types/")
            response = Client().get(each["dcat:downloadURL"]["@id"].removeprefix(HOST))
            assert response["Content-Type"].partition(";")[0] == media_type
            assert each["dct:license"]["@id"] == found_licence(response)


def found_licence(response):
    return re.fullmatch(r'<(.*)>; rel="license"', response["Link"])[1]


def test_it_says_who_publishes_it_and_whom_to_ask(settings):
    settings.OWNER, settings.CONTACT = "Ministry of Air", "data@air.example"
    found = catalogue()
    meetings = datasets(found)["meetings"]
    assert found["dct:publisher"]["foaf:name"] == meetings["dct:publisher"]["foaf:name"]
    assert "Ministry of Air" in [each["@value"] for each in found["dct:publisher"]["foaf:name"]]
    assert meetings["dcat:contactPoint"]["vcard:hasEmail"] == {"@id": "mailto:data@air.example"}
    assert meetings["dcat:theme"]["@id"] == f"{AUTHORITY}data-theme/ENVI"
    languages = [each["@id"] for each in meetings["dct:language"]]
    assert languages == [f"{AUTHORITY}language/ENG", f"{AUTHORITY}language/KOR"]
    settings.CONTACT, settings.DEMONSTRATION = "https://air.example/form", True
    found = catalogue()
    contact = datasets(found)["meetings"]["dcat:contactPoint"]
    assert contact["vcard:hasURL"] == {"@id": "https://air.example/form"}
    assert "Ministry of Air" not in json.dumps(found)


def test_places_and_times_are_those_of_the_public_records():
    make_meeting(start="2012-05", countries=[make_country("VNM")])
    make_meeting(start="2015-03-04", countries=[make_country("CHN"), make_country("SUN", last_year=1991)])
    make_meeting(start="1970", countries=[make_country("KEN")], published=False)
    make_agreement()
    found = datasets(catalogue())
    meetings = found["meetings"]
    assert [each["@id"] for each in meetings["dct:spatial"]] == [
        f"{AUTHORITY}country/{code}" for code in ("CHN", "VNM")
    ]
    assert meetings["dct:temporal"] == {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": {"@type": "xsd:gYearMonth", "@value": "2012-05"},
        "dcat:endDate": {"@type": "xsd:date", "@value": "2015-03-04"},
    }
    changed = Meeting.objects.published().last_modified().isoformat(timespec="seconds")
    assert meetings["dct:modified"]["@value"] == changed
    assert not {"dct:temporal", "dct:spatial"} & set(found["agreements"])  # without a date or a party


@pytest.mark.django_db(transaction=True)
def test_the_zip_and_the_file_for_iati_are_in_it_if_there_are_any(settings, tmp_path):
    settings.EXPORT_FOLDER, settings.IATI_ORGANISATION = tmp_path, "XM-DAC-99999"
    make_complete()
    archive.write(tmp_path, HOST)
    found = catalogue()
    check(found)
    for name, dataset in datasets(found).items():
        zipped = dataset["dcat:distribution"][-1]
        assert zipped["dcat:downloadURL"]["@id"] == f"{HOST}/data/registry.zip"
        assert zipped["spdx:checksum"]["spdx:checksumValue"]["@value"] == offer.offered().checksum
        addresses = [each["dcat:downloadURL"]["@id"] for each in dataset["dcat:distribution"]]
        assert (f"{HOST}/data/iati.xml" in addresses) == (name == "projects")
