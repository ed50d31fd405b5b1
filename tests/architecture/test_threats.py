"""Every threat that is named has a test, and that test is there."""

import ast
import json
import re
from pathlib import Path

import pytest

from storage.repositories.rights import HELD
from tools.parts import LOCK, document, parts

PROJECT = Path(__file__).parents[2]
PAGE = PROJECT / "docs" / "threats.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ROWS = [
    line
    for line in PAGE.read_text("utf-8").splitlines()
    if line.startswith("| ") and "| threat |" not in line
]


def test_there_are_threats():
    assert len(ROWS) > 25


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:40])
def test_each_threat_names_a_test_that_exists(row: str):
    named = NAMED.findall(row)

    assert named
    for path, name in named:
        tree = ast.parse((PROJECT / path).read_text("utf-8"))
        functions = (ast.FunctionDef, ast.AsyncFunctionDef)
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, functions)}, path


def test_the_impact_assessment_names_every_table_with_a_person_in_it():
    named = set(re.findall(r"`(\w+)`", (PROJECT / "docs" / "dpia.md").read_text("utf-8")))

    assert {each.table.name for each in HELD} - named == set()


def test_the_list_of_parts_has_every_pinned_package_with_its_digests():
    lock = LOCK.read_text("utf-8")
    made = document(list(parts(lock)))

    pinned = set(re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==", lock, re.MULTILINE))
    assert {each["name"] for each in made["components"]} == pinned
    assert all(each["hashes"] and each["purl"].startswith("pkg:pypi/") for each in made["components"])
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert json.dumps(made) == json.dumps(document(list(parts(lock))))
