"""What is said comes out in the language that is spoken, and nowhere else."""

import pytest

from onefilter.demos._controls import Number, RefusedValue
from onefilter.player import Player
from onefilter.scene.numbers import grouped, plain, short
from onefilter.speech import ENGLISH, Language, decimal, listed, mark, say, speak, speaking, spoken

FRENCH = Language("fr", {"{n:.1f} of {all}": "{n:.1f} sur {all}", "a": "un", "empty": ""}, ",")


def test_words_numbers_and_lists_follow_the_language() -> None:
    with speaking(FRENCH):
        assert say("{n:.1f} of {all}", n=0.5, all=3) == "0,5 sur 3"
        assert (short(-1.5), plain(0.25), decimal("1,234.5")) == ("−1,5", "0,25", "1.234,5")
        assert listed(["0,5", "2"]) == "0,5; 2"
    assert say("{n:.1f} of {all}", n=0.5, all=3) == "0.5 of 3"
    assert (short(-1.5), plain(0.25), decimal("1,234.5")) == ("−1.5", "0.25", "1,234.5")
    assert grouped(1234) == "1,234"


def test_what_has_no_words_is_said_in_english() -> None:
    with speaking(FRENCH):
        assert say("b {x}", x="{y}") == "b {y}"
        assert say("empty") == "empty"
        assert say("100 % {") == "100 % {"
    assert mark("a") == "a"


def test_a_language_ends_with_its_block_even_where_that_fails() -> None:
    with pytest.raises(ZeroDivisionError), speaking(FRENCH):
        raise ZeroDivisionError
    assert spoken() is ENGLISH
    speak(FRENCH)
    assert spoken() is FRENCH
    speak(ENGLISH)


@pytest.mark.parametrize(("given", "taken"), [("0,5", 0.5), ("-1,25", -1.25), ("2.5", 2.5)])
def test_a_number_is_read_with_a_comma_too(given: str, taken: float) -> None:
    assert Number("w", "Weight", -2, 3, 0.1, 0).parse(given) == taken
    with pytest.raises(RefusedValue):
        Number("w", "Weight", -2, 3, 0.1, 0).parse("1,2,3")


def test_two_readers_hear_their_own_language_from_one_player() -> None:
    player = Player()
    player.mount("pooling")
    german = Language("de", {"row {row}, column {column}": "Zeile {row}, Spalte {column}"}, ",")
    with speaking(german):
        assert player.point("pooling", "pooled", 1, 2)["readouts"]["cell"] == "Zeile 1, Spalte 2"
    assert player.frame("pooling")["readouts"]["cell"] == "row 1, column 2"
