"""The form for the sealed scan of a paper that went out: photos or a PDF of its pages (Art. 9)."""

from functools import cache

from rules.forms import Form, Kind, Question


@cache
def sealed_scan(number: str, article: int) -> Form:
    """Return the form for the pages of one paper, named by its number so that no other is uploaded."""
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
