"""The kinds of record, by the names of their models, in the order used on pages and in exports."""

from importlib import import_module

RECORDS = ("agreement", "meeting", "project", "mechanism")
ENTERED = tuple(dict.fromkeys(("meeting", *RECORDS)))  # at the desk: staff record meetings most often
LISTED = (*RECORDS, "outcome", "organization")  # the kinds with a filtered list, and so with an index


def declared(models, package: str, name: str) -> dict:
    """Return what a package declares about each of the models: `name`, in its module named like the model's address.

    "{}" is the name of the model: "{}Filter" is AgreementFilter in filters/agreements.py, and so on.
    """
    return {
        model: getattr(import_module(f"{package}.{model.address}"), name.format(model.__name__)) for model in models
    }
