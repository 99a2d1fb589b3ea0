"""Numbers as a reader wants them: short in a picture, plain where they may be copied."""

from __future__ import annotations

import math

from onefilter.speech import decimal


def short(value: float, decimals: int = 2) -> str:
    """Write a number for a picture: few decimals, a true minus sign, no trailing zeros.

    Parameters
    ----------
    value : float
        The number; from 10,000 on it is written with an exponent.
    decimals : int
        The most decimals to write.

    Returns
    -------
    str
        The number, rounded.

    Examples
    --------
    >>> short(-0.5), short(-0.001), short(1 / 3), short(123456)
    ('−0.5', '0', '0.33', '1.2e5')
    """
    if not math.isfinite(value):
        return str(value)
    if abs(value) >= 1e4:
        mantissa, exponent = f"{value:.1e}".split("e")
        return decimal(f"{mantissa}e{int(exponent)}".replace("-", "−"))
    digits = f"{round(value, decimals) + 0.0:.{decimals}f}"
    written = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return decimal(written.replace("-", "−"))


def plain(value: float, digits: int = 6) -> str:
    """Write a number so that any program reads it back: significant digits, ASCII, no -0.

    Parameters
    ----------
    value : float
        The number.
    digits : int
        Significant digits.

    Returns
    -------
    str
        The number; `float` reads it where the language has a decimal point.

    Examples
    --------
    >>> plain(2 / 3), plain(-4.0), plain(-1e-17), plain(1e-17)
    ('0.666667', '-4', '-1e-17', '1e-17')
    """
    return decimal(f"{value + 0.0:.{digits}g}")


def grouped(value: int) -> str:
    """Write a whole number in groups of three digits.

    Parameters
    ----------
    value : int
        The number.

    Returns
    -------
    str
        Such as ``154,140,672``.

    Examples
    --------
    >>> grouped(154_140_672), grouped(-1728)
    ('154,140,672', '−1,728')
    """
    return f"{value:,}".replace("-", "−")


def power_of_ten(exponent: int) -> str:
    """Write a power of ten with a raised exponent.

    Parameters
    ----------
    exponent : int
        The exponent.

    Returns
    -------
    str
        Such as ``10⁻³``.

    Examples
    --------
    >>> power_of_ten(-3), power_of_ten(0)
    ('10⁻³', '1')
    """
    if exponent == 0:
        return "1"
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
