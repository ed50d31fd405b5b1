"""Notes that may name somebody or say how to reach them: sealed in their rows, where there is a key."""

from bot.chat.vault import Vault, WrongKey

SEALED = "sealed:"
SETTING = "CONTACT_KEY"


class Notes:
    """Without a vault a note is kept as it is; what was kept so can still be read with one, and the other way
    round raises WrongKey.
    """

    def __init__(self, vault: Vault | None = None) -> None:
        self._vault = vault

    @classmethod
    def of(cls, keys: str) -> "Notes":
        """With these keys; with none where there are none."""
        return cls(Vault(keys, SETTING) if keys else None)

    @property
    def seals(self) -> bool:
        """Whether there is a key."""
        return self._vault is not None

    def seal(self, note: str) -> str:
        if self._vault and note:
            return f"{SEALED}{self._vault.seal(note)}"
        typed_so = note.startswith(SEALED)
        return f"{SEALED}{note}" if typed_so else note  # twice: what is sealed has it once

    def open(self, kept: str) -> str:
        if not kept.startswith(SEALED):
            return kept
        inside = kept.removeprefix(SEALED)
        if inside.startswith(SEALED):
            return inside
        if self._vault is None:
            raise WrongKey(SETTING)
        return self._vault.open(inside)

    def open_in(self, row: dict[str, object]) -> dict[str, object]:
        """A row as it was before, if it has a note or the content of an event."""
        kept = {name: row.get(name) for name in ("note", "content")}
        return row | {name: self.open(text) for name, text in kept.items() if isinstance(text, str)}
