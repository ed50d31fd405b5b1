"""Slack: payloads in, cards and forms out. Nothing of it is loaded where it is not switched on."""
