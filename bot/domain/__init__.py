"""Values and rules of the brokerage: no I/O, no clock, no platform."""
