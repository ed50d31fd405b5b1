"""`makegood pledges claims`: what was delivered for each pledge, as a neutral CSV file."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.domain.refusal import Refusal
from bot.services.pledge_claims import Claim, claims
from bot.services.turn import Turn
from bot.texts.cells import table
from bot.texts.times import figure

COLUMNS = (
    *("pledge_ref", "contract_ref", "supplier", "commissioner", "beneficiary_org", "measure_code"),
    *("external_measure_code", "unit", "qty_promised", "qty_delivered", "date_from", "date_to"),
    *("new_or_existing", "area", "verified_by_role", "verified_on", "evidence_ref", "unit_value"),
    *("value_source", "value_year"),
)


async def write_claims(turn: Turn, out: Path) -> int:
    """How many lines; a cell that a spreadsheet would take for a formula is made text."""
    found = await claims(turn)
    try:
        text = table(COLUMNS, map(_cells, found))
        await asyncio.to_thread(out.write_text, text, "utf-8-sig", newline="")
    except OSError:
        raise Refusal("report.not_written", file=str(out)) from None
    return len(found)


def _cells(claim: Claim) -> Sequence[str]:
    pledge, terms, frozen = claim.pledge, claim.pledge.terms, claim.pledge.frozen
    return (
        pledge.reference or pledge.id,
        terms.contract,
        claim.supplier,
        terms.commissioner,
        claim.beneficiary,
        terms.measure,
        "; ".join(frozen.codes) if frozen else "",
        terms.unit,
        figure(pledge.promised),
        figure(claim.delivered),
        terms.starts.isoformat(),
        terms.ends.isoformat(),
        terms.novelty.value,
        claim.district or terms.area,
        claim.verified_by,
        claim.verified_on.isoformat() if claim.verified_on else "",
        claim.evidence,
        figure(frozen.pounds) if frozen and frozen.pounds is not None else "",
        frozen.source if frozen else "",
        str(frozen.price_year or "") if frozen else "",
    )
