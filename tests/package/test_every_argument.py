"""Every argument of every public function: what does not fit is refused by name, with its value."""

import importlib
import inspect
import pkgutil
import re

import numpy as np
import pytest

import onefilter
from onefilter import (
    activations,
    attention,
    conv,
    layers,
    losses,
    nn,
    normalization,
    pooling,
    shapes,
    symmetry,
)
from onefilter import conv_transpose as transposed
from onefilter import linear as dense
from onefilter import softmax as shares
from onefilter.architecture import count_macs, count_parameters, trace
from onefilter.coverage import covered_share, path_counts, uniform_deviation, unseen_pixels
from onefilter.digit_network import digit_network
from onefilter.digits import digit_set, digit_stream, draw_digit, parity_set
from onefilter.effective_field import effective_field
from onefilter.erf import erf
from onefilter.gram import gram_matrix, invisible_directions, rate_limit
from onefilter.learner import learn_filter, learned_filters
from onefilter.optim import SGD, Adam
from onefilter.p4 import p4_conv2d, p4_lift, p4_rotate
from onefilter.padding import pad2d, pad2d_backward
from onefilter.receptive_field import Field, Window, extend, graph_fields, merge, receptive_field
from onefilter.squeeze_excitation import squeeze_excitation, squeeze_excitation_backward
from onefilter.strokes import arc, draw_stroke
from onefilter.tokens import from_patches, to_patches
from onefilter.training import accuracy, fit, predict, train_step
from onefilter.update_rules import Moments, adam_step, moment_shares, momentum_step, sgd_step
from onefilter.windows import fold, unfold

MAPS = np.ones((1, 2, 5, 6))
ROW = np.ones(2)
TOKENS = np.ones((1, 3, 4))
MATRIX = np.ones((4, 4))
IN, OUT = "N C H W", "N C_out H_out W_out"

