/**
 * Edits the server has not acknowledged, oldest first, and what the messages of the present connection stand for.
 *
 * The server acknowledges by counting document messages of a connection. Message k stands for every entry up to
 * `covers[k]`: a step 2 for all that were queued when it was sent, an update for its own entry. So an acknowledgement
 * of n messages takes the entries up to what message n covers.
 */
import type { JournalEntry } from './journal'

export class Unsaved {
  private entries: JournalEntry[] = []
  /** For each message sent on this connection, the `seq` up to which entries are on disk once it is. */
  private covers: number[] = []
  private acknowledged = 0
  /** Entries up to this `seq` were sent on this connection. */
  private sentUpTo = 0

  get edits(): number {
    return this.entries.reduce((sum, entry) => sum + entry.edits, 0)
  }

  /** When the oldest was made, `null` when there is none. */
  get since(): number | null {
    return this.entries[0]?.at ?? null
  }

  get bytes(): readonly Uint8Array[] {
    return this.entries.map((entry) => entry.bytes)
  }

  add(entry: JournalEntry): void {
    this.entries.push(entry)
  }

  /** A new connection counts from nothing. */
  reconnected(): void {
    this.covers = []
    this.acknowledged = 0
    this.sentUpTo = 0
  }

  /** A step 2 goes out: it holds the whole document, so every entry. */
  coverAll(): void {
    const last = this.entries[this.entries.length - 1]
    this.sentUpTo = Math.max(this.sentUpTo, last?.seq ?? 0)
    this.covers.push(this.sentUpTo)
  }

  /** A step 2 goes out that holds nothing: every entry follows as a message of its own. */
  coverNone(): void {
    this.covers.push(this.sentUpTo)
  }

  /** The entries not sent yet; each is one message. */
  takeUnsent(): readonly Uint8Array[] {
    const unsent = this.entries.filter((entry) => entry.seq > this.sentUpTo)
    for (const { seq } of unsent) {
      this.sentUpTo = seq
      this.covers.push(seq)
    }
    return unsent.map((entry) => entry.bytes)
  }

  /** The first n messages are on disk. Returns the `seq` up to which entries are gone, `null` for a count that cannot be. */
  acknowledge(n: number): number | null {
    const upTo = this.covers[n - 1]
    if (upTo === undefined || n < this.acknowledged) return null
    this.acknowledged = n
    this.entries = this.entries.filter((entry) => entry.seq > upTo)
    return upTo
  }

  /**
   * Message n was refused. What it stands for and everything made after it (which builds on it) is taken out; what
   * earlier messages stand for stays. `null` for a message never sent.
   */
  refuse(n: number): readonly JournalEntry[] | null {
    if (this.covers[n - 1] === undefined) return null
    const before = this.covers[n - 2] ?? 0
    const refused = this.entries.filter((entry) => entry.seq > before)
    this.entries = this.entries.filter((entry) => entry.seq <= before)
    return refused
  }
}
