"""Bad arguments: refused by name, with their value and what would fit."""

import re

import numpy as np
import pytest

from onefilter import attention, losses, normalization, p4, pooling, softmax, symmetry, tokens
from onefilter.activations import gelu_backward, relu, relu_backward, sigmoid_backward
from onefilter.architecture import trace
from onefilter.checks import number
from onefilter.conv import conv2d, conv2d_backward, conv2d_weight
from onefilter.conv_transpose import conv_transpose2d, conv_transpose2d_backward
from onefilter.coverage import unseen_pixels
from onefilter.digits import digit_set, draw_digit
from onefilter.effective_field import effective_field
from onefilter.layers import Conv, Pool
from onefilter.learner import gram_matrix, invisible_directions, learn_filter, rate_limit
from onefilter.linear import linear, linear_backward
from onefilter.padding import pad2d, pad2d_backward
from onefilter.receptive_field import Window
from onefilter.shapes import effective_kernel_size, leftover_pixels, output_size, same_padding
from onefilter.squeeze_excitation import squeeze_excitation, squeeze_excitation_backward
from onefilter.strokes import arc, draw_stroke
from onefilter.windows import fold, unfold

X = np.ones((1, 2, 5, 6))
W = np.ones((4, 2, 3, 3))
Y = np.ones((1, 4, 3, 4))
NAN = np.full((5, 6), np.nan)
IMAGE = np.ones((5, 6))


def transposed(**options):
    return conv_transpose2d(X, np.ones((2, 3, 2, 2)), **options)