# A function, arguments that fit, and the layout of each array among them.
TAKES = [
    (conv.conv2d, {"x": MAPS, "weight": np.ones((4, 2, 3, 3)), "bias": np.ones(4)},
     {"x": "N C_in H W", "weight": "C_out C_in/groups k_h k_w", "bias": "C_out"}),
    (conv.conv2d_backward,
     {"grad_output": np.ones((1, 4, 3, 4)), "x": MAPS, "weight": np.ones((4, 2, 3, 3))},
     {"grad_output": OUT, "x": "N C_in H W", "weight": "C_out C_in/groups k_h k_w"}),
    (conv.conv2d_weight,
     {"grad_output": np.ones((1, 4, 3, 4)), "x": MAPS, "weight": np.ones((4, 2, 3, 3))},
     {"grad_output": OUT, "x": "N C_in H W", "weight": "C_out C_in/groups k_h k_w"}),
    (transposed.conv_transpose2d,
     {"x": MAPS, "weight": np.ones((2, 4, 3, 3)), "bias": np.ones(4)},
     {"x": "N C_in H W", "weight": "C_in C_out/groups k_h k_w", "bias": "C_out"}),
    (transposed.conv_transpose2d_backward,
     {"grad_output": np.ones((1, 4, 7, 8)), "x": MAPS, "weight": np.ones((2, 4, 3, 3))},
     {"grad_output": OUT, "x": "N C_in H W", "weight": "C_in C_out/groups k_h k_w"}),
    (pad2d, {"x": MAPS, "padding": 1}, {"x": IN}),
    (pad2d_backward, {"grad_output": MAPS, "padding": 1}, {"grad_output": IN}),
    (unfold, {"x": MAPS, "kernel_size": 2}, {"x": IN}),
    (fold, {"windows": np.ones((1, 2, 2, 2, 4, 5)), "output_size": (5, 6)},
     {"windows": "N C k_h k_w H_out W_out"}),
    (pooling.max_pool2d, {"x": MAPS, "kernel_size": 2}, {"x": IN}),
    (pooling.max_pool2d_backward,
     {"grad_output": MAPS, "indices": np.zeros(MAPS.shape, int), "input_size": 6},
     {"grad_output": OUT.replace("C_out", "C")}),
    (pooling.avg_pool2d, {"x": MAPS, "kernel_size": 2}, {"x": IN}),
    (pooling.avg_pool2d_backward,
     {"grad_output": np.ones((1, 2, 2, 3)), "input_size": (5, 6), "kernel_size": 2},
     {"grad_output": "N C H_out W_out"}),
    (pooling.adaptive_avg_pool2d, {"x": MAPS, "output_size": 2}, {"x": IN}),
    (pooling.adaptive_avg_pool2d_backward, {"grad_output": MAPS, "input_size": 9},
     {"grad_output": "N C H_out W_out"}),
    (pooling.global_avg_pool2d, {"x": MAPS}, {"x": IN}),
    (pooling.global_max_pool2d, {"x": MAPS}, {"x": IN}),
    (pooling.global_max_pool2d_backward, {"grad_output": np.ones((1, 2, 1, 1)), "x": MAPS},
     {"grad_output": "N C 1 1", "x": IN}),
    (pooling.blur_pool2d, {"x": MAPS}, {"x": IN}),
    (pooling.blur_pool2d_backward, {"grad_output": np.ones((1, 2, 3, 3)), "input_size": (5, 6)},
     {"grad_output": "N C H_out W_out"}),
    (dense.linear, {"x": MATRIX, "weight": MATRIX, "bias": np.ones(4)},
     {"x": "... in_features", "weight": "out_features in_features", "bias": "out_features"}),
    (dense.linear_backward, {"grad_output": TOKENS, "x": TOKENS, "weight": MATRIX},
     {"grad_output": "n0 n1 out_features", "x": "... in_features",
      "weight": "out_features in_features"}),
    (normalization.batch_norm,
     {"x": MAPS, "running_mean": ROW, "running_var": ROW, "weight": ROW, "bias": ROW}, {"x": IN}),
    (normalization.batch_norm_backward,
     {"grad_output": MAPS, "x": MAPS, "running_mean": ROW, "running_var": ROW},
     {"grad_output": IN, "x": IN}),
    (normalization.group_norm, {"x": MAPS, "num_groups": 1}, {"x": IN}),
    (normalization.group_norm_backward, {"grad_output": MAPS, "x": MAPS, "num_groups": 1},
     {"grad_output": IN, "x": IN}),
    (normalization.instance_norm, {"x": MAPS}, {"x": IN}),
    (normalization.layer_norm, {"x": MATRIX, "normalized_shape": 4}, {}),
    (normalization.layer_norm_backward,
     {"grad_output": MATRIX, "x": MATRIX, "normalized_shape": 4}, {}),
    (losses.cross_entropy, {"logits": MATRIX, "target": np.zeros(4, int)}, {"logits": "N classes"}),
    (losses.cross_entropy_backward, {"logits": MATRIX, "target": np.zeros(4, int)},
     {"logits": "N classes"}),
    (attention.attention_weights, {"query": TOKENS, "key": TOKENS},
     {"query": "N T d", "key": "N S d"}),
    (attention.scaled_dot_product_attention, {"query": TOKENS, "key": TOKENS, "value": TOKENS},
     {"query": "N T d", "key": "N S d", "value": "N S e"}),
    (attention.scaled_dot_product_attention_backward,
     {"grad_output": TOKENS, "query": TOKENS, "key": TOKENS, "value": TOKENS},
     {"grad_output": "N T e", "query": "N T d", "key": "N S d", "value": "N S e"}),
    (attention.self_attention,
     {"x": TOKENS, "query_weight": MATRIX, "key_weight": MATRIX, "value_weight": MATRIX},
     {"x": "N T features"}),
    (attention.self_attention_backward,
     {"grad_output": TOKENS, "x": TOKENS, "query_weight": MATRIX, "key_weight": MATRIX,
      "value_weight": MATRIX},
     {"x": "N T features", "grad_output": "N T e"}),
    (squeeze_excitation, {"x": MAPS, "squeeze": np.ones((1, 2)), "excite": np.ones((2, 1))},
     {"x": IN, "squeeze": "R C", "excite": "C R"}),
    (squeeze_excitation_backward,
     {"grad_output": MAPS, "x": MAPS, "squeeze": np.ones((1, 2)), "excite": np.ones((2, 1))},
     {"grad_output": IN, "x": IN, "squeeze": "R C", "excite": "C R"}),
    (to_patches, {"x": MAPS, "patch_size": 1}, {"x": IN}),
    (from_patches, {"patches": np.ones((1, 4, 4)), "size": (4, 4), "patch_size": 2},
     {"patches": "N patches features"}),
    (symmetry.shift, {"x": MAPS, "rows": 1, "columns": 1}, {"x": IN}),
    (symmetry.rotate, {"x": MAPS}, {"x": "... H W"}),
    (symmetry.flip, {"x": MAPS}, {"x": "... H W"}),
    (symmetry.equivariance_error,
     {"operation": np.negative, "transformation": np.negative, "x": MAPS}, {"x": IN}),
    (p4_lift, {"x": MAPS, "weight": np.ones((1, 2, 3, 3))}, {"weight": "C_out C_in k k"}),
    (p4_conv2d, {"x": np.ones((1, 1, 4, 5, 5)), "weight": np.ones((1, 1, 4, 3, 3))},
     {"x": "N C_in 4 H W", "weight": "C_out C_in 4 k k"}),
    (p4_rotate, {"x": np.ones((1, 1, 4, 5, 5))}, {"x": "N C 4 H W"}),
    (gram_matrix, {"image": MATRIX}, {"image": "H W"}),
    (rate_limit, {"image": MATRIX}, {"image": "H W"}),
    (invisible_directions, {"image": MATRIX}, {"image": "H W"}),
    (learn_filter,
     {"image": MATRIX, "target_map": np.ones((3, 3)), "rate": 1, "initial": np.ones((2, 2))},
     {"image": "H W", "target_map": "H_out W_out", "initial": "k_h k_w"}),
    (learned_filters,
     {"image": MATRIX, "target_map": np.ones((3, 3)), "rate": 1, "steps": 1},
     {"image": "H W", "target_map": "H_out W_out"}),
    (draw_stroke, {"points": np.ones((2, 2)), "thickness": 1}, {"points": "n 2"}),
]  # fmt: skip
CASES = [
    pytest.param(function, given, name, layout, id=f"{function.__name__} {name}")
    for function, given, layouts in TAKES
    for name, layout in layouts.items()
]

