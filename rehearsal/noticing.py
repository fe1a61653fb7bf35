"""The scenes around public notices: posted, objected to, examined, signed off (Art. 15, 17, 21-23)."""

from rehearsal.cast import Applicant, Cast
from rehearsal.filling import draft_of, fill
from rehearsal.stage import Player, Stage
from rules.engine.calendar import office_day
from rules.notices.postings import Notice, NoticeKind
from rules.notices.postings import notice as notice_form


async def post(stage: Stage, player: Player, kind: NoticeKind) -> Notice:
    """The player posts the list of this kind as it stands today; the notice."""
    await player.press_anyhow("notice:new")
    await through(player, f"notice:new:{kind.value}", f"notice:none:new:{kind.value}")
    await unproven(player, kind)
    await fill(player, "notice")
    await stage.tick()
    async with player.desk() as desk:
        found = [one for one in await desk.work.notices.newest(limit=20) if one.kind is kind]
    await too_early(player, found[0])
    return found[0]


class SignedEarly(AssertionError):
    """A notice was cleared before its last day was over."""


class Unproven(AssertionError):
    """A notice was posted though nothing shows where else it hangs."""


async def unproven(player: Player, kind: NoticeKind) -> None:
    """The player sends it without address and photo: it is not posted until the address is there (Art. 15-21)."""
    said = await fill(player, "notice", {"place": "县政府门户网站"})
    player.is_told([said], "notice.files.unproven")
    draft = await draft_of(player, "notice")
    if draft is None:
        raise Unproven(f"the {kind.value} notice was posted without address and photo")
    form = notice_form(player.stage.pack, {"kind": kind})
    await player.press_anyhow(f"f:{draft.id}:q:{form.index('address')}")
    await player.say("https://www.example.com/gongshi")


async def too_early(player: Player, notice: Notice) -> None:
    """The player tries to sign in the hour in which the notice was posted; it stays as it is (Art. 15, 17, 21)."""
    await player.press_anyhow(f"notice:see:{notice.id}")
    said = "\n".join(await player.press_anyhow(f"notice:clear:{notice.id}"))
    player.is_told([said], "notices.still_open", day=notice.last_day)
    async with player.desk() as desk:
        entries = await desk.work.notices.entries(notice.id)
    if any(one.cleared_at is not None for one in entries):
        raise SignedEarly(f"notice {notice.id} was cleared on its first day: {said[:200]}")


async def sign(stage: Stage, player: Player, notice: Notice) -> None:
    """The player signs that there is no objection, for all whom none holds."""
    await player.press_anyhow(f"notice:see:{notice.id}")
    await through(player, f"notice:sign:{notice.id}", f"notice:clear:{notice.id}")
    await stage.tick()


async def end_of(stage: Stage, notice: Notice) -> None:
    """Let time pass to the first working morning after the notice's last day."""
    async with stage.store.work() as work:
        again = await work.notices.get(notice.id)
        calendar = await work.calendar.load()
    last = again.last_day if again is not None else notice.last_day
    after = calendar.after(last, 1).last
    await stage.days((after - office_day(stage.clock())).days)


async def object_to(stage: Stage, cast: Cast, notice: Notice, one: Applicant) -> int:
    """Somebody objects to one of the list; the id of the objection."""
    objector = cast.objector
    await objector.say("/object")
    for data in objector.offered("consent:agree:"):
        await objector.press(data)
        break
    given = {"who": "individual", "notice": str(notice.id), "against": f"application:{one.id}"}
    given |= {"document_kind": "resident", "identity_consent": "yes"}
    await fill(objector, "objection", given)
    await stage.tick()
    async with objector.desk() as desk:
        return max(each.id for each in await desk.work.objections.of_application(one.id))


async def settle(stage: Stage, cast: Cast, objection_id: int, *, upheld: bool) -> None:
    """The office examines, admits and decides; the objector confirms the result."""
    office = cast.office
    await office.press_anyhow(f"objection:open:{objection_id}")
    await office.press(f"objection:clear:{objection_id}")
    await office.press(f"objection:examine:{objection_id}")
    await fill(office, "examination", {"decision": "admit"}, subject=f"objection:{objection_id}")
    await stage.hour()
    await office.press_anyhow(f"objection:open:{objection_id}")
    await office.press(f"objection:decide:{objection_id}")
    given = {"outcome": "upheld" if upheld else "not_upheld"}
    await fill(office, "objection_result", given, subject=f"objection:{objection_id}")
    await stage.tick()
    await cast.objector.press(f"objection:confirm:{objection_id}")


async def through(player: Player, data: str, declared: str) -> list[str]:
    """Press a button; if a declaration of interest is asked for first, declare none."""
    said = await player.press(data)
    return await player.press(declared) if declared in player.offered(declared) else said
