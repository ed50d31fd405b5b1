"""A need that asks for a check: whether the law allows it is asked of whoever asks for it."""

from bot.chat.form import Answers
from bot.domain.listings import ContactKind
from bot.flows.answers import several
from bot.flows.flow import Objection
from bot.reading.eligibility import Eligible, eligible, is_dbs
from bot.texts.catalogue import words


def asks_for_dbs(answers: Answers) -> bool:
    """Other papers, such as a food hygiene certificate, may be asked of anybody."""
    return any(is_dbs(check) for check in several(answers.get("checks")))


def judged(answers: Answers) -> Objection | None:
    """A check that would be against the law is not posted; the question about checks is asked again."""
    if not answers.get("contact"):
        return None
    contact = ContactKind(answers["contact"][0])
    if eligible(several(answers.get("checks")), contact) is not Eligible.NO:
        return None
    return Objection(trouble=words(f"eligible.not_{contact.value}"), again=("checks", "contact"))
