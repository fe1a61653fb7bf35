"""Each conversation is tested on one of the two databases, in turn by its name: the SQL below it is tested on both."""

from zlib import crc32

import pytest

DATABASES = ("sqlite", "sqlite", "postgresql")


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Choose the database of a test that has not chosen for itself."""
    chosen = [mark for mark in metafunc.definition.iter_markers("parametrize") if mark.args and mark.args[0] == "url"]
    if "url" in metafunc.fixturenames and not chosen:
        turn = crc32(metafunc.definition.nodeid.encode()) % len(DATABASES)
        metafunc.definition.add_marker(pytest.mark.parametrize("url", [DATABASES[turn]], indirect=True))
