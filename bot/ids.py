"""Ids that people can read out over the telephone and nobody can guess."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O or U to mistake


def new_id() -> str:
    """Ten characters: 50 bits of chance."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


def new_code() -> str:
    """A one-time code, in two groups for reading aloud: "7Q2K-9DXR"."""
    chars = [secrets.choice(ALPHABET) for _ in range(8)]
    return f"{''.join(chars[:4])}-{''.join(chars[4:])}"
