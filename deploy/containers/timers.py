"""Runs the jobs of deploy/systemd/*.timer in a container, which has no systemd. Times are those of TIME_ZONE.

A job that was due while the container did not run, or while another job ran, is started once, as soon as possible:
as systemd does with Persistent=true.
"""

import configparser
import os
import re
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
ARCHIVE = "/srv/archive"
# The minute up to which jobs were started, on the same volume as the archive.
LAST = Path(ARCHIVE) / ".timers"
LONGEST = timedelta(days=31)  # between two runs of a job, so that none is due twice
# The server processes do this themselves; systemd's timer is for a server that runs none.
NOT_HERE = {"publish_due"}
# A day of the week or none, a day of the month or none, and a time.
CALENDAR = re.compile(r"(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?\*-\*-(\*|\d\d) (\d\d):(\d\d)")
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def jobs():
    """Return {command of manage.py: when it runs, as in OnCalendar}."""
    found = {}
    for file in sorted((ROOT / "deploy" / "systemd").glob("*.timer")):
        timer = configparser.ConfigParser(interpolation=None)
        timer.optionxform = str
        timer.read(file)
        unit = timer["Timer"]["Unit"]
        command = "export_public" if unit == "registry-export.service" else re.search(r"@(\w+)\.service", unit)[1]
        if command not in NOT_HERE:
            found[command] = timer["Timer"]["OnCalendar"]
    return found


def is_due(calendar, minute) -> bool:
    """Return whether `calendar` names this minute."""
    weekday, day, hours, minutes = CALENDAR.fullmatch(calendar).groups()
    return (
        (minute.hour, minute.minute) == (int(hours), int(minutes))
        and weekday in (None, DAYS[minute.weekday()])
        and day in ("*", f"{minute:%d}")
    )


def arguments(command, minute):
    """Return the command with its arguments: each month's zip has its own folder."""
    return [command, f"{ARCHIVE}/{minute:%Y-%m}"] if command == "export_public" else [command]


def due(after, until) -> list[str]:
    """Return the jobs of the minutes after `after` up to `until`, in that order, each once."""
    after, calendars = max(after, until - LONGEST), jobs().items()
    minutes = [after + timedelta(minutes=number + 1) for number in range((until - after) // timedelta(minutes=1))]
    return list(dict.fromkeys(name for minute in minutes for name, when in calendars if is_due(when, minute)))


def main():
    """Run what is due, one job after another, until the container stops."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # the first process of a container ignores it otherwise
    zone = ZoneInfo(os.environ.get("TIME_ZONE") or "Asia/Seoul")
    last = datetime.fromisoformat(LAST.read_text()).astimezone(zone) if LAST.exists() else datetime.now(zone)
    while True:
        minute = datetime.now(zone).replace(second=0, microsecond=0)
        for command in due(last, minute):
            print(f"manage.py {command}", flush=True)
            done = subprocess.run([sys.executable, "manage.py", *arguments(command, minute)], cwd=ROOT)
            if done.returncode:
                print(f"manage.py {command} ended with status {done.returncode}", file=sys.stderr, flush=True)
        new = LAST.with_suffix(".new")
        new.write_text(minute.isoformat())
        new.replace(LAST)
        last = minute
        time.sleep(max((minute + timedelta(minutes=1)).timestamp() - time.time(), 0))


if __name__ == "__main__":
    main()
