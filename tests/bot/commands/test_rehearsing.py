"""An installation from the wheel or the image is without the rehearsal, and `award rehearse` says where it is."""

import os
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

from tests.processes import ROOT
from texts import say


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("years", [(), ("--years", "1")])
def test_where_the_rehearsal_is_not_installed_one_sentence_says_what_to_do(
    tmp_path: Path, language: str, years: tuple[str, ...]
) -> None:
    done = installed(tmp_path, "rehearse", *years, language=language)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == say(language, "command.rehearsal_apart") + "\n"


def installed(folder: Path, *arguments: str, language: str) -> subprocess.CompletedProcess[str]:
    """Run `award` with what the wheel has and the dependencies, and nothing else of the project."""
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    for package in wheel["packages"]:
        (folder / package).symlink_to(ROOT / package)
    # -S: the environment's link to the source, in which the rehearsal lies, is not followed
    settings = {
        "AWARD_DATA_DIR": str(folder / "data"),
        "AWARD_LANGUAGE": language,
        "PYTHONPATH": sysconfig.get_path("purelib"),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWARD_")}
    command = [sys.executable, "-S", "-m", "bot", *arguments]
    return subprocess.run(command, cwd=folder, env=kept | settings, capture_output=True, text=True, check=False)
