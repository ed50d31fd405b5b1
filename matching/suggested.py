"""Which skills to show to whoever wrote a text, and whether to ask.

Words mislead, and only their writer can say what was meant: a skill that was seen and left standing counts
as chosen. Whoever was plain is not asked.
"""

from dataclasses import dataclass

from matching.side import Side

MOST_SHOWN = 5
_WORTH_SHOWING, _WORTH_ASKING = 0.15, 0.2
_SURE = 0.4
_RIVAL = 0.5
"""Trust in a skill from which it is shown, asked about, taken as said; and held against one that is said."""


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """`skills`: at most `MOST_SHOWN`, likeliest first. `said`: those that the words name and the text means.

    `open`: what the text says is not what it seems to mean, or it names nothing.
    """

    skills: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    open: bool = False


def suggested(read: Side) -> Suggested:
    """Of a text that was read without chosen skills. Without a sentence model nothing speaks against words.

    Of several skills that were named by their very names all are said, though a text can mean one most.
    """
    trusts = read.trusts()
    named = {skill for skill, wanted in read.skills.items() if trusts[skill] >= _SURE or wanted.said == skill}
    likely = [skill for skill in trusts if skill in read.skills or trusts[skill] >= _WORTH_SHOWING]
    shown = tuple(sorted(likely, key=lambda skill: (skill not in named, -trusts[skill]))[:MOST_SHOWN])
    said = tuple(skill for skill in shown if skill in named)
    rivals = [skill for skill in shown if skill not in read.skills and trusts[skill] >= _RIVAL]
    asks = bool(rivals) if said else any(trusts[skill] >= _WORTH_ASKING for skill in shown)
    return Suggested(skills=shown, said=said, open=asks)
