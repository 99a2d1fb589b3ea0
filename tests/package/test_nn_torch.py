"""Networks against PyTorch: the same state, the same outputs, the same gradients."""

import inspect
import math
from collections import OrderedDict

import numpy as np
import pytest

from onefilter import nn, optim
from onefilter.nn import functional

torch = pytest.importorskip("torch")
F = pytest.importorskip("torch.nn.functional")

PAIRS = {
    "Conv2d": lambda n: n.Conv2d(4, 6, (3, 2), stride=2, padding=1, groups=2, bias=False),
    "Conv2d same reflect": lambda n: n.Conv2d(4, 3, 4, padding="same", padding_mode="reflect"),
    "Conv2d circular": lambda n: n.Conv2d(4, 3, 3, 1, (1, 2), 2, padding_mode="circular"),
    "Conv2d replicate": lambda n: n.Conv2d(4, 4, 3, 2, 1, 1, 4, True, "replicate"),
    "ConvTranspose2d": lambda n: n.ConvTranspose2d(4, 6, 3, 2, 1, 1, 2, True, 2),
    "MaxPool2d": lambda n: n.MaxPool2d(3, 2, 1, 1, False, True),
    "AvgPool2d": lambda n: n.AvgPool2d(3, 2, 1, True, False),
    "AdaptiveAvgPool2d": lambda n: n.AdaptiveAvgPool2d((3, 4)),
    "ReLU": lambda n: n.ReLU(True),
    "GELU": lambda n: n.GELU("none"),
    "Sigmoid": lambda n: n.Sigmoid(),
    "BatchNorm2d": lambda n: n.BatchNorm2d(4, 1e-3, 0.2),
    "BatchNorm2d plain": lambda n: n.BatchNorm2d(4, affine=False),
    "LayerNorm": lambda n: n.LayerNorm((8, 9), 1e-3),
    "LayerNorm plain": lambda n: n.LayerNorm(9, elementwise_affine=False),
    "LayerNorm without bias": lambda n: n.LayerNorm(9, bias=False),
    "GroupNorm": lambda n: n.GroupNorm(2, 4),
    "GroupNorm without bias": lambda n: n.GroupNorm(2, 4, bias=False),
    "Linear": lambda n: n.Linear(9, 5),
    "Linear without bias": lambda n: n.Linear(9, 5, False),
    "Flatten": lambda n: n.Flatten(),
    "Flatten some": lambda n: n.Flatten(-3, 2),
    "Sequential": lambda n: n.Sequential(
        n.Conv2d(4, 8, 3, padding=1),
        n.BatchNorm2d(8),
        n.ReLU(),
        n.Sequential(n.MaxPool2d(2), n.Conv2d(8, 3, 3)),
        n.Flatten(),
        n.Linear(12, 7),
    ),
}


def tensors(state):
    return {name: torch.from_numpy(np.asarray(value)) for name, value in state.items()}


def close(ours, theirs, limit=1e-5):
    theirs = theirs.detach().numpy()
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=limit, atol=limit * max(1, np.abs(theirs).max()))


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("name", PAIRS)
def test_layers(name, training):
    ours, theirs = PAIRS[name](nn).train(training), PAIRS[name](torch.nn).train(training)
    # From here to PyTorch, strictly: names, shapes and types.
    state = ours.state_dict()
    theirs.load_state_dict(tensors(state))
    assert list(state) == list(theirs.state_dict())
    for key, value in theirs.state_dict().items():
        assert str(value.dtype).removeprefix("torch.") == str(state[key].dtype)
    assert [key for key, _ in ours.named_parameters()] == [
        key for key, _ in theirs.named_parameters()
    ]
    x = np.random.default_rng(1).normal(size=(2, 4, 8, 9)).astype(np.float32)
    # A copy, which PyTorch may overwrite where its layer works in place.
    leaf = torch.from_numpy(x.copy()).requires_grad_()
    tx = leaf * 1
    mine = nn.Tensor(x, requires_grad=True)
    y, ty = ours(mine), theirs(tx)
    close(y.data, ty)
    assert y.dtype == np.float32
    grad = np.random.default_rng(2).normal(size=y.shape).astype(np.float32)
    y.backward(grad)
    ty.backward(torch.from_numpy(grad))
    close(mine.grad, leaf.grad)
    for (_, ours_p), (_, theirs_p) in zip(
        ours.named_parameters(), theirs.named_parameters(), strict=True
    ):
        close(ours_p.grad, theirs_p.grad)
        assert ours_p.grad.dtype == np.float32
    # And back: what PyTorch holds now, statistics included, is taken over and agrees.
    ours.load_state_dict(theirs.state_dict())
    fresh = PAIRS[name](nn).train(training)
    fresh.load_state_dict(theirs.state_dict())
    close(fresh.eval()(x).data, theirs.eval()(torch.from_numpy(x.copy())))


