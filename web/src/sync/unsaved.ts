/**
 * Edits the server has not acknowledged, oldest first, and in which message of the present connection each went out last.
 *
 * The server counts the document messages of a connection: `ACK n` says that the first n are on disk, or were refused
 * one by one before. So an entry is on disk once n reaches the last message it is in; what was refused is in none until
 * it is sent again.
 */
import type { JournalEntry } from './journal'

interface Waiting {
  readonly entry: JournalEntry
  /** Number of the last message of this connection that it is in. */
  sentIn: number | null
  /** How often the server closed the connection while it was on its way. */
  closings: number
}

/** The first time it may have been something else in the same connection. */
const CLOSINGS_MAX = 2

export class Unsaved {
  #waiting: Waiting[] = []
  #messages = 0

  get edits(): number {
    return this.#waiting.length
  }

  /** When the oldest was made, `null` when there is none. */
  get since(): number | null {
    return this.#waiting[0]?.entry.at ?? null
  }

  get entries(): readonly JournalEntry[] {
    return this.#waiting.map(({ entry }) => entry)
  }

  /** The server closed a connection over one of these: until it is known which, only one is on its way at a time. */
  get suspicious(): boolean {
    return this.#waiting.some(({ closings }) => closings > 0)
  }

  add(entry: JournalEntry): void {
    this.#waiting.push({ entry, sentIn: null, closings: 0 })
  }

  /** A new connection counts from nothing. */
  reconnected(): void {
    this.#messages = 0
    this.recall()
  }

  /** A message goes out that holds every entry. Gives its number. */
  sendAll(): number {
    this.#messages++
    for (const waiting of this.#waiting) waiting.sentIn = this.#messages
    return this.#messages
  }

  /** A message goes out that holds none of them. */
  sendNone(): number {
    return ++this.#messages
  }

  /** The entries to send now; each is one message. */
  takeUnsent(): readonly Uint8Array[] {
    if (!this.suspicious) return this.#send(this.#waiting.filter(({ sentIn }) => sentIn === null))
    const busy = this.#waiting.some(({ sentIn }) => sentIn !== null)
    return busy ? [] : this.#send(this.#waiting.slice(0, 1))
  }

  /** The first n messages are answered. Gives the entries that are on disk now, `null` for a count that cannot be. */
  acknowledge(n: number): readonly JournalEntry[] | null {
    if (n > this.#messages) return null
    return this.#take(({ sentIn }) => sentIn !== null && sentIn <= n)
  }

  /** Message n was refused. Gives the entries that were in no later one; they are in none now. */
  refused(n: number): readonly JournalEntry[] {
    const refused = this.#waiting.filter(({ sentIn }) => sentIn === n)
    for (const waiting of refused) waiting.sentIn = null
    return refused.map(({ entry }) => entry)
  }

  /** Everything is sent again. */
  recall(): void {
    for (const waiting of this.#waiting) waiting.sentIn = null
  }

  /** Another takes its place. What comes after it is sent again: it may be refused for the sake of what was here. */
  replace(entry: JournalEntry, by: JournalEntry): void {
    const at = this.#waiting.findIndex((waiting) => waiting.entry === entry)
    if (at < 0) return
    this.#waiting[at] = { entry: by, sentIn: null, closings: 0 }
    for (const waiting of this.#waiting.slice(at + 1)) waiting.sentIn = null
  }

  /** They will never be saved. */
  drop(entries: readonly JournalEntry[]): void {
    const dropped = new Set(entries)
    this.#take(({ entry }) => dropped.has(entry))
  }

  /** The server closed the connection over a message. Gives what it has closed over too often. */
  closedOver(): readonly JournalEntry[] {
    for (const waiting of this.#waiting) if (waiting.sentIn !== null) waiting.closings++
    return this.#waiting.filter(({ closings }) => closings >= CLOSINGS_MAX).map(({ entry }) => entry)
  }

  #send(unsent: readonly Waiting[]): Uint8Array[] {
    for (const waiting of unsent) waiting.sentIn = ++this.#messages
    return unsent.map(({ entry }) => entry.bytes)
  }

  #take(gone: (waiting: Waiting) => boolean): JournalEntry[] {
    const taken = this.#waiting.filter(gone)
    if (taken.length > 0) this.#waiting = this.#waiting.filter((waiting) => !gone(waiting))
    return taken.map(({ entry }) => entry)
  }
}
