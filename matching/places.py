"""Where things are: British postcode districts and the distance between their centres."""

import csv
import math
import re
from functools import cache
from importlib.resources import files

from matching.national_grid import easting_northing

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)(?:[0-9][A-Z]{2})?")


def district_of(text: str) -> str | None:
    """The district of a postcode or district, in any case and spacing; None when there is no such one."""
    squeezed = "".join(text.split()).upper() if len(text) <= 20 else ""
    if squeezed in _centres():
        return squeezed
    found = _POSTCODE.fullmatch(squeezed)
    return found[1] if found and found[1] in _centres() else None


def known(district: str) -> bool:
    return district in _centres()


def distance_km(a: str, b: str) -> float:
    """Kilometres in a straight line between the centres of two districts; KeyError for an unknown one.

    Between two people of one district this is 0, so it is good for a choice of people, not for a journey.
    """
    (east, north), (other_east, other_north) = _centres()[a], _centres()[b]
    return math.hypot(east - other_east, north - other_north) / 1000


def centre(district: str | None) -> tuple[float, float]:
    """Easting and northing in metres; NaN for both where the place is not known."""
    return _centres().get(district or "", (math.nan, math.nan))


def apart_km(a: str | None, b: str | None) -> float | None:
    """Kilometres between two places; None when one of them is not known."""
    return distance_km(a, b) if a and b and known(a) and known(b) else None


FARTHEST_KM = 25.0


def nearest(latitude: float, longitude: float) -> str | None:
    """The district whose centre is nearest to a point; None far from all of them, as at sea or abroad."""
    east, north = easting_northing(latitude, longitude)
    found = min(_centres(), key=lambda each: math.dist(_centres()[each], (east, north)))
    return found if math.dist(_centres()[found], (east, north)) <= FARTHEST_KM * 1000 else None


@cache
def _centres() -> dict[str, tuple[float, float]]:
    text = (files("matching") / "data" / "outcodes.csv").read_text(encoding="utf-8")
    return {row[0]: (int(row[1]), int(row[2])) for row in csv.reader(text.splitlines())}
