"""The kinds of record, by the names of their models, in the order used on pages and in exports."""

RECORDS = ("agreement", "meeting", "project", "mechanism")
LISTED = (*RECORDS, "outcome", "organization")  # the kinds with a filtered list, and so with an index