# Functions of any rank, and their array arguments.
FREE = [
    (activations.relu, ["x"]),
    (activations.relu_backward, ["grad_output", "x"]),
    (activations.gelu, ["x"]),
    (activations.gelu_backward, ["grad_output", "x"]),
    (activations.sigmoid, ["x"]),
    (activations.sigmoid_backward, ["grad_output", "y"]),
    (erf, ["x"]),
    (shares.softmax, ["x"]),
    (shares.log_softmax, ["x"]),
    (shares.softmax_backward, ["grad_output", "y"]),
    (losses.mse_loss, ["prediction", "target"]),
    (losses.mse_loss_backward, ["prediction", "target"]),
]


@pytest.mark.parametrize(("function", "given", "name", "layout"), CASES)
def test_a_wrong_rank_or_type_is_refused(function, given, name, layout):
    function(**given)
    axes = layout.split()
    open_ended = axes[0] == "..."
    rank = f"at least {len(axes) - 1}" if open_ended else len(axes)
    for wrong in [np.array(3.0)] if open_ended else [np.array(3.0), np.ones((1,) * 7)]:
        message = (
            f"{name} has shape {wrong.shape}, of rank {wrong.ndim}; "
            f"it must have rank {rank}: ({', '.join(axes)})"
        )
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            function(**given | {name: wrong})
    with pytest.raises(
        TypeError, match=f"^{name} has dtype <U1; give float32, float64, integers or"
    ):
        function(**given | {name: np.full(np.shape(given[name]), "x")})
    empty = np.ones((0, *np.shape(given[name])[1:]))
    with pytest.raises(
        ValueError, match=rf"^{name} has shape {re.escape(str(empty.shape))}; every a"
    ):
        function(**given | {name: empty})


@pytest.mark.parametrize(
    ("function", "names"), FREE, ids=lambda value: getattr(value, "__name__", "")
)
def test_what_is_not_numbers_is_refused_in_any_rank(function, names):
    given = dict.fromkeys(names, np.ones((2, 3)))
    function(**given)
    for name in names:
        with pytest.raises(TypeError, match=f"^{name} has dtype <U1; give float32"):
            function(**given | {name: np.full((2, 3), "x")})
        with pytest.raises(ValueError, match=rf"^{name} has shape \(0, 3\); every axis"):
            function(**given | {name: np.ones((0, 3))})


