"""Telegram: updates in, cards out. Nothing of it is loaded where it is not switched on."""
