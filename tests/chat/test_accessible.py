from bot.chat.accessible import MOST_BUTTONS, crowded, distinct, sentences, worded
from bot.chat.action import Action
from bot.chat.outgoing import Button, Card


def buttons(count: int) -> tuple[tuple[Button, ...], ...]:
    one = Button(label="Yes", action=Action(verb="match.yes"))
    return tuple((one,) for _ in range(count))


def test_three_buttons_are_enough_but_for_a_question_and_its_answers():
    assert not crowded(Card(buttons=buttons(MOST_BUTTONS)))
    assert crowded(Card(buttons=buttons(MOST_BUTTONS + 1)))
    assert not crowded(Card(buttons=buttons(12), answers=True))


def test_a_label_of_pictures_alone_gets_its_number():
    assert worded("👍", 2) == "👍 (2)"
    assert worded("نعم", 2) == "نعم"
    assert worded("5", 2) == "5"


def test_buttons_that_say_the_same_are_told_apart():
    taken: set[str] = set()

    said = [distinct("Withdraw: " + "x" * 80, taken, 75) for _ in range(3)]

    assert said[0] == "Withdraw: " + "x" * 65
    assert said[1].endswith(" (2)") and said[2].endswith(" (3)")
    assert {len(each) for each in said} == {75}


def test_each_line_ends_like_a_sentence():
    said = sentences("A new need\nWhen: Friday (all day)\n\nIs this right?\nمرحبا")

    assert said == "A new need.\nWhen: Friday (all day).\n\nIs this right?\nمرحبا."
