"""The figures are Prometheus' text, of our own words alone, and told to whoever brings the token."""

import asyncio
import re
from contextlib import AsyncExitStack
from importlib.metadata import version
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import DESCRIBED, Metrics, exposition
from tests.attacks.storage.test_secrecy import MISTYPED, SEEDS
from tests.faults.talk import TOKEN, on_telegram
from tests.moments import now
from tests.processes import Serving
from tests.standin import StandIn
from tests.stories.chats import WireTalker
from tests.stories.guided import Filler
from tests.stories.sockets import visitor
from tests.stories.towns import opened_data, settle
from texts import sentences

SECRET = "a-token-for-figures"
SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z_]+="[^"\\\n]*",?)+)\})? ([0-9.]+(?:e[-+][0-9]+)?)')
WORDS = {
    "channel": {"web", "telegram"},
    "outcome": {"served", "outage", "failed", "sent", "retry", "unreachable", "refused", "moved"},
    "state": {"owed", "held", "sending", "failed"},
    "kind": {key.removeprefix("tasks.") for key in sentences("zh", "tasks")},
    "version": {version("linxia-quality-award")},
    "pack": {"linxia-2023"},
}

CHAT = "7135009146"
"""Somebody's: no figure has so many digits by chance."""
ONLY_SOMETIMES = {
    "award_updates_set_aside_total",
    "award_webhook_turned_away_total",
    "award_planning_failures_total",
    "award_messages_total",
    "award_message_seconds",
}
"""What has happened on no ordinary day; by night no message is sent."""


def parsed(text: str) -> dict[str, float]:
    """The samples by name and labels; whatever is not in the format fails, here and in Prometheus' own parser."""
    samples: dict[str, float] = {}
    described: list[str] = []
    for line in text.splitlines():
        if line.startswith("# "):
            _, what, name, *rest = line.split(" ", 3)
            assert what in {"HELP", "TYPE"}
            assert rest
            described.append(name)
            continue
        found = SAMPLE.fullmatch(line)
        assert found, line
        assert re.sub(r"_(sum|count)$", "", found[1]) == described[-1], line
        place = line.rpartition(" ")[0]
        assert place not in samples, line
        samples[place] = float(found[3])
    assert text.endswith("\n")
    families = list(text_string_to_metric_families(text))
    read = {(one.name, tuple(one.labels.items())): one.value for family in families for one in family.samples}
    assert sorted(read.values()) == sorted(samples.values())
    assert {family.type for family in families} <= {"gauge", "counter", "summary"}
    assert all(family.documentation for family in families)
    return samples


def labels(samples: dict[str, float]) -> set[tuple[str, str]]:
    """Every label with its value."""
    return {pair for place in samples for pair in re.findall(r'([a-z_]+)="([^"]*)"', place)}


def test_figures_of_one_name_stand_together_under_what_they_are() -> None:
    metrics, gauges = Metrics(), Metrics()
    metrics.count("award_updates_total", channel="web", outcome="served")
    with metrics.timed("award_update_seconds", channel="web"):
        gauges.show("award_up", 1)
    metrics.count("award_updates_total", 2, channel="telegram", outcome="served")
    text = exposition(metrics, gauges)
    assert parsed(text) | {'award_update_seconds_sum{channel="web"}': 0} == {
        "award_up": 1,
        'award_updates_total{channel="web",outcome="served"}': 1,
        'award_updates_total{channel="telegram",outcome="served"}': 2,
        'award_update_seconds_sum{channel="web"}': 0,
        'award_update_seconds_count{channel="web"}': 1,
    }
    assert text.startswith(f"# HELP award_up {DESCRIBED['award_up'][1]}\n# TYPE award_up gauge\naward_up 1\n")


def test_what_failed_is_timed_too() -> None:
    metrics = Metrics()
    with pytest.raises(KeyError), metrics.timed("award_planning_seconds"):
        raise KeyError
    assert metrics.values["award_planning_seconds_count", ()] == 1


def test_every_name_is_as_prometheus_wants_it() -> None:
    kinds = {name: kind for name, (kind, _) in DESCRIBED.items()}
    assert [name for name, kind in kinds.items() if name.endswith("_total") != (kind == "counter")] == []


async def _scraped(url: str, token: str | None = SECRET) -> tuple[int, str, str]:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession() as http, http.get(f"{url}/metrics", headers=headers) as answer:
        return answer.status, answer.headers["Content-Type"], await answer.text()


async def test_figures_of_a_busy_day_hold_nothing_of_anybody(tmp_path: Path) -> None:
    async with StandIn(token=TOKEN) as standin, AsyncExitStack() as stack:
        service = Serving(tmp_path, settings={**on_telegram(standin), "AWARD_METRICS_TOKEN": SECRET})
        service.settings["AWARD_BACKUP_DIR"] = str(tmp_path / "backups")
        async with opened_data(service) as work:
            await settle(work, now())
        await stack.enter_async_context(service)
        objector = await stack.enter_async_context(visitor(service.url))
        await objector.begin("objection:begin", "继续")
        filler = Filler(objector, {question_of(key): answer for key, answer in SEEDS.items()})
        await filler.send()
        await objector.says(MISTYPED)
        await WireTalker(standin, int(CHAT)).begin()
        done = await asyncio.to_thread(service.award, "backup")
        assert done.returncode == 0, done.stderr
        status, kind, text = await _scraped(service.url)
        samples = parsed(text)
        assert (status, kind) == (200, "text/plain; version=0.0.4; charset=utf-8")
        assert {label for label, word in labels(samples) if word not in WORDS[label]} == set()
        assert [secret for secret in (*SEEDS.values(), MISTYPED, TOKEN, SECRET, CHAT) if secret in text] == []
        assert samples['award_updates_total{channel="telegram",outcome="served"}'] == 1
        assert samples['award_updates_total{channel="web",outcome="served"}'] > len(SEEDS)
        assert samples['award_tasks{kind="objection_examination"}'] == 1
        assert (samples["award_up"], samples["award_open_pages"], samples["award_outbox_oldest_seconds"]) == (1, 1, 0)
        told = {re.sub(r"_(sum|count)$", "", place.partition("{")[0]) for place in samples}
        assert set(DESCRIBED) - told == ONLY_SOMETIMES - told
        refused = [(await _scraped(service.url, token))[0] for token in (None, "", "wrong", "字", SECRET + "x")]
        assert refused == [404] * 5
        assert SECRET not in service.said()


async def test_without_a_token_the_page_does_not_exist(tmp_path: Path) -> None:
    async with Serving(tmp_path) as service:
        assert [(await _scraped(service.url, token))[0] for token in (None, SECRET, "")] == [404] * 3


def question_of(key: str) -> str:
    """The words of a question."""
    return sentences("zh", key.partition(".")[0])[key]
