"""Keeps the files of translators in step with the English sentences, and says what is wrong in them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from bot.texts.catalogue import sentences
from bot.texts.locales import catalogue_of, codes, folder, must_exist, region

HEAD = """\
# Makegood in {name}: msgctxt is the key of the sentence, msgid the English one.
# Words in braces are filled in; they may move, and must stay as they are. Two stars make bold."""
_PART = re.compile(r"\{[a-z_0-9]+\}")
MOST_OF_A_LABEL = 40
_NO_LABELS = frozenset({"button.unknown", "button.over", "button.not_yours", "button.spoken"})


@dataclass(frozen=True, kw_only=True)
class Fault:
    """`missing` is said in English meanwhile; everything else is a mistake to be mended."""

    code: str
    key: str
    what: str
    missing: bool = False

    def __str__(self) -> str:
        return f"{self.code}: {self.key}: {self.what}"


def path_of(code: str) -> Path:
    """Where its file lies, or would lie."""
    return Path(str(folder())) / f"{code}.po"


def in_step(code: str) -> Catalog:
    """The file of this language with an entry for each English sentence, in the order of those, and no other.

    A translation of a sentence that reads differently now is kept, marked fuzzy, and not used.
    """
    old = catalogue_of(code) if code in codes() else Catalog(locale=region(code))
    by_key = {str(each.context): each for each in old if each.id}
    new = Catalog(
        locale=region(code),
        header_comment=old.header_comment if by_key else HEAD.format(name=code),
        project="Makegood",
        version="1",
        msgid_bugs_address="none",
        creation_date=old.creation_date,
        revision_date=old.revision_date,
        last_translator=old.last_translator,
        language_team=old.language_team,
        charset="utf-8",
        fuzzy=False,
    )
    for key, english in sentences().items():
        _carry(new, key, english, by_key.get(key))
    return new


def _carry(new: Catalog, key: str, english: str, old: Message | None) -> None:
    if old is None or not old.string:
        new.add(english, context=key)
        return
    if old.id == english:
        new.add(english, old.string, context=key, flags=old.flags, user_comments=old.user_comments)
        return
    previous = old.previous_id or old.id
    new.add(english, old.string, context=key, flags={"fuzzy"}, previous_id=previous)


def written(catalogue: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalogue, width=110, include_previous=True)
    return out.getvalue()


def bring_in_step(code: str) -> bool:
    """Writes the file; False where nothing was to change. Raises UnknownLanguage."""
    must_exist(code)
    made, path = written(in_step(code)), path_of(code)
    if path.is_file() and path.read_bytes() == made:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made)
    return True


def faults(code: str) -> Iterator[Fault]:
    """What is missing in a language's file, is no longer true, or would break a card."""
    by_key = {str(each.context): each for each in catalogue_of(code) if each.id}
    for key, english in sentences().items():
        message = by_key.get(key)
        if message is None or not message.string:
            yield Fault(code=code, key=key, what="not translated", missing=True)
        elif message.fuzzy or message.id != english:
            yield Fault(code=code, key=key, what="the English reads differently now", missing=True)
        else:
            for what in _wrong(key, english, str(message.string)):
                yield Fault(code=code, key=key, what=what)
    for key in sorted(by_key.keys() - sentences().keys()):
        yield Fault(code=code, key=key, what="there is no such sentence in English any more")


def _wrong(key: str, english: str, said: str) -> Iterator[str]:
    wanted, given = _parts(english), _parts(said)
    if wanted.keys() != given.keys():
        yield f"its parts are {sorted(given)}, in English {sorted(wanted)}"
    if said.count("**") % 2:
        yield "the stars of bold come in pairs"
    if key.startswith("button.") and key not in _NO_LABELS and len(said) > MOST_OF_A_LABEL:
        yield f"a button has at most {MOST_OF_A_LABEL} characters; these are {len(said)}"
    if "\ufdd0" in said or (said != said.strip() and english == english.strip()):
        yield "it begins or ends with a space"


def _parts(sentence: str) -> Mapping[str, int]:
    return Counter(_PART.findall(sentence))
