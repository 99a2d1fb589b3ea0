"""Optimizers and training, by hand and on problems with a known answer."""

from itertools import chain

import numpy as np
import pytest

from onefilter import nn, optim
from onefilter.digit_network import (
    WEIGHTS,
    digit_network,
    recorded_accuracy,
    recorded_run,
    store,
    trained_digit_network,
)
from onefilter.digits import digit_set
from onefilter.training import accuracy, fit, predict


def descend(make, steps=3, start=(1.0, -2.0)):
    """Follow an optimizer on the sum of squares, whose gradient is twice the weights."""
    weight = nn.Parameter(np.array(start))
    optimizer = make([weight])
    for _ in range(steps):
        optimizer.zero_grad()
        (weight * weight).sum().backward()
        optimizer.step()
    return weight.data


def test_sgd_by_hand():
    np.testing.assert_allclose(descend(lambda p: optim.SGD(p, 0.1)), np.array([1, -2]) * 0.8**3)
    # v1 = 2, w1 = 0.8; v2 = 0.5·2 + 1.6 = 2.6, w2 = 0.54; v3 = 1.3 + 1.08 = 2.38, w3 = 0.302
    np.testing.assert_allclose(descend(lambda p: optim.SGD(p, 0.1, 0.5)), np.array([1, -2]) * 0.302)
    # With a decay of 1 the gradient is 3w.
    np.testing.assert_allclose(
        descend(lambda p: optim.SGD(p, 0.1, weight_decay=1.0)), np.array([1, -2]) * 0.7**3
    )


def test_adam_by_hand():
    first = descend(lambda p: optim.Adam(p, 0.1), steps=1)
    np.testing.assert_allclose(first, [0.9, -1.9], rtol=1e-7)
    # Equal gradients throughout: every step is one rate long.
    weight = nn.Parameter(np.array([5.0]))
    optimizer = optim.Adam([weight], 0.5)
    for _ in range(4):
        weight.grad = np.array([1e-3])
        optimizer.step()
    np.testing.assert_allclose(weight.data, [3.0], rtol=1e-4)


def test_against_pytorch():
    torch = pytest.importorskip("torch")
    for name, options in (
        ("SGD", {}),
        ("SGD", {"lr": 0.05, "momentum": 0.9, "dampening": 0.2, "weight_decay": 0.1}),
        ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
        ("Adam", {}),
        ("Adam", {"lr": 0.05, "betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": 0.1}),
    ):
        their = torch.tensor([1.0, -2.0], dtype=torch.float64, requires_grad=True)
        optimizer = getattr(torch.optim, name)([their], **options)
        for _ in range(20):
            optimizer.zero_grad()
            (their * their).sum().backward()
            optimizer.step()
        make = getattr(optim, name)
        found = descend(lambda p, make=make, options=options: make(p, **options), 20)
        np.testing.assert_allclose(found, their.detach().numpy(), rtol=1e-12)


def test_every_parameter_has_a_past_of_its_own():
    for make in (lambda p: optim.SGD(p, 0.1, 0.9), lambda p: optim.Adam(p, 0.1)):
        single = descend(make, 4, (1.0, -2.0))
        weights = [nn.Parameter(np.array([1.0, -2.0])), nn.Parameter(np.array([[5.0]]))]
        optimizer = make(weights)
        for _ in range(4):
            optimizer.zero_grad()
            for weight in weights:
                (weight * weight).sum().backward()
            optimizer.step()
        np.testing.assert_array_equal(weights[0].data, single)


def test_fit_goes_once_over_batches_of_32_unless_told():
    model = nn.Linear(1, 2)
    optimizer = optim.SGD(model.parameters())
    x, labels = np.ones((65, 1), np.float32), np.zeros(65, int)
    assert [step.epoch for step in fit(model, x, labels, optimizer)] == [0, 0, 0]


