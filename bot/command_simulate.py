"""`makegood simulate --volunteers N ...`: a year of a city, with following up and without, side by side."""

import gc
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import TextIO

from bot.services.clock_ports import CodeFigures
from bot.year.outcome import STEPS, Outcome, Plan

FEW = 5  # moves between two states, under which a median says little
PARTS = (0.5, 1.0, 2.0)  # of the effect of reminders
SMALLER = {"volunteers": 200, "groups": 40}
"""At most, where three more years are played: those of a whole city would take too long."""


def simulate_year(plan: Plan, env: Mapping[str, str], *, as_json: bool, out: TextIO) -> int:
    """Plays both runs at once, in two processes; 1 if anything came about that must never be."""
    from bot.year.run import peak_mb

    began = time.monotonic()
    followed, left = _played([plan, replace(plan, nudges=False)], env)
    broken = [*followed.broken, *left.broken]
    document = {
        "with_nudges": followed.document(),
        "without_nudges": left.document(),
        "invariants_broken": len(broken) + followed.failed + left.failed,
        "seconds": round(time.monotonic() - began, 1),
        "peak_mb": round(followed.peak_mb + left.peak_mb + peak_mb(), 1),
    }
    if as_json:
        out.write(f"{json.dumps(document, indent=2)}\n")
    else:
        out.writelines(f"{line}\n" for line in told(plan, followed, left))
        out.write(f"{document['seconds']} s, at most {document['peak_mb']} MB in all processes.\n")
        out.write(f"{sensitivity(plan, env)}\n")
    return 1 if document["invariants_broken"] else 0


def _played(plans: Sequence[Plan], env: Mapping[str, str]) -> list[Outcome]:
    """The first here and the others beside it, sharing the program that is loaded here, where the system can.

    What the first took of memory is ours.
    """
    from bot.year.empty import BESIDE
    from bot.year.run import run, warm_up

    warm_up(env)
    gc.freeze()
    hears, tells = BESIDE.Pipe(duplex=False)
    beside = BESIDE.Process(target=_play, args=(plans[1:], dict(env), hears, tells))
    beside.start()
    tells.close()
    try:
        first = replace(run(plans[0], env), peak_mb=0.0)
        return [first, *[hears.recv() for _ in plans[1:]]]
    except EOFError:
        beside.join()
        raise RuntimeError(f"the run beside this one ended with {beside.exitcode}") from None
    finally:
        beside.terminate()


def _play(plans: Sequence[Plan], env: Mapping[str, str], hears: Connection, tells: Connection) -> None:
    """In the other process, which ends where nobody hears any more what came of it."""
    from bot.year.run import run

    hears.close()
    for plan in plans:
        tells.send(run(plan, env))


def sensitivity(plan: Plan, env: Mapping[str, str]) -> str:
    """What the least known figure of the model does: how much of the effect of reminders is true."""
    sizes = {name: min(most, getattr(plan, name)) for name, most in SMALLER.items()}
    effects = [plan.effect * part for part in PARTS]
    half, same, twice = _played([replace(plan, **sizes, effect=effect) for effect in effects], env)
    return (
        f"Sensitivity, {sizes['volunteers']} volunteers and {sizes['groups']} groups, with nudges: "
        f"{same.realisation:.1%} realised; if reminders did half as much, {half.realisation:.1%}; "
        f"if twice as much, {twice.realisation:.1%}."
    )


def told(plan: Plan, followed: Outcome, left: Outcome) -> list[str]:
    """As text: the two runs side by side, and what each nudge did."""
    lines = [
        f"{plan.volunteers} volunteers and {plan.groups} groups for {plan.days} days, seed {plan.seed}.",
        "How people behave is a model (bot/year/habits.py); docs/simulation.md says what that can show.",
        "",
        _row("Hours", "with nudges", "without"),
        *(_row(step, f"{followed.funnel[step]:.0f}", f"{left.funnel[step]:.0f}") for step in STEPS),
        _row("realisation", f"{followed.realisation:.1%}", f"{left.realisation:.1%}"),
        "",
        _row("Matches", "with nudges", "without"),
        *_states(followed, left),
        _row("unanswered", str(followed.unanswered), str(left.unanswered)),
        "",
        _row("Messages a person", f"{followed.messages_per_person:.1f}", f"{left.messages_per_person:.1f}"),
        "",
        _row("Median days", "with nudges", "without"),
        *_days(followed, left),
        "",
        "What each nudge did, in the run with nudges",
        *_nudges(followed.nudges),
        "",
    ]
    return [*lines, *_verdict(followed, left)]


def _row(name: str, with_nudges: str, without: str) -> str:
    return f"{name:<44}{with_nudges:>12}{without:>12}"


def _states(followed: Outcome, left: Outcome) -> list[str]:
    names = sorted({*followed.states, *left.states})
    return [_row(name, str(followed.states.get(name, 0)), str(left.states.get(name, 0))) for name in names]


def _days(followed: Outcome, left: Outcome) -> list[str]:
    steps = [step for step, (_, count) in followed.days.items() if count >= FEW]
    return [_row(step, _median(followed, step), _median(left, step)) for step in steps]


def _median(outcome: Outcome, step: str) -> str:
    median, count = outcome.days.get(step, (0.0, 0))
    return f"{median:.1f}" if count >= FEW else "-"


def _nudges(figures: Sequence[CodeFigures]) -> list[str]:
    lines = [f"{'code':<8}{'sent':>8}{'heard in 3 days':>18}{'moved by them':>16}{'days to a change':>18}"]
    for each in figures:
        if each.sent:
            days = "-" if each.days is None else f"{each.days:.1f}"
            heard, moved = each.heard / each.sent, each.moved / each.sent
            lines.append(f"{each.code:<8}{each.sent:>8}{heard:>18.0%}{moved:>16.0%}{days:>18}")
    return lines


def _verdict(followed: Outcome, left: Outcome) -> list[str]:
    more = followed.funnel["verified"] - left.funnel["verified"]
    lines = [
        f"Following up: {more:+.0f} verified hours, {followed.realisation - left.realisation:+.1%} realised."
    ]
    broken = [*followed.broken, *left.broken]
    failed = followed.failed + left.failed
    if broken or failed:
        lines += [f"BROKEN: {line}" for line in broken[:20]]
        lines.append(f"{len(broken)} invariants broken, {failed} events failed.")
    else:
        lines.append("No invariant was broken.")
    return lines
