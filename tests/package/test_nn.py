"""Networks by themselves: the tape, the state, the modes and the summary."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter import nn, optim
from onefilter.nn import functional


class Block(nn.Module):
    """A reader's own block: forward only."""

    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1, groups=channels)
        self.norm = nn.GroupNorm(2, channels)
        self.mix = nn.Conv2d(channels, channels, 1, bias=False)
        self.gain = nn.Parameter(np.full((channels, 1, 1), 0.5, np.float32))
        self.act = nn.GELU()

    def forward(self, x):
        return x + self.gain * self.mix(self.act(self.norm(self.conv(x))))


def network():
    return nn.Sequential(
        nn.Conv2d(1, 4, 3),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        Block(4),
        nn.MaxPool2d(2),
        nn.Residual(nn.Conv2d(4, 6, 3, padding=1), nn.Conv2d(4, 6, 1)),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(6, 3),
    ).reset_parameters(1)


def test_every_gradient_of_a_network_is_its_slope(rng, slope):
    model = network().to(np.float64)
    x, classes = rng.normal(size=(2, 1, 8, 8)), np.array([2, 0])

    def loss(_=None):
        return functional.cross_entropy(model(x), classes)

    loss().backward()
    parameters = dict(model.named_parameters())
    assert len(parameters) == 16
    for parameter in parameters.values():
        found, kept = parameter.grad, parameter.data

        def moved(value, parameter=parameter):
            parameter.data = value
            return loss().item()

        np.testing.assert_allclose(found, slope(moved, kept), atol=1e-7)
        parameter.data = kept


def test_functions_on_the_tape_have_their_slopes(rng, slope):
    x = rng.normal(size=(2, 2, 6, 6))
    weight = rng.normal(size=(2, 3, 2, 2))
    for function in (
        lambda t: functional.blur_pool2d(t),
        lambda t: functional.pad2d(t, ((1, 0), (2, 1)), "reflect"),
        lambda t: functional.conv_transpose2d(t, nn.Tensor(weight), stride=2),
        lambda t: functional.avg_pool2d(t, 3, 2, 1),
        lambda t: functional.adaptive_avg_pool2d(t, (2, 3)),
        lambda t: functional.sigmoid(t) * functional.gelu(t),
        lambda t: functional.softmax(t, 1),
        lambda t: functional.batch_norm(t, None, None, training=True),
        lambda t: functional.layer_norm(t, 6),
        lambda t: functional.mse_loss(t, x[::-1] * 2),
        lambda t: functional.scaled_dot_product_attention(
            t.reshape(2, 4, 18), t.reshape(2, 4, 18) * 2, t.reshape(2, 4, 18) ** 2
        ),
        lambda t: (t - 1) / (t * t + 1) - 2 / (t**2 + 3) + (3 - t),
        lambda t: t.transpose(2, 3) @ t,
        lambda t: t[:, 1, ::2] * t[0, 0, 1:4] + t[[0, 0], 1, 2:5],
        lambda t: functional.cat([t, t[:, :1] * 2, x[:, 1:]], 1),
        lambda t: functional.cat([t, t * t]),
        lambda t: t.mean((0, 2)).sum(0, keepdim=True) + t.permute(1, 0, 3, 2).flatten(2).sum(),
    ):
        tensor = nn.Tensor(x, requires_grad=True)
        made = function(tensor)
        grad = rng.normal(size=made.shape)
        made.backward(grad)

        def loss(value, function=function, grad=grad):
            return float(np.vdot(function(nn.Tensor(value)).data, grad))

        np.testing.assert_allclose(tensor.grad, slope(loss, x), atol=1e-6)


