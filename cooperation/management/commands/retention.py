"""Delete what is kept for a limited time: `manage.py retention`, once a day."""

from django.core.management.base import BaseCommand

from cooperation.domain.choices import Job
from cooperation.operations import jobs, retention


class Command(BaseCommand):
    help = "Deletes what is kept for a limited time, and erases the personal data of people who left."

    def handle(self, *args, **options):
        """Print how much of each was deleted."""
        with jobs.run(Job.RETENTION) as details:
            details.update(retention.enforce())
        self.stdout.write("".join(f"{number} {what}\n" for what, number in details.items() if number) or "Nothing.\n")
