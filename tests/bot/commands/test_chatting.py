"""`award chat`: what is typed is read as it comes, and its end too."""

import subprocess
import sys

from tests.processes import ROOT


def test_where_nobody_types_the_end_is_read_at_once() -> None:
    reads = "import uvloop; from bot.chatting import _typed; uvloop.run(anext(_typed(), None))"
    done = subprocess.run([sys.executable, "-c", reads], stdin=subprocess.DEVNULL, cwd=ROOT, check=False, timeout=60)
    assert done.returncode == 0
