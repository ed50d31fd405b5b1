"""Slack: payloads in, cards and forms out."""

from adapters.slack.platform import Slack
from adapters.slack.reception import OAuthApp

__all__ = ["OAuthApp", "Slack"]
