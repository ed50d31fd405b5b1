"""Letters and terms without what somebody wrote, or is called."""

from dataclasses import replace

from bot.chat.outgoing import Card, OpenTopic, Outgoing, Post, SendFile, ShowHome
from bot.chat.redaction import redacted_as
from bot.domain.listings import Terms
from bot.services.letters import Unreadable
from bot.services.rights_ports import Change, ChangeIn
from bot.texts.invitations import MIME, reworded


def changed(outgoing: Outgoing | Unreadable, change: ChangeIn) -> Outgoing | Unreadable:
    match outgoing:
        case Post():
            return replace(outgoing, card=redacted_as(outgoing.key, outgoing.card, change))
        case SendFile():
            here = change(outgoing.under)
            content = outgoing.attachment.content
            said = reworded(content, here) if outgoing.attachment.mime == MIME and content else content
            file = replace(outgoing.attachment, content=said)
            return replace(outgoing, attachment=file, caption=here(outgoing.caption))
        case ShowHome() | OpenTopic() | Unreadable():
            return outgoing


def emptied(outgoing: Outgoing | Unreadable) -> Outgoing | Unreadable:
    match outgoing:
        case Post():
            return replace(outgoing, card=Card(), parcel=None, answering="", fresh="")
        case SendFile():
            bare = replace(outgoing.attachment, name="", content=b"")
            return replace(outgoing, attachment=bare, caption="", fresh="")
        case ShowHome() | OpenTopic() | Unreadable():
            return outgoing


def nowhere(outgoing: Outgoing | Unreadable) -> Outgoing | Unreadable:
    """Empty, and to nobody: an account's number says who somebody is as well."""
    empty = emptied(outgoing)
    if isinstance(empty, Unreadable):
        return empty
    if isinstance(empty, ShowHome):
        return replace(empty, account=replace(empty.account, user=""))
    return replace(empty, chat=replace(empty.chat, id=""), under="")


def bare(terms: Terms, change: Change) -> Terms:
    when = replace(terms.when, said=change(terms.when.said))
    costs = replace(terms.costs, what_for=change(terms.costs.what_for))
    return replace(
        terms,
        what=change(terms.what),
        provides=change(terms.provides),
        when=when,
        costs=costs,
        languages=(),
        checks=(),
    )
