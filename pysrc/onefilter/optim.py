"""Optimizers: how gradients move the weights, in PyTorch's words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from onefilter.checks import Array, number, positive
from onefilter.update_rules import Moments, adam_step, moment_shares, momentum_step, sgd_step


@runtime_checkable
class Learned(Protocol):
    """Whatever can be learned: numbers with a gradient, such as `onefilter.nn.Parameter`.

    Examples
    --------
    >>> import numpy as np
    >>> from onefilter import nn
    >>> weights: Learned = nn.Parameter(np.zeros(3))
    >>> weights.requires_grad, weights.grad
    (True, None)
    """

    data: Array
    grad: Array | None
    requires_grad: bool


class Optimizer:
    """What all optimizers share: the parameters, and a loop over those that have a gradient.

    Parameters
    ----------
    params : iterable of Parameter
        What to learn; frozen ones are left alone, as are those without a gradient.
    lr : float
        Learning rate.
    weight_decay : float
        Share of each weight added to its gradient.

    Raises
    ------
    TypeError
        If ``params`` holds something else, or is not a sequence of them.
    ValueError
        If there is nothing to learn, something twice, or a number does not fit.

    Examples
    --------
    >>> import numpy as np
    >>> from onefilter import nn
    >>> class SignDescent(Optimizer):
    ...     def direction(self, place, grad):
    ...         return np.sign(grad)
    >>> weight = nn.Parameter(np.array([1.0, 2.0]))
    >>> weight.grad = np.array([10.0, -0.1])
    >>> SignDescent([weight], lr=0.5).step()
    >>> weight.data
    array([0.5, 2.5])
    """

    def __init__(self, params: Iterable[Learned], lr: float, weight_decay: float = 0.0) -> None:
        self.params = _learned(params)
        self.lr = positive("lr", lr)
        self.weight_decay = number("weight_decay", weight_decay, minimum=0.0)

    def direction(self, place: int, grad: Array) -> Array:
        """Return the direction to descend along, for the parameter at some place in the list."""
        raise NotImplementedError(f"{type(self).__name__} has no direction(self, place, grad)")

    def step(self) -> None:
        """Move every parameter that has a gradient and is not frozen."""
        for place, param in enumerate(self.params):
            if param.grad is not None and param.requires_grad:
                grad = param.grad + self.weight_decay * param.data
                param.data = sgd_step(param.data, self.direction(place, grad), self.lr)

    def zero_grad(self) -> None:
        """Forget all gradients."""
        for param in self.params:
            param.grad = None


class SGD(Optimizer):
    r"""Gradient descent, with momentum if wanted.

    .. math:: v \leftarrow \mu v + (1 - \tau)(g + \lambda w), \qquad w \leftarrow w - \eta v

    Parameters
    ----------
    params : iterable of Parameter
        What to learn.
    lr : float
        Learning rate.
    momentum : float
        Share of the past in each step.
    dampening : float
        Share taken off the present.
    weight_decay : float
        Share of each weight added to its gradient.
    nesterov : bool
        Whether to look one step ahead.

    Raises
    ------
    TypeError, ValueError
        If ``params`` or a number does not fit, or Nesterov's step is asked for without momentum.

    Examples
    --------
    >>> from onefilter import nn
    >>> weight = nn.Parameter([1.0])
    >>> (weight * weight).sum().backward()
    >>> SGD([weight], lr=0.1).step()
    >>> weight.numpy()
    array([0.8])
    """

    def __init__(
        self,
        params: Iterable[Learned],
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.momentum = number("momentum", momentum, minimum=0.0)
        self.dampening = number("dampening", dampening)
        if nesterov and (not momentum or dampening):
            raise ValueError(
                f"nesterov=True needs momentum above 0 and dampening=0, not "
                f"momentum={momentum} and dampening={dampening}"
            )
        self.nesterov = nesterov
        self._velocity: dict[int, Array] = {}

    def direction(self, place: int, grad: Array) -> Array:
        """Return the gradient, smoothed by its past."""
        if not self.momentum:
            return grad
        self._velocity[place], direction = momentum_step(
            self._velocity.get(place), grad, self.momentum, self.dampening, self.nesterov
        )
        return direction


class Adam(Optimizer):
    r"""Gradient descent with a step of about the learning rate for every weight.

    .. math::
        m \leftarrow \beta_1 m + (1 - \beta_1)\,g, \qquad
        v \leftarrow \beta_2 v + (1 - \beta_2)\,g^2, \qquad
        w \leftarrow w - \eta\,\frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \varepsilon}

    Parameters
    ----------
    params : iterable of Parameter
        What to learn.
    lr : float
        Learning rate.
    betas : tuple of float
        Shares of the past in the means of the gradient and of its square.
    eps : float
        Keeps quotients finite.
    weight_decay : float
        Share of each weight added to its gradient.

    Raises
    ------
    TypeError, ValueError
        If ``params`` or a number does not fit.

    Examples
    --------
    >>> from onefilter import nn
    >>> weight = nn.Parameter([1.0])
    >>> (weight * weight).sum().backward()
    >>> Adam([weight], lr=0.1).step()
    >>> weight.numpy().round(6)
    array([0.9])
    """

    def __init__(
        self,
        params: Iterable[Learned],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.betas, self.eps = moment_shares(betas), number("eps", eps, minimum=0.0)
        self._moments: dict[int, Moments] = {}

    def direction(self, place: int, grad: Array) -> Array:
        """Return the smoothed gradient over its usual size."""
        self._moments[place], direction = adam_step(
            self._moments.get(place), grad, self.betas, self.eps
        )
        return direction


def _learned(params: Iterable[Learned]) -> list[Learned]:
    """Return parameters as a list, or refuse what is none."""
    # A tensor can be gone through too, number by number.
    if isinstance(params, Learned) or not isinstance(params, Iterable):
        raise TypeError(
            f"params={params!r:.60} is not a sequence; give model.parameters() or a list of "
            f"parameters"
        )
    listed = list(params)
    if not listed:
        raise ValueError("params is empty; give at least one parameter")
    seen: dict[int, int] = {}
    for place, param in enumerate(listed):
        if not isinstance(param, Learned):
            raise TypeError(f"params[{place}]={param!r:.60} is not a parameter; give nn.Parameter")
        if seen.setdefault(id(param), place) != place:
            raise ValueError(
                f"params[{place}] is params[{seen[id(param)]}] again; give each only once"
            )
    return listed
