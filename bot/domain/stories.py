"""What came of a match, told by the two sides, and what each of them allows."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.matches import Party


@dataclass(frozen=True, kw_only=True)
class Story:
    """Three short answers. Both sides may change them: `revision` goes up, `told_by` changed it last."""

    match: str
    before: str
    done: str
    change: str
    told_by: Party
    at: datetime
    revision: int = 1


@dataclass(frozen=True, kw_only=True)
class Consent:
    """What one side allows, each asked by itself, of the story as it stood at `revision`."""

    match: str
    party: Party
    revision: int
    name: bool
    photo: bool
    publication: bool
    at: datetime
    withdrawn_at: datetime | None = None

    def covers(self, story: Story) -> bool:
        """Whether it may be published as it stands: what was changed since is asked for again."""
        return self.publication and self.withdrawn_at is None and self.revision == story.revision


def publishable(story: Story, consents: tuple[Consent, ...]) -> bool:
    """Both sides allow it, as it stands."""
    allowed = {consent.party for consent in consents if consent.covers(story)}
    return allowed == set(Party)
