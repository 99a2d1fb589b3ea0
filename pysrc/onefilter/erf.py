"""The error function, which numpy lacks and the exact GELU needs."""

from __future__ import annotations

import numpy as np

from onefilter.checks import Array, array

# Rational Chebyshev approximations of Cody (1969), highest power first: numerator, denominator.
_NEAR = (
    (1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2,
     3.20937758913846947e3),
    (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3,
     2.84423683343917062e3),
)  # fmt: skip
_MIDDLE = (
    (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
     2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
     1.23033935479799725e3),
    (1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2,
     1.62138957456669019e3, 3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3,
     1.23033935480374942e3),
)  # fmt: skip
# Beyond this, 1 - erf(x) is smaller than half a rounding unit of 1.
_SATURATED = 6.0


def erf(x: Array) -> Array:
    r"""Error function of every number.

    .. math:: \operatorname{erf}(x) = \frac{2}{\sqrt\pi} \int_0^x e^{-t^2}\,dt

    Parameters
    ----------
    x : ndarray
        Any real numbers.

    Returns
    -------
    ndarray
        Of the same shape and type, to rounding of float64.

    Raises
    ------
    TypeError, ValueError
        If ``x`` holds what are no real numbers, or nothing.

    References
    ----------
    Cody, *Rational Chebyshev approximations for the error function*, 1969.

    Examples
    --------
    >>> erf(np.array([-np.inf, 0.0, 0.5])).round(6)
    array([-1.    ,  0.    ,  0.5205])
    """
    x = array("x", x, "...")
    size = np.minimum(np.abs(x), _SATURATED).astype(np.float64)
    near = size <= 0.46875
    result = np.empty(size.shape)
    low, high = size[near], size[~near]
    result[near] = low * _ratio(_NEAR, low * low)
    result[~near] = 1 - np.exp(-high * high) * _ratio(_MIDDLE, high)
    return np.copysign(result, x).astype(x.dtype)


def _ratio(polynomials: tuple[tuple[float, ...], tuple[float, ...]], x: Array) -> Array:
    numerator, denominator = (np.polyval(coefficients, x) for coefficients in polynomials)
    ratio: Array = numerator / denominator
    return ratio