def test_mixed_arithmetic():
    t = nn.Tensor(np.array([1.0, 2.0], np.float32), requires_grad=True)
    for made, expected in (
        (t + 1, [2, 3]),
        (1 + t, [2, 3]),
        (3 - t, [2, 1]),
        (t - 3, [-2, -1]),
        (2 * t, [2, 4]),
        (2 / t, [2, 1]),
        (t / 2, [0.5, 1]),
        (-t, [-1, -2]),
        (t**3, [1, 8]),
    ):
        np.testing.assert_array_equal(made.data, expected)
        assert made.dtype == np.float32
    other = np.array([10.0, 20.0])
    for made in (t + other, other + t, nn.Tensor(other) + t):
        assert isinstance(made, nn.Tensor)
        np.testing.assert_array_equal(made.data, [11, 22])
    np.testing.assert_array_equal((other - t).data, [9, 18])
    np.testing.assert_array_equal((other / t).data, [10, 10])
    assert (t * t).sum().item() == 5
    assert repr(nn.Tensor([1.0])) == "Tensor(array([1.]))"
    assert t.ndim == 1
    assert t.numpy() is t.data


def test_a_module_of_two_inputs(rng):
    class Skip(nn.Module):
        def __init__(self):
            super().__init__()
            self.up = nn.ConvTranspose2d(4, 2, 2, stride=2)

        def forward(self, x, skip):
            return functional.cat([self.up(x), skip], dim=1)

    skip = Skip()
    deep, shallow = rng.normal(size=(1, 4, 3, 3)), rng.normal(size=(1, 3, 6, 6))
    joined = skip(deep, shallow)
    assert joined.shape == (1, 5, 6, 6)
    np.testing.assert_array_equal(joined.data[:, 2:], shallow)
    joined.sum().backward()
    assert skip.up.bias.grad.tolist() == [36, 36]


def test_the_tape_can_be_left_out():
    x = nn.Tensor([1.0, 2.0], requires_grad=True)
    with nn.no_grad():
        assert not (x * 2).requires_grad
    assert (x * 2).requires_grad
    assert not x.detach().requires_grad
    with pytest.raises(ValueError, match="requires_grad"):
        nn.Tensor([1.0]).backward()
    with pytest.raises(ValueError, match=r"gradient=None.*\(2,\)"):
        (x * 2).backward()
    with pytest.raises(ValueError, match=r"gradient has shape \(3,\)"):
        (x * 2).backward([1.0, 2.0, 3.0])
    with pytest.raises(RuntimeError, match="stop"), nn.no_grad():
        raise RuntimeError("stop")
    assert (x * 2).requires_grad


def test_a_long_tape_needs_no_deep_stack():
    x = nn.Tensor([1.0], requires_grad=True)
    y = x
    for _ in range(5000):
        y = y + x
    y.backward()
    assert x.grad.item() == 5001


def test_a_tape_is_used_once():
    x = nn.Tensor([3.0], requires_grad=True)
    y = x * x
    z = y + 1
    z.backward()
    for used in (z, y, y * 2):
        with pytest.raises(ValueError, match="used up"):
            used.backward()
    assert x.grad.item() == 6
    (x * x).backward()
    assert x.grad.item() == 12


def test_names_and_state():
    model = network()
    names = [name for name, _ in model.named_parameters()]
    assert names[:2] == ["0.weight", "0.bias"]
    assert "3.gain" in names
    assert "3.conv.weight" in names
    state = model.state_dict()
    assert {"1.running_mean", "1.running_var", "1.num_batches_tracked"} <= set(state)
    assert state["1.num_batches_tracked"].dtype == np.int64
    state["0.weight"] += 1
    assert not np.array_equal(model.state_dict()["0.weight"], state["0.weight"])
    other = network().reset_parameters(2)
    x = np.ones((1, 1, 8, 8), np.float32)
    other(x)
    other.load_state_dict(model.state_dict())
    np.testing.assert_array_equal(other.eval()(x).data, model.eval()(x).data)


def test_states_that_do_not_fit():
    model = nn.Linear(2, 3)
    state = model.state_dict()
    before = state["weight"].copy()
    with pytest.raises(ValueError, match=r"state_dict misses \['bias'\].*unknown \['extra'\]"):
        model.load_state_dict({"weight": state["weight"], "extra": 1})
    with pytest.raises(
        ValueError, match=r"state_dict\['bias'\] has shape \(4,\); it must be \(3,\)"
    ):
        model.load_state_dict({"weight": state["weight"] + 1, "bias": np.zeros(4)})
    np.testing.assert_array_equal(model.weight.data, before)


