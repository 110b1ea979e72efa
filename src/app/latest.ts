/** A stream of which only the newest value is kept: a reader who is slow misses values, and never lags behind. */
export class Latest<T> implements AsyncIterable<T> {
  #value: { readonly is: T } | null = null;
  #closed = false;
  #changed = Promise.withResolvers<void>();

  put(value: T): void {
    this.#value = { is: value };
    this.#changed.resolve();
  }

  /** Ends the stream; a value not yet read is dropped. */
  close(): void {
    this.#closed = true;
    this.#changed.resolve();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for (;;) {
      await this.#changed.promise;
      this.#changed = Promise.withResolvers();
      if (this.#closed) return;
      const value = this.#value;
      this.#value = null;
      if (value) yield value.is;
    }
  }
}
