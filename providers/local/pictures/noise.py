"""Noise of several scales, built from coarse to fine so that it costs little more than its finest layer."""

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32, grid, resize, sample


def fbm(rng: Rng, height: int, width: int, cells: float, octaves: int = 6, gain: float = 0.5) -> Array:
    """Cloudy noise around 0 with a deviation near 1; `cells` says how many bumps fit in the shorter side."""
    short = min(height, width)
    total = np.zeros((2, 2), np.float32)
    weight = 1.0
    for octave in range(octaves):
        scale = min(1.0, cells * 2**octave / short)
        rows, columns = max(2, round(height * scale)), max(2, round(width * scale))
        total = resize(total, rows, columns) + rng.standard_normal((rows, columns), np.float32) * np.float32(weight)
        weight *= gain
        if scale == 1.0:
            break
    total = resize(total, height, width)
    return f32((total - total.mean()) / (total.std() + 1e-6))


def unit(noise: Array) -> Array:
    """Noise around 0 into 0..1, where nearly all of it lies within."""
    return f32(np.clip(noise * np.float32(0.22) + np.float32(0.5), 0, 1))


def tile(rng: Rng, size: int, slope: float, lowest: float = 1.0, highest: float = 1e9) -> Array:
    """Noise that repeats without a seam: random waves whose strength falls with `slope` from `lowest` on."""
    fy = np.fft.fftfreq(size)[:, None] * size
    fx = np.fft.rfftfreq(size)[None, :] * size
    frequency = np.hypot(fy, fx)
    band = (frequency >= lowest) & (frequency <= highest)
    strength = np.where(band, np.maximum(frequency, 1) ** -slope, 0).astype(np.float32)
    phase = rng.uniform(0, 2 * np.pi, strength.shape).astype(np.float32)
    waves = np.fft.irfft2(strength * np.exp(1j * phase), s=(size, size))
    return f32(waves / (waves.std() + 1e-9))


def line(rng: Rng, width: int, cells: float, octaves: int = 6, gain: float = 0.5) -> Array:
    """Noise along one line, around 0, smooth between its knots."""
    total = np.zeros(width, np.float32)
    for octave in range(octaves):
        knots = max(4, round(cells * 2**octave) + 3)
        row = rng.standard_normal((1, knots), np.float32)
        total += resize(np.repeat(row, 2, axis=0), 2, width)[0] * np.float32(gain**octave)
        if knots > width:
            break
    return total


def warped(rng: Rng, height: int, width: int, scale: float, twist: float) -> Array:
    """Noise whose coordinates are pushed around by other noise: filaments instead of blobs."""
    texture = tile(rng, 512, 1.65, 2)
    y, x = grid(height, width)
    push_y, push_x = fbm(rng, height, width, 2.2, 5), fbm(rng, height, width, 2.2, 5)
    step = np.float32(scale * 512 / min(height, width))
    rows = (y * height * step) + push_y * np.float32(twist)
    columns = (x * width * step) + push_x * np.float32(twist)
    return sample(texture, rows + np.float32(rng.uniform(0, 512)), columns + np.float32(rng.uniform(0, 512)))
