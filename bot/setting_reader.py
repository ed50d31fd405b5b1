"""Reading settings one by one, and collecting what is wrong with them."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit


class BadSettings(Exception):
    """One sentence for each thing that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass
class Reader:
    """Reads settings one by one and collects what is wrong."""

    env: Mapping[str, str]
    problems: list[str] = field(default_factory=list)

    def text(self, name: str, default: str = "") -> str:
        return self.env.get(name, "").strip() or default

    def number(self, name: str, default: float, least: float, most: float) -> float:
        text = self.text(name)
        if not text:
            return default
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            self.problems.append(f"{name} must be a number from {least:g} to {most:g}; it is {text!r}.")
            return default
        return value

    def whole(self, name: str, default: int, least: int, most: int) -> int:
        text = self.text(name)
        if text and not (text.isascii() and text.isdecimal() and least <= int(text) <= most):
            self.problems.append(f"{name} must be a whole number from {least} to {most}; it is {text!r}.")
            return default
        return int(text or default)

    def secret(self, name: str, begins: str) -> str:
        """A token; never repeated, however wrong it is."""
        value = self.text(name)
        if value and not value.startswith(begins):
            self.problems.append(f"{name} must begin with {begins}; the app's page shows the right one.")
        return value

    def only_with(self, name: str, needed: str) -> None:
        """A setting that does nothing without another one."""
        if self.text(name) and not self.text(needed):
            self.problems.append(f"{name} is set, but {needed} is missing. Set it, or take {name} away.")

    def one_of(self, name: str, default: str, *allowed: str) -> str:
        value = self.text(name, default)
        if value not in allowed:
            self.problems.append(f"{name} must be {' or '.join(allowed)}; it is {value!r}.")
            return default
        return value

    def url(self, name: str, default: str = "") -> str:
        value = self.text(name, default)
        if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc):
            self.problems.append(f"{name} must be an address such as https://example.org; it is {value!r}.")
        return value


def keys(reader: Reader, name: str) -> str:
    """Keys as Fernet has them, the newest first, by commas; never repeated, however wrong they are."""
    given = reader.text(name)
    if given and not all(map(_is_key, given.split(","))):
        reader.problems.append(f"{name} must be a key made by `makegood keys new`, or several with commas.")
    return given


def _is_key(text: str) -> bool:
    """32 bytes in base64 for addresses, as Fernet's keys are."""
    try:
        return len(base64.b64decode(text.strip(), altchars=b"-_", validate=True)) == 32
    except ValueError:
        return False
