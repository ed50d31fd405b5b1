"""A short run of the fuzzing; the long one is `python -m benchmarks.fuzz`."""

import pytest

from benchmarks.fuzz import Found, fuzz, mentions


@pytest.mark.timeout(120)
async def test_hostile_words_and_malformed_payloads_do_no_harm():
    found = await fuzz(inputs=96, payloads=96, seed=3)

    assert not found.harm, found
    assert (found.inputs, found.payloads) == (96, 96)


def test_a_mention_is_seen_where_slack_would_make_one():
    literal = {"type": "rich_text_section", "elements": [{"type": "text", "text": "<!channel>"}]}

    assert mentions("hello <!channel>") == ["<!channel>"]
    assert mentions([{"type": "section", "text": {"type": "mrkdwn", "text": "<@U0SAM>"}}]) == ["<@U0SAM>"]
    assert mentions([{"type": "rich_text", "elements": [{"type": "broadcast", "range": "here"}]}]) == [
        "broadcast"
    ]
    assert mentions([literal, {"type": "plain_text", "text": "<!channel>"}]) == []


def test_each_kind_of_harm_counts():
    for harm in ("dead", "refused", "mentions", "leaks"):
        assert Found(**{harm: ["x"]}).harm
    assert Found(broken={"event.failed": 1}).harm
    assert not Found(nobody=["x"]).harm
