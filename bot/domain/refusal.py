"""A person asked for something that cannot be: said to them in words, and nothing changes."""


class Refusal(Exception):
    """`key` names a sentence in the texts, `parts` are its named values. Caught once, at the dispatcher."""

    def __init__(self, key: str, /, **parts: str) -> None:
        super().__init__(key)
        self.key = key
        self.parts = parts
        self.conversation = ""  # the one whose act was refused, if it was such an act
