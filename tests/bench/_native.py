"""Times convolutions beside PyTorch's and SciPy's, on one thread: prints one JSON object.

Run as a program of its own, with the number of threads in its environment.
"""

import json
import tracemalloc
from collections.abc import Callable
from statistics import median
from time import perf_counter

import torch
from scipy import ndimage, signal

from onefilter.conv import conv2d
from tests.bench._workloads import WORKLOADS, arrays

ROUNDS = 25
ROUND_SECONDS = 0.02
Work = Callable[[], object]


def competitors(name: str, dtype: str) -> dict[str, Work]:
    """Return the same convolution, done by each library."""
    x, weight, options = arrays(name, dtype)
    their_x, their_weight = torch.from_numpy(x), torch.from_numpy(weight)
    works: dict[str, Work] = {
        "ours": lambda: conv2d(x, weight, **options),
        "torch": lambda: torch.nn.functional.conv2d(their_x, their_weight, **options),
    }
    if x.size == x.shape[2] * x.shape[3]:
        plane, kernel = x[0, 0], weight[0, 0]
        works["SciPy signal"] = lambda: signal.correlate2d(plane, kernel, "valid")
        works["SciPy ndimage"] = lambda: ndimage.correlate(plane, kernel, mode="constant")
    return works


def interleaved(works: dict[str, Work]) -> dict[str, float]:
    """Return the median seconds of each, taken in turns so that all meet the same weather."""
    repeats = {name: max(1, int(ROUND_SECONDS / seconds(work, 2))) for name, work in works.items()}
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            times[name].append(seconds(work, repeats[name]))
    return {name: median(taken) for name, taken in times.items()}


def seconds(work: Work, repeats: int) -> float:
    """Time one call, averaged over some."""
    begin = perf_counter()
    for _ in range(repeats):
        work()
    return (perf_counter() - begin) / repeats


def extra_bytes(name: str, dtype: str) -> int:
    """Return the most memory that one call takes beyond its result."""
    x, weight, options = arrays(name, dtype)
    conv2d(x, weight, **options)
    tracemalloc.start()
    y = conv2d(x, weight, **options)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak - y.nbytes


def main() -> None:
    """Measure every workload in both types."""
    torch.set_num_threads(1)
    found = {}
    with torch.no_grad():
        for name in WORKLOADS:
            for dtype in ("float64", "float32"):
                times = interleaved(competitors(name, dtype))
                found[f"{name} {dtype}"] = {"times": times, "extra": extra_bytes(name, dtype)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