def test_seeds_and_ranges():
    first, again, other = (network().reset_parameters(seed).state_dict() for seed in (3, 3, 4))
    for name, value in first.items():
        np.testing.assert_array_equal(value, again[name])
    assert not np.array_equal(first["0.weight"], other["0.weight"])
    # Two fresh networks differ, as in PyTorch without a seed.
    assert not np.array_equal(nn.Linear(4, 4).weight.data, nn.Linear(4, 4).weight.data)
    drawn = nn.Conv2d(4, 200, 5, groups=2).weight.data
    assert np.abs(drawn).max() == pytest.approx(1 / np.sqrt(2 * 25), rel=0.01)
    assert drawn.dtype == np.float32


def test_batch_norm_remembers_what_it_saw(rng):
    norm = nn.BatchNorm2d(2, momentum=0.5)
    x = rng.normal(size=(4, 2, 3, 3)) * 2 + 5
    norm(x)
    norm(x)
    assert norm.num_batches_tracked == 2
    np.testing.assert_allclose(norm.running_mean, 0.75 * x.mean(axis=(0, 2, 3)), rtol=1e-5)
    seen = norm.running_mean.copy()
    norm.eval()
    alone, together = norm(x[:1]).data, norm(x).data[:1]
    np.testing.assert_array_equal(alone, together)
    np.testing.assert_array_equal(norm.running_mean, seen)
    norm.reset_parameters()
    np.testing.assert_array_equal(norm.running_mean, 0)
    np.testing.assert_array_equal(norm.running_var, 1)
    assert norm.num_batches_tracked == 0


def test_frozen_parameters_stay(rng):
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(18, 2))
    model[0].requires_grad_(False)
    frozen, head = model[0].weight.data.copy(), model[2].weight.data.copy()
    loss = functional.mse_loss(model(rng.normal(size=(3, 1, 5, 5))), np.ones((3, 2)))
    loss.backward()
    assert model[0].weight.grad is None
    optim.SGD(model.parameters(), 0.1, weight_decay=0.1).step()
    np.testing.assert_array_equal(model[0].weight.data, frozen)
    assert np.abs(model[2].weight.data - head).max() > 0
    model.requires_grad_()
    functional.mse_loss(model(np.ones((1, 1, 5, 5))), np.ones((1, 2))).backward()
    assert model[0].weight.grad is not None
    model.zero_grad()
    assert all(parameter.grad is None for parameter in model.parameters())


def test_modes_and_types():
    model = network()
    assert all(module.training for module in model.modules())
    model.eval()
    assert not any(module.training for module in model.modules())
    model.train()
    model.to(np.float64)
    assert {value.dtype for value in model.state_dict().values()} == {
        np.dtype(np.float64),
        np.dtype(np.int64),
    }
    assert model(np.ones((2, 1, 8, 8))).dtype == np.float64


def test_summary_of_a_published_network():
    """LeNet-5's layers as usually taught: 61,706 numbers; LeCun et al. (1998) with full C3."""
    model = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2),
        nn.ReLU(),
        nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.Linear(120, 84),
        nn.Linear(84, 10),
    )
    model[9].requires_grad_(False)
    found = nn.summary(model, (1, 28, 28))
    assert found.parameters == 61_706
    assert found.trainable == 61_706 - 850
    by_name = {layer.name: layer for layer in found.layers}
    assert by_name["3"].output_shape == (16, 10, 10)
    assert by_name["3"].macs == 16 * 6 * 25 * 100
    assert by_name["3"].parameters == 16 * 6 * 25 + 16
    assert found.macs == 117_600 + 240_000 + 48_000 + 10_080 + 840
    lines = str(found).splitlines()
    assert lines[0].split() == ["layer", "kind", "output", "parameters", "MACs"]
    assert lines[4].split() == ["3", "Conv2d", "16×10×10", "2,416", "240,000"]
    assert lines[-1].split() == ["total", "61,706", "416,520"]
    assert len({len(line) for line in lines}) == 1


