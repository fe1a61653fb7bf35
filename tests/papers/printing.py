"""How a letter of the samples becomes a PDF."""

from collections.abc import Callable, Mapping

from papers.engine.layout import Paper, printed


def pdf(make: Callable[..., Paper]) -> Callable[..., bytes]:
    """Prints what `make` lays out, whatever else it is asked for."""
    return lambda language, **asked: printed(make(language, **asked))


def pdfs(letters: Mapping[str, Callable[..., Paper]]) -> dict[str, Callable[..., bytes]]:
    """All of them, each under its name."""
    return {name: pdf(make) for name, make in letters.items()}
