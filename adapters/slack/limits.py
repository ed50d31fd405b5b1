"""What Slack allows, and how long we wait for it.

Sizes are those of docs.slack.dev/reference/block-kit; slack_sdk.models keeps the same.
"""

from bot.chat.pace import Over, Rate, Sending
from bot.chat.ports import Limits


def pace(chat: str, sending: Sending) -> tuple[Rate, ...]:
    """docs.slack.dev/apis/web-api/rate-limits: one message a second in a channel, bursts being short.

    For a workspace Slack names no figure; 300 a minute, evenly, is the lowest that is spoken of. Changes of
    messages and home pages are of the methods' tiers.
    """
    match sending:
        case Sending.POST:
            return (OVERALL, IN_A_CHANNEL)
        case Sending.EDIT:
            return (OVERALL, EDITS)
        case Sending.HOME:
            return (OVERALL, HOMES)


OVERALL = Rate(over=Over.TENANT, most=5, seconds=1)
IN_A_CHANNEL = Rate(over=Over.CHAT, most=5, seconds=5)
EDITS = Rate(over=Over.KIND, most=50, seconds=60)
HOMES = Rate(over=Over.KIND, most=100, seconds=60)
LIMITS = Limits(
    questions=10, forms=True, homes=True, threads=True, graphs=True, text=11_000, caption=2900, pace=pace
)

MOST_FALLBACK = 3900  # characters of a message's text, after escaping; Slack shows 4,000
MOST_BLOCKS = 50  # of a message
MOST_VIEW_BLOCKS = 100  # of a modal or a home page
MOST_WORDS = 12_000  # characters of all blocks of a message: more is msg_blocks_too_long
MOST_IN_BLOCK = 3000
MOST_TITLE = 150
MOST_DESCRIPTION = 1000  # of a picture, for whoever does not see it
MOST_LABEL = 75  # of a button, an option, and what is read out for a button
MOST_IN_A_ROW = 25
MOST_ROWS = 40

MOST_VIEW_TITLE = 24  # also of the words on a modal's own buttons
MOST_QUESTION = 150  # Slack takes more, but it is read on a phone
MOST_HINT = 2000
MOST_PLACEHOLDER = 150
MOST_TYPED = 3000
MOST_TYPED_SHORT = 200  # for a number, a date, a place
MOST_RADIO = 5
MOST_CHECKBOXES = 10
MOST_OPTIONS = 100  # of a menu, or of one of its groups

MOST_REQUEST = 1_000_000  # bytes
MOST_AGE = 300  # seconds between a request's stamp and now

SEND_SECONDS = 10
KEPT_SECONDS = 60.0  # that a workspace is believed to be there, before it is looked up again
ROTATE_SECONDS = 7200  # before a token runs out, when it is renewed
TRANSFER_SECONDS = 200.0  # for 20 MB
LIVE_SECONDS = 2.5  # for all of an answer; Slack waits three
NAME_SECONDS = 0.7
NAME_KEPT_SECONDS = 3600.0
NAME_RETRY_SECONDS = 60.0
NAMES_KEPT = 5000
MOST_RESTING = 50  # people in one question who is not to be disturbed
START_SECONDS = 30.0
START_TRIES = 3

SOCKET_LOOK_SECONDS = 5.0
SOCKET_RENEW_SECONDS = 60.0  # without a connection, before we dial anew
SOCKET_SICK_SECONDS = 120.0
SOCKET_CLOSE_SECONDS = 5.0
