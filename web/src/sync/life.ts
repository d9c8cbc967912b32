/**
 * One life of a page in its tab, from load to unload, and what it hands to the next one in the same tab: its name, and
 * its Yjs client id, so that a hundred reloads are one writer to the server and not a hundred.
 *
 * A client id may be used again only by somebody who knows every unit that was ever written under it. So it is handed
 * over in an orderly way only: put down when the page goes and the journal has everything, picked up and removed at
 * once by the next. A duplicated tab finds none, and a crash leaves none.
 */
import { fields, isCount } from './messages/fields'

export class Life {
  /** The same over reconnects, another after a reload. */
  readonly page = hex(16)
  /** The life that this one follows in this tab. */
  readonly before: string | null
  /** The client id of that life, when it was handed over. */
  readonly client: number | null
  readonly #key: string

  constructor(session: string, participant: string) {
    this.#key = `hotseat.life.${session}.${participant}`
    const left = this.#take()
    this.before = left?.page ?? null
    this.client = left?.client ?? null
  }

  /** The page goes; `client` only once nothing written under it is known here alone. */
  handOver(client: number | null): void {
    try {
      sessionStorage.setItem(this.#key, JSON.stringify({ page: this.page, ...(client !== null && { client }) }))
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

  #take(): { page: string; client: number | null } | null {
    try {
      const text = sessionStorage.getItem(this.#key)
      sessionStorage.removeItem(this.#key)
      const left = text === null ? null : fields(JSON.parse(text))
      if (!left || typeof left.page !== 'string' || !/^[0-9a-f]{32}$/.test(left.page)) return null
      return { page: left.page, client: isCount(left.client) ? left.client : null }
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