def test_initial_weights_are_drawn_from_the_same_range():
    for ours, theirs in (
        (nn.Conv2d(8, 64, 5), torch.nn.Conv2d(8, 64, 5)),
        (nn.Linear(100, 80), torch.nn.Linear(100, 80)),
        (nn.ConvTranspose2d(8, 64, 5), torch.nn.ConvTranspose2d(8, 64, 5)),
    ):
        bound = theirs.weight.detach().abs().max().item()
        assert np.abs(ours.weight.data).max() == pytest.approx(bound, rel=0.02)
        uniform = bound / math.sqrt(3)
        assert ours.weight.data.std() == pytest.approx(uniform, rel=0.05)
        assert np.abs(ours.bias.data).max() <= bound * 1.02


def block(n, f):
    class Block(n.Module):
        """ConvNeXt's block, as one would write it for PyTorch."""

        def __init__(self):
            super().__init__()
            self.depthwise = n.Conv2d(4, 4, 7, padding=3, groups=4)
            self.norm = n.LayerNorm(4, eps=1e-6)
            self.expand = n.Linear(4, 16)
            self.act = n.GELU()
            self.project = n.Linear(16, 4)

        def forward(self, x):
            y = self.depthwise(x).permute(0, 2, 3, 1)
            y = self.project(self.act(self.expand(self.norm(y))))
            y = x + 0.1 * y.permute(0, 3, 1, 2)
            gate = f.sigmoid(y.mean((2, 3), True) * 2 - 1)
            return (y * gate / (1 + gate)).flatten(1)

    return Block()


def test_a_readers_own_block_trains_like_pytorchs():
    ours, theirs = block(nn, functional), block(torch.nn, torch)
    theirs.load_state_dict(tensors(ours.state_dict()))
    x = np.random.default_rng(0).normal(size=(2, 4, 5, 6)).astype(np.float32)
    target = np.random.default_rng(1).normal(size=(2, 120)).astype(np.float32)
    loss = functional.mse_loss(ours(x), target)
    their_loss = F.mse_loss(theirs(torch.from_numpy(x)), torch.from_numpy(target))
    assert loss.item() == pytest.approx(their_loss.item(), rel=1e-5)
    loss.backward()
    their_loss.backward()
    for (name, mine), (other, their) in zip(
        ours.named_parameters(), theirs.named_parameters(), strict=True
    ):
        assert name == other
        close(mine.grad, their.grad)


@pytest.mark.parametrize(
    "formula",
    [
        lambda x, y: (x * y - y / (x * x + 2) + 3 - x) ** 2,
        lambda x, y: (1 - x) + 2 / (y * y + 1) - (-y) * 0.5,
        lambda x, y: x.sum(1) @ y.transpose(0, 1) + x.mean(),
        lambda x, y: x @ y.transpose(0, 1),
        lambda x, y: x @ y[0],
        lambda x, y: y[0] @ y[1] + x[0, 0, 0] * 0,
        lambda x, y: y[1] @ x.permute((0, 2, 1)),
        lambda x, y: (x * 0.1).exp() - (y * y + 1).log() * (x * x + y * y).sqrt(),
        lambda x, y: x.reshape((4, -1)) @ y.reshape([3, 4]).flatten()[:6] + x.flatten(-2, -1).sum(),
        lambda x, y: x.flatten(0, 1)[:, 0] + y.permute((1, 0))[0, 0],
        lambda x, y: x[:, 1:, [0, 2, 2]] * y[0, 0] + x[1, 0, 0],
        lambda x, y: (x.sum((0, 2), True) * y).reshape(3, 4, -1),
        lambda x, y: x.permute(2, 0, 1).flatten(1).sum(0) + y.sum(),
        lambda x, y: x.mean((0, 2)) - y.mean(0, True).sum(1),
    ],
)
def test_arithmetic(formula):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 3, 4)), rng.normal(size=(3, 4))
    ours = [nn.Tensor(a, requires_grad=True) for a in (x, y)]
    theirs = [torch.from_numpy(a.copy()).requires_grad_() for a in (x, y)]
    result, expected = formula(*ours), formula(*theirs)
    close(result.data, expected, 1e-12)
    grad = rng.normal(size=result.shape)
    result.backward(grad)
    expected.backward(torch.from_numpy(grad))
    for mine, their in zip(ours, theirs, strict=True):
        close(mine.grad, their.grad, 1e-12)


