"""Train the digit network anew and store its weights: ``python pysrc/train_digits.py``.

The same seed gives the same digits and the same weights, up to the machine's rounding.
"""

import sys

import numpy as np

from onefilter.digit_network import WEIGHTS, store
from onefilter.digit_training import EPOCHS, LAST_STEP, STEPS_PER_EPOCH, DigitTraining

WANTED = 0.97


def main() -> int:
    """Train, measure, and store what is good enough."""
    training = DigitTraining(seed=0)
    for epoch in range(1, EPOCHS + 1):
        right = training.accuracies(epoch * STEPS_PER_EPOCH)[-1]
        print(f"after {epoch} of {EPOCHS} passes: {right:.2%} of held-out digits")
    if right < WANTED:
        return 1
    network = training.network_at(LAST_STEP).to(np.float32)
    store(network, training.losses(LAST_STEP), training.accuracies(LAST_STEP))
    print(f"stored in {WEIGHTS.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
