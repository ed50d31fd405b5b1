"""How the stand-in says no: Telegram's own codes and wording."""

from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """An API call that Telegram would answer with `ok: false`.

    `code` is both the HTTP status and `error_code`; `parameters` is Telegram's ResponseParameters.
    """

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> Json:
        """The JSON body that Telegram would send."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


class NotShown(LookupError):
    """A person tried to press or edit something that they cannot see; a mistake of the test or the page."""


def bad(reason: str) -> Refused:
    """400, "Bad Request: ..."."""
    return Refused(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refused:
    """403, "Forbidden: ..."."""
    return Refused(403, f"Forbidden: {reason}")


def conflict(reason: str) -> Refused:
    """409, "Conflict: ..."."""
    return Refused(409, f"Conflict: {reason}")


def slow_down(seconds: int) -> Refused:
    """429 with the seconds to wait in its parameters."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
