/**
 * The browser's database, kept open for as long as it is wanted. Nobody waits for it longer than `OPEN_MS`: a page must
 * not hang because another tab, or the browser, holds the database back. What is in it, the journal knows.
 *
 *   opening ─▶ open ─▶ (a newer version asks, the browser closes it, a write fails) ─▶ opening
 *      └─ later than OPEN_MS, or refused ─▶ blocked ─▶ (it opens after all, or is tried again) ─▶ open
 */
import { createStore, type Store } from './store'

const NAME = 'hotseat'
const VERSION = 2
/** Entries of version 1: [session, document, tab, seq]. They say nothing of whose they are; see `journal.ts`. */
export const UNSAVED_V1 = 'unsaved'
/** Edits that the server has not acknowledged: [session, document, participant, tab, seq]. */
export const EDITS = 'edits'
/** Text that the server refused for good: [session, document, participant, tab, number]. */
export const REFUSED = 'refused'

const OPEN_MS = 2_000
const RETRY_MS = 30_000

export class Database {
  readonly #open = createStore<IDBDatabase | null>(null)
  readonly #blocked = createStore(false)
  /** `null` while there is none; another one after it was closed and opened again. */
  readonly open: Store<IDBDatabase | null> = this.#open
  /** Nothing is kept at present. */
  readonly blocked: Store<boolean> = this.#blocked
  #closed = false
  /** The last write failed: opening the database alone does not mean that it takes anything. */
  #doubted = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    this.#try()
  }

  /** Resolves when it is open, or when it is not worth waiting for. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!this.#open.get() && !this.#blocked.get()) return
        for (const leave of leaves) leave()
        resolve()
      }
      const leaves = [this.#open.subscribe(look), this.#blocked.subscribe(look)]
      look()
    })
  }

  /** A write came through. */
  proved(): void {
    this.#doubted = false
    this.#blocked.set(false)
  }

  /** It takes nothing more (the quota is gone, it was closed under us): given up, and tried again later. */
  failed(): void {
    if (this.#closed) return
    this.#doubted = true
    this.#letGo()
    this.#blocked.set(true)
    this.#later()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#letGo()
  }

  #try(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#blocked.set(true), OPEN_MS)
    const refused = () => {
      clearTimeout(this.#timer)
      this.#blocked.set(true)
      if (!this.#closed) this.#later()
    }
    try {
      // Blocked by a tab that holds an older version, the request waits and succeeds when that tab is gone.
      const request = indexedDB.open(NAME, VERSION)
      request.onupgradeneeded = () => {
        request.result.createObjectStore(EDITS)
        request.result.createObjectStore(REFUSED)
      }
      request.onsuccess = () => this.#opened(request.result)
      request.onerror = refused
    } catch {
      // Storage switched off: some browsers throw here, some fail the request.
      refused()
    }
  }

  #opened(database: IDBDatabase): void {
    clearTimeout(this.#timer)
    if (this.#closed) {
      database.close()
      return
    }
    // A page of a newer version must not wait for this one; this one waits for it, or learns that it is too old.
    database.onversionchange = () => this.#again(database)
    database.onclose = () => this.#again(database)
    if (!this.#doubted) this.#blocked.set(false)
    this.#open.set(database)
  }

  #again(database: IDBDatabase): void {
    if (this.#open.get() !== database) return
    this.#letGo()
    this.#try()
  }

  #later(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#try(), RETRY_MS)
  }

  #letGo(): void {
    const database = this.#open.get()
    this.#open.set(null)
    database?.close()
  }
}

export function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

export function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onerror = () => reject(transaction.error)
    transaction.onabort = () => reject(transaction.error)
  })
}
