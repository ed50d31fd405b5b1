"""The conversation about a line of the provider list, as data."""

from bot.chat.form import Choice, Place, Text
from bot.domain.providers import ProviderKind
from bot.flows.flow import Field, Flow, options
from bot.flows.whose import GROUP


def _own_words(name: str, most: int) -> Field:
    return Field(name=name, kind=Text(most=most, public=True), optional=True)


PROVIDE = Flow(
    name="provide",
    version=1,
    review=True,
    fields=(
        Field(name="kind", kind=Choice(options=options("provider_kind", *ProviderKind))),
        Field(name="what", kind=Text(most=300, lines=3, public=True)),
        Field(name="where", kind=Place(offered=options("offered_place", "anywhere"))),
        _own_words("sector", 60),
        _own_words("ethos", 200),
        _own_words("accreditation", 200),
        GROUP,
    ),
)
