"""Latitude and longitude, as phones give them, on the British National Grid: within a few metres."""

import math

_A, _B = 6377563.396, 6356256.909  # the ellipsoid that the grid is drawn on (Airy 1830)
_WGS_A, _WGS_B = 6378137.0, 6356752.3142  # that of satellites
_E2, _WGS_E2 = 1 - (_B / _A) ** 2, 1 - (_WGS_B / _WGS_A) ** 2
_SHIFT = (-446.448, 125.157, -542.060)
_TURN = tuple(math.radians(seconds / 3600) for seconds in (-0.1502, -0.2470, -0.8421))
_SCALE = 1 + 20.4894e-6
_F0, _LAT0, _LON0 = 0.9996012717, math.radians(49), math.radians(-2)
_EAST0, _NORTH0 = 400_000.0, -100_000.0


def easting_northing(latitude: float, longitude: float) -> tuple[float, float]:
    """Metres east and north of the grid's origin; formulas of the Ordnance Survey's guide to coordinates."""
    return _projected(*_on_airy(math.radians(latitude), math.radians(longitude)))


def _on_airy(lat: float, lon: float) -> tuple[float, float]:
    nu = _WGS_A / math.sqrt(1 - _WGS_E2 * math.sin(lat) ** 2)
    x, y = nu * math.cos(lat) * math.cos(lon), nu * math.cos(lat) * math.sin(lon)
    z = (1 - _WGS_E2) * nu * math.sin(lat)
    (tx, ty, tz), (rx, ry, rz) = _SHIFT, _TURN
    east = tx + _SCALE * x - rz * y + ry * z
    north = ty + rz * x + _SCALE * y - rx * z
    up = tz - ry * x + rx * y + _SCALE * z
    across = math.hypot(east, north)
    found = math.atan2(up, across * (1 - _E2))
    for _ in range(6):
        nu = _A / math.sqrt(1 - _E2 * math.sin(found) ** 2)
        found = math.atan2(up + _E2 * nu * math.sin(found), across)
    return found, math.atan2(north, east)


def _projected(lat: float, lon: float) -> tuple[float, float]:
    sin, cos, tan = math.sin(lat), math.cos(lat), math.tan(lat)
    nu = _A * _F0 / math.sqrt(1 - _E2 * sin**2)
    rho = _A * _F0 * (1 - _E2) / (1 - _E2 * sin**2) ** 1.5
    eta2, d = nu / rho - 1, lon - _LON0
    north = (
        _arc(lat)
        + _NORTH0
        + nu / 2 * sin * cos * d**2
        + nu / 24 * sin * cos**3 * (5 - tan**2 + 9 * eta2) * d**4
        + nu / 720 * sin * cos**5 * (61 - 58 * tan**2 + tan**4) * d**6
    )
    east = (
        _EAST0
        + nu * cos * d
        + nu / 6 * cos**3 * (nu / rho - tan**2) * d**3
        + nu / 120 * cos**5 * (5 - 18 * tan**2 + tan**4 + 14 * eta2 - 58 * tan**2 * eta2) * d**5
    )
    return east, north


def _arc(lat: float) -> float:
    """Along the meridian from the grid's true origin."""
    n, d, s = (_A - _B) / (_A + _B), lat - _LAT0, lat + _LAT0
    return (
        _B
        * _F0
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * d
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * math.sin(d) * math.cos(s)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * math.sin(2 * d) * math.cos(2 * s)
            - 35 / 24 * n**3 * math.sin(3 * d) * math.cos(3 * s)
        )
    )
