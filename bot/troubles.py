"""Sentences for an operator at the command line about a failure: what is wrong, and what to do about it."""

import errno
import getpass
from tempfile import gettempdir

from bot.polling import TokenRefused
from rules.records import Misfit
from storage.failures import FAULTS, StorageFailure, fault_of
from web.webhook import WebhookSecretMissing

TOLD: tuple[type[Exception], ...] = (StorageFailure, Misfit, TokenRefused, WebhookSecretMissing, OSError, *FAULTS)
"""Failures that a command tells of in a sentence."""


def told(failure: Exception) -> str:
    """Return the sentence. It names the file and the user, since commands may run as another user than expected."""
    if isinstance(failure, FAULTS):
        return (
            f"The database cannot be used ({fault_of(failure)}). `award check` says what is damaged; `award"
            " backup` saves what can still be read."
        )
    match failure:
        case FileNotFoundError(filename=str(file)):
            return f"There is no {file}. Name files by their whole path: `award` looks from the data folder."
        case PermissionError(filename=str(file)):
            return f"The user {_user()} may not use {file}. Put it where that user may, for example into /tmp."
        case OSError(errno=errno.EADDRINUSE):
            return (
                "Another programme, perhaps this one started before, has the address that it would be served at."
                " End that, or set AWARD_PORT to a free port such as 8090."
            )
        case OSError(errno=errno.ENOSPC | errno.EDQUOT, filename=file):
            where = f"the disk of {file}" if file else f"a disk (copies are made in {gettempdir()})"
            return f"There is no room left on {where}. Free some there, or set TMPDIR to a folder with room."
        case OSError(errno=errno.EIO | errno.EROFS, filename=file):
            return f"The disk {f'of {file} ' if file else ''}fails. Save what it still gives, and replace it."
        case OSError(filename=str(file), strerror=str(what)):
            return f"{file}: {what}."
    return str(failure)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "that this runs as"
