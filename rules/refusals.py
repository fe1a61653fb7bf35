"""What the regulation says when it says no: an article and the key of a sentence, never the sentence itself."""


class Refusal(Exception):
    """The Measures do not allow this act.

    `key` names the sentence in the catalogues, `values` fill its places, `article` is the article of the Measures
    that refuses (none where only good order does). Values never hold what a person entrusted to us.
    """

    def __init__(self, key: str, *, article: int | None = None, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.article = article
        self.values = values


class Unfit(Refusal):
    """An answer does not fit its question: the sentence says what is wrong and how to put it right."""


class Forbidden(Refusal):
    """The person asking has no part in this act, whatever the state of the case."""
