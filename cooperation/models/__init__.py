"""The records of the registry and their parts, with one file for each aggregate."""

from regions.models import Country, Region

from .account_event import AccountEvent
from .account_language import AccountLanguage
from .agreement import Agreement, Lineage, Party
from .change import Change
from .citation import Citation, Source
from .closed_versions import ClosedVersions
from .different import DifferentPair
from .document import Document
from .imported_file import ImportedFile, ImportedRecord
from .inactive_account import InactiveAccount
from .job_run import JobRun
from .links import protect_targets
from .mechanism import Mechanism
from .meeting import Meeting
from .merge import Merge
from .organization import Membership, Organization
from .outcome import Outcome
from .part import KeyCounter, Part
from .project import Phase, Project, ProjectOrganization
from .public_version import PublicChange, PublicCommit, PublicVersion
from .rating import Rating, RecentRating
from .record import Record
from .refused_publication import RefusedPublication
from .session import Session
from .submission import Submission
from .topic import Topic
from .upload import RememberedChoice, Upload, UploadedRow, UploadedValue

# The kinds of record, in the order used on pages and in exports.
RECORDS = (Agreement, Meeting, Project, Mechanism)
# Models with a filtered list, which search covers too, in the order in which results are grouped.
LISTED = (*RECORDS, Outcome, Organization)
SEARCHED = (Agreement, Meeting, Project, Outcome, Mechanism, Organization, Country, Region, Topic, Source)

protect_targets((Country, Organization, *RECORDS, Outcome))
