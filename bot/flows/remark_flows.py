"""The conversations after it happened, as data."""

from bot.chat.form import Text
from bot.flows.flow import Field, Flow

WORDS = Field(name="words", kind=Text(most=300, lines=2))
THANK = Flow(name="thank", version=1, fields=(WORDS,))
LEARNED = Flow(name="learned", version=1, fields=(WORDS,))
REMARK_FLOWS = (THANK, LEARNED)
