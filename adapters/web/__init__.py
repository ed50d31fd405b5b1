"""Pages for a browser. They work without scripts, and load nothing from elsewhere."""

from adapters.web.ingress import Web

__all__ = ["Web"]
