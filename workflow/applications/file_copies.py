"""Copies of files for one reader: owed like a message, made after the commit, marked with the reader (Art. 12)."""

from dataclasses import dataclass
from datetime import UTC, datetime

from rules.applications import Application
from storage.applications.secret_files import COPY
from storage.engine.files import FileRecord
from storage.engine.owed import Paper, Urgency
from workflow.applications.applicants import subject_of
from workflow.engine.desk import Desk


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy: which file, of which case, for whom, and when they asked."""

    file_id: str
    application_id: int
    person_id: int
    asked_at: datetime

    @property
    def paper(self) -> Paper:
        """The paper that stands for the copy in a message."""
        moment = int(self.asked_at.timestamp())
        return Paper(COPY, f"{self.file_id}:{self.application_id}:{self.person_id}:{moment}")

    @classmethod
    def of(cls, subject: str) -> "Copy":
        """Parse the subject of a copy's paper."""
        file_id, application_id, person_id, moment = subject.split(":")
        return cls(file_id, int(application_id), int(person_id), datetime.fromtimestamp(int(moment), UTC))


async def give_copy(desk: Desk, application: Application, record: FileRecord, notes: str) -> None:
    """Owe the person a copy of a file that they may read, with `notes` about it."""
    copy = Copy(record.id, application.id, desk.person.id, desk.now)
    about = f"{subject_of(application)}:{record.id}"
    await desk.work.outbox.owe(
        f"{about}:copy:{desk.person.id}:{int(desk.now.timestamp())}",
        desk.person.id,
        "copies.noted" if notes else "copies.given",
        now=desk.now,
        values={"number": application.number, "notes": notes},
        buttons=[[{"key": "copies.state_secret", "press": f"secret:ask:{application.id}:{record.id}"}]],
        paper=copy.paper,
        urgency=Urgency.ANSWER,
    )