NETWORK = {"network": (layers.Conv(4, 3), layers.Flatten()), "input_shape": (1, 5, 5)}
# Functions without an array to lay out, and arguments that fit.
PLAIN = [
    (shapes.effective_kernel_size, {"kernel_size": 3}),
    (shapes.output_size, {"size": 9, "kernel_size": 3}),
    (shapes.leftover_pixels, {"size": 9, "kernel_size": 3}),
    (shapes.same_padding, {"size": 9, "kernel_size": 3}),
    (unseen_pixels, {"size": 9, "layers": [Window(3)]}),
    (effective_field, {"layers": [Window(3)], "weights": "random"}),
    (draw_digit, {"label": 3, "rng": np.random.default_rng(0)}),
    (digit_set, {"count": 2}),
    (digit_stream, {"count": 2}),
    (parity_set, {"count": 2}),
    (digit_network, {}),
    (arc, {"centre": (0, 0), "radii": (1, 1), "start": 0, "stop": 90}),
    (fit, {"model": digit_network(), "inputs": np.zeros((2, 1, 24, 24)), "targets": [0, 1],
           "optimizer": SGD(digit_network().parameters())}),
    (predict, {"model": digit_network(), "inputs": np.zeros((2, 1, 24, 24))}),
    (accuracy, {"model": digit_network(), "inputs": np.zeros((2, 1, 24, 24)), "labels": [0, 1]}),
    (train_step, {"model": digit_network(), "inputs": np.zeros((2, 1, 24, 24)), "targets": [0, 1],
                  "optimizer": SGD(digit_network().parameters())}),
    (nn.summary, {"model": nn.ReLU(), "input_shape": (1, 5, 5)}),
    (trace, NETWORK),
    (count_parameters, NETWORK),
    (count_macs, NETWORK),
    (receptive_field, {"layers": [Window(3)]}),
    (path_counts, {"layers": [Window(3)]}),
    (covered_share, {"layers": [Window(3)]}),
    (uniform_deviation, {"layers": [Window(3)]}),
    (extend, {"field": Field(), "window": Window(3)}),
    (merge, {"fields": [Field()]}),
    (graph_fields, {"nodes": {"conv": (Window(3), ["input"])}}),
]  # fmt: skip
# These take nothing at all.
OTHERS = {"no_grad", "recorded_accuracy", "trained_digit_network"}
# Update rules, arguments that fit, and values that do not, each with what is said of it.
PAST, PAIR = np.ones(3), (0.9, 0.999)
UPDATES = [
    (sgd_step, {"value": PAST, "grad": PAST, "lr": 0.1}, {
        "lr": [(0.0, "give a finite number above 0"), ("1", "is not a number")],
        "grad": [(np.ones(1), r"has shape \(1,\); it must be \(3,\) like value")],
        "value": [(np.array(["x"]), "has dtype <U1"), (np.ones(0), r"has shape \(0,\); every")],
    }),
    (momentum_step, {"velocity": PAST, "grad": PAST, "momentum": 0.9}, {
        "momentum": [(-0.1, "of at least 0"), (None, "is not a number")],
        "dampening": [(np.nan, "give a finite number")],
        "grad": [(np.ones(1), "like velocity"), ("x", "has dtype <U1")],
    }),
    (adam_step, {"moments": Moments(PAST, PAST, 1), "grad": PAST, "betas": PAIR, "eps": 0.0}, {
        "eps": [(-1e-8, "of at least 0"), (True, "is not a number")],
        "grad": [(np.ones((3, 1)), "like moments.first")],
        "betas": [(0.9, "give a pair of floats"), ((0.9,), "give a pair of floats")],
    }),
    (moment_shares, {"betas": PAIR}, {
        "betas": [((1.0, 0.9), r"\[0\]=1.0 must be below 1"), ((0.9, -1), r"\[1\]=-1.0 does not")],
    }),
]  # fmt: skip
# The package's inner works, and the site's.
NOT_FOR_READERS = {
    "batches", "digit_training", "photo_sizes", "playing", "speech", "versions",
    "arrival", "checks", "conv_gradients", "demos", "export", "gram", "grid", "link", "patches",
    "photo", "player", "scene", "session", "stage",
}  # fmt: skip
# What an argument must be, told by its name.
AT_LEAST = {
    "batch_size": 1, "channels": 1, "corners": 1, "count": 1, "dilation": 1, "draws": 1,
    "epochs": 1, "groups": 1, "input_size": 1, "kernel_size": 1, "normalized_shape": 1,
    "num_groups": 1, "output_padding": 0, "output_size": 1, "padding": 0, "patch_size": 1,
    "seed": 0, "size": 1, "steps": 0, "stride": 1,
}  # fmt: skip
ABOVE_ZERO = {"eps", "rate", "thickness"}
NUMBERS = {"value", "momentum"}
AXES = {"dim", "start_dim", "end_dim"}
# Values that are no object of the kind, each with the place that is told.
OBJECTS = {
    "layers": [(3, ""), ("x", ""), ([3], "[0]"), ([Window(3), None], "[1]")],
    "fields": [(Field(), ""), ([3], "[0]"), ([Field(), Window(3)], "[1]")],
    "field": [(3, ""), (Window(3), "")],
    "window": [(3, ""), (Field(), "")],
    "nodes": [([3], ""), ({"a": Window(3)}, "['a']"), ({"a": (3, ["input"])}, "['a'][0]")],
    "network": [("x", ""), (layers.Flatten(), ""), ((layers.Conv(1, 1), 3), "[1]")],
    "input_shape": [(224, ""), ("abc", ""), ((1, 0, 5), "[1]"), ((1.5, 5, 5), "[0]")],
    "model": [("x", ""), (nn.ReLU, "")],
    "optimizer": [("x", ""), ([nn.Parameter(1.0)], "")],
    "running_mean": [([0.0, 0.0], ""), (np.zeros(2, int), "")],
    "running_var": [([1.0, 1.0], ""), (np.ones(2, int), ""), (np.array([1.0, -1.0]), "[1]")],
}
# What holds examples: numbers that count them, none of which is missing.
EXAMPLES = {"inputs": [3.0, np.zeros((0, 1, 24, 24))], "targets": [3.0, []]}
NOT_FINITE = np.full((2, 1, 24, 24), np.nan)
OF_A_FEW = {"axis", "border", "mode", "padding_mode", "split"}


