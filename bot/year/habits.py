"""How the people of the year behave: the whole model, and where each figure of it comes from.

Nobody here knows the schedule. A person gets messages, as on a phone; each that asks for something is acted
upon with a chance, after some days, or forgotten. A message that asks the same thing again is a reminder, and
has a smaller chance than the first. That is all a reminder can do here.

Figures marked ASSUMPTION are ours: no study was found. docs/simulation.md says what follows from them.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

HEEDED = (0.71, 0.61, 0.37)
"""The chance of the first, second and third reminder, as a part of the first message's; none after.

Dillman, Smyth and Christian, Internet, Phone, Mail, and Mixed-Mode Surveys (4th edition), as summed up by
kicue.com/en/blog/survey-reminder-email-best-practices: 30 % answer at once, 45, 55 and 60 % in all after one,
two and three reminders (middles of the ranges given). So (45 - 30) / (100 - 30) = 21 % of who had not yet
answered answer the first, which is 0.71 of 30 %; likewise 0.61 and 0.37. Trials differ: electronic reminders
of a questionnaire changed the time and not the rate (York, J Clin Epidemiol 2011;64:208), one more personal
text on top of automatic ones changed nothing (SDAN 2021). Hence `effect`, which is varied.
"""

FEWER_NO_SHOWS = 0.10
"""With three reminder texts before a date (stonesphones.com, a trial); with fewer, in proportion."""
REMINDERS_OF_A_DATE = 3


@dataclass(frozen=True, kw_only=True)
class Habit:
    """One way of being. ASSUMPTION: every figure here, and the shares.

    `notices`: the chance that the first message about something is acted upon; `days`: the median until then.
    `absent`: the chance of not coming to an agreed date of which nobody reminds them. `leaves`: the chance of
    leaving for good within a year; `reports`: of saying what came of a date without being asked.
    """

    name: str
    share: float
    notices: float
    days: float
    absent: float
    leaves: float
    reports: float


VOLUNTEERS = (
    Habit(name="prompt", share=0.30, notices=0.90, days=0.3, absent=0.03, leaves=0.05, reports=0.40),
    Habit(name="slow", share=0.30, notices=0.70, days=2.5, absent=0.06, leaves=0.08, reports=0.20),
    Habit(name="forgetful", share=0.25, notices=0.40, days=1.5, absent=0.12, leaves=0.10, reports=0.10),
    Habit(name="no-show", share=0.05, notices=0.60, days=1.0, absent=0.60, leaves=0.15, reports=0.05),
    Habit(name="leaver", share=0.10, notices=0.50, days=1.0, absent=0.15, leaves=0.90, reports=0.10),
)
HOSTS = (
    Habit(name="prompt", share=0.35, notices=0.90, days=0.4, absent=0.01, leaves=0.03, reports=0.40),
    Habit(name="slow", share=0.35, notices=0.70, days=3.0, absent=0.02, leaves=0.05, reports=0.20),
    Habit(name="forgetful", share=0.25, notices=0.40, days=2.0, absent=0.04, leaves=0.08, reports=0.10),
    Habit(name="leaver", share=0.05, notices=0.50, days=2.0, absent=0.05, leaves=0.90, reports=0.10),
)

STOPS = 0.3  # of who leaves: they write "stop"; the others block the bot or leave the workspace. ASSUMPTION
OFFERS_A_YEAR = 1.3
"""Of a volunteer. ASSUMPTION: everybody here has joined to offer something. Of employees who get leave for it
about 15 % use it (UK, FT), 24 % on average elsewhere (NCVO 2015); the others are not in this city.

