"""The second wall of PostgreSQL: what a transaction can read of the private rows of others, whatever it asks.

The policies are in the migrations. A connection of the program acts for the house until a transaction says
for whom it acts; one that is not of the program acts for nobody, and sees none of those rows.
"""

from sqlalchemy import Select, Text, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.chat.address import Chat
from bot.domain.people import By

HOUSE = "house"
OPTION = f"-c makegood.acts={HOUSE}"


def _set(*names: str) -> Select[tuple[str, ...]]:
    """For this transaction only."""
    return select(*(func.set_config(f"makegood.{name}", bindparam(name, type_=Text), True) for name in names))


ACTS = _set("acts")
ALL = _set("acts", "person", "tenant", "chat")


def acting(by: By, chat: Chat | None) -> dict[str, str]:
    """The values of `ALL`."""
    acts = ("coordinator" if by.coordinates else "person") if by.person else "anybody"
    tenant = f"{chat.platform}/{chat.tenant}" if chat else ""
    there = f"{tenant}/{chat.id}" if chat else ""
    return {"acts": acts, "person": by.person, "tenant": tenant, "chat": there}


async def binds(engine: AsyncEngine) -> bool:
    """Whether the wall stands for this role: superusers, and whoever may bypass it, see everything."""
    if engine.dialect.name != "postgresql":
        return True
    async with engine.connect() as connection:
        role = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        return not (await connection.execute(role)).scalar_one()
