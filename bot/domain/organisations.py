"""Organisations: employers whose people offer, groups that receive them."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.lifecycle import Table


class OrganisationKind(StrEnum):
    EMPLOYER = "employer"
    COMMUNITY = "community"


class OrganisationState(StrEnum):
    PENDING = "pending"
    VERIFIED = "verified"
    REFUSED = "refused"


class OrganisationMove(StrEnum):
    VERIFY = "verify"
    REFUSE = "refuse"
    UNDO = "undo"


S, M = OrganisationState, OrganisationMove
ORGANISATION: Table[OrganisationState, OrganisationMove] = {
    (S.PENDING, M.VERIFY): S.VERIFIED,
    (S.PENDING, M.REFUSE): S.REFUSED,
    (S.VERIFIED, M.UNDO): S.PENDING,
    (S.REFUSED, M.UNDO): S.PENDING,
}


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """`workspace` is "platform/tenant" for an employer that came with its workspace, else empty."""

    id: str
    name: str
    kind: OrganisationKind
    state: OrganisationState = OrganisationState.PENDING
    revision: int = 1
    workspace: str = ""
    reason: str = ""  # of a refusal
    causes: str = ""  # what an employer cares about, as its champion said
