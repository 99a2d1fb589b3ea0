"""The digit network's training, held to PyTorch's and to the weights that are shipped."""

import copy

import numpy as np
import pytest

from onefilter.batches import shuffled
from onefilter.digit_network import digit_network, recorded_run
from onefilter.digit_training import (
    BATCH,
    DRAWN_AT_ONCE,
    EXAMPLES,
    HELD_OUT,
    KEPT_EVERY,
    RATE,
    STEPS_PER_EPOCH,
    DigitTraining,
    Drawing,
    rate_in,
)
from onefilter.digits import digit_set
from onefilter.training import accuracy

SEED = 4


@pytest.fixture(scope="module")
def training() -> DigitTraining:
    return DigitTraining(SEED)


def test_the_first_steps_are_pytorch_s(training: DigitTraining) -> None:
    torch = pytest.importorskip("torch")
    functional, steps = torch.nn.functional, 40
    first = digit_network(SEED).state_dict().values()
    weights = [torch.from_numpy(value).double().requires_grad_() for value in first]
    optimizer = torch.optim.Adam(weights, RATE)
    digits = digit_set(EXAMPLES)
    batches = [b for _, b in shuffled(EXAMPLES, epochs=1, batch_size=BATCH, seed=SEED)]
    losses = []
    for batch in batches[:steps]:
        x = torch.from_numpy(digits.images[batch]).double()
        for layer in (weights[:2], weights[2:4]):
            x = functional.max_pool2d(functional.conv2d(x, *layer).relu(), 2)
        scores = functional.linear(x.flatten(1), *weights[4:])
        loss = functional.cross_entropy(scores, torch.from_numpy(digits.labels[batch]))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    np.testing.assert_allclose(training.losses(steps), losses, rtol=0, atol=1e-10)
    ours = training.network_at(steps).state_dict().values()
    for value, theirs in zip(ours, weights, strict=True):
        np.testing.assert_allclose(value, theirs.detach().numpy(), rtol=0, atol=1e-10)


def test_every_pass_goes_slower() -> None:
    rates = [rate_in(epoch) for epoch in range(12)]
    np.testing.assert_allclose(rates, np.linspace(0.002, 0.002 / 12, 12))


def test_the_stored_run_is_this_one() -> None:
    losses, accuracies = recorded_run()
    training = DigitTraining(0)
    np.testing.assert_allclose(training.losses(30), losses[:30], rtol=1e-5)
    assert training.accuracies(30) == accuracies[:1].tolist()
    assert len(losses) == 12 * STEPS_PER_EPOCH


def test_a_pass_is_judged_on_digits_it_never_saw(training: DigitTraining) -> None:
    network = training.network_at(STEPS_PER_EPOCH)
    before, after = training.accuracies(STEPS_PER_EPOCH)
    held_out = digit_set(HELD_OUT, split="test")
    assert after == accuracy(network, *held_out) > 0.8
    assert before == accuracy(training.network_at(0), *held_out) < 0.3


@pytest.mark.parametrize("step", [0, 1, KEPT_EVERY, KEPT_EVERY + 3])
def test_looking_back_finds_what_was(training: DigitTraining, step: int) -> None:
    training.network_at(2 * KEPT_EVERY)
    back = training.network_at(step).state_dict()
    fresh = DigitTraining(SEED).network_at(step).state_dict()
    assert all(np.array_equal(back[name], fresh[name]) for name in fresh)
    losses = training.losses(2 * KEPT_EVERY)
    assert len(losses) == len(set(losses)) == 2 * KEPT_EVERY


def test_what_was_shown_does_not_move(training: DigitTraining) -> None:
    shown = training.network_at(5)
    before = copy.deepcopy(shown.state_dict())
    training.network_at(9)
    assert all(np.array_equal(before[name], value) for name, value in shown.state_dict().items())


def test_a_piece_of_work_is_small() -> None:
    training = DigitTraining(SEED + 1)
    pieces = 1
    while not training.work(2):
        pieces += 1
    # The held-out digits are read before the first step, some at a time, and then two batches.
    assert pieces == HELD_OUT // 80 + 2
    assert training.work(2)


def test_a_set_drawn_bit_by_bit_is_the_set() -> None:
    drawing = Drawing(50, "test")
    drawing.draw()
    assert (len(drawing.drawn), drawing.is_complete) == (DRAWN_AT_ONCE, False)
    while not drawing.is_complete:
        drawing.draw()
    whole = digit_set(50, split="test")
    np.testing.assert_array_equal(drawing.digits.images, whole.images)
    np.testing.assert_array_equal(drawing.digits.labels, whole.labels)
