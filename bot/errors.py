"""Sentences for an operator at the command line about a failure: what is wrong, and what to do about it."""

import errno
import getpass
from tempfile import gettempdir

from bot.settings import Misset
from storage.database.failures import FAULTS, fault_of
from texts import say


def told(failure: Exception, language: str = "en") -> str:
    """Return the sentence. It names the file and the user, since commands may run as another user than expected."""
    if isinstance(failure, Misset):
        return "\n".join(say(language, one.key, **one.values) for one in failure.sentences)
    if isinstance(failure, FAULTS):
        return say(language, "trouble.fault", what=fault_of(failure))
    if key := getattr(failure, "key", ""):  # the service's own failures
        return say(language, key, **getattr(failure, "values", {}))
    return _of_the_machine(failure, language) or say(language, "trouble.other", what=str(failure))


def _of_the_machine(failure: Exception, language: str) -> str:
    match failure:
        case FileNotFoundError(filename=str(file)):
            return say(language, "trouble.no_file", file=file)
        case PermissionError(filename=str(file)):
            return say(language, "trouble.no_permission", file=file, user=_user(language))
        case OSError(errno=errno.EADDRINUSE):
            return say(language, "trouble.address_taken")
        case OSError(errno=errno.ENOSPC | errno.EDQUOT, filename=file):
            return say(language, "trouble.full_of" if file else "trouble.full", file=file, folder=gettempdir())
        case OSError(errno=errno.EIO | errno.EROFS, filename=file):
            return say(language, "trouble.disk_of" if file else "trouble.disk", file=file)
        case OSError(filename=str(file), strerror=str(what)):
            return say(language, "trouble.file", file=file, what=what)
    return ""


def _user(language: str) -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return say(language, "trouble.nobody")