def test_optimizers_leave_alone_what_has_no_gradient():
    weights = [nn.Parameter([1.0]), nn.Parameter([2.0]), nn.Parameter([3.0])]
    weights[1].grad = np.array([1.0])
    weights[2].grad = np.array([1.0])
    weights[2].requires_grad = False
    optimizer = optim.SGD(weights, 1.0)
    optimizer.step()
    assert [w.item() for w in weights] == [1, 1, 3]
    optimizer.zero_grad()
    assert weights[1].grad is None


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda p: optim.SGD(p[:0], 0.1), ValueError, "params is empty"),
        (lambda p: optim.SGD(p, 0.0), ValueError, "lr=0"),
        (
            lambda p: optim.SGD(p, float("nan")),
            ValueError,
            "lr=nan does not fit; give a finite number$",
        ),
        (lambda p: optim.SGD(p, "fast"), TypeError, "lr='fast'"),
        (
            lambda p: optim.SGD(p, 0.1, -1),
            ValueError,
            "momentum=-1.0 does not fit; give a finite number of at least 0",
        ),
        (lambda p: optim.SGD(p, 0.1, weight_decay=-1), ValueError, "weight_decay=-1"),
        (lambda p: optim.SGD(p, 0.1, nesterov=True), ValueError, "nesterov=True needs momentum"),
        (lambda p: optim.Adam(p, -1), ValueError, "lr=-1"),
        (lambda p: optim.Adam(p, betas=(0.9, 1.0)), ValueError, r"betas\[1\]=1"),
        (lambda p: optim.Adam(p, betas=(-0.1, 0.9)), ValueError, r"betas\[0\]=-0.1"),
        (lambda p: optim.Adam(p, eps=-1), ValueError, "eps=-1"),
    ],
)
def test_refusals_of_optimizers(make, error, message):
    with pytest.raises(error, match=message):
        make([nn.Parameter([1.0])])


def line():
    """Examples of y = 3x - 1."""
    x = np.linspace(-1, 1, 20)[:, None]
    return nn.Linear(1, 1, dtype=np.float64).reset_parameters(0), x, 3 * x - 1


def test_fit_finds_a_line():
    model, x, y = line()
    optimizer = optim.SGD(model.parameters(), 0.2)
    steps = list(fit(model, x, y, optimizer, epochs=60, batch_size=8, loss=nn.functional.mse_loss))
    assert model.weight.item() == pytest.approx(3, abs=1e-6)
    assert model.bias.item() == pytest.approx(-1, abs=1e-6)
    assert [step.index for step in steps] == list(range(180))
    assert [step.epoch for step in steps] == [epoch for epoch in range(60) for _ in range(3)]
    assert steps[-1].loss < 1e-12 < steps[0].loss


def test_the_loss_told_is_that_before_the_update():
    model, x, y = line()
    before = float(((predict(model, x) - y) ** 2).mean())
    optimizer = optim.SGD(model.parameters(), 0.2)
    step = next(fit(model, x, y, optimizer, batch_size=20, loss=nn.functional.mse_loss))
    assert step.loss == pytest.approx(before)