def public_functions():
    """Yield what a reader may import, each once."""
    for found in pkgutil.iter_modules(onefilter.__path__):
        if found.name[0] != "_" and found.name not in NOT_FOR_READERS:
            module = importlib.import_module(f"onefilter.{found.name}")
            own = [
                n
                for n, v in vars(module).items()
                if getattr(v, "__module__", "") == module.__name__
            ]
            for name in getattr(module, "__all__", own):
                if name[0] != "_" and inspect.isfunction(getattr(module, name)):
                    yield getattr(module, name)


FITTING = {call[0]: call[1] for call in [*TAKES, *PLAIN]} | {
    function: dict.fromkeys(names, np.ones((2, 3))) for function, names in FREE
}
ARGUMENTS = [
    pytest.param(function, name, id=f"{function.__name__} {name}")
    for function in FITTING
    for name in inspect.signature(function).parameters
]


def called(function, given):
    """Call, and take the first step of what only begins then."""
    result = function(**given)
    return next(result) if inspect.isgenerator(result) else result


def wrong_values(name, fitting):
    """Return values that do not fit an argument of this name."""
    if name in AT_LEAST:
        least = AT_LEAST[name]
        return [least - 1, -7, 1.5, np.nan, "2", True, (), (1, 2, 3), (least, least - 1)]
    if name in ABOVE_ZERO:
        return [0.0, -1.0, np.nan, np.inf, "fast", True]
    if name in NUMBERS and not isinstance(fitting, np.ndarray):
        return ["a", None, True]
    if name in AXES:
        return [1.5, "a", 9, -9, True]
    return ["unheard of", 3, None] if name in OF_A_FEW else []


def test_no_public_function_is_forgotten():
    left = {function.__name__ for function in public_functions() if function not in FITTING}
    assert left == OTHERS | {function.__name__ for function, *_ in UPDATES}


