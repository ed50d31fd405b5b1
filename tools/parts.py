"""The list of parts (CycloneDX 1.6, JSON) of Makegood, and what advisories say of them.

    python -m tools.parts [--out FILE]        the list, made of requirements.lock
    python -m tools.parts --audit [--json]    asks an advisory database (OSV), or says "not audited"

Versions and digests are those of the lock, licences those that the installed packages name.
"""

import argparse
import json
import re
import sys
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[1]
LOCK = PROJECT / "requirements.lock"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$")
DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")
ADVISORIES = "https://api.osv.dev/v1/querybatch"
WAIT = 20.0  # seconds for an answer


@dataclass(frozen=True, kw_only=True)
class Part:
    name: str
    version: str
    only: str  # on which machines, as the lock says it; empty: on all
    digests: tuple[str, ...]

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name.lower().replace('_', '-')}@{self.version}"


def parts(lock: str) -> Iterator[Part]:
    """Every package that a lock pins."""
    for block in re.split(r"\n(?=\S)", lock):
        first, *_ = block.splitlines() or [""]
        found = PINNED.match(first.strip())
        if found:
            name, version, only = found.groups()
            yield Part(
                name=name, version=version, only=(only or "").strip(), digests=tuple(DIGEST.findall(block))
            )


def document(found: Sequence[Part]) -> dict[str, Any]:
    """As CycloneDX has it. The serial number is made of the content, so the same lock gives the same list."""
    own = re.search(r'^version = "([^"]+)"', (PROJECT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    components = [_component(part) for part in found]
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(components, sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": "makegood",
                "version": own[1] if own else "",
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": components,
    }


def _component(part: Part) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "purl": part.purl,
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in part.digests],
    }
    if licence := _licence(part.name):
        component["licenses"] = [{"license": {"name": licence}}]
    if part.only:
        component["properties"] = [{"name": "makegood:only", "value": part.only}]
    return component


def _licence(name: str) -> str:
    """In one line; empty where the package is not installed here, or says nothing."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ""
    classified = [
        each.rpartition(" :: ")[2] for each in told.get_all("Classifier") or [] if "License ::" in each
    ]
    said = (
        str(told.get("License-Expression") or "") or ", ".join(classified) or str(told.get("License") or "")
    )
    return (said.splitlines() or [""])[0].strip()[:100]


def advisories(found: Sequence[Part]) -> dict[str, list[str]] | None:
    """The advisories that name each part, by its purl; None where nobody can be asked."""
    import httpx

    asked = {"queries": [{"package": {"purl": part.purl}} for part in found]}
    try:
        answer = httpx.post(ADVISORIES, json=asked, timeout=WAIT)
        answer.raise_for_status()
        results = answer.json()["results"]
        named = [[each["id"] for each in result.get("vulns", [])] for result in results]
    except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return {part.purl: ids for part, ids in zip(found, named, strict=False) if ids}


def audit(found: Sequence[Part], *, as_json: bool) -> int:
    named = advisories(found)
    if as_json:
        said = {"audited": named is not None, "parts": len(found), "advisories": named or {}}
        sys.stdout.write(json.dumps(said, indent=2) + "\n")
    elif named is None:
        sys.stdout.write(
            f"Not audited: no advisory database can be reached from here ({len(found)} parts).\n"
        )
    else:
        sys.stdout.write("".join(f"{purl}: {', '.join(ids)}\n" for purl, ids in named.items()))
        sys.stdout.write(f"{len(found)} parts, advisories about {len(named)} of them.\n")
    return 1 if named else 0


def main(words: Sequence[str] | None = None) -> int:
    reader = argparse.ArgumentParser(description="The list of parts, and what is known against them.")
    reader.add_argument("--out", type=Path, help="the file to write the list into")
    reader.add_argument("--audit", action="store_true", help="ask an advisory database instead")
    reader.add_argument("--json", action="store_true", help="for machines")
    asked = reader.parse_args(words)
    found = list(parts(LOCK.read_text("utf-8")))
    if asked.audit:
        return audit(found, as_json=asked.json)
    told = json.dumps(document(found), indent=2) + "\n"
    if asked.out:
        asked.out.write_text(told, "utf-8")
    else:
        sys.stdout.write(told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
