"""The solutions against PyTorch and SciPy, which know nothing of the checks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy import signal

from tests.exercises.conftest import EXERCISES, solved

torch = pytest.importorskip("torch")
F = torch.nn.functional

OWN = {"equivariant-pool", "find-the-corners", "how-many-places"}
"""What has no counterpart outside: properties and counting, which its checks try case by case."""


@pytest.fixture
def rng() -> np.random.Generator:
    """Draw the same numbers in every run."""
    return np.random.default_rng(29)


def close(found: Any, wanted: Any) -> None:
    """Compare what may be lists or tensors."""
    held = wanted.detach().numpy() if torch.is_tensor(wanted) else wanted
    np.testing.assert_allclose(np.asarray(found, float), held, rtol=1e-6, atol=1e-9)


def slopes(layers: list[tuple[int, ...]], *, uniform: bool) -> Any:
    """The gradient of one unit, deep in a long row, with respect to every pixel."""
    x = torch.zeros(1, 1, 4001, dtype=torch.float64, requires_grad=True)
    y = x
    for kernel, stride, dilation in layers:
        weight = torch.full((1, 1, kernel), 1 / kernel if uniform else 1.0, dtype=torch.float64)
        y = F.conv1d(y, weight, stride=stride, dilation=dilation)
    y[0, 0, y.shape[2] // 2].backward()
    seen = torch.nonzero(x.grad[0, 0])[:, 0]
    return x.grad[0, 0, seen[0] : seen[-1] + 1]


def test_nine_products(rng: np.random.Generator) -> None:
    patch, weights = rng.normal(size=(2, 3, 3)).tolist()
    close(
        solved("nine-products")["answer"](patch, weights),
        signal.correlate2d(patch, weights, "valid").item(),
    )


def test_slide_the_filter(rng: np.random.Generator) -> None:
    for sides in ((2, 2), (3, 3), (1, 4), (5, 2)):
        picture, weights = rng.normal(size=(7, 9)).tolist(), rng.normal(size=sides).tolist()
        found = solved("slide-the-filter")["feature_map"](picture, weights)
        close(found, signal.correlate2d(picture, weights, "valid"))


def test_keep_the_strongest(rng: np.random.Generator) -> None:
    for shape in ((4, 4), (5, 7), (2, 6)):
        x = rng.normal(size=shape)
        close(solved("keep-the-strongest")["pool"](x.tolist()), F.max_pool2d(tensor(x), 2)[0])


def tensor(x: Any, **options: Any) -> Any:
    """One image of one channel, or of several."""
    found = torch.from_numpy(np.array(x, float))
    return found.reshape((1,) * (3 - found.ndim) + found.shape).requires_grad_(**options)


def test_step_downhill() -> None:
    for weight, pixel, wanted, rate in ((0.0, 1.0, 3.0, 0.25), (2.0, -0.5, 1.0, 0.4)):
        w = torch.tensor(weight, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.SGD([w], lr=rate)
        found = solved("step-downhill")["learn"](weight, pixel, wanted, rate, 4)
        for value in found:
            close(value, w)
            optimizer.zero_grad()
            ((w * pixel - wanted) ** 2).backward()
            optimizer.step()


def test_output_size() -> None:
    output_size = solved("output-size")["output_size"]
    for size, k, s, p, d in product((5, 8, 11), (1, 2, 3), (1, 2, 3), (0, 1), (1, 2)):
        wanted = F.conv1d(torch.zeros(1, 1, size), torch.zeros(1, 1, k), None, s, p, d).shape[-1]
        assert output_size(size, k, s, p, d) == wanted


def test_the_flip(rng: np.random.Generator) -> None:
    names = solved("the-flip")
    for sides in ((3, 3), (2, 4), (1, 1)):
        x, k = rng.normal(size=(6, 7)), rng.normal(size=sides)
        close(names["convolve"](x, k), signal.convolve2d(x, k, "valid"))
        close(names["convolve_full"](x, k), signal.convolve2d(x, k, "full"))


def test_without_loops(rng: np.random.Generator) -> None:
    x, weight = rng.normal(size=(3, 9, 8)), rng.normal(size=(5, 3, 3, 2))
    close(solved("without-loops")["conv2d"](x, weight), F.conv2d(tensor(x), tensor(weight)))


def test_max_pool_backward(rng: np.random.Generator) -> None:
    for shape in ((4, 6), (5, 5)):
        x = rng.integers(0, 3, shape).astype(float)  # ties
        given = tensor(x, requires_grad=True)
        pooled = F.max_pool2d(given, 2)
        g = rng.normal(size=pooled.shape[1:])
        pooled.backward(tensor(g))
        close(solved("max-pool-backward")["max_pool_backward"](x, g), given.grad[0])


def mean_square_of(x: Any) -> Callable[[Any], Any]:
    """The loss of a filter that should give nothing but zeros."""
    return lambda weight: (F.conv2d(tensor(x)[None], weight) ** 2).mean()


def test_learning_rate_limit(rng: np.random.Generator) -> None:
    """By the curvature that PyTorch finds: descent on a bowl is stable up to two over it."""
    for shape in ((1, 2), (3, 3)):
        x = rng.normal(size=(6, 7))
        start = torch.zeros(1, 1, *shape, dtype=torch.float64)
        hessian = torch.autograd.functional.hessian(mean_square_of(x), start)
        limit = 2 / torch.linalg.eigvalsh(hessian.reshape(start.numel(), -1))[-1]
        close(solved("learning-rate-limit")["rate_limit"](x, shape), limit)


def test_batch_norm_at_inference(rng: np.random.Generator) -> None:
    ours = solved("batch-norm-at-inference")["BatchNorm"](3)
    theirs = torch.nn.BatchNorm2d(3, affine=False).double()
    for _ in range(3):
        x = rng.normal(2, 3, (4, 3, 5, 2))
        close(ours(x), theirs(torch.from_numpy(x)))
    ours.training = False
    theirs.eval()
    close(ours(x[:1]), theirs(torch.from_numpy(x[:1])))
    close(ours.running_mean, theirs.running_mean)
    close(ours.running_var, theirs.running_var)


@pytest.mark.parametrize("sizes", [(4, 4, 1), (4, 8, 2), (3, 3, 2)])
def test_residual_block(sizes: tuple[int, int, int], rng: np.random.Generator) -> None:
    """The solution runs in PyTorch as it stands, but for the line that imports the layers."""
    code = EXERCISES["residual-block"].solution
    names: dict[str, Any] = {}
    exec(code.replace("from onefilter import nn", "from torch import nn").split("print(")[0], names)
    ours, theirs = solved("residual-block")["ResidualBlock"](*sizes), names["ResidualBlock"](*sizes)
    state = {name: torch.from_numpy(value) for name, value in ours.state_dict().items()}
    theirs.load_state_dict(state)
    x = rng.normal(size=(2, sizes[0], 7, 6)).astype(np.float32)
    for one, other in ((ours, theirs), (ours.eval(), theirs.eval())):
        wanted = other(torch.from_numpy(x)).detach().numpy()
        np.testing.assert_allclose(one(x).numpy(), wanted, rtol=1e-4, atol=1e-5)


STACKS = [
    [(3, 1, 1)] * 3,
    [(3, 2, 1), (3, 1, 2), (2, 2, 1)],
    [(7, 2, 1), (3, 2, 1), (3, 1, 4)],
]


@pytest.mark.parametrize("layers", STACKS)
def test_receptive_field_by_hand(layers: list[tuple[int, ...]]) -> None:
    padded = [(kernel, stride, 0, dilation) for kernel, stride, dilation in layers]
    size, jump, start = solved("receptive-field-by-hand")["field"](padded)
    assert (size, start) == (len(slopes(layers, uniform=False)), 0)
    assert jump == np.prod([stride for _, stride, _ in layers])


def weights(*sizes: int, **options: int) -> int:
    """The weights of one of PyTorch's convolutions."""
    conv = torch.nn.Conv2d(*sizes, bias=False, **options)
    return sum(parameter.numel() for parameter in conv.parameters())


