"""Attention over positions: each sees all others at once, near or far."""

from __future__ import annotations

import math
from typing import NamedTuple

from numpy.typing import ArrayLike

from onefilter.checks import Array, array, shape
from onefilter.linear import linear, linear_backward
from onefilter.softmax import softmax, softmax_backward


class AttentionGradients(NamedTuple):
    """Gradients of a loss with respect to what attention was given.

    Attributes
    ----------
    query, key, value : ndarray
        Shaped like the arguments.

    Examples
    --------
    >>> scaled_dot_product_attention_backward([[[1.0]]], [[[0.0]]], [[[3.0]]], [[[4.0]]]).value
    array([[[1.]]])
    """

    query: Array
    key: Array
    value: Array


class SelfAttentionGradients(NamedTuple):
    """Gradients of a loss with respect to what `self_attention` was given.

    Attributes
    ----------
    x, query_weight, key_weight, value_weight : ndarray
        Shaped like the arguments.

    Examples
    --------
    >>> self_attention_backward([[[1.0]]], [[[2.0]]], [[3.0]], [[4.0]], [[5.0]]).value_weight
    array([[2.]])
    """

    x: Array
    query_weight: Array
    key_weight: Array
    value_weight: Array


def attention_weights(query: ArrayLike, key: ArrayLike) -> Array:
    r"""Share of its attention that each query gives to each key.

    .. math:: A = \operatorname{softmax}\!\left(Q K^\top / \sqrt{d}\right)

    Parameters
    ----------
    query : array_like of shape (N, T, d)
        What each position looks for.
    key : array_like of shape (N, S, d)
        What each position offers.

    Returns
    -------
    ndarray of shape (N, T, S)
        Rows that add up to 1.

    Raises
    ------
    ValueError
        If the shapes do not fit one another.

    References
    ----------
    Vaswani et al., *Attention is all you need*, 2017.

    Examples
    --------
    >>> attention_weights([[[0.0]]], [[[1.0], [2.0]]])
    array([[[0.5, 0.5]]])
    """
    query, key = array("query", query, "N T d"), array("key", key, "N S d")
    expected = (query.shape[0], key.shape[1], query.shape[2])
    shape("key", key, expected, "to match query")
    return softmax(query @ key.swapaxes(1, 2) / math.sqrt(query.shape[2]))


def scaled_dot_product_attention(query: ArrayLike, key: ArrayLike, value: ArrayLike) -> Array:
    """Mix values by `attention_weights`: every position sees all others, near or far.

    Parameters
    ----------
    query, key : array_like of shape (N, T, d) and (N, S, d)
        As in `attention_weights`.
    value : array_like of shape (N, S, e)
        What each position hands over.

    Returns
    -------
    ndarray of shape (N, T, e)
        The mixtures.

    Raises
    ------
    ValueError
        If the shapes do not fit one another.

    References
    ----------
    Vaswani et al., *Attention is all you need*, 2017.

    Examples
    --------
    >>> scaled_dot_product_attention([[[0.0]]], [[[1.0], [2.0]]], [[[10.0], [30.0]]])
    array([[[20.]]])
    """
    weights = attention_weights(query, key)
    return weights @ _values(value, weights)


def scaled_dot_product_attention_backward(
    grad_output: ArrayLike, query: ArrayLike, key: ArrayLike, value: ArrayLike
) -> AttentionGradients:
    """Carry a gradient back through `scaled_dot_product_attention`.

    Parameters
    ----------
    grad_output : array_like of shape (N, T, e)
        Gradient of the loss with respect to the output.
    query, key, value : array_like
        What the forward pass was given.

    Returns
    -------
    AttentionGradients
        ``(query, key, value)``, shaped like the arguments.

    Raises
    ------
    ValueError
        If the shapes do not fit one another.

    Examples
    --------
    >>> scaled_dot_product_attention_backward(
    ...     [[[1.0]]], [[[0.0]]], [[[1.0], [2.0]]], [[[10.0], [30.0]]]
    ... ).value.ravel()
    array([0.5, 0.5])
    """
    weights = attention_weights(query, key)
    values = _values(value, weights)
    queries, keys = array("query", query, "N T d"), array("key", key, "N S d")
    grad = array("grad_output", grad_output, "N T e")
    shape("grad_output", grad, (*weights.shape[:2], values.shape[2]), "to match the output")
    scores = softmax_backward(grad @ values.swapaxes(1, 2), weights) / math.sqrt(queries.shape[2])
    return AttentionGradients(
        scores @ keys, scores.swapaxes(1, 2) @ queries, weights.swapaxes(1, 2) @ grad
    )


def self_attention(
    x: ArrayLike, query_weight: ArrayLike, key_weight: ArrayLike, value_weight: ArrayLike
) -> Array:
    """Let the positions of one sequence attend to one another, with a single head.

    Parameters
    ----------
    x : array_like of shape (N, T, features)
        One row for each position, such as `onefilter.tokens.to_patches` makes of a map.
    query_weight, key_weight : array_like of shape (d, features)
        What each position asks for, and offers.
    value_weight : array_like of shape (e, features)
        What each position hands over.

    Returns
    -------
    ndarray of shape (N, T, e)
        The mixtures.

    Raises
    ------
    ValueError
        If the shapes do not fit one another.

    References
    ----------
    Dosovitskiy et al., *An image is worth 16×16 words*, 2021.

    Examples
    --------
    >>> self_attention([[[1.0], [3.0]]], [[0.0]], [[1.0]], [[1.0]])
    array([[[2.],
            [2.]]])
    """
    x = array("x", x, "N T features")
    weights = (query_weight, key_weight, value_weight)
    return scaled_dot_product_attention(*(linear(x, weight) for weight in weights))


def self_attention_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    query_weight: ArrayLike,
    key_weight: ArrayLike,
    value_weight: ArrayLike,
) -> SelfAttentionGradients:
    """Carry a gradient back through `self_attention`.

    Parameters
    ----------
    grad_output : array_like of shape (N, T, e)
        Gradient of the loss with respect to the output.
    x, query_weight, key_weight, value_weight : array_like
        What the forward pass was given.

    Returns
    -------
    SelfAttentionGradients
        ``(x, query_weight, key_weight, value_weight)``, shaped like the arguments.

    Raises
    ------
    ValueError
        If the shapes do not fit one another.

    Examples
    --------
    >>> self_attention_backward([[[1.0]]], [[[2.0]]], [[3.0]], [[4.0]], [[5.0]]).x
    array([[[5.]]])
    """
    x = array("x", x, "N T features")
    weights = (query_weight, key_weight, value_weight)
    inner = scaled_dot_product_attention_backward(
        grad_output, *(linear(x, weight) for weight in weights)
    )
    parts = [linear_backward(grad, x, weight) for grad, weight in zip(inner, weights, strict=True)]
    by_query, by_key, by_value = parts
    return SelfAttentionGradients(
        by_query.x + by_key.x + by_value.x, by_query.weight, by_key.weight, by_value.weight
    )


def _values(value: ArrayLike, weights: Array) -> Array:
    values = array("value", value, "N S e")
    expected = (weights.shape[0], weights.shape[2], values.shape[2])
    return shape("value", values, expected, "to match key")
