"""Templates of letters: the lead hands in a changed one, which then applies; all versions are kept (Art. 9)."""

from rules.engine.refusals import Refusal
from rules.people.roles import Role
from storage.letters.formal import Template
from storage.work import Work
from workflow.engine.desk import Desk, require

SHIPPED = 0
"""The version of the template that comes with the service."""


async def current_templates(desk: Desk) -> dict[tuple[str, str], Template]:
    """Return the versions in use by kind and language, without those that use the shipped template."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    return await desk.work.templates.currents()


async def versions_of(desk: Desk, kind: str, language: str) -> tuple[list[Template], dict[int, str]]:
    """Return every version, newest first, and the names of those who changed it, by id."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    versions = await desk.work.templates.of(kind, language)
    people = await desk.work.people.these({one.changed_by for one in versions})
    return versions, {person.id: person.name for person in people.values() if person.name}


async def hand_in_template(desk: Desk, kind: str, language: str) -> Template:
    """Put the desk's checked document in use for this kind of letter. Raises Forbidden or Refusal."""
    require(desk, Role.LEAD, article=9)
    file = desk.attachment
    if file is None:
        raise Refusal("templates.awaited")
    record = await desk.work.files.add(
        file.content, owner=desk.person.id, name=file.name, kind=file.kind, subject=_subject(kind), now=desk.now
    )
    added = await _add(desk, kind, language, record.id)
    await _note(desk, "template_changed", added, sha256=record.sha256)
    return added


async def go_back(desk: Desk, kind: str, language: str, version: int) -> Template:
    """Put an earlier version in use again, as a new one; 0 is the shipped template. Raises Refusal for none."""
    require(desk, Role.LEAD, article=9)
    versions = await desk.work.templates.of(kind, language)
    if version == SHIPPED:
        if not versions or versions[0].file_id is None:
            raise Refusal("templates.is_shipped")
        added = await _add(desk, kind, language, None)
    else:
        earlier = next((one for one in versions if one.version == version and one.file_id is not None), None)
        if earlier is None or earlier is versions[0]:
            raise Refusal("talk.old_button")
        added = await _add(desk, kind, language, earlier.file_id)
    await _note(desk, "template_changed", added, of=version)
    return added


async def template_of(work: Work, kind: str, language: str) -> tuple[int, bytes | None]:
    """Return the version in use for this kind of letter and its document; (0, None) for the shipped one."""
    current = await work.templates.current(kind, language)
    if current is None or current.file_id is None:
        return SHIPPED, None
    return current.version, await work.files.open(current.file_id)


async def document_of(desk: Desk, kind: str, language: str, version: int) -> bytes | None:
    """The document of one version; None for the shipped one. Raises Refusal for no such version."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    if version == SHIPPED:
        return None
    for one in await desk.work.templates.of(kind, language):
        if one.version == version and one.file_id is not None:
            return await desk.work.files.open(one.file_id)
    raise Refusal("talk.old_button")


async def _add(desk: Desk, kind: str, language: str, file_id: str | None) -> Template:
    return await desk.work.templates.add(kind, language, file_id=file_id, by=desk.person.id, now=desk.now)


async def _note(desk: Desk, act: str, one: Template, **details: object) -> None:
    await desk.work.journal.write(
        act,
        _subject(one.kind),
        now=desk.now,
        person_id=desk.person.id,
        article=9,
        details={"language": one.language, "version": one.version, **details},
    )


def _subject(kind: str) -> str:
    return f"template:{kind}"