def test_summary_leaves_no_trace():
    model = network()
    model[1].eval()
    before = model.state_dict()
    found = nn.summary(model, (1, 8, 8))
    names = ["3.conv", "3.norm", "3.act", "3.mix", "3"]
    assert [layer.name for layer in found.layers][3:8] == names
    for name, value in model.state_dict().items():
        np.testing.assert_array_equal(value, before[name])
    assert model.training
    assert not model[1].training
    # A gain that no layer owns counts all the same, in a line of its own.
    assert found.parameters == sum(p.data.size for p in model.parameters())
    assert found.parameters == sum(layer.parameters for layer in found.layers)
    assert (found.layers[7].kind, found.layers[7].parameters) == ("Block", 4)
    up = nn.summary(nn.Sequential(nn.ConvTranspose2d(3, 2, 4, 2)), (3, 5, 6))
    assert up.macs == 3 * 2 * 16 * 30
    pixels = nn.summary(nn.Sequential(nn.Linear(4, 8, bias=False)), (5, 4))
    assert pixels.macs == 5 * 32


class ByHand(nn.Module):
    """Operations with parameters of its own, beside a layer that is used twice."""

    def __init__(self):
        super().__init__()
        self.filters = nn.Parameter(np.ones((3, 2, 3, 3), np.float32))
        self.up = nn.Parameter(np.ones((3, 2, 2, 2), np.float32))
        self.mix = nn.Linear(5, 5, bias=False)
        self.tied = nn.Linear(5, 5)
        self.tied.weight = self.mix.weight
        self.alias = self.mix

    def forward(self, x):
        maps = functional.conv2d(x, self.filters)  # 3 × 3 × 3 from 2 × 5 × 5
        maps = functional.conv_transpose2d(maps, self.up, stride=2)  # 2 × 6 × 6
        tokens = maps.reshape(1, 12, 6)[:, :, :5]
        tokens = self.tied(self.alias(self.mix(tokens)))
        mixed = functional.scaled_dot_product_attention(tokens, tokens[:, :4], tokens[:, :4])
        return mixed.transpose(1, 2) @ tokens @ np.ones(5, np.float32)


def test_summary_counts_what_is_multiplied_outside_layers_too():
    found = nn.summary(ByHand(), (2, 5, 5))
    rows = [(row.name, row.parameters, row.macs) for row in found.layers]
    lines = 12 * 25
    convolutions = 3 * 2 * 9 * 9 + 3 * 2 * 4 * 9
    attention = 2 * 12 * 4 * 5
    products = 5 * 12 * 5 + 5 * 5
    assert rows == [
        ("mix", 25, lines),
        ("mix", 0, lines),
        ("tied", 5, lines),
        ("", 54 + 24, convolutions + attention + products),
    ]
    assert found.parameters == 54 + 24 + 25 + 5
    assert found.macs == sum(macs for *_, macs in rows)


def test_summary_of_what_makes_more_than_one_thing():
    class Pooled(nn.Module):
        def __init__(self):
            super().__init__()
            self.pool = nn.MaxPool2d(2, return_indices=True)

        def forward(self, x):
            best, indices = self.pool(x)
            return best + indices

    assert nn.summary(Pooled(), (1, 4, 6)).layers[0].output_shape == (1, 2, 3)


@pytest.mark.parametrize(("model", "shape"), [("x", (1, 2)), (nn.ReLU(), 24), (nn.ReLU(), "24")])
def test_summary_of_what_is_no_network_or_no_shape(model, shape):
    with pytest.raises(
        TypeError, match=r"model='x' is not a Module|input_shape='?24'? is not a seq"
    ):
        nn.summary(model, shape)


