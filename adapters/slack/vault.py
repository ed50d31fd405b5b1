"""Tokens at rest: encrypted with a key from the environment, so that the database alone opens nothing."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class WrongKey(Exception):
    """The key in the environment is not the one with which this was sealed."""

    def __init__(self) -> None:
        super().__init__("TOKEN_KEY does not open what is stored; put the key of before after it, by a comma")


class Vault:
    """The first key seals; each of them opens, so that keys can be changed one after the other."""

    def __init__(self, keys: str) -> None:
        self._keys = MultiFernet([Fernet(key.strip()) for key in keys.split(",")])

    def seal(self, text: str) -> str:
        return self._keys.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        try:
            return self._keys.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise WrongKey from None


def new_key() -> str:
    return Fernet.generate_key().decode()
