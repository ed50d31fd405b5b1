"""Use cases, one verb each. Each works inside one transaction and knows no platform."""
