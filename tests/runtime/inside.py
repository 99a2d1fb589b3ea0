"""A program for the assembled runtime: convolve what /given holds, in two ways."""

import pydoc

import numpy as np

from onefilter.conv import conv2d


def main() -> int:
    """Write the answers where the tests outside find them."""
    image, kernel = np.load("/given/image.npy"), np.load("/given/kernel.npy")
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    np.savez(
        "/given/answers.npz",
        numpy=np.einsum("ijkl,kl->ij", windows, kernel),
        onefilter=conv2d(image[None, None], kernel[None, None])[0, 0],
        spectrum=np.fft.rfft2(image),
        solved=np.linalg.lstsq(image, image[:, 0], rcond=None)[0],
        uniform=np.random.default_rng(0).random(9),
        looked_up=np.array(pydoc.render_doc(conv2d)),
    )
    return 0
