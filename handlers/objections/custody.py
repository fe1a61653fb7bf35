"""The identity and files of an objection, for the office: masked fields, opened one by one with a reason (Art. 22)."""

from aiogram import Bot
from aiogram.types import BufferedInputFile

from handlers.engine.guides import Filling, Guide
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, show, tell, told
from rules.engine.damage import DAMAGED
from rules.engine.forms import Facts
from rules.engine.refusals import Refusal
from rules.objections.cases import IDENTITY, PAPERS_OF_IDENTITY, Objection
from rules.objections.custody import number as number_form
from rules.objections.custody import reason
from rules.objections.forms import field_name, fields_of
from texts import Words, say
from workflow.engine.desk import Desk, holds_private
from workflow.engine.drafts import begun
from workflow.engine.records import Draft
from workflow.objections.custody import check_identity, evidence, masks, open_identity, read_file, words_of
from workflow.objections.examiners import examiner, has_declared


def guides() -> dict[str, Guide]:
    """Return the forms of the reason for opening a field and of the number typed again."""
    return {
        "objection_reason": Guide(
            form=lambda _pack, _facts: reason(), subject="objections", ending=gave_reason, facts=_known
        ),
        "objection_number": Guide(form=lambda _pack, _facts: number_form(), subject="objections", sends=typed_again),
    }


async def declared_on(desk: Desk, objection_id: int) -> Objection:
    """Return the case to an officer who has declared upon it. Raises Refusal before the declaration (Art. 40)."""
    one = await examiner(desk, objection_id)
    if not await has_declared(desk, one):
        raise Refusal("objections.declare_first", article=40)
    return one


async def check_number(desk: Desk, one: Objection) -> Draft:
    """Begin typing the objector's number again, to compare it."""
    return await begun(desk, "objection_number", f"objection:{one.id}")


async def _known(desk: Desk, draft: Draft) -> Facts:
    return {"known": await words_of(desk, int(draft.subject.split(":")[1]))}


async def show_identity(bot: Bot, desk: Desk, one: Objection) -> None:
    """Show every identity field masked, each with a button that opens it for a recorded reason."""
    language, known = desk.person.language, await masks(desk, one)
    lines = [say(language, "objections.identity_page", number=one.number)]
    shown = ((_name(field), _mask(field, mask)) for field, mask in known.items())
    lines += [say(language, "objections.masked", field=name, mask=mask) for name, mask in shown]
    if one.identity_matches is not None:
        lines.append(say(language, f"objections.number.{'matches' if one.identity_matches else 'differs'}"))
    rows: list[list[Button]] = [
        [
            key_button(
                desk, "objections.open_field", f"objection:field:{one.id}:{IDENTITY.index(field)}", field=_name(field)
            )
        ]
        for field in known
        if field != "document_kind"
    ]
    if "document_number" in known:
        rows.append([key_button(desk, "objections.check_number", f"objection:check:{one.id}")])
    rows.append([key_button(desk, "objections.open", f"objection:open:{one.id}")])
    await show(bot, desk, Page("\n".join(lines), rows))


async def chose_field(desk: Desk, one: Objection, place: int) -> Draft:
    """Ask for the reason before a field opens.

    Raises Refusal in a chat that may not hold private data.
    """
    if not holds_private(desk):
        raise Refusal("objections.on_web")
    known = await masks(desk, one)
    field = IDENTITY[place] if 0 <= place < len(IDENTITY) else ""
    if field not in known:
        raise Refusal("talk.old_button")
    return await begun(desk, "objection_reason", f"objection:{one.id}:{field}")


async def gave_reason(bot: Bot, desk: Desk, filling: Filling) -> None:
    """Show the field once; the next time a reason is asked for again."""
    _, objection_id, field = filling.draft.subject.split(":")
    value = await open_identity(desk, filling.draft, filling.progress.answers["reason"])
    if field in PAPERS_OF_IDENTITY:
        for file_id in value:
            name, content = await read_file(desk, int(objection_id), file_id, as_identity=True)
            await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, name))
        value = len(value)
    rows = [[key_button(desk, "objections.identity", f"objection:who:{objection_id}")]]
    await tell(bot, desk, "objections.opened", rows=rows, field=_name(field), value=str(value))


async def typed_again(desk: Desk, filling: Filling) -> Page:
    """Say whether the typed number matches the objector's."""
    objection_id = int(filling.draft.subject.removeprefix("objection:"))
    matches = await check_identity(desk, filling.draft, filling.progress.answers["number"])
    rows = [[key_button(desk, "objections.identity", f"objection:who:{objection_id}")]]
    return told(desk, f"objections.number.{'matches' if matches else 'differs'}", rows=rows)


async def show_files(bot: Bot, desk: Desk, one: Objection) -> None:
    """Show a button for each file of the evidence."""
    found = await evidence(desk, one.id)
    rows = [
        [Button(f"📄 {record.name}"[:60], f"objection:file:{one.id}:{place}")] for place, record in enumerate(found)
    ]
    rows.append([key_button(desk, "objections.open", f"objection:open:{one.id}")])
    await tell(bot, desk, "objections.evidence", rows=rows, count=len(found))


async def sent_file(bot: Bot, desk: Desk, one: Objection, place: int) -> None:
    """Send one file of the evidence. Raises Refusal if there is none at this place."""
    found = await evidence(desk, one.id)
    if not 0 <= place < len(found):
        raise Refusal("talk.old_button")
    name, content = await read_file(desk, one.id, found[place].id)
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, name))


async def lacking(desk: Desk, one: Objection) -> tuple[str, ...]:
    """Return the fields that Art. 22 requires and the case lacks."""
    known = {**await masks(desk, one), "evidence": one.matter.get("evidence")}
    return tuple(field for field in fields_of(one.who, one.matter.get("acting")) if not known.get(field))


def _name(field: str) -> Words:
    # Art. 22 asks for neither a handler nor a scan, so the form has no name for them
    return Words(f"objections.field.{field}" if field in ("handler", "scan") else field_name(field))


def _mask(field: str, mask: str) -> str | Words:
    if field == "document_kind" and mask != DAMAGED:
        return Words(f"identities.kind.{mask}")
    papers = field in PAPERS_OF_IDENTITY and mask != DAMAGED
    return Words("objections.papers", {"count": mask}) if papers else mask


PRESSES = Presses(
    "objection",
    {
        "who": Press(show_identity, of=declared_on),
        "field": Press(chose_field, of=declared_on),
        "check": Press(check_number, of=declared_on),
        "files": Press(show_files, of=declared_on),
        "file": Press(sent_file, of=declared_on),
    },
    article=22,
)
