"""The table of all buttons as a page: what each does, under which article, and who may press it.

`python -m handlers.presses > docs/presses.md` writes it; a test compares the page with the tables.
"""

import inspect
import sys
from collections.abc import Iterator
from functools import partial

from handlers.dispatching import all_presses
from handlers.engine.presses import Does, Found, Known
from handlers.engine.verbs import VERBS
from workflow.engine.presses import AROUND, RENAMED

_HEAD = f"""# The buttons

Written by `python -m handlers.presses` from the tables in `handlers/`; [decision 31](decisions/0031-presses.md) says
how they are read. A button is its topic, its word, and what the word is about. Where no role stands, the act itself
decides who may do it: a holder, an objector, whoever has declared. The buttons of a form are `f:<draft>:<verb>`, with
the verbs of `handlers/engine/verbs.py`: {", ".join(f"`{verb}`" for verb in VERBS)}. Of earlier buttons,
{len(RENAMED)} beginnings keep their meaning (`workflow/engine/presses.py`); behind
{" and ".join(f"`{each}`" for each in sorted(AROUND))} stands another press.

| Press | What it does | What it is about | Article | Who |
|---|---|---|---|---|
"""


def page() -> str:
    """Return the page."""
    presses = Known(all_presses()).presses
    return _HEAD + "\n".join(_row(press, presses[press]) for press in sorted(presses)) + "\n"


def _row(press: tuple[str, str], found: Found) -> str:
    words = "".join(_shape(found))
    roles = ", ".join(role.value for role in found.roles)
    about = _said(found.press.of) if found.press.of else ""
    typed = f", `/{found.press.command}`" if found.press.command else ""
    return (
        f"| `{':'.join(press)}{words}`{typed} | {_said(found.press.do)} | {about} | {found.article or ''} | {roles} |"
    )


def _shape(found: Found) -> Iterator[str]:
    for each in found.asked:
        named = f":<{each.name.removeprefix('_')}>"
        yield named if each.default is inspect.Parameter.empty else f"[{named}]"


def _said(do: Does) -> str:
    """Return the first sentence of what a handler says of itself, and what the table has fixed of it."""
    function, fixed = (do.func, do.keywords) if isinstance(do, partial) else (do, {})
    line = (inspect.getdoc(function) or "").partition("\n")[0].partition(". Raises")[0]
    told = ", ".join(f"`{key}` is `{value}`" for key, value in fixed.items())
    return f"{line.removesuffix('.')}; {told}." if told else f"{line.removesuffix('.')}."


if __name__ == "__main__":
    sys.stdout.write(page())