def test_gradients_belong_to_their_parameter_alone():
    first, second = nn.Parameter(np.ones(3)), nn.Parameter(np.ones(3))
    given = np.ones(3)
    (first + second).backward(given)
    first.sum().backward()
    one = nn.Parameter(np.ones(3))
    one.sum().backward()  # what arrives is one number, seen three times
    for parameter in (first, second, one, single := nn.Parameter(2.0)):
        if parameter is single:
            (parameter * 3).backward()
        parameter.grad *= 10
    np.testing.assert_array_equal(first.grad, [20, 20, 20])
    np.testing.assert_array_equal(second.grad, [10, 10, 10])
    np.testing.assert_array_equal(one.grad, [10, 10, 10])
    assert single.grad == 30
    np.testing.assert_array_equal(given, [1, 1, 1])


def test_a_block_that_forgets_its_beginning_is_told():
    class Hasty(nn.Module):
        def __init__(self):
            self.conv = nn.Conv2d(1, 1, 3)

    class Plain(nn.Module):
        def __init__(self):
            self.factor = 2

        def forward(self, x):
            return x * self.factor

    with pytest.raises(
        AttributeError, match=r"cannot assign 'conv'.*Hasty with super\(\).__init__"
    ):
        Hasty()
    # Without anything to learn there is nothing to lose.
    assert Plain()([3.0]).item() == 6
    assert Plain().state_dict() == {}


def test_a_refused_batch_leaves_no_trace():
    norm = nn.BatchNorm2d(2)
    before = norm.state_dict()
    for refused in (np.ones((1, 2, 1, 1)), np.ones((2, 3, 4, 4)), np.ones((2, 4))):
        with pytest.raises(ValueError, match=r"x has shape|running_mean has shape"):
            norm(refused)
    for name, value in norm.state_dict().items():
        np.testing.assert_array_equal(value, before[name])


def test_weights_may_be_arrays(rng):
    x, filters, shift = rng.normal(size=(1, 2, 5, 5)), rng.normal(size=(3, 2, 3, 3)), np.ones(3)
    for function, parts in (
        (functional.conv2d, (x, filters, shift)),
        (functional.conv_transpose2d, (x, filters.swapaxes(0, 1), shift)),
        (functional.linear, (x, rng.normal(size=(3, 5)), shift)),
        (functional.group_norm, (x, 1, np.ones(2), [0.0, 1.0])),
        (functional.layer_norm, (x, 5, np.ones(5), np.ones(5))),
        (functional.batch_norm, (x, None, None, np.ones(2), [1, 2], True)),
    ):
        mine = function(*parts)
        arrays = (list, np.ndarray)
        wrapped = [nn.Tensor(part) if isinstance(part, arrays) else part for part in parts]
        np.testing.assert_array_equal(mine.data, function(*wrapped).data)
        assert not mine.requires_grad
        function(nn.Tensor(x, requires_grad=True), *parts[1:]).sum().backward()


def test_printing():
    text = repr(nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU()))
    assert text.splitlines()[0] == "Sequential("
    assert "(0): Conv2d(1, 8, kernel_size=(3, 3), stride=(1, 1)" in text
    assert "(1): ReLU()" in text
    for layer, told in (
        (nn.Linear(2, 3), "in_features=2, out_features=3"),
        (nn.BatchNorm2d(5), "5"),
        (nn.GroupNorm(2, 4), "num_groups=2"),
        (nn.LayerNorm((2, 3)), "(2, 3)"),
        (nn.MaxPool2d(2), "kernel_size=2"),
        (nn.AvgPool2d(3), "kernel_size=3"),
        (nn.AdaptiveAvgPool2d(1), "output_size=1"),
        (nn.ConvTranspose2d(4, 6, 2, groups=2), "4, 6, kernel_size=(2, 2)"),
        (nn.Conv2d(4, 6, 2, groups=2), "4, 6, kernel_size=(2, 2)"),
    ):
        assert told in repr(layer)