REFUSED = {
    # sizes
    "size 0": (lambda: output_size(0, 3), "size=0 is too small; it must be at least 1"),
    "kernel 0": (lambda: output_size(5, 0), "kernel_size=0"),
    "stride 0": (lambda: output_size(5, 3, stride=0), "stride=0"),
    "dilation 0": (lambda: output_size(5, 3, dilation=0), "dilation=0"),
    "padding -1": (lambda: output_size(5, 3, padding=-1), "padding=-1"),
    "padding of three": (lambda: output_size(5, 3, padding=(1, 2, 3)), "padding=(1, 2, 3)"),
    "too large a kernel": (
        lambda: output_size(3, 2, dilation=4, padding=(0, 1)),
        "kernel_size=2 with dilation=4 spans 5 pixels, but size=3 with padding=(0, 1) offers 4; "
        "use a span of at most 4, or more padding",
    ),
    "effective size": (lambda: effective_kernel_size(3, 0), "dilation=0"),
    "leftover": (lambda: leftover_pixels(2, 3), "kernel_size=3"),
    "same size": (lambda: same_padding(0, 3), "size=0"),
    "same stride": (lambda: same_padding(5, 3, stride=0), "stride=0"),
    # convolution
    "rank of x": (
        lambda: conv2d(X[0], W),
        "x has shape (2, 5, 6), of rank 3; it must have rank 4: (N, C_in, H, W)",
    ),
    "rank of weight": (lambda: conv2d(X, W[0]), "weight has shape (2, 3, 3), of rank 3"),
    "empty x": (lambda: conv2d(X[:0], W), "x has shape (0, 2, 5, 6); every axis"),
    "channels": (
        lambda: conv2d(X[:, :1], W),
        "x has 1 channels but weight, of shape (4, 2, 3, 3), with groups=1 takes 2",
    ),
    "channels of groups": (lambda: conv2d(X, W, groups=2), "groups=2 takes 4"),
    "groups of filters": (
        lambda: conv2d(np.ones((1, 6, 5, 5)), W, groups=3),
        "groups=3 does not divide the 4 filters of weight",
    ),
    "groups 0": (lambda: conv2d(X, W, groups=0), "groups=0"),
    "bias": (
        lambda: conv2d(X, W, np.ones(3)),
        "bias has shape (3,); it must be (4,) to match the filters in weight",
    ),
    "rank of bias": (lambda: conv2d(X, W, np.ones((4, 1))), "bias has shape (4, 1), of rank 2"),
    "conv stride": (lambda: conv2d(X, W, stride=(1, 0)), "stride[1]=0"),
    "conv dilation": (lambda: conv2d(X, W, dilation=0), "dilation=0"),
    "conv padding": (lambda: conv2d(X, W, padding=(-1, 0)), "padding[0]=-1"),
    "pair of three": (lambda: conv2d(X, W, stride=(1, 2, 3)), "stride=(1, 2, 3) has 3 entries"),
    "padding nested": (lambda: conv2d(X, W, padding=((1, 2),)), "padding=((1, 2),)"),
    "padding nested negative": (lambda: conv2d(X, W, padding=((1, 2), (0, -3))), "[1]=-3"),
    "padding unknown": (lambda: conv2d(X, W, padding="full"), "padding='full' is unknown"),
    "padding empty": (lambda: conv2d(X, W, padding=()), "padding=() has 0 entries"),
    "same with a stride": (lambda: conv2d(X, W, padding="same", stride=2), "needs stride=1"),
    "conv too large": (lambda: conv2d(X, np.ones((1, 2, 7, 1))), "kernel_size=7"),
    "conv too large with dilation": (lambda: conv2d(X, W, dilation=3), "spans 7 pixels"),
    "grad of conv": (
        lambda: conv2d_backward(X, X, W),
        "grad_output has shape (1, 2, 5, 6); it must be (1, 4, 3, 4) to match the output of conv2d",
    ),
    "grad of weights": (lambda: conv2d_weight(X, W, X), "grad_output"),
    "grad's rank": (lambda: conv2d_backward(Y[0], X, W), "grad_output has shape (4, 3, 4)"),
    # transposed convolution
    "transposed channels": (
        lambda: conv_transpose2d(X, np.ones((3, 1, 2, 2))),
        "x has 2 channels but weight, of shape (3, 1, 2, 2), takes 3",
    ),
    "transposed groups": (lambda: transposed(groups=3), "groups=3 does not divide the 2"),
    "transposed output padding": (
        lambda: transposed(stride=2, output_padding=2),
        "output_padding=2 must be smaller than stride=2 or dilation=1",
    ),
    "transposed padding": (
        lambda: transposed(padding=3),
        "padding=3 cuts off the whole output; use at most 2",
    ),
    "transposed bias": (lambda: transposed(bias=[1.0]), "bias has shape (1,); it must be (3,)"),
    "transposed grad": (
        lambda: conv_transpose2d_backward(X, X, np.ones((2, 3, 2, 2))),
        "grad_output has shape (1, 2, 5, 6); it must be (1, 3, 6, 7)",
    ),
    # borders and windows
    "pad rank": (lambda: pad2d(IMAGE, 1), "x has shape (5, 6), of rank 2"),
    "pad mode": (lambda: pad2d(X, 1, mode="mirror"), "mode='mirror' is unknown; choose one of zer"),
    "pad reflect": (lambda: pad2d(X, (5, 0), mode="reflect"), "use at most 4"),
    "pad reflect columns": (lambda: pad2d(X, (0, 6), mode="reflect"), "6 columns; use at most 5"),
    "pad circular": (lambda: pad2d(X, (6, 0), mode="circular"), "use at most 5"),
    "pad back": (lambda: pad2d_backward(X, 3), "padding=3 leaves nothing of grad_output"),
    "pad back mode": (lambda: pad2d_backward(X, 1, mode="none"), "mode='none'"),
    "unfold rank": (lambda: unfold(IMAGE, 2), "x has shape (5, 6)"),
    "unfold kernel": (lambda: unfold(X, 6), "kernel_size=6"),
    "fold rank": (lambda: fold(X, 5), "windows has shape (1, 2, 5, 6), of rank 4"),
    "fold geometry": (
        lambda: fold(unfold(X, 2), 7),
        "windows has shape (1, 2, 2, 2, 4, 5); it must be (1, 2, 2, 2, 6, 6) for output_size=7",
    ),
    # pooling
    "pool rank": (lambda: pooling.max_pool2d(IMAGE, 2), "x has shape (5, 6)"),
    "pool kernel": (lambda: pooling.max_pool2d(X, 7), "kernel_size=7"),
    "pool kernel 0": (lambda: pooling.avg_pool2d(X, 0), "kernel_size=0"),
    "pool stride 0": (lambda: pooling.avg_pool2d(X, 2, 0), "stride=0"),
    "pool padding": (
        lambda: pooling.max_pool2d(X, 2, padding=2),
        "padding=2 exceeds half of kernel_size=2; use at most 1",
    ),
    "mean padding": (lambda: pooling.avg_pool2d(X, 3, padding=(2, 0)), "padding=(2, 0) exceeds"),
    "divisor": (lambda: pooling.avg_pool2d(X, 2, divisor_override=0), "divisor_override=0"),
    "pool back shape": (
        lambda: pooling.max_pool2d_backward(X, np.zeros((1, 2, 5, 5), int), 9),
        "indices has shape (1, 2, 5, 5)",
    ),
    "pool back index": (
        lambda: pooling.max_pool2d_backward(X, np.full(X.shape, 30), (5, 6)),
        "indices reach from 30 to 30, but input_size=(5, 6) has the pixels 0 to 29",
    ),
    "pool back negative": (
        lambda: pooling.max_pool2d_backward(X, np.full(X.shape, -1), (5, 6)),
        "indices reach from -1 to -1",
    ),
    "mean back": (lambda: pooling.avg_pool2d_backward(X, 5, 2), "grad_output has shape"),
    "adaptive": (lambda: pooling.adaptive_avg_pool2d(X, 0), "output_size=0"),
    "adaptive rank": (lambda: pooling.adaptive_avg_pool2d(IMAGE, 1), "x has shape"),
    "adaptive back": (lambda: pooling.adaptive_avg_pool2d_backward(X, 0), "input_size=0"),
    "global mean": (lambda: pooling.global_avg_pool2d(IMAGE), "x has shape"),
    "global max": (lambda: pooling.global_max_pool2d(IMAGE), "x has shape"),
    "global max back": (
        lambda: pooling.global_max_pool2d_backward(X, X),
        "grad_output has shape (1, 2, 5, 6); it must be (1, 2, 1, 1) to match x",
    ),
    "blur kernel": (lambda: pooling.blur_pool2d(X, 0), "kernel_size=0"),
    "blur stride": (lambda: pooling.blur_pool2d(X, 3, 0), "stride=0"),
    "blur too large": (lambda: pooling.blur_pool2d(X, 12), "use at most 4"),
    "blur back": (lambda: pooling.blur_pool2d_backward(X, (5, 6)), "match the output of blur"),
    # activations and the dense layer
    "relu back": (lambda: relu_backward([1.0], [1.0, 2.0]), "grad_output has shape (1,)"),
    "gelu back": (lambda: gelu_backward([1.0], [1.0, 2.0]), "to match x"),
    "sigmoid back": (lambda: sigmoid_backward([1.0], [1.0, 2.0]), "to match y"),
    "softmax axis": (
        lambda: softmax.softmax([1.0, 2.0], 1),
        "dim=1 is no axis of x with shape (2,); use -1 to 0",
    ),
    "softmax axis below": (lambda: softmax.log_softmax([1.0, 2.0], -2), "dim=-2 is no axis"),
    "softmax back": (lambda: softmax.softmax_backward([1.0], [1.0, 2.0]), "to match y"),
    "softmax back axis": (lambda: softmax.softmax_backward([1.0], [1.0], 1), "dim=1"),
    "linear features": (
        lambda: linear(np.ones((2, 3)), np.ones((4, 5))),
        "x has 3 features in its last axis but weight, of shape (4, 5), takes 5",
    ),
    "linear rank": (
        lambda: linear(3.0, np.ones((4, 5))),
        "x has shape (), of rank 0; it must have",
    ),
    "linear weight": (lambda: linear(np.ones(5), np.ones(5)), "weight has shape (5,)"),
    "linear bias": (lambda: linear(np.ones(5), np.ones((4, 5)), np.ones(5)), "bias has shape (5,)"),
    "linear back": (lambda: linear_backward(np.ones(5), np.ones(5), np.ones((4, 5))), "(4,)"),
    # normalization
    "norm rank": (
        lambda: normalization.batch_norm(IMAGE, None, None, training=True),
        "x has shape (5, 6)",
    ),
    "no statistics": (
        lambda: normalization.batch_norm(X, None, None),
        "running_mean=None, but outside training",
    ),
    "no variance": (
        lambda: normalization.batch_norm(X, np.ones(2), None),
        "running_var=None, but outside training",
    ),
    "statistics": (
        lambda: normalization.batch_norm(X, np.ones(3), np.ones(2)),
        "running_mean has shape (3,); it must be (2,)",
    ),
    "one value": (
        lambda: normalization.batch_norm(X[..., :1, :1], None, None, training=True),
        "x has shape (1, 2, 1, 1), one value for each channel",
    ),
    "eps": (
        lambda: normalization.batch_norm(X, None, None, training=True, eps=0),
        "eps=0.0 does not fit; give a finite number above 0",
    ),
    "momentum": (
        lambda: normalization.batch_norm(X, np.ones(2), np.ones(2), training=True, momentum=np.nan),
        "momentum=nan",
    ),
    "norm weight": (
        lambda: normalization.batch_norm(X, None, None, [1.0], training=True),
        "weight has shape (1,); it must be (2,) to match what is normalized",
    ),
    "norm bias": (lambda: normalization.group_norm(X, 1, None, [1.0]), "bias has shape (1,)"),
    "norm back": (
        lambda: normalization.batch_norm_backward(Y, X, None, None, training=True),
        "grad_output has shape",
    ),
    "groups of norm": (
        lambda: normalization.group_norm(X, 3),
        "num_groups=3 does not divide the 2 channels of x",
    ),
    "groups of norm 0": (lambda: normalization.group_norm(X, 0), "num_groups=0"),
    "group back": (lambda: normalization.group_norm_backward(Y, X, 1), "grad_output"),
    "group eps": (lambda: normalization.group_norm(X, 1, eps=-1), "eps=-1"),
    "instance rank": (lambda: normalization.instance_norm(IMAGE), "x has shape"),
    "layer shape": (
        lambda: normalization.layer_norm(X, (5, 5)),
        "x has shape (1, 2, 5, 6); it must end with normalized_shape=(5, 5)",
    ),
    "layer shape empty": (lambda: normalization.layer_norm(X, ()), "normalized_shape=()"),
    "layer shape 0": (lambda: normalization.layer_norm(X, 0), "normalized_shape=0"),
    "layer weight": (lambda: normalization.layer_norm(X, 6, [1.0]), "weight has shape (1,)"),
    "layer back": (lambda: normalization.layer_norm_backward(Y, X, 6), "grad_output"),
    # losses
    "mse": (
        lambda: losses.mse_loss([1.0], [1.0, 2.0]),
        "target has shape (2,); it must be (1,) to match prediction",
    ),
    "mse back": (lambda: losses.mse_loss_backward([1.0], [1.0, 2.0]), "target has shape"),
    "classes beyond": (
        lambda: losses.cross_entropy([[1.0, 2.0]], [2]),
        "target reaches from 2 to 2, but logits has the classes 0 to 1",
    ),
    "classes below": (lambda: losses.cross_entropy([[1.0, 2.0]], [-1]), "from -1 to -1"),
    "number of classes": (lambda: losses.cross_entropy([[1.0, 2.0]], [0, 1]), "target has shape"),
    "rank of logits": (lambda: losses.cross_entropy([1.0, 2.0], [0]), "logits has shape (2,)"),
    "entropy back": (lambda: losses.cross_entropy_backward([[1.0]], [1]), "classes 0 to 0"),
    # attention
    "key": (
        lambda: attention.attention_weights(np.ones((1, 2, 3)), np.ones((1, 2, 4))),
        "key has shape (1, 2, 4); it must be (1, 2, 3) to match query",
    ),
    "value": (
        lambda: attention.scaled_dot_product_attention(
            np.ones((1, 2, 3)), np.ones((1, 2, 3)), np.ones((1, 4, 3))
        ),
        "value has shape (1, 4, 3); it must be (1, 2, 3) to match key",
    ),
    "attention back": (
        lambda: attention.scaled_dot_product_attention_backward(*[np.ones((1, 2, 3))] * 3, IMAGE),
        "value has shape (5, 6)",
    ),
    "attention grad": (
        lambda: attention.scaled_dot_product_attention_backward(
            np.ones((1, 1, 1)), *[np.ones((1, 2, 3))] * 3
        ),
        "grad_output has shape (1, 1, 1); it must be (1, 2, 3)",
    ),
    "self-attention rank": (lambda: attention.self_attention(IMAGE, *[IMAGE] * 3), "x has shape"),
    "self-attention weight": (
        lambda: attention.self_attention(np.ones((1, 2, 3)), *[IMAGE] * 3),
        "x has 3 features",
    ),
    "patches": (
        lambda: tokens.to_patches(X, 2),
        "patch_size=2 does not tile maps of 5×6; use a divisor of both",
    ),
    "patches of columns": (lambda: tokens.to_patches(X, 5), "patch_size=5 does not tile"),
    "patch 0": (lambda: tokens.to_patches(X, 0), "patch_size=0"),
    "patches back": (
        lambda: tokens.from_patches(np.ones((1, 4, 4)), (4, 5), 2),
        "patches has shape (1, 4, 4), which is not what to_patches makes of maps of 4×5",
    ),
    "patches back number": (lambda: tokens.from_patches(np.ones((1, 3, 4)), (4, 4), 2), "patches"),
    "patches back width": (lambda: tokens.from_patches(np.ones((1, 4, 5)), (4, 4), 2), "patches"),
    "patches back fit": (lambda: tokens.from_patches(np.ones((1, 1, 6)), (3, 3), 3), "not what"),
    "squeeze": (
        lambda: squeeze_excitation(X, np.ones((1, 3)), np.ones((2, 1))),
        "squeeze has shape (1, 3); it must be (1, 2) to take the channels of x",
    ),
    "excite": (
        lambda: squeeze_excitation(X, np.ones((1, 2)), np.ones((2, 2))),
        "excite has shape (2, 2); it must be (2, 1)",
    ),
    "squeeze back": (
        lambda: squeeze_excitation_backward(Y, X, np.ones((1, 2)), np.ones((2, 1))),
        "grad_output",
    ),
    # symmetry
    "shift border": (lambda: symmetry.shift(X, 1, 1, border="reflect"), "border='reflect'"),
    "shift rank": (lambda: symmetry.shift(IMAGE, 1, 1), "x has shape"),
    "rotate rank": (lambda: symmetry.rotate([1.0]), "x has shape (1,), of rank 1; it must have"),
    "flip axis": (lambda: symmetry.flip(X, "diagonal"), "axis='diagonal'"),
    "p4 filters": (lambda: p4.p4_lift(X, np.ones((1, 2, 3, 2))), "weight has filters of (3, 2)"),
    "p4 orientations": (
        lambda: p4.p4_conv2d(np.ones((1, 1, 3, 5, 5)), np.ones((1, 1, 4, 3, 3))),
        "x has shape (1, 1, 3, 5, 5); it must be (1, 1, 4, 5, 5) with four orientations",
    ),
    "p4 weight": (
        lambda: p4.p4_conv2d(np.ones((1, 1, 4, 5, 5)), np.ones((1, 2, 4, 3, 3))),
        "weight has shape (1, 2, 4, 3, 3); it must be (1, 1, 4, 3, 3)",
    ),
    "p4 square": (
        lambda: p4.p4_conv2d(np.ones((1, 1, 4, 5, 5)), np.ones((1, 1, 4, 3, 2))),
        "weight has filters of (3, 2)",
    ),
    "p4 rotate": (lambda: p4.p4_rotate(np.ones((1, 1, 3, 5, 5))), "with four orientations"),
    # learning
    "NaN image": (
        lambda: learn_filter(NAN, np.ones((3, 4)), rate=0.1),
        "image[0, 0]=nan; give finite numbers",
    ),
    "NaN target": (lambda: learn_filter(IMAGE, NAN[:3, :4], rate=0.1), "target_map[0, 0]=nan"),
    "infinite start": (
        lambda: learn_filter(IMAGE, np.ones((3, 4)), rate=0.1, initial=np.full((3, 3), np.inf)),
        "initial[0, 0]=inf",
    ),
    "image rank": (lambda: learn_filter(X, np.ones((3, 4)), rate=0.1), "image has shape"),
    "target rank": (lambda: learn_filter(IMAGE, X, rate=0.1), "target_map has shape"),
    "target size": (
        lambda: learn_filter(IMAGE, np.ones((6, 6)), rate=0.1),
        "target_map has shape (6, 6), larger than image with (5, 6)",
    ),
    "target columns": (lambda: learn_filter(IMAGE, np.ones((5, 7)), rate=0.1), "larger than image"),
    "start size": (
        lambda: learn_filter(IMAGE, np.ones((3, 4)), rate=0.1, initial=np.ones((2, 3))),
        "initial has shape (2, 3); it must be (3, 3)",
    ),
    "rate 0": (lambda: learn_filter(IMAGE, np.ones((3, 4)), rate=0), "rate=0"),
    "rate inf": (lambda: learn_filter(IMAGE, np.ones((3, 4)), rate=np.inf), "rate=inf"),
    "seed": (lambda: learn_filter(IMAGE, np.ones((3, 4)), rate=1, seed=-1), "seed=-1"),
    "gram of NaN": (lambda: gram_matrix(NAN), "image[0, 0]=nan"),
    "gram kernel": (lambda: gram_matrix(IMAGE, 6), "kernel_size=6"),
    "limit of NaN": (lambda: rate_limit(NAN), "image[0, 0]=nan"),
    "directions of NaN": (lambda: invisible_directions(NAN), "image[0, 0]=nan"),
    "directions kernel": (lambda: invisible_directions(IMAGE, 0), "kernel_size=0"),
    # fields and pictures
    "window": (lambda: Window(0), "kernel_size=0"),
    "window stride": (lambda: Window(1, 0), "stride=0"),
    "window padding": (lambda: Window(1, padding=-1), "padding=-1"),
    "window dilation": (lambda: Window(1, dilation=0), "dilation=0"),
    "unseen": (lambda: unseen_pixels(2, [Window(3)]), "kernel_size=3"),
    "unseen size": (lambda: unseen_pixels(0, []), "size=0"),
    "no layers": (lambda: effective_field([]), "layers is empty"),
    "unknown weights": (lambda: effective_field([Window(3)], weights="ones"), "weights='ones'"),
    "no draws": (lambda: effective_field([Window(3)], weights="random", draws=0), "draws=0"),
    "no channels": (lambda: effective_field([Window(3)], weights="random", channels=0), "=0"),
    "field seed": (lambda: effective_field([Window(3)], weights="random", seed=-1), "seed=-1"),
    "pen": (lambda: draw_stroke([(0, 0)], 0), "thickness=0"),
    "sheet": (lambda: draw_stroke([(0, 0)], 1, 0), "size=0"),
    "points": (lambda: draw_stroke([(0, 0, 0)], 1), "points has shape (1, 3)"),
    "NaN point": (lambda: draw_stroke([(0, np.nan)], 1), "points[0, 1]=nan"),
    "corners": (lambda: arc((0, 0), (1, 1), 0, 90, 1), "corners=1"),
    "digit 10": (lambda: draw_digit(10, np.random.default_rng(0)), "label=10 is no digit"),
    "digit -1": (lambda: draw_digit(-1, np.random.default_rng(0)), "label=-1"),
    "no digits": (lambda: digit_set(0), "count=0"),
    "split": (lambda: digit_set(1, split="valid"), "split='valid'"),
    "digit seed": (lambda: digit_set(1, seed=-1), "seed=-1"),
}

