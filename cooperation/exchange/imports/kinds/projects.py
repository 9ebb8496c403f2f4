"""Import rows of projects and of their phases."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from regions.translated import columns

from ....domain.choices import Role
from ....models import Phase, Project
from ..kind import Kind, of_record, plain
from ..relations import Many

EXAMPLE = {
    "title": "Restoration of the coastal forest (example)",
    "title_ko": "해안림 복원사업 (예시)",
    "slug": "example-coastal-forest",
    "reference": "EXAMPLE-P-1",
    "status": "implementation",
    "planned_start": "2012",
    "planned_end": "2014",
    "actual_start": "4 May 2012",
    "countries": "Korea, Republic of; Vietnam",
    "agreement": "example-mou-2012",
    "summary": "Trees are planted along the coast.",
}
_phase = plain(
    Phase,
    {
        "project": "example-coastal-forest",
        "key": "1",
        "name": "Stage 1",
        "start": "2012-05",
        "end": "2013-04",
        "status": "successfully completed",
        "amount": "300000",
        "currency": "USD",
        "position": "1",
    },
    *("project", "key", *columns("name"), "start", "end", "status", "amount", "currency", "funder", "position"),
)
PHASES = Kind("phases", Phase, _phase, owner=_phase[0])


def _in_role():
    organizations = Project._meta.get_field("organizations")
    return [
        Many(
            f"organizations_{role}".replace("-", "_"),
            organizations,
            example="united-nations-environment-programme" if role == Role.FUNDING else "",
            what=format_lazy(_("The organizations with the role: {role}."), role=role.label),
            more={"role": str(role)},
            called=format_lazy(_("organizations: {role}"), role=role.label),
        )
        for role in Role
    ]


PROJECTS = Kind("projects", Project, of_record(Project, EXAMPLE, *_in_role()), parts=PHASES)

KINDS = (PROJECTS, PHASES)
