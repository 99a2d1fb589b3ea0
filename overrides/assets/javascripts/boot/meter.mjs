// Counts downloaded bytes, and tells often enough for a smooth bar.

const STEP = 1 << 17;

export class Meter {
  #loaded = 0;
  #told = 0;
  #total;
  #tell;

  /** `tell({stage, loaded, total})` hears of every step towards all of `files`. */
  constructor(files, tell) {
    this.#total = files.reduce((sum, { size }) => sum + size, 0);
    this.#tell = tell;
    this.report("download");
  }

  add(bytes) {
    this.#loaded += bytes;
    if (this.#loaded - this.#told >= STEP || this.#loaded >= this.#total) this.report("download");
  }

  report(stage) {
    this.#told = this.#loaded;
    this.#tell({ stage, loaded: this.#loaded, total: this.#total });
  }
}
