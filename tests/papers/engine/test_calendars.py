from datetime import date

from icalendar import Calendar

from papers.engine.calendars import event

URL = "https://award.example.gov.cn/case/1"
DAY = date(2026, 10, 10)


def read(file: bytes) -> dict[str, str]:
    entry = Calendar.from_ical(file).walk("VEVENT")[0]
    return {name: str(entry[name]) for name in ("UID", "SUMMARY", "DESCRIPTION")}


def test_the_event_is_one_whole_day_with_an_alarm_on_the_morning_before() -> None:
    lines = event("objection-3@award", "异议审查期限", DAY, "第二十三条", URL).decode().split("\r\n")
    assert [line for line in lines if line.startswith(("DT", "TRANSP", "TRIGGER", "URL", "UID"))] == [
        "DTSTART;VALUE=DATE:20261010",
        "DTEND;VALUE=DATE:20261011",
        "DTSTAMP:20261010T000000Z",
        "UID:objection-3@award",
        "TRANSP:TRANSPARENT",
        f"URL:{URL}",
        "TRIGGER:-PT15H",
    ]


def test_text_is_literal_and_cannot_add_a_line_of_its_own() -> None:
    hostile = "补正, 截止; 见\\附件\nATTENDEE:mailto:x@evil\r\nBEGIN:VALARM"
    file = event("a\r\nATTACH:file:///etc/passwd", hostile, DAY, hostile, "https://x/\r\nATTACH:http://evil")
    heads = [line.partition(b":")[0].partition(b";")[0] for line in file.replace(b"\r\n ", b"").split(b"\r\n")]
    assert {b"ATTACH", b"ATTENDEE"} & set(heads) == set()
    assert heads.count(b"BEGIN") == 3
    assert read(file)["DESCRIPTION"] == hostile.replace("\r\n", "\n")
    assert read(file)["SUMMARY"] == " ".join(hostile.split())


def test_lines_are_folded_at_75_bytes_and_chinese_survives_it() -> None:
    long = "质量是企业的生命㐂𠮷" * 60
    file = event("a", long, DAY, long)
    assert max(len(line) for line in file.split(b"\r\n")) == 75
    assert read(file) == {"UID": "a", "SUMMARY": long, "DESCRIPTION": long}


def test_the_same_date_is_the_same_file() -> None:
    assert event("a", "b", DAY, "c") == event("a", "b", DAY, "c")
