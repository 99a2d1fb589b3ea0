"""Every control of every demo: what a reader sets is what the native package computes."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from onefilter.demos import all_demos
from onefilter.demos._controls import Choice, Control, Number, RefusedValue, Switch
from tests.browser.conftest import Figure, OpenDemo, Tour

PLAYGROUND = "filter-playground"
NEEDS_A_PHOTO = "uploaded"


def others(control: Control) -> list[Any]:
    """Choose values that differ from the default, and the default again at the end."""
    match control:
        case Choice():
            values = [option for option, _ in control.options if option != NEEDS_A_PHOTO]
            return [*(v for v in values if v != control.default), control.default]
        case Switch():
            return [not control.default, control.default]
        case Number(kind="number"):
            return [control.minimum, control.maximum, control.default]
    return []


def set_by_hand(figure: Figure, control: Control, value: Any) -> None:
    """Set a form control as a reader would."""
    field = figure.control(control.name)
    if isinstance(control, Choice):
        field.select_option(str(value))
    elif isinstance(control, Switch):
        field.set_checked(value)
    else:
        field.fill(f"{value:g}")


def follow(figure: Figure, control: Control, value: Any) -> None:
    """Tell the native player the same, and find its numbers, or its refusal, on the page."""
    try:
        figure.player.set(figure.name, {control.name: value})
    except RefusedValue as refused:
        # A value may be refused for what it does to another, beside which the words then stand.
        expect(figure.refusal(refused.name)).to_have_text(str(refused))
    else:
        figure.follows()
        expect(figure.root.locator(".demo__refusal:visible")).to_have_count(0)


@pytest.mark.parametrize("name", all_demos())
def test_every_control(name: str, tour: Tour) -> None:
    """What is set or pressed by hand gives the numbers that the package gives natively."""
    with tour.at(name) as figure:
        figure.follows()
        for control in all_demos()[name].controls:
            for value in others(control):
                set_by_hand(figure, control, value)
                follow(figure, control, value)
            if control.kind == "action" and control.name != "play":
                figure.control(control.name).click()
                figure.player.press(name, control.name)
                figure.follows()


@pytest.mark.parametrize("text", ["e", ""])
def test_a_weight_that_is_no_number(text: str, page: Page, open_demo: OpenDemo) -> None:
    """The message stands beside the weights, the filter stays, and the next number is taken."""
    figure = open_demo(PLAYGROUND)
    field = figure.control("w11")
    field.focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.type(text)
    figure.control("w12").focus()
    refusal = figure.refusal("w11")
    expect(refusal).to_contain_text("w11 is")
    expect(refusal).to_contain_text("a number from -10 to 10")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_attribute("aria-describedby", refusal.get_attribute("id") or "")
    figure.follows()
    field.fill("2.5")
    figure.player.set(PLAYGROUND, {"w11": 2.5})
    figure.follows()
    expect(refusal).to_be_hidden()
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_half_a_number_is_left_alone(page: Page, open_demo: OpenDemo) -> None:
    """While a reader types, nothing is scolded and nothing is overwritten."""
    figure = open_demo(PLAYGROUND)
    field = figure.control("w11")
    field.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("-")
    figure.canvas("input").hover(position=figure.cell("input", 3, 3))
    figure.player.point(PLAYGROUND, "input", 3, 3)
    figure.follows()
    expect(figure.refusal("w11")).to_be_hidden()
    page.keyboard.type("1.5")
    figure.player.set(PLAYGROUND, {"w11": -1.5})
    figure.follows()
    expect(field).to_have_value("-1.5")