def test_functions_that_no_layer_wraps():
    rng = np.random.default_rng(0)
    parts = [rng.normal(size=(2, 3, 4)) for _ in range(3)]
    grad = rng.normal(size=(2, 3, 4))
    for ours, theirs in (
        (lambda q, k, v: functional.softmax(q * k - v, 1), lambda q, k, v: F.softmax(q * k - v, 1)),
        (functional.scaled_dot_product_attention, F.scaled_dot_product_attention),
    ):
        mine = [nn.Tensor(a, requires_grad=True) for a in parts]
        their = [torch.from_numpy(a.copy()).requires_grad_() for a in parts]
        result, expected = ours(*mine), theirs(*their)
        close(result.data, expected, 1e-12)
        result.backward(grad)
        expected.backward(torch.from_numpy(grad))
        for a, b in zip(mine, their, strict=True):
            close(a.grad, b.grad, 1e-12)


def test_cross_entropy_on_the_tape():
    logits = np.random.default_rng(0).normal(size=(5, 3))
    classes = np.array([0, 2, 1, 1, 0])
    mine = nn.Tensor(logits, requires_grad=True)
    their = torch.from_numpy(logits.copy()).requires_grad_()
    (functional.cross_entropy(mine, classes) * 3).backward()
    (F.cross_entropy(their, torch.from_numpy(classes)) * 3).backward()
    close(mine.grad, their.grad, 1e-12)


def test_gradients_add_up_over_uses_and_calls():
    mine = nn.Tensor([2.0], requires_grad=True)
    their = torch.tensor([2.0], dtype=torch.float64, requires_grad=True)
    for x in (mine, their):
        y = x * x
        (y * x + y).sum().backward()
        (x * 5).sum().backward()
    close(mine.grad, their.grad)


def given(function):
    """Names and defaults of what a method or a function takes, without its first."""
    return [(p.name, p.default) for p in inspect.signature(function).parameters.values()][1:]


@pytest.mark.parametrize(
    "name",
    [
        "AdaptiveAvgPool2d",
        "AvgPool2d",
        "BatchNorm2d",
        "Conv2d",
        "ConvTranspose2d",
        "Flatten",
        "GELU",
        "GroupNorm",
        "LayerNorm",
        "Linear",
        "MaxPool2d",
        "ReLU",
        "Sequential",
    ],
)
def test_layers_take_exactly_what_pytorchs_take(name):
    assert given(getattr(nn, name).__init__) == given(getattr(torch.nn, name).__init__)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (optim.SGD.__init__, torch.optim.SGD.__init__),
        (optim.Adam.__init__, torch.optim.Adam.__init__),
        (nn.ModuleList.__init__, torch.nn.ModuleList.__init__),
        *[
            (getattr(functional, name), getattr(F, name))
            for name in ("batch_norm", "group_norm", "layer_norm", "softmax")
        ],
    ],
    ids=lambda function: function.__qualname__,
)
def test_arguments_stand_in_pytorchs_order_with_its_defaults(ours, theirs):
    mine, their = given(ours), given(theirs)
    assert len(mine) <= len(their)
    for (name, default), (other, expected) in zip(mine, their, strict=False):
        assert name == other
        # PyTorch computes a few defaults that it writes as None.
        assert default in (expected, -1, ()) if expected is None else default == expected


