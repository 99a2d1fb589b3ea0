// A frozen memory as pages. Most of it need not travel: pages that hold nothing, and pages that every
// fresh instance of the same program has already. Small pages find more of both than large ones.

export const PAGE = 512; // bytes
const WORDS = PAGE / 4;
const [FRESH, EMPTY, SHIPPED] = [0, 1, 2];

const words = (memory) => new Uint32Array(memory.buffer, memory.byteOffset, memory.byteLength >> 2);

/**
 * Sort the pages of `frozen`: [kind, count, kind, count, …].
 * A page is left to the fresh instance only where all `fresh` memories agree on it.
 */
export function sortPages(frozen, fresh) {
  const here = words(frozen);
  const others = fresh.map(words);
  const runs = [];
  for (let page = 0; page < here.length / WORDS; page++) {
    const kind = kindOf(page, here, others);
    if (runs.at(-2) === kind) runs[runs.length - 1]++;
    else runs.push(kind, 1);
  }
  return runs;
}

function kindOf(page, here, others) {
  const [from, to] = [page * WORDS, (page + 1) * WORDS];
  if (here.subarray(from, to).every((word) => word === 0)) return EMPTY;
  return others.every((other) => isEqual(here, other, from, to)) ? FRESH : SHIPPED;
}

function isEqual(one, other, from, to) {
  for (let at = from; at < to; at++) if (one[at] !== other[at]) return false;
  return true;
}

/** Where each run starts, in bytes: [kind, start, end]. */
function* spans(runs) {
  let start = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const end = start + runs[i + 1] * PAGE;
    yield [runs[i], start, end];
    start = end;
  }
}

/** The pages that must travel, one after the other. */
export function collectPages(frozen, runs) {
  const shipped = [...spans(runs)].filter(([kind]) => kind === SHIPPED);
  const parts = shipped.map(([, start, end]) => frozen.subarray(start, end));
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const pages = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    pages.set(part, at);
    at += part.length;
  }
  return pages;
}

/** Turn a fresh `memory` into the frozen one; the fresh one has used its first `used` bytes. */
export function fillMemory(memory, runs, pages, used) {
  let at = 0;
  for (const [kind, start, end] of spans(runs)) {
    if (kind === SHIPPED) {
      memory.set(pages.subarray(at, at + end - start), start);
      at += end - start;
    } else if (kind === EMPTY && start < used) {
      memory.fill(0, start, Math.min(end, used));
    }
  }
  if (at !== pages.length) throw new Error("The pages do not fit their list");
}

/** A number that tells whether the pages left to the fresh instance are what they were. */
export function fingerprint(memory, runs) {
  const all = words(memory);
  let hash = 0x811c9dc5;
  for (const [kind, start, end] of spans(runs)) {
    if (kind !== FRESH) continue;
    for (let at = start >> 2; at < end >> 2; at++) hash = Math.imul(hash ^ all[at], 0x01000193);
  }
  return hash >>> 0;
}
