"""What a page is about, for machines that read it: schema.org."""

from typing import Any

from bot.domain.listings import Listing, Side, Terms
from bot.texts.catalogue import words
from bot.texts.drawing import drawn
from bot.texts.locales import Locale
from bot.texts.times import figure


def posting(listing: Listing, address: str, reads: Locale) -> dict[str, Any]:
    """A need is a posting for volunteers, an offer an offer. Nobody is named: who they are is said when both
    sides have said yes.
    """
    terms = listing.terms
    if listing.side is Side.NEED:
        return _need(listing, terms, address, reads)
    return _offer(terms, address)


def _need(listing: Listing, terms: Terms, address: str, reads: Locale) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "url": address,
        "identifier": listing.id,
        "title": terms.what[:100],
        "description": terms.what,
        "employmentType": "VOLUNTEER",
        "datePosted": listing.created_at.date().isoformat(),
        "hiringOrganization": {"@type": "Organization", "name": drawn(words("page.confidential"), reads)},
        "workHours": figure(terms.hours),
        "totalJobOpenings": terms.people,
        "skills": list(terms.skills),
        "incentiveCompensation": terms.provides,
        "directApply": False,
    }
    if listing.expires_at is not None:
        found["validThrough"] = listing.expires_at.isoformat()
    if terms.when.starts is not None:
        found["jobStartDate"] = terms.when.starts.isoformat()
    if terms.remote:
        found["jobLocationType"] = "TELECOMMUTE"
        found["applicantLocationRequirements"] = {"@type": "Country", "name": "GB"}
    if terms.on_site:
        found["jobLocation"] = {"@type": "Place", "address": _address(terms)}
    return {name: value for name, value in found.items() if value not in ("", [])}


def _offer(terms: Terms, address: str) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "Offer",
        "url": address,
        "price": "0",
        "priceCurrency": "GBP",
        "itemOffered": {"@type": "Service", "name": terms.what[:100], "description": terms.what},
        **({"availableAtOrFrom": {"@type": "Place", "address": _address(terms)}} if terms.on_site else {}),
    }


def _address(terms: Terms) -> dict[str, str]:
    address = {"@type": "PostalAddress", "addressCountry": "GB", "postalCode": terms.district}
    return {name: value for name, value in address.items() if value}
