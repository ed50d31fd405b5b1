"""`makegood texts`: for translators and whoever changes an English sentence."""

from collections.abc import Sequence
from typing import TextIO

from bot.texts.locales import codes
from bot.texts.translating import bring_in_step, faults, path_of


def update(wanted: Sequence[str], out: TextIO) -> None:
    """Brings the files in step with the English sentences; a language that has none gets one."""
    for code in wanted or codes()[1:]:
        changed = bring_in_step(code)
        out.write(f"{path_of(code)}: {'changed' if changed else 'in step'}\n")


def check(wanted: Sequence[str], out: TextIO) -> bool:
    """Says what is missing or wrong, a line each; whether nothing is wrong."""
    good = True
    for code in wanted or codes()[1:]:
        found = list(faults(code))
        missing = [each for each in found if each.missing]
        for each in found:
            out.write(f"{each}\n")
        out.write(f"{code}: {len(missing)} said in English meanwhile, {len(found) - len(missing)} wrong\n")
        good = good and len(missing) == len(found)
    return good
