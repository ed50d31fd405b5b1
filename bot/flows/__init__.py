"""Conversations as data, one engine that runs them, and the doors through which people act."""
