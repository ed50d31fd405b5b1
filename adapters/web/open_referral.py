"""The provider list as Open Referral UK (the HSDS profile, version 3): its services, with what it asks for.

No person, address or telephone number is in it; what is not on the list any more is not in it either.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.domain.providers import Listed
from bot.texts.catalogue import words
from bot.texts.cells import table
from bot.texts.drawing import english

PROFILE = "https://docs.openreferraluk.org"
SERVICE = (
    *("id", "organization_id", "name", "description", "url", "status", "accreditations", "assured_date"),
    "last_modified",
)
"""The columns of services.csv: those that the profile requires, and those that we can fill."""


def as_json(listed: Sequence[Listed], address: str) -> str:
    """One page of the profile's `/services`, with everything in it."""
    page = {
        "version": "HSDS-UK-3.0",
        "profile": PROFILE,
        "notice": english(words("provider.no_tender")),
        "total_items": len(listed),
        "total_pages": 1,
        "page_number": 1,
        "size": len(listed),
        "first_page": True,
        "last_page": True,
        "empty": not listed,
        "contents": [_service(each, address) for each in listed],
    }
    return json.dumps(page, ensure_ascii=False, indent=1)


def as_csv(listed: Sequence[Listed], address: str) -> str:
    """services.csv; a cell that a spreadsheet would take for a formula is made text."""
    services = (_service(each, address) for each in listed)
    return table(SERVICE, ([one.get(name, "") for name in SERVICE] for one in services))


def _service(each: Listed, address: str) -> dict[str, Any]:
    one = each.provider
    said = {"accreditations": one.accreditation} if one.accreditation else {}
    places = {"service_at_locations": [_place(one.id, one.district)]} if one.district else {}
    return {
        "id": _uuid("service", one.id),
        "organization_id": _uuid("organization", one.organisation),
        "name": one.what,
        "description": english(words("provider.described", what=one.what, name=each.name)),
        "url": f"{address}/providers#{one.id}",
        "status": "active",
        **said,
        "assured_date": one.confirmed_at.date().isoformat(),
        "last_modified": _moment(one.confirmed_at),
        "organization": _organization(each),
        "attributes": [_kind(one.id, one.kind.value)],
        **places,
    }


def _organization(each: Listed) -> dict[str, str]:
    """What it stands for, in its own words; the profile wants some description of each."""
    one = each.provider
    said = "; ".join(filter(None, (one.sector, one.ethos)))
    return {
        "id": _uuid("organization", one.organisation),
        "name": each.name,
        "description": said or english(words("provider.a_group")),
    }


def _kind(id: str, kind: str) -> dict[str, Any]:
    term = {"id": _uuid("kind", kind), "taxonomy": "Makegood provider kinds", "term": kind}
    return {"id": _uuid("attribute", id), "link_id": _uuid("service", id), "taxonomy_term": term}


def _place(id: str, district: str) -> dict[str, Any]:
    """The district and nothing nearer: a group's address is its own to give."""
    return {
        "id": _uuid("service_at_location", id),
        "location": {"id": _uuid("district", district), "name": district},
    }


def _uuid(what: str, id: str) -> str:
    """The same for ever, as the profile wants one and our ids are shorter."""
    return str(uuid5(NAMESPACE_URL, f"urn:makegood:{what}:{id}"))


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