IN_FULL = {
    "bias of a transposed convolution": (
        lambda: transposed(bias=[1.0]),
        "bias has shape (1,); it must be (3,) to match weight",
    ),
    "gradient of a transposed convolution": (
        lambda: conv_transpose2d_backward(X, X, np.ones((2, 3, 2, 2))),
        "grad_output has shape (1, 2, 5, 6); it must be (1, 3, 6, 7) "
        "to match the output of conv_transpose2d",
    ),
    "padding of a transposed convolution": (
        lambda: conv_transpose2d(X, np.ones((2, 3, 3, 3)), padding=4),
        "padding=4 cuts off the whole output; use at most 3",
    ),
    "padding, top": (
        lambda: conv2d(X, W, padding=((-1, 0), (0, 0))),
        "padding[0][0]=-1 is too small; it must be at least 0",
    ),
    "padding, right": (
        lambda: conv2d(X, W, padding=((0, 0), (0, -1))),
        "padding[1][1]=-1 is too small; it must be at least 0",
    ),
    "mode": (
        lambda: pad2d(X, 1, mode="mirror"),
        "mode='mirror' is unknown; choose one of zeros, reflect, replicate, circular",
    ),
    "infinite": (lambda: number("rate", np.inf), "rate=inf does not fit; give a finite number"),
    "too small a number": (
        lambda: number("decay", -1.5, minimum=0.5),
        "decay=-1.5 does not fit; give a finite number of at least 0.5",
    ),
    "window of a pool": (
        lambda: trace((Pool((2, 2, 2), 1),), (1, 8, 8)),
        "kernel_size=(2, 2, 2) has 3 entries; give an int or a pair",
    ),
    "kernel as data": (
        lambda: trace((Conv(1, (2, 2, 2)),), (1, 8, 8)),
        "kernel_size=(2, 2, 2) has 3 entries; give an int or a pair",
    ),
    "stride as data": (
        lambda: trace((Conv(1, 2, stride=(1, 1, 1)),), (1, 8, 8)),
        "stride=(1, 1, 1) has 3 entries; give an int or a pair",
    ),
    "padding as data": (
        lambda: trace((Conv(1, 2, padding=(1, 1, 1)),), (1, 8, 8)),
        "padding=(1, 1, 1) has 3 entries; give an int or a pair",
    ),
    "dilation as data": (
        lambda: trace((Conv(1, 2, dilation=(1, 1, 1)),), (1, 8, 8)),
        "dilation=(1, 1, 1) has 3 entries; give an int or a pair",
    ),
    "shape of an image": (
        lambda: trace((), (1, 0, 8)),
        "input_shape[1]=0 is too small; it must be at least 1",
    ),
}

