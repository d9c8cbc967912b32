/**
 * One life of a page in its tab, from load to unload, and what it leaves: its name to the next life in the same tab; its
 * Yjs client id, and the clock of its presence, to whoever of the same participant comes next in this browser. So a
 * hundred reloads, and a hundred tabs one after the other, are one writer to the server and not a hundred.
 *
 * A client id may be used again only by somebody who knows every unit that was ever written under it. So it is left in an
 * orderly way only: put down when the page goes, with the number of units, and taken by one. A duplicated tab finds none,
 * and a crash leaves none. Who takes it counts: the last edits may not have reached the disk, or another tab may have
 * taken them over and not sent them yet. Without Web Locks two could take the same one; then only the tab itself does.
 */
import { fields, isCount } from './messages/fields'

/** A Yjs client id, and how many units were written under it. */
export interface Writer {
  readonly client: number
  readonly clock: number
}

/** What a life leaves of itself: who it wrote as, and how far its presence had counted. */
export interface Left extends Writer {
  readonly shown: number
}

export class Life {
  /** The same over reconnects, another after a reload. */
  readonly page = hex(16)
  /** The life that this one follows in this tab. */
  readonly before: string | null
  readonly #key: string
  /** Of what lives of this participant have left; each ends with the name of its life. */
  readonly #prefix: string

  constructor(session: string, participant: string) {
    this.#key = `hotseat.life.${session}.${participant}`
    this.#prefix = `hotseat.writer.${session}.${participant}.`
    this.before = this.#takeName()
  }

  /** The page goes. */
  handOver(left: Left | null): void {
    try {
      sessionStorage.setItem(this.#key, this.page)
      if (left) localStorage.setItem(this.#prefix + this.page, JSON.stringify(left))
    } catch {
      // Storage is off or full: the next life begins with a new id.
    }
  }

  /** Who this life may write as: nobody else finds the same. `null` where nobody has left anything. */
  writer(): Promise<Left | null> {
    const { before } = this
    const own = () => (before ? this.#take(this.#prefix + before) : null)
    return this.#alone(
      () =>
        own() ??
        first(
          Object.keys(localStorage).filter((key) => key.startsWith(this.#prefix)),
          this.#take,
        ),
      own,
    )
  }

  /** The page was only put aside by the browser and goes on. False when somebody has taken meanwhile what it left. */
  async resume(): Promise<boolean> {
    this.#takeName()
    const own = () => this.#take(this.#prefix + this.page)
    return (await this.#alone(own, own)) !== null
  }

  /** Nobody comes back as this participant. */
  forget(): void {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(this.#prefix)) localStorage.removeItem(key)
    } catch {
      // Storage is off: nothing was left.
    }
  }

  /** No two tabs at once; `inTab` is done where the browser cannot say so. */
  async #alone(take: () => Left | null, inTab: () => Left | null): Promise<Left | null> {
    try {
      return navigator.locks ? await navigator.locks.request(this.#prefix, take) : inTab()
    } catch {
      // Storage is off, or the page is about to go.
      return null
    }
  }

  #takeName(): string | null {
    try {
      const name = sessionStorage.getItem(this.#key)
      sessionStorage.removeItem(this.#key)
      return name !== null && /^[0-9a-f]{32}$/.test(name) ? name : null
    } catch {
      return null
    }
  }

  readonly #take = (key: string): Left | null => {
    const text = localStorage.getItem(key)
    localStorage.removeItem(key)
    try {
      const { client, clock, shown } = (text === null ? null : fields(JSON.parse(text))) ?? {}
      return isCount(client) && isCount(clock) && isCount(shown) ? { client, clock, shown } : null
    } catch {
      // Not ours.
      return null
    }
  }
}

function first<T, R>(all: readonly T[], find: (one: T) => R | null): R | null {
  for (const one of all) {
    const found = find(one)
    if (found !== null) return found
  }
  return null
}

function hex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )
}