def test_every_pass_sees_every_example_once_in_a_new_order():
    class Spy(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter([1.0])
            self.seen = []

        def forward(self, x):
            self.seen.append(x.data.ravel().tolist())
            return x * self.weight

    orders = []
    for seed in (0, 0, 1):
        spy = Spy()
        optimizer = optim.SGD(spy.parameters(), 1e-9)
        inputs = np.arange(7.0)[:, None]
        list(
            fit(
                spy,
                inputs,
                inputs,
                optimizer,
                epochs=2,
                batch_size=3,
                seed=seed,
                loss=nn.functional.mse_loss,
            )
        )
        assert [len(batch) for batch in spy.seen] == [3, 3, 1, 3, 3, 1]
        passes = [list(chain(*spy.seen[:3])), list(chain(*spy.seen[3:]))]
        assert [sorted(numbers) for numbers in passes] == [list(range(7))] * 2
        assert passes[0] != passes[1]
        orders.append(passes)
    assert orders[0] == orders[1] != orders[2]


def test_training_that_diverges_says_so():
    model, x, y = line()
    optimizer = optim.SGD(model.parameters(), 1e6)
    steps = fit(model, x, y, optimizer, epochs=1000, loss=nn.functional.mse_loss)
    with (
        np.errstate(over="ignore", invalid="ignore"),
        pytest.raises(FloatingPointError, match=r"at step \d+ with lr=1000000.0"),
    ):
        list(steps)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"targets": np.ones((3, 1))}, "inputs has 20 examples and targets 3"),
        ({"inputs": np.ones((0, 1)), "targets": np.ones((0, 1))}, "at least one"),
        ({"epochs": 0}, "epochs=0"),
        ({"batch_size": 0}, "batch_size=0"),
        ({"seed": -1}, "seed=-1"),
    ],
)
def test_refusals_of_fit_come_at_once(options, message):
    model, x, y = line()
    given = {"inputs": x, "targets": y, "optimizer": optim.SGD(model.parameters())} | options
    with pytest.raises(ValueError, match=message):
        fit(model, **given)


def test_prediction_and_accuracy():
    model = nn.Sequential(nn.BatchNorm2d(1), nn.Flatten())
    x = np.array([[1.0, 0], [5, 9], [2, 1]]).reshape(3, 1, 1, 2)
    model[0].eval()
    np.testing.assert_allclose(predict(model, x, batch_size=2), x.reshape(3, 2), rtol=1e-4)
    assert model.training
    assert not model[0].training
    assert accuracy(model, x, [0, 1, 1]) == pytest.approx(2 / 3)
    with pytest.raises(ValueError, match="inputs has no examples"):
        predict(model, x[:0])
    with pytest.raises(ValueError, match=r"labels has shape \(2,\)"):
        accuracy(model, x, [0, 1])


def test_the_stored_network_reads_what_it_never_saw():
    held_out = digit_set(2000, split="test")
    found = accuracy(trained_digit_network(), *held_out)
    assert recorded_accuracy() >= 0.97
    assert found == pytest.approx(recorded_accuracy(), abs=1e-3)
    assert accuracy(digit_network(), *held_out) < 0.3


def test_a_short_training_learns_and_repeats_itself():
    train, held_out = digit_set(300), digit_set(200, split="test")
    states = []
    for _ in range(2):
        model = digit_network(5)
        list(fit(model, *train, optim.Adam(model.parameters(), 3e-3), epochs=4))
        states.append(model.state_dict())
    assert accuracy(model, *held_out) > 0.7
    for name, value in states[0].items():
        np.testing.assert_array_equal(value, states[1][name])


def test_a_new_head_on_a_frozen_body():
    """Transfer: the trained body, four new classes, and only the head learns."""
    model = trained_digit_network().train()
    train = digit_set(200, seed=3)
    model[7] = nn.Linear(256, 2).reset_parameters(0)
    model.requires_grad_(False)
    model[7].requires_grad_()
    before = model.state_dict()
    odd = train.labels % 2
    list(fit(model, train.images, odd, optim.Adam(model.parameters(), 1e-2), epochs=5))
    after = model.state_dict()
    for name in before:
        assert np.array_equal(before[name], after[name]) == (not name.startswith("7."))
    assert accuracy(model, train.images, odd) > 0.85


def test_storing(monkeypatch, tmp_path):
    place = tmp_path / WEIGHTS.name
    monkeypatch.setattr("onefilter.digit_network.WEIGHTS", place)
    model = digit_network(9)
    store(model, [2.0, 1.0, 0.5], [0.1, 0.5])
    assert recorded_accuracy() == 0.5
    assert recorded_run()[0].tolist() == [2.0, 1.0, 0.5]
    for name, value in trained_digit_network().state_dict().items():
        np.testing.assert_array_equal(value, model.state_dict()[name])
    assert not trained_digit_network().training
