"""A command that cannot use a file says which, and what to do about it."""

import errno
from pathlib import Path

import pytest

from bot.troubles import told
from tests.processes import Serving


@pytest.mark.parametrize("command", [["holders", "import"], ["calendar", "add", "--year", "2027"]])
def test_a_file_that_is_not_there_is_named_with_what_to_do(tmp_path: Path, command: list[str]) -> None:
    service = Serving(tmp_path)
    done = service.award(*command, "list.xlsx")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith("There is no list.xlsx. Name files by their whole path")


@pytest.mark.parametrize(
    ("failure", "says"),
    [
        (PermissionError(13, "Permission denied", "/keys/keys.json"), "may not use /keys/keys.json. Put it where"),
        (IsADirectoryError(21, "Is a directory", "/tmp"), "/tmp: Is a directory."),
        (OSError(errno.EADDRINUSE, "error while attempting to bind on address"), "set AWARD_PORT to a free port"),
        (FileExistsError("There are other keys at /a."), "There are other keys at /a."),
        (FileNotFoundError("No archive."), "No archive."),
    ],
)
def test_each_failure_is_a_sentence(failure: Exception, says: str) -> None:
    assert says in told(failure)
    assert "Errno" not in told(failure)
