"""The rules of the house that a machine can keep."""

import ast
import re
import subprocess
import sysconfig
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
OURS = ("bot", "matching", "adapters", "storage")
FILES = [
    path for name in OURS for path in sorted((PROJECT / name).rglob("*.py")) if "versions" not in path.parts
]
CORE = [
    path
    for path in FILES
    if path.is_relative_to(PROJECT / "matching")
    or any(
        path.is_relative_to(PROJECT / "bot" / name)
        for name in ("chat", "domain", "reading", "texts", "services", "flows")
    )
    or path in (PROJECT / "bot" / "dispatch.py", PROJECT / "bot" / "relay.py")
]
EDGES = (
    "dispatch.py",
    "relay.py",
    "arrivals.py",
    "schedule.py",
    "main.py",
    "desk.py",
    "ingress.py",
    "sockets.py",
    "reception.py",
)
"""The files that stand between us and the world, or between one event and the next."""


def named(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a checkout")
    return [PROJECT / name for name in listed.stdout.splitlines() if (PROJECT / name).is_file()]


@pytest.mark.parametrize("name", OURS)
def test_nobody_else_owns_our_names(name: str):
    """Other distributions carry `matching` and `adapters`; pip would merge the folders without a word."""
    assert set(packages_distributions().get(name, ["makegood"])) == {"makegood"}


def test_the_import_contracts_hold():
    linted = subprocess.run(
        [Path(sysconfig.get_path("scripts")) / "lint-imports"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert linted.returncode == 0, linted.stdout


def test_the_core_says_no_vendors_name():
    vendor = re.compile("slack|telegram", re.IGNORECASE)

    assert [named(path) for path in CORE if vendor.search(path.read_text("utf-8"))] == []


CLOCKS = re.compile(
    r"\b(?:time\.(?:time|monotonic)\(|datetime\.(?:now|utcnow|today)\(|date\.today\(|os\.urandom"
    r"|import (?:uuid|secrets|random)\b|from (?:uuid|secrets|random) import)"
)


def test_time_ids_and_chance_come_from_outside():
    assert [named(path) for path in CORE if CLOCKS.search(path.read_text("utf-8"))] == []


def test_whatever_exception_is_caught_at_the_edges_only():
    simulator = PROJECT / "adapters" / "simulator"
    inside = [path for path in FILES if path.name not in EDGES and not path.is_relative_to(simulator)]

    assert [named(path) for path in inside if any(map(_catches_all, handlers(path)))] == []


def handlers(path: Path) -> list[ast.ExceptHandler]:
    tree = ast.walk(ast.parse(path.read_text("utf-8")))
    return [node for node in tree if isinstance(node, ast.ExceptHandler)]


def _catches_all(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    reraised = any(isinstance(node, ast.Raise) and node.exc is None for node in ast.walk(handler))
    return not reraised and ast.unparse(handler.type) in ("Exception", "BaseException")


def functions() -> Iterator[tuple[str, int]]:
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{named(path)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_function_is_longer_than_fifty_lines():
    assert [(name, lines) for name, lines in functions() if lines > 50] == []


def test_functions_are_short_by_habit():
    lengths = sorted(lines for _, lines in functions())

    assert lengths[len(lengths) // 2] <= 7
    assert lengths[len(lengths) * 9 // 10] <= 20


def test_no_file_is_longer_than_three_hundred_and_fifty_lines():
    long = {named(path): len(path.read_text("utf-8").splitlines()) for path in FILES}

    assert {name: lines for name, lines in long.items() if lines > 350} == {}


def test_no_unfinished_business_stands_in_comments():
    marks = re.compile(r"#.*\b(?:TODO|FIXME|XXX|HACK)\b")

    assert [named(path) for path in FILES if marks.search(path.read_text("utf-8"))] == []


MACHINE = re.compile(r"/(?:home|Users|root|work)/\w+|\bfile:///(?!path)|C:\\\\Users")
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted|--(?:extra-)?index-url|registry\.npmjs|artifactory", re.IGNORECASE
)


def test_no_tracked_file_names_a_registry_or_a_machine():
    found = []
    for path in tracked():
        if path == Path(__file__) or path.suffix in (".png", ".ico", ".svg"):
            continue
        text = path.read_text("utf-8", errors="replace")
        found += [(named(path), hit[0]) for pattern in (MACHINE, REGISTRY) if (hit := pattern.search(text))]

    assert found == []


def test_nothing_secret_or_built_is_tracked():
    names = [named(path) for path in tracked()]

    assert [name for name in names if re.search(r"(^|/)(\.env|var|\.venv|__pycache__)(/|$)", name)] == []