def test_depthwise_savings() -> None:
    saving = solved("depthwise-savings")["saving"]
    for c_in, c_out, k in ((32, 64, 3), (8, 4, 7)):
        separable = weights(c_in, c_in, k, groups=c_in) + weights(c_in, c_out, 1)
        close(saving(c_in, c_out, k), weights(c_in, c_out, k) / separable)


@pytest.mark.parametrize("dilations", [(2, 2, 2), (1, 2, 3), (1, 2, 9)])
def test_holes(dilations: tuple[int, ...]) -> None:
    names = solved("holes")
    layers = [(3, dilation) for dilation in dilations]
    seen = slopes([(3, 1, dilation) for dilation in dilations], uniform=False).numpy() > 0
    np.testing.assert_array_equal(names["seen"](layers), seen)
    close(names["share"](layers), np.outer(seen, seen).mean())


def test_squeeze_and_excite(rng: np.random.Generator) -> None:
    x = torch.from_numpy(rng.normal(size=(3, 4, 5, 6)))
    up, down = torch.nn.Linear(4, 2).double(), torch.nn.Linear(2, 4).double()
    gates = torch.sigmoid(down(torch.relu(up(F.adaptive_avg_pool2d(x, 1).flatten(1)))))
    given = [p.detach().numpy() for p in (x, up.weight, up.bias, down.weight, down.bias)]
    close(
        solved("squeeze-and-excite")["squeeze_excite"](*given),
        (x * gates[..., None, None]).detach(),
    )


@pytest.mark.parametrize("layers", [*STACKS, [(3, 1, 1)] * 40])
def test_effective_width(layers: list[tuple[int, ...]]) -> None:
    names = solved("effective-width")
    profile = slopes(layers, uniform=True).numpy()
    close(names["profile"](layers), profile)
    spread = np.cov(np.arange(len(profile)), aweights=profile, ddof=0) ** 0.5
    close(names["width"](layers), spread)


def test_every_exercise_with_a_counterpart_is_held_to_it() -> None:
    tested = {name.removeprefix("test_").replace("_", "-") for name in globals()}
    assert set(EXERCISES) - tested == OWN
