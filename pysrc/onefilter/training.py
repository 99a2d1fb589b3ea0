"""Training a network, one step at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from onefilter.batches import counted, learnable, shuffled
from onefilter.checks import Array, instance, integer
from onefilter.nn import Module, Tensor, functional, no_grad
from onefilter.optim import Optimizer

Loss = Callable[[Tensor, Array], Tensor]


@dataclass(frozen=True, slots=True)
class FitStep:
    """What one update did.

    Attributes
    ----------
    index : int
        Updates before this one.
    epoch : int
        Whole passes over the examples before this one.
    loss : float
        Loss on this step's batch, before the update.

    Examples
    --------
    >>> FitStep(index=0, epoch=0, loss=2.3).loss
    2.3
    """

    index: int
    epoch: int
    loss: float


def fit(
    model: Module,
    inputs: ArrayLike,
    targets: ArrayLike,
    optimizer: Optimizer,
    *,
    epochs: int = 1,
    batch_size: int = 32,
    loss: Loss = functional.cross_entropy,
    seed: int = 0,
) -> Iterator[FitStep]:
    """Train a network on examples, batch by batch.

    Parameters
    ----------
    model : Module
        What to train; frozen parameters stay as they are.
    inputs : array_like of shape (N, ...)
        Examples.
    targets : array_like of shape (N, ...)
        What is wanted of each: classes for the cross-entropy, numbers for the mean squared error.
    optimizer : Optimizer
        Moves the parameters it was given.
    epochs : int
        Passes over all examples.
    batch_size : int
        Examples a step; the last batch of a pass may be smaller.
    loss : callable
        Takes the output and the targets of a batch, returns a single number on the tape.
    seed : int
        Shuffles the examples anew for every pass.

    Yields
    ------
    FitStep
        After each update; stop iterating to stop training.

    Raises
    ------
    TypeError, ValueError
        At once, if inputs and targets differ in number or hold what is not a finite number, or an
        argument does not fit.
    FloatingPointError
        At the step whose loss is no longer finite, before it spoils the weights.

    Examples
    --------
    >>> from onefilter import nn, optim
    >>> model = nn.Linear(1, 1).reset_parameters(0)
    >>> optimizer = optim.SGD(model.parameters(), 0.1)
    >>> examples = [[1.0], [2.0]], [[3.0], [6.0]]
    >>> steps = fit(model, *examples, optimizer, epochs=50, loss=nn.functional.mse_loss)
    >>> losses = [step.loss for step in steps]
    >>> losses[-1] < 0.1 * losses[0]
    True
    """
    instance("model", model, Module)
    instance("optimizer", optimizer, Optimizer)
    examples, wanted = learnable("inputs", inputs), learnable("targets", targets)
    if len(examples) != len(wanted):
        raise ValueError(
            f"inputs has {len(examples)} examples and targets {len(wanted)}; "
            f"give as many of both, at least one"
        )
    batches = enumerate(shuffled(len(examples), epochs=epochs, batch_size=batch_size, seed=seed))

    def steps() -> Iterator[FitStep]:
        for index, (epoch, batch) in batches:
            some = examples[batch], wanted[batch]
            value = train_step(model, *some, optimizer, loss=loss, index=index)
            yield FitStep(index, epoch, value)

    return steps()


def train_step(
    model: Module,
    inputs: Array,
    targets: NDArray[Any],
    optimizer: Optimizer,
    *,
    loss: Loss = functional.cross_entropy,
    index: int = 0,
) -> float:
    """Move the weights once, against the gradient of the loss on a batch.

    Parameters
    ----------
    model, inputs, targets, optimizer, loss
        As `fit` takes them.
    index : int
        Updates before this one.

    Returns
    -------
    float
        The loss before the update.

    Raises
    ------
    TypeError
        If the model or the optimiser is none.
    FloatingPointError
        If the loss is not finite; the weights are then as they were.

    Examples
    --------
    >>> from onefilter import nn, optim
    >>> model = nn.Linear(1, 1, bias=False).reset_parameters(0)
    >>> batch = model, np.eye(1), 2 * np.eye(1), optim.SGD(model.parameters(), 0.1)
    >>> losses = [train_step(*batch, loss=nn.functional.mse_loss) for _ in range(2)]
    >>> losses[1] < losses[0]
    True
    """
    instance("optimizer", optimizer, Optimizer).zero_grad()
    wrong = loss(instance("model", model, Module)(inputs), targets)
    value = wrong.item()
    if not math.isfinite(value):
        raise FloatingPointError(
            f"the loss is {value} at step {index} with lr={optimizer.lr}; use a lower rate"
        )
    wrong.backward()
    optimizer.step()
    return value


def predict(model: Module, inputs: ArrayLike, *, batch_size: int = 256) -> Array:
    """Compute a network's outputs as at inference, without touching its mode for later.

    Parameters
    ----------
    model : Module
        The network.
    inputs : array_like of shape (N, ...)
        Examples.
    batch_size : int
        Examples to compute at a time.

    Returns
    -------
    ndarray of shape (N, ...)
        The outputs.

    Raises
    ------
    TypeError, ValueError
        If the model is none, or there is no example.

    Examples
    --------
    >>> from onefilter import nn
    >>> predict(nn.ReLU(), [[-1.0], [2.0]])
    array([[0.],
           [2.]])
    """
    instance("model", model, Module)
    examples, together = counted("inputs", inputs), integer("batch_size", batch_size)
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with no_grad():
            parts = [
                model(examples[start : start + together]).data
                for start in range(0, len(examples), together)
            ]
    finally:
        for module, training in modes:
            module.training = training
    return np.concatenate(parts)


def accuracy(model: Module, inputs: ArrayLike, labels: ArrayLike) -> float:
    r"""Share of examples whose highest score is at the true class.

    .. math:: \frac{1}{N} \sum_n \left[\, \arg\max_c \hat y_{n,c} = y_n \,\right]

    Parameters
    ----------
    model : Module
        A network that makes scores ``(N, classes)``.
    inputs : array_like of shape (N, ...)
        Examples.
    labels : array_like of int, of shape (N,)
        The true classes.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    TypeError, ValueError
        If the model is none, there is no example, or there are not as many labels.

    Examples
    --------
    >>> from onefilter import nn
    >>> accuracy(nn.ReLU(), [[1.0, 2.0], [4.0, 3.0]], [1, 1])
    0.5
    """
    scores, wanted = predict(model, inputs), np.asarray(labels)
    if wanted.shape != scores.shape[:1]:
        raise ValueError(f"labels has shape {wanted.shape}; it must be {scores.shape[:1]}")
    return float((scores.argmax(axis=1) == wanted).mean())
