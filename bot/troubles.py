"""Sentences for an operator at the command line about a failure: what is wrong, and what to do about it."""

import errno
import getpass
from collections.abc import Mapping

from bot.environment import Misset
from storage.failures import AlreadyServed, DatabaseRefuses, NewerSchema, NotKept, OlderSchema, WrongKeys
from texts import say

_ALWAYS: Mapping[type[Exception], str] = {
    WrongKeys: "trouble.wrong_keys",
    NotKept: "trouble.not_kept",
    OlderSchema: "trouble.older",
    NewerSchema: "trouble.newer",
}
"""Failures whose sentence is always the same."""


def told(failure: Exception, language: str = "en") -> str:
    """Return the sentence. It names the file and the user, since commands may run as another user than expected."""
    match failure:
        case Misset(sentences=sentences):
            return "\n".join(say(language, one.key, **one.values) for one in sentences)
        case AlreadyServed(lock=lock):
            return say(language, "trouble.served", lock=lock)
        case DatabaseRefuses(host=host, why=why):
            return say(language, "trouble.refuses", host=host, why=why)
        case FileNotFoundError(filename=str(file)):
            return say(language, "trouble.no_file", file=file)
        case PermissionError(filename=str(file)):
            return say(language, "trouble.no_permission", file=file, user=_user(language))
        case OSError(errno=errno.EADDRINUSE):
            return say(language, "trouble.address_taken")
        case OSError(filename=str(file), strerror=str(what)):
            return say(language, "trouble.file", file=file, what=what)
    key = _ALWAYS.get(type(failure))
    return say(language, key) if key else say(language, "trouble.other", what=str(failure))


def _user(language: str) -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return say(language, "trouble.nobody")
