"""What an operator at the command line is told of a failure: what is wrong, and what to do about it."""

import getpass


def told(failure: Exception) -> str:
    """The sentence. A failure of the machine names the file and the user, for a command may run as another one."""
    match failure:
        case FileNotFoundError(filename=str(file)):
            return f"There is no {file}. Name files by their whole path: `award` looks from the data folder."
        case PermissionError(filename=str(file)):
            return f"The user {_user()} may not use {file}. Put it where that user may, for example into /tmp."
        case OSError(filename=str(file), strerror=str(what)):
            return f"{file}: {what}."
    return str(failure)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "that this runs as"
