"""Check whether the registry is well."""

import json
import sys

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from cooperation.database import standby
from cooperation.domain.choices import Job
from cooperation.operations import doctor, jobs
from cooperation.operations.doctor.finding import Level


class Command(BaseCommand):
    """`manage.py doctor`: the exit status is 1 if there are errors; warnings do not count."""

    help = (
        "Check settings, database, release, jobs, disk, mail and index, and with an address also the certificate and"
        " the headers that readers get. Says what to do about what is wrong. Administrators see on the page for system"
        " checks what it found last. The exit status is 1 if there are errors; warnings do not count."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--address", help="the address that readers use, https://host; default: SITE_ADDRESS")
        parser.add_argument("--full", action="store_true", help="compare the whole index with the records")
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *args, address=None, full=False, **options):
        address = settings.SITE_ADDRESS if address is None else address
        findings = [*doctor.examine([*doctor.QUICK, *doctor.slow(address, is_full=full)])]
        if options["json"]:
            text = json.dumps([finding.as_json() for finding in findings], ensure_ascii=False, indent=1)
            self.stdout.write(text)
        else:
            self.print(findings)
        self.store(findings)
        sys.exit(any(finding.level == Level.ERROR for finding in findings))

    def store(self, findings):
        """Store the findings for the page of the admin, if there is a database and it is no standby."""
        try:
            if standby.lag() is not None:
                self.stderr.write("The findings were not stored: this database is a standby.")
                return
            with jobs.run(Job.DOCTOR) as details:
                details["findings"] = [finding.stored() for finding in findings]
        except DatabaseError as problem:
            self.stderr.write(f"The findings were not stored: {' '.join(str(problem).split())}")

    def print(self, findings):
        area = None
        for finding in findings:
            if finding.area != area:
                area = finding.area
                self.stdout.write(f"\n{area}")
            self.stdout.write(f"  {finding.level.upper():8} {finding.sentence}")
            if finding.advice:
                self.stdout.write(f"           {finding.advice}")
        numbers = {level: sum(finding.level == level for finding in findings) for level in Level}
        self.stdout.write(f"\nErrors: {numbers[Level.ERROR]}, warnings: {numbers[Level.WARNING]}.")