NOT_NUMBERS = {
    "text": (lambda: conv2d("image", W), "x has dtype <U5; give float32, float64, integers"),
    "complex": (lambda: conv2d(X * 1j, W), "x has dtype complex128"),
    "objects": (lambda: relu([None]), "x has dtype object"),
    "half": (lambda: relu(np.ones(2, np.float16)), "x has dtype float16"),
    "stride 1.5": (lambda: conv2d(X, W, stride=1.5), "stride=1.5 is not a whole number"),
    "stride of floats": (lambda: conv2d(X, W, stride=(1.0, 1)), "stride[0]=1.0"),
    "stride True": (lambda: conv2d(X, W, stride=True), "stride=True is not a whole number"),
    "size None": (lambda: output_size(None, 3), "size=None"),
    "groups text": (lambda: conv2d(X, W, groups="2"), "groups='2'"),
    "rate text": (lambda: learn_filter(IMAGE, IMAGE, rate="fast"), "rate='fast' is not a number"),
    "rate True": (lambda: learn_filter(IMAGE, IMAGE, rate=True), "rate=True is not a number"),
    "classes of floats": (lambda: losses.cross_entropy([[1.0]], [0.0]), "target has dtype float64"),
    "turns": (lambda: symmetry.rotate(X, 0.5), "quarter_turns=0.5"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_values_that_do_not_fit(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=re.escape(message)):
        call()


@pytest.mark.parametrize("case", IN_FULL)
def test_the_whole_message(case):
    call, message = IN_FULL[case]
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()


@pytest.mark.parametrize("case", NOT_NUMBERS)
def test_what_is_not_a_number(case):
    call, message = NOT_NUMBERS[case]
    with pytest.raises(TypeError, match=re.escape(message)):
        call()


def test_a_remembered_geometry_refuses_all_the_same():
    conv2d(X, W, stride=(1, 1))
    for stride in ((1.0, 1), (True, 1), (1, 0)):
        with pytest.raises((TypeError, ValueError), match="stride"):
            conv2d(X, W, stride=stride)


def test_whole_numbers_of_numpy_are_whole_numbers():
    for one in (np.int64(1), np.uint8(1), np.array(1)[()]):
        assert conv2d(X, W, stride=one, groups=one).shape == Y.shape
    assert conv2d(X, W, padding=np.int64(0)).shape == Y.shape
    assert output_size(np.int32(5), np.int64(3)) == 3
    assert conv2d(X, W, stride=[1, 2]).shape == (1, 4, 3, 2)
    assert conv2d(X.tolist(), W.astype(bool)).dtype == np.float64
