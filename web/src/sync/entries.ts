/**
 * Entries of a feed (what has one order and is not a document), sent until the server has settled each. The server knows
 * an entry by its key, so sending it twice is harmless. Knows no entry's content and no socket.
 */
export class Entries<E> {
  readonly #unsettled = new Map<string, E>()
  #open = false

  constructor(private readonly send: (entry: E) => void) {}

  /** Entries that the server has not settled. */
  get waiting(): number {
    return this.#unsettled.size
  }

  add(key: string, entry: E): void {
    this.#unsettled.set(key, entry)
    if (this.#open) this.send(entry)
  }

  settled(key: string): void {
    this.#unsettled.delete(key)
  }

  /** From now on the server takes entries: first those that an earlier connection did not see settled. */
  opened(): void {
    this.#open = true
    for (const entry of this.#unsettled.values()) this.send(entry)
  }

  lost(): void {
    this.#open = false
  }
}
