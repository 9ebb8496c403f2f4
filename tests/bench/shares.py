"""CPU shares: what a simulated machine may use of a core, and what it has used."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from config.demo import CannotRun

from .costs import Processes

GROUPS = Path("/sys/fs/cgroup")
PERIOD = 100_000  # microseconds
WEIGHT = 10_000  # ten times that of other programs, so that they do not take the share away


@dataclass(frozen=True)
class Used:
    """What processes used: seconds of processor time, and the periods in which they had to wait for the next one."""

    seconds: float
    periods: int
    throttled: int

    def __sub__(self, other: "Used") -> "Used":
        return Used(self.seconds - other.seconds, self.periods - other.periods, self.throttled - other.throttled)

    def __add__(self, other: "Used") -> "Used":
        return Used(self.seconds + other.seconds, self.periods + other.periods, self.throttled + other.throttled)


class Share:
    """A control group (version 1) that gets `percent` of one core."""

    def __init__(self, name: str, percent: int):
        self.percent = percent
        self.limits, self.counts = (GROUPS / kind / f"registry-{name}" for kind in ("cpu", "cpuacct"))

    def __enter__(self):
        try:
            for folder in (self.limits, self.counts):
                folder.mkdir(exist_ok=True)
            self.limits.joinpath("cpu.cfs_period_us").write_text(str(PERIOD))
            self.limits.joinpath("cpu.cfs_quota_us").write_text(str(PERIOD * self.percent // 100))
            self.limits.joinpath("cpu.shares").write_text(str(WEIGHT))
        except OSError as error:
            raise CannotRun(
                f"No share of a core can be given here ({error.strerror}): this needs root on Linux, with control "
                f"groups of version 1 in {GROUPS}."
            ) from None
        return self

    def __exit__(self, *_):
        """Move remaining processes to the parent group, and remove this one."""
        for folder in (self.limits, self.counts):
            for pid in folder.joinpath("cgroup.procs").read_text().split():
                with suppress(OSError):
                    folder.parent.joinpath("cgroup.procs").write_text(pid)
            folder.rmdir()

    def limit(self, pid: int) -> None:
        """Limit the program, its descendants, and those that they will start."""
        for each in Processes(pid).ids():
            for folder in (self.limits, self.counts):
                with suppress(ProcessLookupError):
                    folder.joinpath("cgroup.procs").write_text(str(each))

    def used(self) -> Used:
        said = dict(line.split() for line in self.limits.joinpath("cpu.stat").read_text().splitlines())
        seconds = int(self.counts.joinpath("cpuacct.usage").read_text()) / 1e9
        return Used(seconds, int(said["nr_periods"]), int(said["nr_throttled"]))
