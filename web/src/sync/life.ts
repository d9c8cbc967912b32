/**
 * One life of a page in its tab, from load to unload, and what it hands to the next one in the same tab: its name, its
 * Yjs client id, so that a hundred reloads are one writer to the server and not a hundred, and the clock of its presence:
 * everybody takes only what is newer of one client id.
 *
 * A client id may be used again only by somebody who knows every unit that was ever written under it. So it is handed
 * over in an orderly way only: put down when the page goes, with the number of units, and picked up and removed at once
 * by the next. A duplicated tab finds none, and a crash leaves none. Who picks it up counts: the last edits may not have
 * reached the disk, or another tab may have taken them over and not sent them yet.
 */
import { fields, isCount } from './messages/fields'

/** A Yjs client id, and how many units were written under it. */
export interface Writer {
  readonly client: number
  readonly clock: number
}

export class Life {
  /** The same over reconnects, another after a reload. */
  readonly page = hex(16)
  /** The life that this one follows in this tab. */
  readonly before: string | null
  /** Who that life wrote as, when it was handed over. */
  readonly writer: Writer | null
  /** The clock of what that life showed of itself. */
  readonly shown: number
  readonly #key: string

  constructor(session: string, participant: string) {
    this.#key = `hotseat.life.${session}.${participant}`
    const left = this.#take()
    this.before = left?.page ?? null
    this.writer = left?.writer ?? null
    this.shown = left?.shown ?? 0
  }

  /** The page goes. */
  handOver(writer: Writer | null, shown: number): void {
    try {
      sessionStorage.setItem(this.#key, JSON.stringify({ page: this.page, shown, ...writer }))
    } catch {
      // Storage is off or full: the next life begins with a new id, as a new tab does.
    }
  }

  /**
   * The page was only put aside by the browser and goes on. False when another life has used the tab meanwhile: then the
   * client id is that one's, and this page needs a new one.
   */
  resume(): boolean {
    return this.#take()?.page === this.page
  }

  #take(): { page: string; writer: Writer | null; shown: number } | null {
    try {
      const text = sessionStorage.getItem(this.#key)
      sessionStorage.removeItem(this.#key)
      const left = text === null ? null : fields(JSON.parse(text))
      if (!left || typeof left.page !== 'string' || !/^[0-9a-f]{32}$/.test(left.page)) return null
      const { page, client, clock, shown } = left
      const writer = isCount(client) && isCount(clock) ? { client, clock } : null
      return { page, writer, shown: isCount(shown) ? shown : 0 }
    } catch {
      // Not readable, or not ours: nothing was handed over.
      return null
    }
  }
}

function hex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )
}