@pytest.mark.parametrize(("function", "name"), ARGUMENTS)
def test_what_does_not_fit_is_refused_by_name_and_value(function, name):
    given = FITTING[function]
    called(function, given)
    for value in wrong_values(name, given.get(name)):
        with pytest.raises((TypeError, ValueError)) as caught:
            called(function, given | {name: value})
        told = str(caught.value)
        assert re.search(rf"\b{name}\b", told), (value, told)
        parts = value if isinstance(value, tuple) and value else (value,)
        assert any(text in told for part in parts for text in (str(part), repr(part))), (
            value,
            told,
        )
        assert re.search(r"; |must|needs|at most|at least", told), (value, told)


@pytest.mark.parametrize(
    ("function", "name"), [param for param in ARGUMENTS if param.values[1] in OBJECTS]
)
def test_what_is_of_another_kind_is_refused_by_name_and_place(function, name):
    for value, place in OBJECTS[name]:
        given = FITTING[function] | {name: value}
        with pytest.raises((TypeError, ValueError), match=re.escape(f"{name}{place}")) as caught:
            called(function, given)
        assert re.search(r"; |must", str(caught.value)), (value, caught.value)


@pytest.mark.parametrize(
    ("function", "name"),
    [(f, name) for f in (fit, predict, accuracy) for name in EXAMPLES if name in FITTING[f]],
)
def test_examples_are_counted(function, name):
    for value in EXAMPLES[name]:
        with pytest.raises(ValueError, match=rf"^{name}.*(must have shape|give at least one)"):
            function(**FITTING[function] | {name: value})


def test_nothing_is_learned_from_what_is_no_number():
    with pytest.raises(ValueError, match=r"^inputs\[0, 0, 0, 0\]=nan; give finite numbers"):
        fit(**FITTING[fit] | {"inputs": NOT_FINITE})
    with pytest.raises(ValueError, match=r"^targets\[1\]=inf; give finite numbers"):
        fit(**FITTING[fit] | {"targets": np.array([0.0, np.inf])})
    with pytest.raises(TypeError, match=r"^inputs has dtype <U1; give numbers"):
        fit(**FITTING[fit] | {"inputs": ["a", "b"]})


@pytest.mark.parametrize("optimizer", [SGD, Adam])
def test_an_optimizer_refuses_what_is_not_learned(optimizer):
    weight, model = nn.Parameter(np.ones(3)), nn.Linear(2, 2)
    for params, told in (
        ([1.0], r"params\[0\]=1.0 is not a parameter; give nn.Parameter"),
        ([weight, np.ones(3)], r"params\[1\]=array.* is not a parameter"),
        (weight, r"params=Tensor.*; give model.parameters\(\) or a list"),
        (model, r"params=Linear.*; give model.parameters\(\)"),
        (3, r"params=3 is not a sequence"),
        ([weight, weight], r"params\[1\] is params\[0\] again; give each only once"),
        ([], "params is empty"),
    ):
        with pytest.raises((TypeError, ValueError), match=told):
            optimizer(params)


LAYERS_AS_DATA = [
    (layers.Conv, {"channels": 8, "kernel_size": 3}),
    (layers.Pool, {"kernel_size": 3, "stride": 2}),
    (layers.AdaptivePool, {"size": 2}),
    (layers.Linear, {"features": 3}),
]


@pytest.mark.parametrize(
    ("layer", "given", "name"),
    [
        (layer, given, name)
        for layer, given in LAYERS_AS_DATA
        for name in inspect.signature(layer).parameters
        if name != "bias"
    ],
)
def test_a_layer_as_data_refuses_sizes_that_do_not_fit(layer, given, name):
    least = 0 if name in ("groups", "padding") else 1
    layer(**given | {name: least})
    for value in (least - 1, -8, 1.5, "3", True, None):
        with pytest.raises((TypeError, ValueError), match=rf"^{name}={value!r}"):
            layer(**given | {name: value})


@pytest.mark.parametrize("layer", [layers.Sum, layers.Concat])
def test_branches_are_made_of_layers(layer):
    layer(((), (layers.Norm(),)))
    for branches, told in (
        ((), r"branches=\(\) does not fit; give at least one tuple"),
        (3, "branches=3 does not fit"),
        ((layers.Norm(),), r"branches\[0\]=Norm\(\) is not a chain; give a tuple of layers"),
        (((), (3,)), r"branches\[1\]\[0\]=3 is not a layer"),
    ):
        with pytest.raises((TypeError, ValueError), match=told):
            layer(branches)
    with pytest.raises(TypeError, match=r"block\[0\]='x' is not a layer"):
        layers.Auxiliary(("x",))