With `HOURS` that is 8.8 hours a year. Where an employer gives leave for it, it is one day (39 %), two (33 %),
three (17 %) or more (11 %): 546 employees, Works4U, UK Employee Volunteering 2022-23, as summed up in
"Quarter of employees unaware of workplace volunteering opportunities" on civilsociety.co.uk;
and employees who volunteer give 16 hours a year where all of it is counted (YourCause 2015, North America,
doublethedonation.com/blog/2015/10/top-insights-from-the-new-corporate-social-responsibility-report). So the
hours are of the right size; into how many offers they fall is ours.
"""
NEEDS_A_YEAR = 3.0
"""Of a group. ASSUMPTION, and no study of it was found. Match My Project had 262 projects in two and a half
years, of 7,000 businesses and community organisations together, far fewer, without anybody who asks them:
oxfordstudent.com/2023/11/07/oxford-city-council-launches-new-community-platform
"""
LAUNCH, LAUNCHED = 0.3, 28
"""So many of a year's offers and needs come in so many days at first: from who waited for it. ASSUMPTION"""
HOST_YES = 0.80
"""One host in five had bad experiences of employer-supported volunteering (NCVO, Time Well Spent, 2019): so
many say no here. ASSUMPTION that the two go together."""
VOLUNTEER_YES = 0.80  # ASSUMPTION
SUITS = 0.85  # that a proposed date suits the other side; else another is proposed. ASSUMPTION
CANCELS = 0.08  # that a volunteer calls it off, at any time before the date. ASSUMPTION
CONFIRMS = 0.97  # of who presses at all before a date; the rest call it off. ASSUMPTION
RENEWS = 0.75  # of who is asked whether it is still true. ASSUMPTION
WHOLE = 0.85  # of meetings last as long as agreed; the others half of it. ASSUMPTION
APPROVES = 0.75  # of suggested matches that a coordinator approves; the others are dismissed. ASSUMPTION
SETTLES = 0.5  # that a coordinator who telephones finds out what came of a disputed date. ASSUMPTION
SETTLING = 3  # telephone calls about it, before a coordinator closes it as not delivered. ASSUMPTION
BETWEEN_CALLS = 3  # days from one of them to the next. ASSUMPTION
REACHES = 0.5  # that a coordinator's telephone call about a stalled match makes somebody act. ASSUMPTION
OVERLOOKS = 0.10  # that a coordinator overlooks a new card at first. ASSUMPTION
DECIDES = 0.5  # days, the median until a coordinator decides. ASSUMPTION
SPREAD = 1.0  # of the logarithm of every delay: a few take much longer than the median. ASSUMPTION
AHEAD = (7, 28)  # days from a proposal to its date. ASSUMPTION
LATER = (0, 7, 14)  # days after that, where it would be too soon for the host. ASSUMPTION
HOURS = (2, 4, 4, 8, 16)  # of an offer or a need, each as likely. ASSUMPTION


@dataclass(frozen=True, kw_only=True)
class Chances:
    """Draws of one person. The same question asked the same time gets the same draw in every run of a seed,
    so two runs differ by what was done to people, and not by other luck.

    `effect`: how much of `HEEDED` and `FEWER_NO_SHOWS` is true: 0 means that reminders do nothing.
    """

    seed: str
    effect: float = 1.0

    def rng(self, what: str) -> random.Random:
        return random.Random(f"{self.seed}/{what}")

    def happens(self, what: str, chance: float) -> bool:
        return self.rng(what).random() < chance

    def delay(self, what: str, median_days: float) -> timedelta:
        return timedelta(days=median_days * self.rng(f"{what}/delay").lognormvariate(0.0, SPREAD))

    def acts(self, what: str, habit: Habit, times: int) -> bool:
        """Upon a message that asks for the `times` + 1st time."""
        if times == 0:
            return self.happens(what, habit.notices)
        heeded = HEEDED[times - 1] if times <= len(HEEDED) else 0.0
        return self.happens(f"{what}/{times}", habit.notices * heeded * self.effect)

    def comes(self, what: str, habit: Habit, reminders: int) -> bool:
        """To an agreed date."""
        fewer = FEWER_NO_SHOWS * self.effect * min(reminders, REMINDERS_OF_A_DATE) / REMINDERS_OF_A_DATE
        return not self.happens(what, habit.absent * (1 - fewer))


def habit_of(habits: Sequence[Habit], number: int, count: int) -> Habit:
    """People share the habits out in turn, as evenly as the shares say."""
    place, upto = (number * 0.6180339887) % 1.0 if count > 1 else 0.0, 0.0
    for habit in habits:
        upto += habit.share
        if place < upto:
            return habit
    return habits[-1]


def arrives(draw: float) -> float:
    """The day of the year on which an offer or a need is made, for a draw from 0 to 1."""
    if draw < LAUNCH:
        return draw / LAUNCH * LAUNCHED
    return LAUNCHED + (draw - LAUNCH) / (1 - LAUNCH) * (365 - LAUNCHED)
