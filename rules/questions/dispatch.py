"""The sealed scan of a paper that went out: its pages, by photo or as a PDF (Art. 9)."""

from functools import cache

from rules.forms import Form, Kind, Question


@cache
def sealed_scan(number: str, article: int) -> Form:
    """The pages of one paper; it is named by its number, so that nobody hands in another."""
    pages = Question(
        key="pages",
        kind=Kind.FILES,
        section="pages",
        text="dispatch.pages",
        article=article,
        least=1,
        most=20,
        places={"number": number},
    )
    return Form("sealed_scan", (pages,))
