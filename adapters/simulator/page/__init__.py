"""The simulator's page: three people's chats side by side, the clock, and what goes over the wire."""

from adapters.simulator.page.page import Page

__all__ = ["Page"]
