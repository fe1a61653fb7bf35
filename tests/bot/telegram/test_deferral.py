"""The service starts without the types of the Bot API that it does not use, and can still use each of them."""

import json
import subprocess
import sys
from typing import Any

from tests.processes import ROOT

MEMORY_MB = 200.0
SCRIPT = """
import json, os, sys
from pathlib import Path
from bot.deferral import import_aiogram
import_aiogram()
import bot.serving
pages = int(Path("/proc/self/statm").read_text().split()[1])
from aiogram import methods, types
every = [getattr(part, name) for part in (types, methods) for name in part.__all__]
models = [one for one in every if hasattr(one, "model_rebuild")]
built = sum(one.__pydantic_complete__ for one in models)
said = {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}, "text": "?"}
update = types.Update.model_validate({"update_id": 1, "message": {**said, "reply_to_message": said}})
call = methods.SendMessage(chat_id=5, text="!", reply_markup=types.ForceReply(force_reply=True, selective=True))
print(json.dumps({
    "memory": pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
    "models": len(models),
    "built": built,
    "text": update.message.reply_to_message.text,
    "call": call.model_dump(mode="json", exclude_none=True, exclude_defaults=True),
    "broken": [one.__name__ for one in models if one.model_rebuild(raise_errors=False) is False],
}))
"""


def found() -> dict[str, Any]:
    """What a new process finds that imports the service as `award serve` does."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_types_are_built_when_they_are_used_and_each_of_them_can_be() -> None:
    told = found()
    assert told["models"] > 500
    assert told["built"] < told["models"] / 3
    assert told["memory"] < MEMORY_MB
    assert (told["text"], told["call"]["reply_markup"]) == ("?", {"selective": True})
    assert told["broken"] == []
