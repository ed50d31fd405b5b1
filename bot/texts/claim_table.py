"""What was delivered for each pledge as a neutral table, for a commissioner's own tool."""

from collections.abc import Sequence

from bot.domain.claims import Claim
from bot.texts.cells import table
from bot.texts.times import figure

COLUMNS = (
    *("pledge_ref", "contract_ref", "supplier", "commissioner", "beneficiary_org", "measure_code"),
    *("external_measure_code", "unit", "qty_promised", "qty_delivered", "date_from", "date_to"),
    *("new_or_existing", "area", "verified_by_role", "verified_on", "evidence_ref", "unit_value"),
    *("value_source", "value_year", "lever"),
)


def claim_table(found: Sequence[Claim]) -> str:
    return table(COLUMNS, map(_cells, found))


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
        terms.lever or "",
    )