def tied(n):
    class Tied(n.Module):
        """Two layers that share a weight, and one that is used twice."""

        def __init__(self):
            super().__init__()
            self.first, self.second = n.Linear(4, 4), n.Linear(4, 4)
            self.second.weight = self.first.weight
            self.twice = n.Linear(4, 4)
            self.again = self.twice
            self.act = n.Sigmoid()

        def forward(self, x):
            x = self.second(self.act(self.first(x)))
            return self.again(self.act(self.twice(x)))

    return Tied()


def test_what_is_shared_is_named_once_saved_under_every_name_and_trained_once():
    ours, theirs = tied(nn), tied(torch.nn)
    state = ours.state_dict()
    assert list(state) == list(theirs.state_dict())
    theirs.load_state_dict(tensors(state))
    for names in ("named_parameters", "named_modules", "named_children"):
        mine = [name for name, _ in getattr(ours, names)()]
        assert mine == [name for name, _ in getattr(theirs, names)()]
    x = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
    mine = optim.SGD(ours.parameters(), 0.5, momentum=0.9, weight_decay=0.1)
    their = torch.optim.SGD(theirs.parameters(), 0.5, momentum=0.9, weight_decay=0.1)
    for _ in range(3):
        mine.zero_grad()
        their.zero_grad()
        (ours(x) ** 2).sum().backward()
        (theirs(torch.from_numpy(x)) ** 2).sum().backward()
        mine.step()
        their.step()
    assert ours.second.weight is ours.first.weight
    for name, value in theirs.state_dict().items():
        close(ours.state_dict()[name], value)


def test_a_sequence_that_names_a_layer_twice_has_it_twice():
    def built(n):
        act = n.ReLU()
        return n.Sequential(n.Linear(2, 3), act, n.Linear(3, 2), act)

    ours, theirs = built(nn), built(torch.nn)
    theirs.load_state_dict(tensors(ours.state_dict()))
    assert len(ours) == len(theirs) == 4
    assert repr(ours).count("ReLU") == repr(theirs).count("ReLU") == 2
    x = np.array([[-1.0, 2.0]], np.float32)
    close(ours(x).data, theirs(torch.from_numpy(x)))


def test_sequences_with_names_and_lists():
    def built(n):
        named = OrderedDict(body=n.Linear(4, 3), act=n.ReLU())
        heads = n.ModuleList([n.Linear(3, 2), n.Linear(3, 1)])
        heads.append(n.ReLU()).extend([n.Sequential(OrderedDict(last=n.Linear(1, 1)))])
        return n.ModuleList([n.Sequential(named), heads])

    ours, theirs = built(nn), built(torch.nn)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert len(ours[1]) == len(theirs[1])
    assert ours[0].act is ours[0][1]


@pytest.mark.parametrize("strict", [True, False])
def test_a_state_may_fit_in_parts(strict):
    ours, theirs = nn.Linear(2, 3), torch.nn.Linear(2, 3)
    state = {"bias": torch.ones(3), "scale": torch.ones(1)}
    if strict:
        for module, error in ((ours, ValueError), (theirs, RuntimeError)):
            with pytest.raises(error, match="scale"):
                module.load_state_dict(state)
        return
    mine, their = (module.load_state_dict(state, strict=False) for module in (ours, theirs))
    assert mine == tuple(their)
    close(ours.bias.data, theirs.bias)


@pytest.mark.parametrize("momentum", [None, 0.3])
@pytest.mark.parametrize("track", [True, False])
def test_running_statistics_over_several_batches(momentum, track):
    options = dict(momentum=momentum, track_running_stats=track, bias=False)
    ours, theirs = nn.BatchNorm2d(3, **options), torch.nn.BatchNorm2d(3, **options)
    rng = np.random.default_rng(0)
    for training in (True, True, True, False):
        x = rng.normal(1, 2, size=(2, 3, 4, 5)).astype(np.float32)
        close(ours.train(training)(x).data, theirs.train(training)(torch.from_numpy(x)))
        assert list(ours.state_dict()) == list(theirs.state_dict())
        for name, value in theirs.state_dict().items():
            close(ours.state_dict()[name], value)
