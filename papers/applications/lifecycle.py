"""The page on an application's life: drawing, acts and sentences, all made from the one table (Art. 10-27).

`python -m papers.applications.lifecycle > docs/lifecycle.md` writes it; a test compares the page with the table.
"""

import sys
from collections.abc import Iterable

from rules.applications.lifecycle import ACTS, ENDED, KINDS, PLACES, Act, Stage, State
from texts import say, sentences

_ALWAYS = ("strike", "withdraw")
"""Acts possible in nearly every state: told in words, because their arrows would hide the others."""

_ANYWHERE = """From every state after it was sent, until its end, an application can be withdrawn by its applicant
(Art. 4), or struck by the lead with a letter (Art. 23, 36)."""


def page() -> str:
    """Return the whole page in Markdown."""
    parts = (
        "# The life of an application",
        "Written by `python -m papers.applications.lifecycle` from the table in `rules/applications/lifecycle.py`.",
        _drawing(),
        _ANYWHERE,
        "## Acts\n\n" + _acts(),
        "## States\n\n" + _states(),
    )
    return "\n\n".join(parts) + "\n"


def _drawing() -> str:
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> draft"]
    for stage in Stage:
        held = [state for state in State if PLACES[state].stage is stage and state not in ENDED]
        lines += (
            [f"    state {stage.value}_stage {{", *(f"        {state.value}" for state in held), "    }"]
            if held
            else []
        )
    for act in ACTS.values():
        if act.name not in _ALWAYS:
            lines += [f"    {source.value} --> {act.target.value}: {act.name}" for source in _ordered(act.sources)]
    lines += [f"    {state.value} --> [*]" for state in _ordered(ENDED)]
    return "\n".join([*lines, "```"])


def _acts() -> str:
    rows = ["| Act | 行为 | Who | From | To | Art. |", "|---|---|---|---|---|---|"]
    rows += [_act(act) for act in ACTS.values()]
    return "\n".join(rows)


def _act(act: Act) -> str:
    sources = "any, until its end" if act.name in _ALWAYS else ", ".join(one.value for one in _ordered(act.sources))
    only = "" if act.kinds == KINDS else f" ({', '.join(act.kinds)} only)"
    undone = " · can be undone" if act.undone else ""
    who = say("en", f"lifecycle.actor.{act.actor.value}")
    named = f"`{act.name}`{only}{undone}", say("zh", f"lifecycle.act.{act.name}")
    return f"| {named[0]} | {named[1]} | {who} | {sources} | {act.target.value} | {act.article} |"


def _states() -> str:
    rows = ["| State | 状态 | Waits for | What its applicant reads |", "|---|---|---|---|"]
    rows += [_state(state) for state in State]
    return "\n".join(rows)


def _state(state: State) -> str:
    place = PLACES[state]
    wait, shown = place.wait, place.shown or state
    waits = f"{say('en', f'lifecycle.actor.{wait.actor.value}')}, `{wait.days}`" if wait else ""
    told = sentences("en", "status")[f"status.{shown.value}"]
    hidden = f" (as `{shown.value}`, until published)" if place.shown else ""
    return f"| `{state.value}` | {say('zh', f'lifecycle.state.{state.value}')} | {waits} | {told}{hidden} |"


def _ordered(states: Iterable[State]) -> list[State]:
    wanted = set(states)
    return [state for state in State if state in wanted]


if __name__ == "__main__":
    sys.stdout.write(page())
