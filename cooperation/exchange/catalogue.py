"""The catalogue of the data for other portals: DCAT-AP 3 as JSON-LD.

Codes of places, languages, frequencies, themes and file types are from the EU's authority tables, as DCAT-AP requires.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from regions.models import Country

from ..domain.site import site_name
from ..index import Dimension, Ordered, Snapshot, tag
from ..models import RECORDS
from . import exports, iati
from .citations import publisher
from .exports.tables import TABLES
from .package.offer import Offer
from .package.resources import KINDS

CONTENT_TYPE = "application/ld+json"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
FILE_TYPES = {"csv": "CSV", "xlsx": "XLSX", "json": "JSON", "atom": "ATOM", "zip": "ZIP", "xml": "XML"}
LANGUAGES = {"en": "ENG", "ko": "KOR"}
CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
DATE_TYPES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}  # by length of a partial date


def catalogue(snapshot: Snapshot, origin: str, offer: Offer | None) -> dict:
    """Return the catalogue: a dataset for each kind, and a distribution for each of its formats.

    `origin` is the scheme and host of addresses; `offer` is the zip of everything public, if there is one.
    """
    return _Catalogue(snapshot, origin.rstrip("/"), offer).whole()


class _Catalogue:
    def __init__(self, snapshot, origin, offer):
        self.snapshot, self.origin, self.offer = snapshot, origin, offer
        self.countries = list(Country.objects.current().order_by("alpha_3").values_list("pk", "alpha_3"))

    def whole(self):
        home = f"{self.origin}{reverse('home')}"
        return {
            "@context": CONTEXT,
            **_node("dcat:Catalog", self._address("data")),
            "dct:title": _texts(site_name),
            "dct:description": _texts(
                _("Agreements with other countries, meetings and their outcomes, projects and series of meetings.")
            ),
            "dct:publisher": self._publisher(),
            "dct:license": _node("dct:LicenseDocument", settings.DATA_LICENCE.url),
            "dct:language": _languages(),
            "foaf:homepage": _node("foaf:Document", home),
            "dcat:themeTaxonomy": _node(
                "skos:ConceptScheme", f"{AUTHORITY}data-theme", **{"dct:title": _text("Data theme", "en")}
            ),
            "dcat:dataset": [self._dataset(model) for model in KINDS],
            "dcat:service": self._api(),
        }

    def _api(self):
        address = self._address("api")
        return {
            **_node("dcat:DataService", address),
            "dct:title": _texts(_("API of the registry")),
            "dcat:endpointURL": _node("rdfs:Resource", address),
            "dcat:endpointDescription": _node("rdfs:Resource", self._address("api:openapi")),
            "dcat:servesDataset": [{"@id": self._dataset_address(model)} for model in KINDS],
            "dct:license": {"@id": settings.DATA_LICENCE.url},
        }

    def _dataset_address(self, model):
        return f"{self._address('data')}#{model.address}"

    def _dataset(self, model):
        name, plural = model._meta.model_name, model._meta.verbose_name_plural
        page = self._address(f"{name}_list")
        dataset = {
            **_node("dcat:Dataset", self._dataset_address(model)),
            "dct:identifier": model.address,
            "dct:title": _texts(lambda: f"{site_name()}: {capfirst(plural)}"),
            "dct:description": _texts(
                format_lazy(_("All published {kind} of the registry, each with the sources of its facts."), kind=plural)
            ),
            "dct:publisher": self._publisher(),
            "dcat:contactPoint": self._contact(),
            "dcat:theme": _node(
                "skos:Concept",
                f"{AUTHORITY}data-theme/ENVI",
                **{"skos:prefLabel": _text("Environment", "en"), "skos:inScheme": {"@id": f"{AUTHORITY}data-theme"}},
            ),
            "dct:language": _languages(),
            "dct:accrualPeriodicity": _node("dct:Frequency", f"{AUTHORITY}frequency/CONT"),
            "dct:accessRights": _node("dct:RightsStatement", f"{AUTHORITY}access-right/PUBLIC"),
            "dcat:landingPage": _node("foaf:Document", page),
            "dct:spatial": self._places(name),
            "dct:temporal": self._period(name),
            "dcat:distribution": [*self._distributions(model, page)],
        }
        if model in RECORDS and (changed := model.objects.last_modified()):
            dataset["dct:modified"] = {"@type": "xsd:dateTime", "@value": changed.isoformat(timespec="seconds")}
        return {key: value for key, value in dataset.items() if value}

    def _distributions(self, model, page):
        name, table = model._meta.model_name, TABLES[model]
        for ending, form in exports.FORMATS.items():
            if form.writes(table):
                address = self._address(f"{name}_export", ending)
                yield self._distribution(address, page, form.LABEL, form.CONTENT_TYPE, ending)
        if name == "project" and iati.is_offered():
            yield self._distribution(self._address("data_iati"), page, "IATI 2.03", iati.CONTENT_TYPE, "xml")
        if self.offer:
            yield self._zip()

    def _zip(self):
        # Without the size: the two published SHACL files require different types.
        checksum = {
            **_node("spdx:Checksum", f"{self._address('data')}#checksum"),
            "spdx:algorithm": _node("spdx:ChecksumAlgorithm", "spdx:checksumAlgorithm_sha256"),
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": self.offer.checksum},
        }
        found = self._distribution(
            self._address("data_zip"),
            self._address("data"),
            _("everything in one zip (CSV, JSON lines, datapackage.json)"),
            "application/zip",
            "zip",
        )
        return found | {
            "dct:modified": {"@type": "xsd:dateTime", "@value": self.offer.description["created"]},
            "spdx:checksum": checksum,
        }

    def _distribution(self, address, page, label, content_type, ending):
        found = {
            **_node("dcat:Distribution", address),
            "dct:title": _texts(label),
            "dcat:accessURL": _node("rdfs:Resource", page),
            "dcat:downloadURL": _node("rdfs:Resource", address),
            "dcat:mediaType": _node("dct:MediaType", f"{MEDIA_TYPES}{content_type.split(';')[0]}"),
            "dct:license": {"@id": settings.DATA_LICENCE.url},
        }
        if ending in FILE_TYPES:
            found["dct:format"] = _node("dct:MediaTypeOrExtent", f"{AUTHORITY}file-type/{FILE_TYPES[ending]}")
        return found

    def _places(self, kind):
        """Return the countries that the kind has records with."""
        if kind not in self.snapshot.kinds:
            return []
        entries = self.snapshot[kind]
        codes = [code for pk, code in self.countries if entries.get(tag(Dimension.COUNTRY, pk))]
        return [_node("dct:Location", f"{AUTHORITY}country/{code}") for code in codes]

    def _period(self, kind):
        """Return the first and the last date of the kind, each as exactly as it is known."""
        if kind not in self.snapshot.kinds:
            return None
        ends = [Ordered(kind, self.snapshot[kind], None, newest=newest).page(0, 1) for newest in (False, True)]
        dates = [_date(page[0].day) for page in ends if page and page[0].day]
        return dates and {"@type": "dct:PeriodOfTime", "dcat:startDate": dates[0], "dcat:endDate": dates[-1]}

    def _publisher(self):
        return _node("foaf:Agent", f"{self._address('data')}#publisher", **{"foaf:name": _publishers()})

    def _contact(self):
        contact = _node("vcard:Kind", f"{self._address('data')}#contact", **{"vcard:fn": _publishers()})
        if settings.CONTACT.startswith("https:"):
            return {**contact, "vcard:hasURL": {"@id": settings.CONTACT}}
        return {**contact, "vcard:hasEmail": {"@id": f"mailto:{settings.CONTACT}"}}

    def _address(self, name, *args):
        return f"{self.origin}{reverse(name, args=args)}"


def _node(kind, address, **properties):
    return {"@id": address, "@type": kind, **properties}


def _text(text, language):
    return {"@language": language, "@value": str(text)}


def _texts(text) -> list[dict]:
    """Return the text in each language that it exists in; `text` may be lazy, or a function that returns one."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            value = text() if callable(text) and not isinstance(text, Promise) else text
            found[getattr(value, "language", language)] = str(value)
    return [_text(value, language) for language, value in found.items()]


def _publishers():
    return _texts(lambda: publisher()[0])


def _languages():
    return [_node("dct:LinguisticSystem", f"{AUTHORITY}language/{code}") for code in LANGUAGES.values()]


def _date(day):
    """Return the date of a code of the index, such as 20120500 for May 2012."""
    year, month, day = day // 10_000, day // 100 % 100, day % 100
    text = f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")
    return {"@type": DATE_TYPES[len(text)], "@value": text}
