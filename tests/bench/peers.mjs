// Times the package in the browser's Python beside JavaScript libraries, in turns, under Node.
//   node peers.mjs <package folder> <folder of the peers' node_modules> <folder of this file>
// Prints one JSON object of medians in seconds.
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { convolve, descend } from "./loops.mjs";

const [folder, peers, here] = process.argv.slice(2);
const require = createRequire(path.resolve(peers, "package.json"));
const ROUNDS = 7;
const ROUND_SECONDS = 0.05;
const DIGITS = 320;
const HOVER_ROUNDS = 4;

const { lock, python } = await import(pathToFileURL(path.resolve(folder, "files.mjs")));
const { loadPyodide } = await import(`${python}pyodide.mjs`);
const interpreter = await loadPyodide({
  indexURL: fileURLToPath(python),
  lockFileContents: lock,
  packageBaseUrl: `${path.resolve(folder)}/`,
  packages: Object.keys(lock.packages),
});
interpreter.mountNodeFS("/bench", path.resolve(here));
interpreter.runPython("import sys; sys.path.insert(0, '/bench')");
const ours = interpreter.pyimport("_inside").Bench();

const workloads = interpreter
  .pyimport("_workloads")
  .WORKLOADS.toJs({ dict_converter: Object.fromEntries });

const tf = await tensorflow();
const convnetjs = require("convnetjs");

async function tensorflow() {
  const core = require("@tensorflow/tfjs-core");
  require("@tensorflow/tfjs-backend-cpu");
  const { setWasmPaths } = require("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(`${path.dirname(require.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
  await core.ready();
  return core;
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

function seconds(work, repeats) {
  const begin = performance.now();
  for (let i = 0; i < repeats; i++) work();
  return (performance.now() - begin) / 1000 / repeats;
}

// Each competitor answers with the seconds of one call, averaged over the repeats it is given.
async function interleaved(competitors) {
  const times = {};
  const repeats = {};
  for (const [name, timed] of Object.entries(competitors)) {
    await timed(1);
    repeats[name] = Math.max(1, Math.min(2000, Math.floor(ROUND_SECONDS / (await timed(1)))));
    times[name] = [];
  }
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, timed] of Object.entries(competitors))
      times[name].push(await timed(repeats[name]));
  return Object.fromEntries(Object.entries(times).map(([name, taken]) => [name, median(taken)]));
}

function floats(bytes) {
  const copy = new Uint8Array(bytes.toJs());
  bytes.destroy();
  return new Float64Array(copy.buffer);
}

function agree(name, found) {
  const expected = floats(ours.answer(name));
  const worst = found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
  if (!(found.length === expected.length && worst < 1e-9))
    throw new Error(`${name} differs by ${worst}`);
}

// The same convolution by TensorFlow.js, which keeps channels last.
function byTensorFlow(name, x, weight, { stride = 1, padding = 0, groups = 1 }) {
  const [size, filters] = workloads[name];
  const maps = tf.transpose(tf.tensor4d(Float32Array.from(x), size), [0, 2, 3, 1]);
  const bank = tf.transpose(
    tf.tensor4d(Float32Array.from(weight), filters),
    groups > 1 ? [2, 3, 0, 1] : [2, 3, 1, 0],
  );
  const convolution = groups > 1 ? tf.depthwiseConv2d : tf.conv2d;
  const ends = [
    [0, 0],
    [padding, padding],
    [padding, padding],
    [0, 0],
  ];
  return (repeats) =>
    seconds(() => {
      const y = convolution(maps, bank, stride, padding ? ends : "valid");
      y.dataSync();
      y.dispose();
    }, repeats);
}

// convnetjs takes one image at a time, and square filters over all channels.
function byConvnet(name, { stride = 1, padding = 0 }) {
  const [[n, depth, height, width], [filters, , side]] = workloads[name];
  const layer = new convnetjs.ConvLayer({
    in_sx: width,
    in_sy: height,
    in_depth: depth,
    sx: side,
    filters,
    stride,
    pad: padding,
  });
  const image = new convnetjs.Vol(width, height, depth);
  return (repeats) =>
    seconds(() => {
      for (let i = 0; i < n; i++) layer.forward(image, false);
    }, repeats);
}

async function convolutions(name) {
  const options = workloads[name][2];
  const [x, weight] = ours
    .numbers(name)
    .toJs()
    .map((bytes) => new Float64Array(new Uint8Array(bytes).buffer));
  const loop = () => convolve(x, weight, ...workloads[name]);
  agree(name, loop());
  const competitors = {
    "ours float64": (repeats) => ours.seconds(name, "float64", repeats),
    "ours float32": (repeats) => ours.seconds(name, "float32", repeats),
    loop: (repeats) => seconds(loop, repeats),
  };
  if (!options.groups) competitors.convnetjs = byConvnet(name, options);
  for (const backend of ["cpu", "wasm"]) {
    await tf.setBackend(backend);
    const timed = byTensorFlow(name, x, weight, options);
    competitors[`tfjs-${backend}`] = async (repeats) => {
      await tf.setBackend(backend);
      return timed(repeats);
    };
  }
  return interleaved(competitors);
}

function learning() {
  return interleaved({
    "one by one": () => ours.steps_one_by_one(),
    "at once": () => ours.steps_at_once(),
    loop: (repeats) => seconds(() => descend(100), repeats) / 100,
  });
}

function training() {
  const net = new convnetjs.Net();
  net.makeLayers([
    { type: "input", out_sx: 24, out_sy: 24, out_depth: 1 },
    { type: "conv", sx: 3, filters: 8, stride: 1, pad: 0, activation: "relu" },
    { type: "pool", sx: 2, stride: 2 },
    { type: "conv", sx: 3, filters: 16, stride: 1, pad: 0, activation: "relu" },
    { type: "pool", sx: 2, stride: 2 },
    { type: "softmax", num_classes: 10 },
  ]);
  const trainer = new convnetjs.Trainer(net, {
    method: "sgd",
    learning_rate: 0.01,
    momentum: 0.9,
    batch_size: 32,
  });
  const image = new convnetjs.Vol(24, 24, 1);
  return interleaved({
    ours: () => ours.epoch(),
    convnetjs: () =>
      seconds(() => {
        for (let i = 0; i < DIGITS; i++) trainer.train(image, i % 10);
      }, 1),
  });
}

const found = {};
for (const name of Object.keys(workloads)) found[name] = await convolutions(name);
found.learning = await learning();
found.training = await training();
found.hover = ours.hover(HOVER_ROUNDS);
console.log(JSON.stringify(found));
