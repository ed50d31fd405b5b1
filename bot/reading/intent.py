"""Whether a sentence offers help or asks for it; thanks, greetings and questions are neither."""

import re
from dataclasses import dataclass
from enum import Enum

from bot.reading.words import Words


class Intent(Enum):
    OFFER = "offer"
    NEED = "need"


@dataclass(frozen=True, kw_only=True)
class Said:
    """Where in the regular spelling the intent is said."""

    intent: Intent
    start: int
    end: int


def is_plain(words: Words, said: Said) -> bool:
    """ "Happy to help", "looking to volunteer": clear enough, though it says not with what."""
    return re.search(r"help|volunteer|offer|need|wanted", words.text[said.start : said.end]) is not None


_ANY = r"(?:any ?(?:1|one|body)|some ?(?:1|one|body))"
_I = r"(?:i|we|my team|our team|my company|our company|me and my \w+|my colleagues? and i|\d+ of us)"
_BE = r"(?:am|are|'m|'re|m|re|is|would be|'d be|will be)"
_VERY = (
    r"(?:(?:really|urgently|also|desperately|currently|still|just|now|actually|always|very|more "
    r"than|only|badly) )*"
)
_HELP = r"(?:help|hand|support|assistance|volunteers?)"

_DO = (
    r"(?=(?:fix|come|look|teach|show|make|drive|lend|mend|repair|paint|build|design|write|take|pick|"
    r"bring|clean|clear|advise|"
    r"translate|run|cook|set|sort|spare|donate|check|walk|mentor|speak|train|play|deliver|sew|knit|"
    r"organi[sz]e|supply|host|be|read|"
    r"review|share|support|move|sing|coach|tutor|proofread|photograph|film|garden|dig|plant|decorate|"
    r"collect|store|edit|update|"
    r"interpret|listen|visit|befriend|bake|carry|lift|join|give|do|have a look)\b)"
)
_OFFERS = (
    r"\blooking for (?:a |an |some |any )?(?:\w+ )?(?:place|places|somewhere|opportunit\w+|charit\w+|"
    r"group|way|ways|chance|project)s? (?:\w+ ){0,3}?(?:volunteer|help|give|do)\w*(?: with)?\b",
    r"\b(?:looking|want|wants|hoping|keen|wish|love|like|interested) (?:to|in) (?:do (?:some "
    r")?)?(?:volunteer|give|offer|donat|lend)\w*(?: (?:with|in|on|at|as|up))?\b",
    rf"\b{_I} ?(?:want|would like|'d like|d like|would love|'d love|d love|wish|hope|wanna) {_VERY}to "
    rf"(?:help|support|share|teach|do|run|mentor|come|spend|join|be)\b(?: out)?(?: with)?(?! us)",
    rf"\b(?:{_I} ?{_BE} )?{_VERY}(?:happy|able|willing|glad|keen|free|available|delighted|ready|pleased|"
    rf"qualified|trained) (?:to|and able to) (?:help out with|help with|help|do|offer|give|be|share)?\b",
    rf"\b{_I} (?:can|could) {_VERY}(?:help(?: out)?(?: with| you with)?\b|(?:offer|"
    rf"do(?! with)|give|provide)\b|"
    rf"{_DO})(?! (?:not|it|that|this)\b)",
    rf"(?:[,.;] ?|\band )can {_VERY}{_DO}",
    r"\A(?:hi,? |hello,? )?(?:\w+ ){1,3}here\b",
    r"\b(?:would|'d) (?:love|like) to (?:help(?: out)?|volunteer|support)\b(?: with)?",
    r"\bi speak\b",
    r"\b(?:can|could|may) (?:i|we) (?:help|volunteer|offer|give)\b(?: out)?(?: with)?",
    r"\b(?:me|myself|i) and \d+ (?:\w+ )?(?:colleagues|friends|others|people|mates) "
    r"(?:want|would like|can|could)\b"
    r"(?: to)?(?: (?:help(?: with)?|do|offer|give))?",
    rf"\b{_I} ?(?:want|would like|'d like|like) (?:to )?(?:volunteer(?:ing)?|become|join)\b",
    r"\b(?:there are|there's|we are|we're) \d+ (?:of us|people|colleagues|staff)\b",
    r"[,.;] ?want to (?:help|do|give)\b",
    r"\b(?:can|could) (?:help|offer|do(?! with)|give|provide)(?: out)?(?: with)?\b(?! (?:us|me|"
    r"our|you\b.*\?))",
    rf"\b(?:{_I} ?{_BE} )?offer(?:ing)?\b(?!ed)",
    rf"\b{_I} ?(?:have|'ve|ve|has|got|have got) (?:some |a |an |a few |got )?(?:spare|experience|free|"
    rf"time|skills?|day(?! off)|days(?! off)|hours?|old|unused|surplus)\b(?: time| in| with)?",
    rf"\b{_I} ?(?:have|'ve|have got|'ve got)\b(?=.{{0,60}}?\b(?:to (?:give away|donate|spare|offer|lend|"
    rf"go)|going spare|going free|you can have|we don't need)\b)",
    r"\b(?:to )?(?:donate|give away|giving away|donating)\b",
    r"\b(?:me and (?:my|the) (?:team|colleagues?|office)|my (?:team|office|colleagues?|company|"
    r"department)|our (?:team|office|company|department))(?: of \d+)? (?:would|want|can|could|are|is|"
    r"have|wants|has)\b(?: (?:like|love|free|available|looking|keen|happy))?(?: to)?(?: (?:come and|"
    r"come))?(?: (?:help(?: out)?(?: with)?|do|offer|volunteer))?",
    r"\b(?:a |we are a |we're a )?team of \d+ (?:\w+ ){0,3}?(?:available|free|want|wants|would|can|"
    r"looking|keen|ready)\b",
    r"\b(?:count me in|sign me up|i volunteer)\b",
    r"\A(?:available|free|volunteering|can help with|can do|happy to)\b",
)
_NEEDS = (
    rf"\b(?:{_I}|they|he|she|it|who|\w+ (?:group|club|centre|charity|school|church|hall|bank|project|"
    rf"garden|kitchen|choir|team)) ?{_VERY}(?:need|needs|require|requires|could use|could do with|want|"
    rf"wants|seek|seeks)\b(?! to (?:cancel|change|move|go\b|speak|talk|ask|know|leave|stop|check|see|"
    rf"help|volunteer|give|offer|donate|do some|do something|be|sort|confirm|rearrange))(?: "
    rf"{_VERY}(?:some )?{_HELP}(?: (?:with|to|for|in|on|from))?)?",
    rf"\b(?:{_I} ?)?(?:{_BE} )?{_VERY}(?:looking|searching|seeking|hoping|on the lookout|appealing|"
    rf"crying out)(?: for| to find| to get|(?<=seeking))(?: (?:some )?{_HELP} (?:with|to|for))?\b",
    r"\b(?:in|have|has) (?:\w+ )?need (?:of|for)\b",
    rf"\b(?:can|could|would|will) (?:please )?(?:{_ANY}|you|you guys|1 of you)(?: please| possibly| "
    rf"kindly| maybe)*(?: be able to)? (?:(?:help|assist|volunteer)\b(?: (?:us|me|out))?(?: (?:with|"
    rf"to))?|come (?:and|to)\b|{_DO})",
    rf"\b(?:is|are) there (?:{_ANY}|any|some|a)\b(?: (?:people|volunteers?|\w+))?(?: (?:out there|here|"
    rf"nearby|around))?(?: (?:who|that))?(?: (?:can|could|would|might|is able to|wants to|knows how to|"
    rf"to))?(?! (?:problem|news|update|way))",
    rf"\b(?:does|do|has|have) {_ANY}(?: (?:here|out there))?(?: (?:know|have|got|fancy|want|wanna|knows|"
    rf"has))?(?: (?:a|some|any|how to|to))?\b",
    rf"\b{_ANY}(?: out there)? (?:who (?:can|could|knows|is|would)|able to|know how to|knows how to|"
    rf"free to|fancy|willing to|good at|available to|can|could|with)\b",
    rf"\b(?:need|needs|needed|want|wanted|require|required)[: ]+(?:some )?{_HELP}(?: (?:with|to|for|in|"
    rf"on|from))?\b",
    r"\b(?:needed|wanted|required|sought)\b",
    r"\A(?:urgently |desperately |please )?(?:need|needs|require|wanted|want|seeking|looking for)\b(?! "
    r"to (?:cancel|change|move|go|speak|talk|ask|know|leave|stop|check|see|help|volunteer|give|offer|"
    r"donate))",
    r"\b(?:would|'d|d|could) (?:really )?(?:like|love|appreciate|welcome|benefit from|use|be grateful "
    r"for|be glad of)(?: to have| to find| to get)? (?:some|a|any|any ?one|some ?one|some ?body|help|"
    r"advice|support|volunteers?|it if)\b(?: help)?(?: (?:with|to))?",
    r"\b(?:ask|asking|request|requesting|appeal|appealing) for (?:some )?(?:help|support|volunteers?|"
    r"a)\b(?: (?:with|to))?",
    r"\bplease (?:can you |could you )?(?:help|send|find)(?: us| me)?(?: (?:with|to))?\b",
    r"\b(?:help|assist)(?: us| me| our)\b(?: (?:with|to))?",
    r"\b(?:need|needs|needing|require|requires)\b(?! to (?:cancel|change|move|go\b|speak|talk|ask|know|"
    r"leave|stop|check|see|volunteer|be|sort|confirm|rearrange)|s?\b(?: it| help)?[.?!]?\Z)(?: (?:some "
    r")?(?:help|volunteers?) (?:with|to|for))?",
    r"\bany (?:\w+ ){0,2}?\w+s out there\b",
    r"\A(?:so )?who (?:can|could|would)\b",
    r"\bcould (?:do with|use)\b",
    r"\bstruggling (?:to|with|for)\b",
    r"\b(?:short of|lacking|nobody to|no one to|no 1 to)\b",
    r"\b(?:leaks?|leaking|(?:is|are|has) (?:broken|broke|blocked|flooded)|broke down|needs? (?:fixing|"
    r"repairing|painting|doing|sorting|replacing|clearing|cutting))\b",
)
# Who I am is an offer only where nothing else says so.
_SELF = re.compile(
    r"\b(?:i'm|i am|im|i work as|i'm working as) a?\b(?! (?:looking|trying|going|not|sorry|after|in "
    r"need|struggling|stuck|wondering|still|ok|fine|late|running|on my))"
)
_NEVER = re.compile(
    r"\b(?:no longer need|don't need|dont need|do not need|didn't need|can't help|cannot help|cant help|"
    r"not able to|unable to|"
    r"don't want|dont want|not looking|thanks? (?:you )?for (?:your|the|all) help|(?:what|how) (?:can|"
    r"do|does|could) (?:you|this|i|we|it)|"
    r"no need|need(?:s)? to (?:cancel|rearrange|reschedule|stop)|not available|not happy|not free|when can)\b"
)
_PATTERNS = (
    *((Intent.OFFER, re.compile(pattern)) for pattern in _OFFERS),
    *((Intent.NEED, re.compile(pattern)) for pattern in _NEEDS),
)


def find_intent(words: Words) -> Said | None:
    """What is said first counts: "we need someone who can help" asks, "I can help if needed" offers."""
    if _NEVER.search(words.text):
        return None
    found = [
        Said(intent=intent, start=match.start(), end=match.end())
        for intent, pattern in _PATTERNS
        if (match := pattern.search(words.text))
    ]
    if not found and (match := _SELF.search(words.text)):
        return Said(intent=Intent.OFFER, start=match.start(), end=match.end())
    return min(found, key=lambda said: (said.start, said.start - said.end), default=None)
