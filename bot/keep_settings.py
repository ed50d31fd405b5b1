"""How long what is kept, out of the environment."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain.retention import DAY, MONTH, Retention
from bot.setting_reader import Reader

KEEP: Mapping[str, tuple[str, timedelta]] = {
    "KEEP_EVENTS_DAYS": ("events", DAY),
    "KEEP_MESSAGES_DAYS": ("messages", DAY),
    "KEEP_DRAFTS_DAYS": ("drafts", DAY),
    "KEEP_UNAPPROVED_MONTHS": ("unapproved", MONTH),
    "KEEP_MATCHES_MONTHS": ("matches", MONTH),
    "KEEP_INACTIVE_MONTHS": ("inactive", MONTH),
    "KEEP_CONTACTS_DAYS": ("contacts", DAY),
}
"""How long what is kept; empty: as `Retention` has it."""


def kept(reader: Reader) -> Retention:
    usual = Retention()
    periods = {
        field: unit * reader.whole(name, getattr(usual, field) // unit, 1, 1200)
        for name, (field, unit) in KEEP.items()
    }
    return replace(usual, **periods)
