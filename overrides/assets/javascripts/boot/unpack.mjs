// Zstandard, decompressed as it arrives. Browsers unpack gzip by themselves, but it takes a fifth more
// bytes. The decoder is the reference one, compiled to WebAssembly, 23 KB on the wire.

const POINTER = 4;
const [START, SIZE, POSITION] = [0, POINTER, 2 * POINTER]; // of ZSTD_inBuffer and ZSTD_outBuffer
const ROOM = 1 << 18;

/** Start the decoder from the promised response with its program. */
export async function openDecoder(response) {
  const imports = { env: { emscripten_notify_memory_growth() {} } };
  const bytes = await (await response).arrayBuffer();
  const { instance } = await WebAssembly.instantiate(bytes, imports);
  return instance.exports;
}

/** Unpack `chunks`, one frame of Zstandard, into new chunks, with a promised `decoder`. */
export async function* unpack(decoder, chunks) {
  const frame = new Frame(await decoder);
  try {
    for await (const chunk of chunks) yield* frame.unpack(chunk);
    frame.assertWhole();
  } finally {
    frame.free();
  }
}

class Frame {
  #decoder;
  #context;
  #places = [];
  #left = 1; // what the decoder still hopes for: 0 at the end of a frame

  constructor(decoder) {
    this.#decoder = decoder;
    this.#context = decoder.ZSTD_createDCtx();
    this.input = this.#reserve(3 * POINTER);
    this.output = this.#reserve(3 * POINTER);
    this.taken = this.#reserve(ROOM);
    this.given = this.#reserve(ROOM);
  }

  *unpack(chunk) {
    for (let at = 0; at < chunk.length; at += ROOM) {
      const part = chunk.subarray(at, at + ROOM);
      new Uint8Array(this.#decoder.memory.buffer).set(part, this.taken);
      this.#describe(this.input, this.taken, part.length);
      yield* this.#unpackPart(part.length);
    }
  }

  *#unpackPart(size) {
    let given = 0;
    // A full output may hide more that is ready, unless that was the end.
    while (this.#read(this.input, POSITION) < size || (given === ROOM && this.#left)) {
      this.#describe(this.output, this.given, ROOM);
      this.#step();
      given = this.#read(this.output, POSITION);
      const memory = new Uint8Array(this.#decoder.memory.buffer);
      if (given) yield memory.slice(this.given, this.given + given);
    }
  }

  #step() {
    const left = this.#decoder.ZSTD_decompressStream(this.#context, this.output, this.input);
    if (left < 0) throw new Error(`The file is damaged (code ${-left})`);
    this.#left = left;
  }

  assertWhole() {
    if (this.#left) throw new Error("The file is cut short");
  }

  free() {
    for (const place of this.#places) this.#decoder.free(place);
    this.#decoder.ZSTD_freeDCtx(this.#context);
  }

  #reserve(size) {
    const place = this.#decoder.malloc(size);
    this.#places.push(place);
    return place;
  }

  #describe(buffer, start, size) {
    const view = new DataView(this.#decoder.memory.buffer);
    view.setUint32(buffer + START, start, true);
    view.setUint32(buffer + SIZE, size, true);
    view.setUint32(buffer + POSITION, 0, true);
  }

  #read(buffer, field) {
    return new DataView(this.#decoder.memory.buffer).getUint32(buffer + field, true);
  }
}
