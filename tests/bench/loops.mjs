// Convolution and descent as one writes them for speed in plain JavaScript: the package's rivals.

// Maps (N, C, H, W) and filters (O, C / groups, k, l), flat. One filter row at a time, three taps at
// once where there are three: the fastest of the orders of loops that were tried.
export function convolve(x, weight, size, filters, { stride = 1, padding = 0, groups = 1 }) {
  const [n, c, height, width] = size;
  const [o, seen, k, l] = filters;
  const tall = height + 2 * padding;
  const wide = width + 2 * padding;
  const rows = Math.floor((tall - k) / stride) + 1;
  const columns = Math.floor((wide - l) / stride) + 1;
  const input = padding ? padded(x, n * c, height, width, padding) : x;
  const y = new Float64Array(n * o * rows * columns);
  for (let image = 0; image < n; image++)
    for (let out = 0; out < o; out++)
      for (let channel = 0; channel < seen; channel++) {
        const map = (image * c + Math.floor(out / (o / groups)) * seen + channel) * tall * wide;
        for (let i = 0; i < k; i++) {
          const taps = ((out * seen + channel) * k + i) * l;
          for (let row = 0; row < rows; row++) {
            const from = map + (row * stride + i) * wide;
            const to = ((image * o + out) * rows + row) * columns;
            if (l === 3) addThree(y, to, columns, input, from, stride, weight, taps);
            else
              for (let j = 0; j < l; j++)
                addOne(y, to, columns, input, from + j, stride, weight[taps + j]);
          }
        }
      }
  return y;
}

function addThree(y, to, columns, x, from, stride, weight, taps) {
  const a = weight[taps];
  const b = weight[taps + 1];
  const c = weight[taps + 2];
  for (let s = 0, p = from; s < columns; s++, p += stride)
    y[to + s] += a * x[p] + b * x[p + 1] + c * x[p + 2];
}

function addOne(y, to, columns, x, from, stride, weight) {
  for (let s = 0, p = from; s < columns; s++, p += stride) y[to + s] += weight * x[p];
}

function padded(x, maps, height, width, padding) {
  const tall = height + 2 * padding;
  const wide = width + 2 * padding;
  const y = new Float64Array(maps * tall * wide);
  for (let map = 0; map < maps; map++)
    for (let row = 0; row < height; row++) {
      const from = (map * height + row) * width;
      y.set(x.subarray(from, from + width), (map * tall + row + padding) * wide + padding);
    }
  return y;
}

// Steps of gradient descent for a 3×3 filter on a 24×24 picture: map, error, gradient, update.
export function descend(steps) {
  const side = 24;
  const made = side - 2;
  const image = Float64Array.from({ length: side * side }, (_, i) => Math.sin(i * i));
  const target = Float64Array.from({ length: made * made }, (_, i) => Math.cos(i));
  const weight = new Float64Array(9);
  const gradient = new Float64Array(9);
  for (let step = 0; step < steps; step++) {
    gradient.fill(0);
    for (let r = 0; r < made; r++)
      for (let s = 0; s < made; s++) {
        let sum = 0;
        for (let t = 0; t < 9; t++)
          sum += weight[t] * image[(r + ((t / 3) | 0)) * side + s + (t % 3)];
        const error = sum - target[r * made + s];
        for (let t = 0; t < 9; t++)
          gradient[t] += error * image[(r + ((t / 3) | 0)) * side + s + (t % 3)];
      }
    for (let t = 0; t < 9; t++) weight[t] -= (0.1 * 2 * gradient[t]) / (made * made);
  }
  return weight;
}
