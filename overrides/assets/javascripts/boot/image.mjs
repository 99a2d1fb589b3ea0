// A frozen Python as one file: a mark, the length of the index, the index as JSON, then the parts
// that the index lists, in the order in which they are needed.

const MARK = 0x31_46_4f_50; // "POF1"
const HEAD = 8;

/** The bytes of an image; `index.parts` becomes the parts' sizes. */
export function writeImage(index, parts) {
  const listed = { ...index, parts: parts.map((part) => part.length) };
  const text = new TextEncoder().encode(JSON.stringify(listed));
  const head = new Uint32Array([MARK, text.length]);
  return [new Uint8Array(head.buffer), text, ...parts];
}

/** Read an image from a source of chunks; `onPart(index, number, bytes)` hears of each part at once. */
export async function readImage(chunks, onPart) {
  const source = new Source(chunks);
  const head = new DataView((await source.take(HEAD)).buffer);
  if (head.getUint32(0, true) !== MARK) throw new Error("This is no image of Python");
  const text = await source.take(head.getUint32(4, true));
  const index = JSON.parse(new TextDecoder().decode(text));
  for (const [number, size] of index.parts.entries()) {
    onPart(index, number, await source.take(size));
  }
  await source.end();
  return index;
}

/** Takes exact numbers of bytes out of chunks of any size. */
class Source {
  #chunks;
  #rest = new Uint8Array(0);

  constructor(chunks) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async take(size) {
    const taken = new Uint8Array(size);
    for (let filled = 0; filled < size; ) {
      if (!this.#rest.length) await this.#next();
      const part = this.#rest.subarray(0, size - filled);
      taken.set(part, filled);
      filled += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    return taken;
  }

  async #next() {
    const { done, value } = await this.#chunks.next();
    if (done) throw new Error("The image is cut short");
    this.#rest = value;
  }

  async end() {
    const { done } = await this.#chunks.next();
    if (this.#rest.length || !done) throw new Error("The image is too long");
  }
}
