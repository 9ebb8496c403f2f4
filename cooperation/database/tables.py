"""The tables that the programs in the database are about, and what each row belongs to."""

ADDRESSED = {
    "topic": "/topics/",
    "organization": "/organizations/",
    "source": "/sources/",
    "mechanism": "/mechanisms/",
    "agreement": "/agreements/",
    "meeting": "/meetings/",
    "project": "/projects/",
}
RECORDS = ("mechanism", "agreement", "meeting", "project")
# The generated columns of a record. No other table has any.
COMPUTED = ("is_public", "date", "until")
# The parts and links of each kind, and the columns that lead to what they belong to.
OWNERS = {
    "party": ("agreement",),
    "lineage": ("agreement",),
    "outcome": ("meeting",),
    "projectorganization": ("project",),
    "phase": ("project",),
    "membership": ("organization",),
    "organization_regions": ("organization",),
    "document": RECORDS,
    "citation": ("region", "country", "organization", *RECORDS),
    **{f"{record}_regions": (record,) for record in RECORDS},
    "mechanism_topics": ("mechanism",),
    "mechanism_countries": ("mechanism",),
    "mechanism_organizations": ("mechanism",),
    "agreement_topics": ("agreement",),
    "meeting_topics": ("meeting",),
    "meeting_countries": ("meeting",),
    "meeting_organizations": ("meeting",),
    "project_topics": ("project",),
    "project_countries": ("project",),
}
# Links of an outcome belong to its meeting.
OUTCOME_LINKS = (
    "by_countries",
    "by_organizations",
    "to_countries",
    "to_organizations",
    "topics",
    "concerns_organizations",
    *(f"{verb}_{kind}s" for verb in ("concerns", "carried_out_by") for kind in RECORDS),
)
KEYED = ("outcome", "phase", "document", "citation")


def table_of(kind: str) -> str:
    return f"{'regions' if kind in ('region', 'country') else 'cooperation'}_{kind}"
