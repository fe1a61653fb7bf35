"""Questions about people: the two contacts of an organisation, and a person's identity document (Art. 12, 22)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from rules.engine.forms import Answers, Facts, Kind, Question, always
from rules.engine.identities import DocumentKind, is_child
from rules.engine.names import look
from rules.engine.options import labelled
from rules.engine.refusals import Unfit


def contact(number: int, *, apart: bool = True) -> tuple[Question, ...]:
    """Return the questions on one contact for the office: name, post, phone and, optionally, e-mail.

    The second is somebody else than the first, by name and by phone, unless `apart` is False.
    """
    ask = partial(Question, section="contacts", article=12, block="contacts", places={"number": str(number)})
    key, second = f"contact{number}", number > 1
    name = "apply.second_contact_name" if second else "apply.contact_name"
    another, elsewhere = (_is_another, _has_another_phone) if second and apart else (None, None)
    return (
        ask(key=f"{key}_name", kind=Kind.TEXT, text=name, least=2, most=50, check=another),
        ask(key=f"{key}_post", kind=Kind.TEXT, text="apply.contact_post", least=2, most=50),
        ask(key=f"{key}_phone", kind=Kind.PHONE, text="apply.contact_phone", private=True, check=elsewhere),
        ask(key=f"{key}_email", kind=Kind.EMAIL, text="apply.contact_email", private=True, optional=True),
    )


def identity(
    *,
    subject: str,
    section: str,
    article: int | None,
    optional: bool = False,
    when: Callable[[Answers], bool] = always,
    alone: bool = True,
    block: str = "",
) -> tuple[Question, ...]:
    """Return the questions for a person's document: `document_kind`, then `document_number`.

    Where the kind may be skipped, the number is asked only once the kind is known. `alone` means that no guardian helps
    to fill in the form: then a child under 14 is refused (PIPL Art. 31).
    """
    ask = partial(Question, section=section, article=article, optional=optional, block=block)
    return (
        ask(
            key="document_kind",
            kind=Kind.CHOICE,
            text=f"{subject}.document_kind",
            options=labelled("identities.kind", *(kind.value for kind in DocumentKind)),
            when=when,
        ),
        ask(
            key="document_number",
            kind=Kind.IDENTITY,
            text=f"{subject}.document_number",
            private=True,
            when=_has_kind if optional else when,
            check=_no_child if alone else None,
        ),
    )


def _is_another(value: Any, answers: Answers, _: Facts) -> None:
    first = answers.get("contact1_name")
    if value and first and look(str(value)) == look(str(first)):
        raise Unfit("apply.contact.same_name", article=12)


def _has_another_phone(value: Any, answers: Answers, _: Facts) -> None:
    if value and value == answers.get("contact1_phone"):
        raise Unfit("apply.contact.same_phone", article=12)


def _no_child(value: Any, answers: Answers, facts: Facts) -> None:
    kind, today = DocumentKind(answers.get("document_kind") or DocumentKind.RESIDENT), facts.get("today")
    if value and today and is_child(kind, str(value), today):
        raise Unfit("identities.under_14")


def _has_kind(answers: Answers) -> bool:
    return answers.get("document_kind") is not None
