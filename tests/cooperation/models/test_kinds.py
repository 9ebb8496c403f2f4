"""A kind of record is named in two places: its name, and its model."""

from cooperation.domain import kinds
from cooperation.models import LISTED, RECORDS, Citation, Document, Record, Submission


def names(models):
    return tuple(model._meta.model_name for model in models)


def test_the_models_are_those_of_the_names():
    assert names(RECORDS) == kinds.RECORDS
    assert names(LISTED) == kinds.LISTED
    assert set(RECORDS) == set(Record.__subclasses__())


def test_every_kind_has_citations_documents_and_submissions():
    assert set(Submission.owners) == set(Document.owners) == set(kinds.RECORDS)
    assert set(Citation.owners) == {"region", "country", "organization", *kinds.RECORDS}
