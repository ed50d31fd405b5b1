"""What is kept encrypted, with a key from the environment, so that the database alone opens nothing.

The library is loaded where there is a key.
"""


class WrongKey(Exception):
    """The key in the environment is not the one with which this was sealed."""

    def __init__(self, setting: str = "TOKEN_KEY") -> None:
        super().__init__(
            f"{setting} does not open what is stored; put the key of before after it, with a comma"
        )


class Vault:
    """The first key seals; each of them opens, so that keys can be changed one after the other."""

    def __init__(self, keys: str, setting: str = "TOKEN_KEY") -> None:
        from cryptography.fernet import Fernet, MultiFernet

        self._setting = setting
        self._keys = MultiFernet([Fernet(key.strip()) for key in keys.split(",")])

    def seal(self, text: str) -> str:
        return self._keys.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        from cryptography.fernet import InvalidToken

        try:
            return self._keys.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise WrongKey(self._setting) from None


def new_key() -> str:
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode()
