from adapters.telegram.limits import Patience


def test_waits_double_up_to_half_a_minute():
    patience = Patience(jitter=lambda: 0.5)

    assert [patience.after(troubles) for troubles in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]
    assert patience.after(10_000) == 30
    assert Patience(jitter=lambda: 0).after(1) < 1 < Patience(jitter=lambda: 1).after(1)
