"""Staff work in the registry from which a dump is made (make_dump.py)."""

from datetime import datetime, timedelta

from django.contrib.auth.models import Group, User
from django.utils import timezone

from cooperation.domain import roles
from cooperation.domain.choices import OutcomeKind
from cooperation.exchange.imports import uploads
from cooperation.exchange.imports.kinds import KINDS
from cooperation.history import attributed
from cooperation.history.restore import restore
from cooperation.models import Meeting, Project, Rating, Topic
from cooperation.workflow import publication, review

IMPORT = """title,kind,signed_on,reference
Memorandum on the exchange of air quality data,mou,2026-05-04,AIR-2026-1
Memorandum on the exchange of water quality data,mou,2026-06,WATER-2026-1
"""


def do_staff_work():
    """Do staff work through the functions that the admin calls."""
    editor, publisher, administrator = (
        account(name, role)
        for name, role in (
            ("editor", roles.EDITOR),
            ("publisher", roles.PUBLISHER),
            ("administrator", roles.ADMINISTRATOR),
        )
    )
    published = list(Meeting.objects.published().order_by("slug")[:4])
    with attributed(editor, "admin"):
        draft, submitted, planned = (
            Meeting.objects.create(
                title=f"Working group meeting {number}", slug=f"working-group-{number}", start="2027"
            )
            for number in (1, 2, 3)
        )
        draft.topics.add(Topic.objects.order_by("slug").first())
        draft.outcomes.create(kind=OutcomeKind.DECISION, text="The secretariat prepares the next one.", status="active")
        review.submit(submitted, editor, "Ready to be published.")
        review.propose(published[0], editor, [["title", published[0].title], ["city", "Busan"]], "The city was wrong.")
        deleted = Meeting.objects.create(title="Entered by mistake", slug="entered-by-mistake")
        deleted.delete()
    with attributed(publisher, "admin", "Corrected after a letter"):
        publication.plan(planned, publisher, timezone.make_aware(datetime(2099, 1, 1, 9)))
        publication.withdraw(published[1], publisher, "It was entered twice.")
        published[2].slug += "-renamed"
        published[2].save()
        summary = published[3].summary
        published[3].summary = "A summary that is replaced."
        published[3].save()
    with attributed(publisher, "admin"):
        restore("meeting", published[3].pk, 1, publisher)
        assert Meeting.objects.get(pk=published[3].pk).summary == summary
        Project.objects.order_by("slug").first().documents.create(title="Letter", url="https://example.org/letter.pdf")
    upload = uploads.preview(KINDS["agreements"], publisher, "memoranda.csv", IMPORT.encode())
    assert uploads.enter(upload, publisher) == {"new": 2}, list(upload.rows.values_list("problems", flat=True))
    uploads.preview(KINDS["agreements"], administrator, "memoranda.csv", IMPORT.encode())
    Rating.objects.count_one(published[0].get_absolute_url(), timezone.localdate() - timedelta(days=1), 4)


def account(name, role):
    user = User.objects.create(username=name, email=f"{name}@example.org", password="!", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user
