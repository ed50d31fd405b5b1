"""From the bytes of a file to its text, whichever program saved it."""

import codecs

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FILES = (
    (b"PK\x03\x04", "a spreadsheet or a zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "a database"),
)
_NOT_IN_TEXT = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1a\x1b")
_SAMPLE = 65_536


class NotText(Exception):
    """The file is no table; the message is a sentence that says what to do."""


def decoded(raw: bytes) -> str:
    """The text of a file in UTF-8, UTF-16, UTF-32 or Windows-1252; NotText for anything else."""
    for start, name in _OTHER_FILES:
        if raw.startswith(start):
            raise NotText(f"This is {name}, not a CSV file. Open it and save it as “CSV UTF-8”.")
    encoding = _marked(raw) or _unmarked_utf16(raw)
    if encoding:
        return raw.decode(encoding, errors="replace")
    if _NOT_IN_TEXT & set(raw[:_SAMPLE]):
        raise NotText("This is not a text file. Open it in a spreadsheet and save it as “CSV UTF-8”.")
    return _without_mark(raw)


def _marked(raw: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), None)


def _unmarked_utf16(raw: bytes) -> str | None:
    """UTF-16 of a Western text without its mark: every other byte of the beginning is zero."""
    sample = raw[:_SAMPLE]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        empty = sample[offset::2].count(0)
        if empty > 0.9 * len(sample) / 2 and sample[1 - offset :: 2].count(0) == 0:
            return encoding
    return None


def _without_mark(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
