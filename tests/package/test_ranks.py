"""Every array argument of every operation: a wrong rank or type is refused by name and layout."""

import re

import numpy as np
import pytest

from onefilter import activations, attention, conv, losses, normalization, pooling, symmetry
from onefilter import conv_transpose as transposed
from onefilter import linear as dense
from onefilter import softmax as shares
from onefilter.gram import gram_matrix, invisible_directions, rate_limit
from onefilter.learner import learn_filter, learned_filters
from onefilter.p4 import p4_conv2d, p4_lift, p4_rotate
from onefilter.padding import pad2d, pad2d_backward
from onefilter.squeeze_excitation import squeeze_excitation, squeeze_excitation_backward
from onefilter.strokes import draw_stroke
from onefilter.tokens import from_patches, to_patches
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
