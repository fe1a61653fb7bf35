"""A form as pages: the same checks and texts as in the chat, two machines at once, files, and the filler alone."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from rules.engine.identities import credit_code
from rules.notices.postings import NoticeKind, NoticeLine
from tests.handlers.applying import picture
from tests.web.offices import CODE, Bureau, bureau
from tests.web.paging import Filler, answers, begin, by_link, draft_of, enter
from tests.web.tipping import Visitor, visitor
from texts import say
from workflow.engine.records import DraftState

PERSON = "622921198506151020"
FIRST = {
    "kind": "legal_person",
    "name": "临夏县示例食品有限公司",
    "registered_here": "yes",
    "registered_on": "2016-05-20",
    "address": "甘肃省临夏州临夏县韩集镇示例路1号",
    "industry": "manufacturing",
    "representative": "马晓明",
    "staff": "126",
}


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Bureau]:
    async with bureau(tmp_path) as made:
        yield made


@pytest.fixture
async def browser(town: Bureau) -> AsyncIterator[Visitor]:
    async with visitor(town.url) as one:
        yield one


async def test_what_fits_is_kept_and_what_does_not_stays_in_its_field_with_the_reason(
    town: Bureau, browser: Visitor
) -> None:
    form = await begin(browser, "organisation")
    step = await form.save(await form.open(), **{**FIRST, "staff": "很多", "registered_on": "2126-01-01"})
    assert step.shown.status == 400
    assert step.wrong == {
        "registered_on": say("zh", "apply.registered_on.future", article=10),
        "staff": say("zh", "answers.not_a_number"),
    }
    assert (step.value("staff"), step.value("name")) == ("很多", FIRST["name"])
    assert 'href="#staff"' in step.shown.text
    assert 'aria-describedby="hint-staff wrong-staff" aria-invalid="true"' in step.shown.text
    kept = await answers(town, form)
    assert kept["name"] == FIRST["name"]
    assert not {"staff", "registered_on"} & kept.keys()
    after = await form.save(step, staff="126", registered_on=FIRST["registered_on"], credit_code=CODE)
    assert 'data-key="contact1_name"' in after.shown.text
    assert (await answers(town, form))["credit_code"] == credit_code(CODE)


async def test_what_an_answer_makes_necessary_is_asked_on_the_same_step(town: Bureau, browser: Visitor) -> None:
    form = await begin(browser, "organisation")
    step = await form.open()
    assert "credit_code" not in step.keys
    again = await form.save(step, **FIRST)
    assert again.keys[:3] == ["kind", "name", "credit_code"]
    assert say("zh", "forms.page.more") in again.shown.words
    after = await form.save(again, credit_code=CODE)
    assert 'data-key="contact1_name"' in after.shown.text


async def test_two_machines_lose_nothing_and_the_same_field_is_merged_by_hand(town: Bureau, browser: Visitor) -> None:
    one = await begin(browser, "organisation")
    async with by_link(town, one) as two:
        here, there = await one.open(), await two.open()
        await one.save(here, "quiet", name="甲公司", staff="10")
        stale = await two.save(there, "save", name="乙公司", representative="王五")
        assert stale.wrong["name"] == say("zh", "forms.page.elsewhere", answer="甲公司")
        assert stale.value("name") == "乙公司"  # nothing typed is thrown away
        kept = await answers(town, one)
        assert (kept["name"], kept["staff"], kept["representative"]) == ("甲公司", "10", "王五")
        assert stale.value("staff") == "10"
        await two.save(stale)
        assert (await answers(town, one))["name"] == "乙公司"
        await one.save(here, "quiet", address=FIRST["address"])  # the fields that it did not touch are left alone
        kept = await answers(town, one)
        assert (kept["name"], kept["representative"], kept["address"]) == ("乙公司", "王五", FIRST["address"])


async def test_an_empty_field_that_was_answered_elsewhere_takes_nothing_away(town: Bureau, browser: Visitor) -> None:
    one = await begin(browser, "objection")
    async with by_link(town, one) as two:
        stale = await two.open()
        await one.save(await one.open(), "quiet", request="请核实")
        await two.save(stale, "quiet", facts="公示的材料与实际情况不符，请核查。")
        kept = await answers(town, one)
        assert (kept["request"], kept["facts"]) == ("请核实", "公示的材料与实际情况不符，请核查。")


async def test_the_script_saves_one_field_and_reads_when_and_what_is_asked_now(town: Bureau, browser: Visitor) -> None:
    form = await begin(browser, "organisation")
    step = await form.open()
    sent = {name: value for name, value in step.fields("quiet").items() if name in ("page", "do", "seen.kind")}
    told = json.loads((await form.send(step.path, sent | {"value.kind": "branch"})).text)
    assert told["said"] == "已保存 12:00"
    assert told["wrong"] == {}
    assert set(told["asked"]) - set(step.keys) == {"parent_name", "parent_code"}
    assert (await answers(town, form)) == {"kind": "branch"}
    wrong = json.loads((await form.send(step.path, sent | {"value.kind": "company"})).text)
    assert set(wrong["wrong"]) == {"kind"}
    assert (await answers(town, form)) == {"kind": "branch"}


async def test_the_chat_stays_at_its_question_while_a_page_answers(town: Bureau, browser: Visitor) -> None:
    form = await begin(browser, "organisation")
    async with town.served.site.store.work() as work:
        await work.drafts.move(form.draft, "staff", town.now)
        await work.commit()
    await form.save(await form.open(), **FIRST)
    assert (await draft_of(town, form)).question == "staff"


@pytest.mark.article(12)
async def test_a_file_is_checked_as_in_the_chat_and_can_be_removed(town: Bureau, browser: Visitor) -> None:
    form = await begin(browser, "objection")
    step = await form.open()
    marked = await form.save(step, "save", ("evidence", "（机密★）方案.png", picture(1)))
    assert marked.wrong["evidence"].startswith("发现密级标志")
    odd = await form.save(step, "save", ("evidence", "a.exe", b"MZ" + bytes(100)))
    assert odd.wrong["evidence"]
    assert "evidence" not in await answers(town, form)
    sent = await form.save(step, "save", ("evidence", "a.png", picture(1)), ("evidence", "b.png", picture(2)))
    assert "evidence" not in sent.wrong
    kept = await answers(town, form)
    first, second = kept["evidence"]
    removed = await form.save(sent, f"remove:evidence:{first}")
    assert (await answers(town, form))["evidence"] == [second]
    assert "b.png" in removed.shown.text
    assert "a.png" not in removed.shown.text


async def objector(form: Filler) -> None:
    """Fill in the second step of an objection, up to the document."""
    step = await form.save(
        await form.open(),
        "save",
        ("evidence", "a.png", picture(1)),
        who="individual",
        notice="ended",
        facts="公示的材料与实际情况不符，请核查。",
    )
    step = await form.save(step, notice_words="第二届受理名单公示", against="other")
    await form.save(step, against_words="公示的日期")
    step = await form.save(
        await form.open(2),
        "save",
        ("signature", "s.png", picture(2)),
        name="李建国",
        phone="13993012345",
        address="临夏县韩集镇示例路2号",
        acting="own",
        identity_consent="agree",
    )
    await form.save(await form.open(2), "quiet", document_kind="resident", document_number=PERSON)


@pytest.mark.article(22)
async def test_an_identity_number_is_never_shown_back_and_no_page_is_cached(town: Bureau, browser: Visitor) -> None:
    form = await begin(browser, "objection")
    await objector(form)
    kept = await answers(town, form)
    assert kept["document_number"] == PERSON
    for step in (1, 2, "check"):
        shown = (await form.open(step)).shown
        assert PERSON not in shown.text
        assert "13993012345" not in shown.text
        assert ("Cache-Control", "no-store") in dict(shown.headers).items()
    again = await form.save(await form.open(2))
    assert (await answers(town, form))["document_number"] == PERSON, again.wrong  # an empty field keeps it


async def test_a_form_is_sent_once_and_only_as_it_was_shown(town: Bureau, browser: Visitor) -> None:
    form = await begin(browser, "objection")
    await objector(form)
    await form.save(await form.open(2), "save", ("proof", "id.png", picture(3)))
    check = await form.open("check")
    assert say("zh", "forms.page.send") in check.shown.words
    await form.save(await form.open(), "quiet", request="请更正")
    sent = {"page": check.shown.hidden("page"), "seen": check.shown.hidden("seen")}
    stale = await form.send(check.path, sent)
    assert say("zh", "forms.page.changed") in stale.words
    receipt = await form.send(check.path, sent | {"seen": stale.hidden("seen")})
    assert "YY-" in receipt.words or "编号" in receipt.words
    assert (await draft_of(town, form)).state is DraftState.SENT
    twice = await form.send(check.path, sent | {"seen": stale.hidden("seen")})
    assert (twice.status, twice.notice) == (403, say("zh", "forms.already_sent"))


async def test_a_link_from_the_chat_opens_once_and_for_ten_minutes(town: Bureau, browser: Visitor) -> None:
    form = await begin(browser, "objection")
    async with by_link(town, form) as two:
        assert (await two.open()).shown.status == 200
    async with visitor(town.url) as stranger:
        shown = await enter(stranger, "/forms/sign-in?key=guessed")
        assert shown.notice == say("zh", "forms.page.link_gone")


async def test_a_form_of_another_site_changes_nothing(town: Bureau, browser: Visitor) -> None:
    form = await begin(browser, "objection")
    step = await form.open()
    for page in ("", "0" * 64):
        answer = await form.send(step.path, step.fields("save", facts="公示的材料与实际情况不符。") | {"page": page})
        assert answer.status == 403
    assert await answers(town, form) == {}


async def test_of_two_saves_at_the_same_moment_one_is_kept_and_the_other_told(tmp_path: Path, bare_url: str) -> None:
    async with bureau(tmp_path, bare_url) as town, visitor(town.url) as browser:
        form = await begin(browser, "organisation")
        for _ in range(5):
            step = await form.open()
            before = (await answers(town, form)).get("name")
            names = [f"{before or '公司'}甲", f"{before or '公司'}乙"]
            told = await asyncio.gather(*(form.save(step, "quiet", name=name) for name in names))
            wrong = [json.loads(one.shown.text)["wrong"] for one in told]
            kept = (await answers(town, form))["name"]
            assert sorted(map(len, wrong)) == [0, 1]
            assert names.index(kept) == wrong.index({})


@pytest.mark.article(22)
async def test_an_objection_begun_at_a_notice_has_it_chosen(town: Bureau, browser: Visitor) -> None:
    async with town.served.site.store.work() as work:
        notice = await work.notices.post(
            kind=NoticeKind.ACCEPTANCE,
            lines=(NoticeLine("示例食品有限公司", town.cases[0]),),
            edition_id=1,
            number="2026-001",
            title="受理名单公示",
            text="以下单位已受理。",
            place="县政府门户网站",
            posted_on=date(2026, 9, 15),
            last_day=date(2026, 9, 21),
            provisional=False,
        )
        await work.commit()
    page = await browser.get(f"/notices/{notice.number}")
    assert f'href="/forms/new/objection?notice={notice.id}"' in page.text
    form = await begin(browser, "objection", f"?notice={notice.id}")
    assert (await answers(town, form)) == {"notice": str(notice.id)}
    step = await form.open()
    assert step.value("notice") == str(notice.id)
    assert "against" in step.keys  # whom it is against is known with the notice


async def test_going_back_keeps_what_is_typed_and_asks_for_nothing_more(town: Bureau, browser: Visitor) -> None:
    form = await begin(browser, "organisation")
    step = await form.open(2)
    back = await form.save(step, "back", contact1_name="王五")
    assert 'data-key="staff"' in back.shown.text
    assert (await answers(town, form)) == {"contact1_name": "王五"}
    unfit = await form.save(await form.open(2), "back", contact1_phone="没有")
    assert unfit.shown.status == 400
    assert (unfit.value("contact1_phone"), set(unfit.wrong)) == ("没有", {"contact1_phone"})


async def test_a_button_of_the_chat_is_pressed_there_by_a_link_of_its_own(town: Bureau, browser: Visitor) -> None:
    form = await begin(browser, "organisation")
    sent = {"page": (await form.open()).shown.hidden("page"), "press": f"confirmation:notice:{form.draft}:pdf"}
    async with browser.http.post(f"{town.url}/forms/{form.draft}/press", data=sent, allow_redirects=False) as response:
        assert response.status == 303
        token = response.headers["Location"].removeprefix("/chat?start=")
    async with town.served.site.store.work() as work:
        found = await work.links.look(token, town.now)
    assert found.link is not None
    assert found.link.values == {"press": f"confirmation:notice:{form.draft}:pdf"}
    assert found.link.subject == f"person:{(await draft_of(town, form)).person_id}"


async def test_a_form_is_given_up_after_it_was_asked(town: Bureau, browser: Visitor) -> None:
    form = await begin(browser, "organisation")
    sure = await form.open("drop")
    assert say("zh", "forms.drop_sure") in sure.shown.words
    await form.send(sure.path, {"page": sure.shown.hidden("page")})
    assert (await draft_of(town, form)).state is DraftState.DROPPED
    assert (await form.open()).shown.notice == say("zh", "forms.already_dropped")
