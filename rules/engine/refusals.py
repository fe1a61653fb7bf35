"""Refusals: how the rules say no, with an article and the key of a sentence, never the sentence itself."""


class Refusal(Exception):
    """The Measures do not allow this act.

    `key` names the sentence in the catalogues, `values` fill its places, and `article` is the article that refuses
    (None for a rule of mere good order). Never put anything a person entrusted to us into the values.
    """

    def __init__(self, key: str, *, article: int | None = None, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.article = article
        self.values = values


class Unfit(Refusal):
    """An answer does not fit its question; the sentence says what is wrong and how to put it right."""


class Forbidden(Refusal):
    """This person may never perform the act, whatever the state of the case."""
