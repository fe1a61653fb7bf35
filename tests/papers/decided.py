"""The papers of an edition with the kind of content they have in life; lists as long as they are asked to be."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from papers.engine.layout import Paper
from papers.reviews import evaluations, grants, meetings, visits
from papers.reviews.evaluations import Rank, Ranks
from rules.reviews.meetings import Vote
from tests.papers.printing import pdfs
from tests.papers.wording import word, words

RARE_NAME = "马㐂𠮷"
AT = datetime(2026, 9, 10, 6, 30, tzinfo=UTC)


def defence_notice(language: str, *, part: str = "defence") -> Paper:
    paper = visits.Notice(
        issuer=word(language, "office"),
        number="2026-007",
        applicant=word(language, "dairy"),
        application="2026-0007",
        edition=word(language, "edition"),
        part=part,
        at=AT,
        place=word(language, "place"),
        bring=word(language, "remedy"),
        told_on=date(2026, 9, 1),
        contact=word(language, "contact"),
    )
    return visits.appointment(paper, language)


def site_notice(language: str) -> Paper:
    return defence_notice(language, part="on_site")


def site_report(language: str, *, unsigned: bool = False) -> bytes:
    day = date(2026, 9, 11)
    paper = visits.Report(
        issuer=word(language, "office"),
        number="2026-0007",
        applicant=word(language, "dairy"),
        edition=word(language, "edition"),
        at=AT,
        place=word(language, "place"),
        met=RARE_NAME,
        matches=False,
        differs=word(language, "grounds"),
        findings=word(language, "findings"),
        strengths=word(language, "quality"),
        problems=word(language, "grounds"),
        members=(
            visits.Member(RARE_NAME, True, day),
            visits.Member(word(language, "office"), False, day, word(language, "grounds")),
            visits.Member(RARE_NAME, False, None if unsigned else day),
        ),
        written_on=day,
    )
    return visits.report(paper, language)


def ranks(language: str, count: int) -> Ranks:
    name, honour = word(language, "dairy"), words(language, "awards")[0]
    lines = [Rank(place + 1, f"2026-{place + 1:04}", name, f"{900 - place}.25", honour) for place in range(count)]
    return Ranks(lines, (word(language, "grounds"),), word(language, "grounds"))


def evaluation_report(language: str, *, count: int = 3) -> bytes:
    defence, site = words(language, "parts")
    award, nomination = words(language, "awards")
    honours = (award, award, nomination, nomination)
    paper = evaluations.Evaluation(
        issuer=word(language, "office"),
        edition=word(language, "edition"),
        places="2 + 2",
        panels="2 / 3 / 3",
        words=word(language, "findings"),
        unfinished=word(language, "grounds"),
        ties=word(language, "grounds"),
        lines=[
            evaluations.RankedLine(
                place + 1,
                f"2026-{place + 1:04}",
                word(language, "dairy"),
                f"{900 - place}.25",
                honours[place] if place < len(honours) else "—",
                place == 1,
                (
                    evaluations.Scored(defence, "900  880  1000*", "926.67", 40),
                    evaluations.Scored(site, "870  860†  850", "860", 60),
                ),
            )
            for place in range(count)
        ],
        ranks=ranks(language, count),
        closed_on=date(2026, 10, 20),
    )
    return evaluations.report(paper, language)


def meeting_record(language: str, *, count: int = 3, ranked: int = 3) -> bytes:
    award, _ = words(language, "awards")
    paper = meetings.Record(
        issuer=word(language, "office"),
        edition=word(language, "edition"),
        on=date(2026, 10, 27),
        place=word(language, "place"),
        present=(RARE_NAME, word(language, "office")),
        members=5,
        words=word(language, "findings"),
        vacancy=word(language, "grounds"),
        decided=[
            meetings.Decided(
                rank=place + 1,
                number=f"2026-{place + 1:04}",
                name=word(language, "dairy"),
                honour=award,
                voting=4,
                votes={Vote.FOR: 3, Vote.AGAINST: 1},
                passed=place < 3,
                recused=(RARE_NAME,) if place == 0 else (),
                over=word(language, "grounds") if place == 2 else "",
            )
            for place in range(count)
        ],
        ranks=ranks(language, ranked),
    )
    return meetings.record(paper, language)


def acceptance_list(language: str, *, count: int = 3) -> Paper:
    paper = grants.Acceptances(
        issuer=word(language, "office"),
        edition=word(language, "edition"),
        names=[
            grants.Named(f"2026-{place + 1:04}", word(language, "dairy"), word(language, "unit"))
            for place in range(count)
        ],
        drawn_on=date(2026, 9, 28),
    )
    return grants.acceptances(paper, language)


def submission(language: str, *, count: int = 2) -> Paper:
    paper = grants.Submission(
        issuer=word(language, "office"),
        government=word(language, "government"),
        edition=word(language, "edition"),
        course=(word(language, "findings"), word(language, "posted")),
        proposed=_honoured(language, count),
        contact=word(language, "contact"),
        dated=date(2026, 11, 16),
    )
    return grants.submission(paper, language)


def commendation(language: str, *, count: int = 2) -> Paper:
    paper = grants.Commendation(
        issuer=word(language, "government"),
        number="临县府发〔2026〕60号",
        edition=word(language, "edition"),
        granted=_honoured(language, count),
        decided_on=date(2026, 12, 1),
        valid_until=date(2031, 12, 1),
    )
    return grants.commendation(paper, language)


def _honoured(language: str, count: int) -> list[grants.Honoured]:
    return [
        grants.Honoured(
            honour, [grants.Named(f"2026-{place + 1:02}", word(language, "dairy")) for place in range(count)]
        )
        for honour in words(language, "awards")
    ]


_LISTS = {"acceptance_list": acceptance_list, "submission": submission, "commendation": commendation}
LONG: Mapping[str, Callable[..., bytes]] = {
    "evaluation_report": evaluation_report,
    "meeting_record": meeting_record,
    **pdfs(_LISTS),
}
"""Those with a list in them."""
DECIDED_LETTERS: Mapping[str, Callable[..., Paper]] = {
    "defence_notice": defence_notice,
    "site_notice": site_notice,
    **_LISTS,
}
"""Those that can be had for Word too."""
DECIDED: Mapping[str, Callable[[str], bytes]] = {**LONG, "site_report": site_report}
"""The others, and those with a list."""