def test_bins_need_maps():
    network = (layers.Flatten(), layers.AdaptivePool(1))
    with pytest.raises(ValueError, match=r"AdaptivePool\(size=1\) needs maps \(C, H, W\), not"):
        trace(network, (1, 5, 5))


@pytest.mark.parametrize("function", [p4_lift, p4_conv2d])
def test_a_border_that_does_not_turn_is_refused(function):
    given = FITTING[function]
    for padding in (1, "same", "valid", (1, 1), ((2, 2), (2, 2))):
        function(**given | {"padding": padding})
    weight = given["weight"][..., :2, :2]
    for wrong in ({"padding": "same", "weight": weight}, {"padding": (0, 1)}):
        with pytest.raises(ValueError, match=r"^padding=.* must be the same on all four sides"):
            function(**given | wrong)


@pytest.mark.parametrize(
    ("function", "given", "wrong"), UPDATES, ids=lambda v: getattr(v, "__name__", "")
)
def test_an_update_rule_refuses_what_does_not_fit(function, given, wrong):
    function(**given)
    for name, cases in wrong.items():
        for value, told in cases:
            with pytest.raises((TypeError, ValueError), match=f"^{name}.*{told}"):
                function(**given | {name: value})


# Layers with arguments that fit, and something to pass through.
LAYERS = [
    (nn.Conv2d, {"in_channels": 2, "out_channels": 4, "kernel_size": 3}, MAPS),
    (nn.ConvTranspose2d, {"in_channels": 2, "out_channels": 4, "kernel_size": 3}, MAPS),
    (nn.MaxPool2d, {"kernel_size": 2}, MAPS),
    (nn.AvgPool2d, {"kernel_size": 2}, MAPS),
    (nn.AdaptiveAvgPool2d, {"output_size": 2}, MAPS),
    (nn.BatchNorm2d, {"num_features": 2}, MAPS),
    (nn.GroupNorm, {"num_groups": 1, "num_channels": 2}, MAPS),
    (nn.LayerNorm, {"normalized_shape": 4}, MATRIX),
    (nn.Linear, {"in_features": 4, "out_features": 4}, MATRIX),
    (nn.GELU, {}, MATRIX),
    (nn.Flatten, {}, MATRIX),
]
CHANNELS = ["in_channels", "out_channels", "in_features", "out_features", "num_channels"]
AT_LEAST |= dict.fromkeys([*CHANNELS, "num_features"], 1)
TOLD_BY_INPUT = {"normalized_shape", "start_dim", "end_dim"}
LAYER_ARGUMENTS = [
    pytest.param(layer, given, x, name, id=f"{layer.__name__} {name}")
    for layer, given, x in LAYERS
    for name in inspect.signature(layer).parameters
]
ON_THE_TAPE = [
    pytest.param(
        getattr(nn.functional, function.__name__), given, name, id=f"{function.__name__} {name}"
    )
    for function, given in FITTING.items()
    if function.__name__ in nn.functional.__all__
    for name in inspect.signature(getattr(nn.functional, function.__name__)).parameters
]


def used(layer, x):
    """Pass something through, if there is anything."""
    return layer if x is None else layer(x)


@pytest.mark.parametrize(("layer", "given", "x", "name"), LAYER_ARGUMENTS)
def test_a_layer_refuses_what_does_not_fit_when_it_is_made(layer, given, x, name):
    layer(**given)(x)
    for value in wrong_values(name, given.get(name)):
        if (layer, name, value) == (nn.BatchNorm2d, "momentum", None):
            continue  # the mean of all batches
        with pytest.raises((TypeError, ValueError), match=rf"\b{name}\b"):
            used(layer(**given | {name: value}), x if name in TOLD_BY_INPUT else None)


@pytest.mark.parametrize(("function", "given", "name"), ON_THE_TAPE)
def test_an_operation_on_the_tape_refuses_the_same(function, given, name):
    tensors = {k: nn.Tensor(v) if k in ("weight", "bias") else v for k, v in given.items()}
    for value in wrong_values(name, given.get(name)):
        with pytest.raises((TypeError, ValueError), match=rf"\b{name}\b"):
            function(**tensors | {name: value})
