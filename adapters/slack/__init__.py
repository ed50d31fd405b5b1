"""Slack: payloads in, cards and forms out."""

from adapters.slack.platform import Slack

__all__ = ["Slack"]
