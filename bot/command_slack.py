"""`makegood slack`: what an IT department needs to make the app in its workspace."""

import json
from typing import TextIO

from adapters.slack.manifest import install_link, manifest

PASTE = (
    "At https://api.slack.com/apps choose Create New App, From a manifest, your workspace, JSON; paste this."
)
OPEN = "Open the link, choose your workspace, and create the app."
NEXT = "docs/install-slack.md says what to do next, and why each scope is asked for."
DIALS = "Makegood dials Slack with it (Socket Mode). Where Slack shall call a public address, say --url."


class NoAddress(RuntimeError):
    def __init__(self) -> None:
        super().__init__("--many needs --url: Slack sends the employers who add the app to that address.")


def show_manifest(*, url: str, many: bool, link: bool, as_json: bool, out: TextIO, beside: TextIO) -> None:
    """Prints the manifest, or a link that opens Slack's page with it; `beside` is told what to do with it."""
    if many and not url:
        raise NoAddress
    made = manifest(url, many=many)
    found = (
        install_link(made) if link else json.dumps(made, indent=None if as_json else 2, ensure_ascii=False)
    )
    out.write(f"{json.dumps({'link': found}) if link and as_json else found}\n")
    if not as_json:
        told = (OPEN if link else PASTE, *(() if url else (DIALS,)), NEXT)
        beside.write("\n" + "\n".join(told) + "\n")