@given(st.integers(1, 4))
def test_sequences(depth):
    model = nn.Sequential(*[nn.ReLU() for _ in range(depth)])
    assert len(model) == depth
    assert list(model)[-1] is model[depth - 1]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: nn.Conv2d(0, 1, 3), "in_channels=0"),
        (lambda: nn.Conv2d(3, 4, 3, groups=2), "groups=2 does not divide in_channels=3"),
        (lambda: nn.Conv2d(4, 3, 3, groups=2), "groups=2 does not divide out_channels=3"),
        (lambda: nn.Conv2d(1, 1, 0), "kernel_size=0"),
        (lambda: nn.Conv2d(1, 1, 3, stride=0), "stride=0"),
        (lambda: nn.Conv2d(1, 1, 3, padding_mode="mirror"), "padding_mode='mirror'"),
        (lambda: nn.ConvTranspose2d(3, 4, 3, groups=2), "groups=2"),
        (lambda: nn.Linear(0, 1), "in_features=0"),
        (lambda: nn.Linear(1, -1), "out_features=-1"),
        (lambda: nn.GroupNorm(3, 4), "num_groups=3 does not divide num_channels=4"),
        (lambda: nn.BatchNorm2d(0), "num_features=0"),
        (lambda: nn.LayerNorm(0), "normalized_shape=0"),
        (lambda: nn.LayerNorm(()), "normalized_shape=.. is empty"),
        (lambda: nn.Conv2d(1, 1, 3, 2, "same"), "padding='same' needs stride=1"),
        (lambda: nn.Conv2d(1, 1, 3, padding="bad"), "padding='bad' is unknown"),
        (lambda: nn.ConvTranspose2d(1, 1, 3, 2, output_padding=2), "output_padding=2 must be sm"),
        (lambda: nn.ConvTranspose2d(1, 1, 3, padding_mode="circular"), "padding_mode='circular'"),
        (lambda: nn.MaxPool2d(0), "kernel_size=0"),
        (lambda: nn.MaxPool2d(2, 0), "stride=0"),
        (lambda: nn.MaxPool2d(2, padding=2), "padding=2 exceeds half of kernel_size=2"),
        (lambda: nn.MaxPool2d(2, dilation=0), "dilation=0"),
        (lambda: nn.AvgPool2d(3, padding=(0, 2)), r"padding=\(0, 2\) exceeds half"),
        (lambda: nn.AvgPool2d(3, divisor_override=0), "divisor_override=0"),
        (lambda: nn.AdaptiveAvgPool2d((1, 0)), r"output_size\[1\]=0"),
        (lambda: nn.BatchNorm2d(2, eps=-1), "eps=-1.0"),
        (lambda: nn.BatchNorm2d(2, momentum=np.nan), "momentum=nan"),
        (lambda: nn.GroupNorm(1, 2, eps=0), "eps=0.0"),
        (lambda: nn.GELU("tanh"), "approximate='tanh' is unknown; choose one of none"),
        (lambda: nn.Linear(1, 1, device="cuda"), "device='cuda' is not here"),
        (lambda: nn.Flatten(2)(np.ones((1, 2))), "start_dim=2 is no axis of the tensor"),
        (lambda: nn.Flatten(2, 1)(np.ones((1, 2, 3))), "start_dim=2 must not lie behind end_dim=1"),
        (lambda: nn.Residual(nn.Flatten())(np.ones((1, 1, 2, 2))), "body makes"),
        (lambda: nn.summary(nn.ReLU(), (0, 2)), r"input_shape\[0\]=0"),
        (lambda: nn.Conv2d(3, 1, 3)(np.ones((1, 2, 5, 5))), "x has 2 channels"),
    ],
)
def test_refusals(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_what_is_no_module():
    for made in (lambda *parts: nn.Sequential(*parts), lambda *parts: nn.ModuleList(parts)):
        with pytest.raises(TypeError, match=r"modules\[1\]='ReLU' is not a Module"):
            made(nn.ReLU(), "ReLU")
    with pytest.raises(TypeError, match="body=3 is not a Module"):
        nn.Residual(3)
    with pytest.raises(TypeError, match="shortcut='' is not a Module"):
        nn.Residual(nn.ReLU(), "")
    with pytest.raises(TypeError, match="dtype='int64' does not fit; give float32 or float64"):
        nn.Linear(1, 1, dtype="int64")
    with pytest.raises(NotImplementedError, match="forward"):
        nn.Module()([1.0])
