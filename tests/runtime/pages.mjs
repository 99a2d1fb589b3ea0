// Memories of every kind go through pages and come back, byte for byte.   node pages.mjs
import assert from "node:assert";
import {
  collectPages,
  fillMemory,
  fingerprint,
  PAGE,
  sortPages,
} from "../../overrides/assets/javascripts/boot/pages.mjs";

let seed = 1;
const random = (below) => {
  seed = (Math.imul(seed, 48271) >>> 0) % 0x7fffffff;
  return seed % below;
};
const fillRandomly = (memory, page) => {
  for (let at = page * PAGE; at < (page + 1) * PAGE; at++) memory[at] = random(256);
};

for (let round = 0; round < 200; round++) {
  const count = 1 + random(40);
  const [fresh, frozen] = [new Uint8Array(count * PAGE), new Uint8Array(count * PAGE)];
  for (let page = 0; page < count; page++) {
    const [fill, becomes] = [random(2), random(3)]; // the same, something else, nothing
    if (fill) fillRandomly(fresh, page);
    if (becomes === 0) frozen.set(fresh.subarray(page * PAGE, (page + 1) * PAGE), page * PAGE);
    if (becomes === 1) fillRandomly(frozen, page);
  }
  const unlike = fresh.slice();
  const odd = random(count * PAGE);
  unlike[odd] ^= 1; // what another browser has there cannot be relied on

  const runs = sortPages(frozen, [fresh, unlike]);
  const pages = collectPages(frozen, runs);
  const told = fingerprint(frozen, runs);
  for (const start of [fresh, unlike]) {
    const memory = start.slice();
    fillMemory(memory, runs, pages, memory.length);
    assert.deepStrictEqual(memory, frozen);
    assert.strictEqual(fingerprint(memory, runs), told);
  }
  assert.throws(() =>
    fillMemory(fresh.slice(), runs, new Uint8Array(pages.length + 1), count * PAGE),
  );
}

// A page that a fresh instance has already need not travel, and is looked at.
const data = new Uint8Array(2 * PAGE).fill(3);
const runs = sortPages(data, [data, data]);
assert.strictEqual(collectPages(data, runs).length, 0);
const changed = data.slice();
changed[PAGE] = 4;
assert.notStrictEqual(fingerprint(changed, runs), fingerprint(data, runs));
