"""A program for the assembled runtime, and for this Python: numbers from all over the package."""

import numpy as np

from onefilter import nn, optim
from onefilter.attention import self_attention
from onefilter.conv import conv2d, conv2d_backward
from onefilter.conv_transpose import conv_transpose2d
from onefilter.coverage import uniform_deviation
from onefilter.digit_network import digit_network, trained_digit_network
from onefilter.digits import digit_set
from onefilter.effective_field import effective_field
from onefilter.images import IMAGES
from onefilter.kernels import PRESETS
from onefilter.learner import invisible_directions, learned_filters, rate_limit
from onefilter.networks import NETWORKS
from onefilter.normalization import layer_norm
from onefilter.p4 import p4_conv2d, p4_lift
from onefilter.pooling import adaptive_avg_pool2d, avg_pool2d, blur_pool2d, max_pool2d
from onefilter.receptive_field import Window
from onefilter.softmax import log_softmax, softmax
from onefilter.squeeze_excitation import squeeze_excitation
from onefilter.training import fit, predict


def results() -> dict[str, np.ndarray]:
    """Compute one number or array of every kind, the same in every Python."""
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(3, 4, 19, 17)), rng.normal(size=(6, 2, 3, 3))
    options = {"stride": 2, "padding": (1, 2), "groups": 2}
    y = conv2d(x, weight, **options)
    gradients = conv2d_backward(y, x, weight, **options)
    found = {
        "conv2d": y,
        "grad x": gradients.x,
        "grad weight": gradients.weight,
        "depthwise": conv2d(x, weight[:4, :1], groups=4),
        "transposed": conv_transpose2d(x, weight[:4], stride=2),
        "max": max_pool2d(x, 3, 2, 1, ceil_mode=True),
        "blur": blur_pool2d(x),
        "attention": self_attention(x[0], *rng.normal(size=(3, 5, 17))),
        "means": avg_pool2d(x, 3, 2, 1, ceil_mode=True, count_include_pad=False),
        "bins": adaptive_avg_pool2d(x, (4, 5)),
        "layer norm": layer_norm(x, (19, 17), eps=1e-3),
        "squeeze": squeeze_excitation(x, rng.normal(size=(2, 4)), rng.normal(size=(4, 2))),
        "softmax": softmax(x * 30, 1),
        "logarithms": log_softmax(x * 30, 1),
        "p4": p4_lift(x, weight[:, :, :2, :2].repeat(2, axis=1)),
        "p4 on the group": p4_conv2d(
            rng.normal(size=(2, 3, 4, 7, 6)), rng.normal(size=(2, 3, 4, 3, 3)), padding=1
        ),
        "effective field": effective_field([Window(3)] * 4, weights="random"),
        "deviation": np.array(uniform_deviation([Window(3, 2), Window(5, dilation=2)])),
        "digits": digit_set(30).images,
        "costs": np.array([(n.parameters, n.macs) for n in NETWORKS.values()], dtype=float),
    }
    for name, picture in IMAGES.items():
        found[f"picture {name}"] = picture.pixels
        found[f"limit {name}"] = np.array(rate_limit(picture.pixels))
        found[f"hidden {name}"] = np.array(float(len(invisible_directions(picture.pixels))))
        for preset, kernel in PRESETS.items():
            key = f"{preset} of {name}"
            found[key] = conv2d(picture.pixels[None, None], kernel.weights[None, None])
    image = IMAGES["face"].pixels
    target = found["sobel_x of face"][0, 0]
    found["descent"] = learned_filters(image, target, rate=0.5 * rate_limit(image), steps=200)
    return found | networks()


def networks() -> dict[str, np.ndarray]:
    """Run a trained network, and train one a little in float64."""
    data = digit_set(64)
    model = digit_network(3).to(np.float64)
    optimizer = optim.Adam(model.parameters(), 1e-3)
    losses = [step.loss for step in fit(model, *data, optimizer, batch_size=16)]
    norm = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.GELU(), nn.GroupNorm(2, 4))
    norm.reset_parameters(1).to(np.float64)
    return {
        "scores": predict(trained_digit_network(), data.images.astype(float)),
        "losses": np.array(losses),
        "trained": model[0].weight.numpy(),
        "norms": norm(data.images[:4].astype(float)).numpy(),
    }


def main() -> int:
    """Write the numbers where the test outside finds them."""
    np.savez("/out/results.npz", **results())
    return 0
