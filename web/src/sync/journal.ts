/**
 * Edits that the server has not acknowledged, kept in IndexedDB so that a closed or crashed tab loses nothing.
 *
 *   key = [session, document, tab, seq]      value = {bytes, at, edits}
 *
 * `tab` is one life of a page. While it lives it holds a Web Lock of that name, so another page knows whose entries it
 * may take over: those of a tab whose lock is free. Resending an update twice is harmless, losing one is not.
 */
import * as Y from 'yjs'
import { fields, isCount } from './messages/fields'
import { createStore, type Store } from './store'

export interface JournalEntry {
  /** Grows by one per entry of this page. */
  readonly seq: number
  readonly bytes: Uint8Array
  /** When the edit was made, by this browser's clock. */
  readonly at: number
  /** How many edits are merged in it. */
  readonly edits: number
}

export interface Journal {
  /** The browser refuses to keep anything: edits live in memory only. One line to the person. */
  readonly blocked: Store<boolean>
  /** What pages closed earlier left behind, oldest first; it is this page's now. */
  readonly found: readonly JournalEntry[]
  add(bytes: Uint8Array): JournalEntry
  /** On disk at the server: everything up to and including `seq`. */
  removeUpTo(seq: number): void
  /** Refused by the server: everything from `seq` on. */
  removeFrom(seq: number): void
  /** Called with what a tab left that was still open when this journal was, and closed since. */
  onAdopted(listener: (entries: readonly JournalEntry[]) => void): void
  /** Writes what waits. */
  flush(): Promise<void>
  /** "Leave and forget", and the end of a session: nothing of this document stays in this browser. */
  clear(): Promise<void>
  close(): Promise<void>
}

const DATABASE = 'hotseat'
const STORE = 'unsaved'
/** Keys come in bursts; one transaction per burst keeps the disk off the way of a key. */
const WRITE_MS = 20
/** Beyond it the entries are merged into one: hours offline must not fill the browser's quota. */
const BYTES_MAX = 4 * 1024 * 1024
/** Without Web Locks (plain HTTP) a tab that wrote nothing for so long is taken for closed. */
const ABANDONED_MS = 60_000

export async function openJournal(session: string, document: string): Promise<Journal> {
  const tab = crypto.getRandomValues(new Uint32Array(4)).join('-')
  const lock = await holdLock(lockName(session, document, tab))
  const database = await openDatabase()
  const journal = createJournal(session, document, tab, database, lock)
  await journal.adoptClosedTabs()
  return journal
}

function lockName(session: string, document: string, tab: string): string {
  return `hotseat-journal/${session}/${document}/${tab}`
}

/** Resolves when the lock is held, to its release. */
function holdLock(name: string): Promise<() => void> {
  if (!navigator.locks) return Promise.resolve(() => {})
  return new Promise((held) => {
    const denied = () => held(() => {})
    navigator.locks.request(name, () => new Promise<void>((release) => held(release))).catch(denied)
  })
}

/** `null`: the browser does not let us. */
function openDatabase(): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(DATABASE, 1)
      request.onupgradeneeded = () => request.result.createObjectStore(STORE)
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => resolve(null)
    } catch {
      // Storage switched off: some browsers throw here, some fail the request. Both end as the memory journal.
      resolve(null)
    }
  })
}

function createJournal(
  session: string,
  document: string,
  tab: string,
  opened: IDBDatabase | null,
  release: () => void,
) {
  let database = opened
  const blocked = createStore(database === null)
  const found: JournalEntry[] = []
  const kept: JournalEntry[] = []
  let keptBytes = 0
  let seq = 0
  let adopted: (entries: readonly JournalEntry[]) => void = (entries) => found.push(...entries)
  const leaving = new AbortController()

  // What the next transaction does: the deletions first.
  let writes: JournalEntry[] = []
  let deletions: IDBKeyRange[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let writing: Promise<void> = Promise.resolve()

  const key = (n: number) => [session, document, tab, n]
  const mine = (from: number, to: number) => IDBKeyRange.bound(key(from), key(to))

  const fail = () => {
    database = null
    blocked.set(true)
  }
  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    if (!database || (writes.length === 0 && deletions.length === 0)) return writing
    const batch = { writes, deletions }
    writes = []
    deletions = []
    try {
      const transaction = database.transaction(STORE, 'readwrite', { durability: 'relaxed' })
      const store = transaction.objectStore(STORE)
      for (const range of batch.deletions) store.delete(range)
      for (const { seq: n, bytes, at, edits } of batch.writes) store.put({ bytes, at, edits }, key(n))
      const committed = done(transaction)
      // Without it the commit waits for a turn of this page's event loop, and a page that is closing has none: the
      // browser would abort the transaction.
      transaction.commit()
      writing = Promise.all([writing, committed]).then(() => {}, fail)
    } catch {
      // The database was closed under us, or the quota is gone: the person is told by `blocked`.
      fail()
    }
    return writing
  }
  const later = () => {
    timer ??= setTimeout(flush, WRITE_MS)
  }
  const put = (entry: JournalEntry) => {
    kept.push(entry)
    keptBytes += entry.bytes.length
    writes.push(entry)
    if (keptBytes > BYTES_MAX && kept.length > 1) merge()
    later()
  }

  /** One entry with the number of the last: it goes when the last is acknowledged, which is when all are. */
  const merge = () => {
    const last = kept[kept.length - 1]
    const first = kept[0]
    if (!first || !last) return
    const bytes = Y.mergeUpdates(kept.map((entry) => entry.bytes))
    const edits = kept.reduce((sum, entry) => sum + entry.edits, 0)
    const merged = { seq: last.seq, bytes, at: first.at, edits }
    deletions.push(mine(0, last.seq))
    writes = [merged]
    kept.splice(0, kept.length, merged)
    // Merging again at once would not make it smaller: wait until as much has come on top.
    keptBytes = 0
  }
  const forget = (gone: (entry: JournalEntry) => boolean, range: IDBKeyRange | null) => {
    for (let n = kept.length - 1; n >= 0; n--) {
      const entry = kept[n]
      if (!entry || !gone(entry)) continue
      kept.splice(n, 1)
      keptBytes = Math.max(0, keptBytes - entry.bytes.length)
    }
    writes = writes.filter((entry) => !gone(entry))
    if (range) deletions.push(range)
    later()
  }

  /** Makes the entries of a tab our own: same bytes under our key, in one transaction. */
  const adopt = async (other: string, tabIsClosed: boolean) => {
    if (!database || leaving.signal.aborted) return
    const transaction = database.transaction(STORE, 'readwrite')
    const store = transaction.objectStore(STORE)
    const range = tabRange(session, document, other)
    const values = (await result(store.getAll(range))).map(decodeValue).filter((value) => value !== null)
    if (!tabIsClosed && values.some((value) => value.at > Date.now() - ABANDONED_MS)) return
    const entries = values.map((value) => ({ seq: ++seq, ...value }))
    kept.push(...entries)
    for (const { bytes } of entries) keptBytes += bytes.length
    // In the turn that numbered them, so that whoever hears of entries hears of them in the order of `seq`.
    if (entries.length > 0) adopted(entries)
    for (const { seq: n, ...value } of entries) store.put(value, key(n))
    store.delete(range)
    await done(transaction)
  }

  const adoptWhenClosed = (other: string) =>
    navigator.locks
      .request(lockName(session, document, other), { signal: leaving.signal }, () => adopt(other, true))
      .catch((error: unknown) => {
        if (!leaving.signal.aborted) reportError(error)
      })

  const flushNow = () => void flush()
  addEventListener('pagehide', flushNow)

  return {
    blocked,
    found,
    async adoptClosedTabs() {
      if (!database) return
      try {
        const keys = await result(
          database.transaction(STORE).objectStore(STORE).getAllKeys(documentRange(session, document)),
        )
        for (const other of otherTabs(keys, tab)) {
          if (!navigator.locks) {
            await adopt(other, false)
            continue
          }
          const free = await navigator.locks.request(
            lockName(session, document, other),
            { ifAvailable: true },
            (lock) => (lock ? adopt(other, true).then(() => true) : false),
          )
          // Still open, or a page on its way out that has not let go yet.
          if (!free) void adoptWhenClosed(other)
        }
      } catch {
        fail()
      }
    },
    add(bytes) {
      const entry = { seq: ++seq, bytes, at: Date.now(), edits: 1 }
      put(entry)
      return entry
    },
    removeUpTo: (last) => forget((entry) => entry.seq <= last, database && mine(0, last)),
    removeFrom: (first) => forget((entry) => entry.seq >= first, database && mine(first, Number.MAX_SAFE_INTEGER)),
    onAdopted(listener) {
      adopted = listener
    },
    flush,
    async clear() {
      kept.length = 0
      writes = []
      keptBytes = 0
      if (database) deletions.push(documentRange(session, document))
      await flush()
    },
    async close() {
      removeEventListener('pagehide', flushNow)
      await flush()
      leaving.abort()
      database?.close()
      database = null
      release()
    },
  } satisfies Journal & { adoptClosedTabs(): Promise<void> }
}

function documentRange(session: string, document: string): IDBKeyRange {
  // An array sorts after every string and number: the upper end of "starts with".
  return IDBKeyRange.bound([session, document], [session, document, []])
}

function tabRange(session: string, document: string, tab: string): IDBKeyRange {
  return IDBKeyRange.bound([session, document, tab], [session, document, tab, []])
}

function otherTabs(keys: readonly IDBValidKey[], own: string): Set<string> {
  const tabs = keys.map((key) => (Array.isArray(key) ? key[2] : undefined)).filter((tab) => typeof tab === 'string')
  return new Set(tabs.filter((tab) => tab !== own))
}

function decodeValue(value: unknown): { bytes: Uint8Array; at: number; edits: number } | null {
  const v = fields(value)
  return v?.bytes instanceof Uint8Array && isCount(v.at) && isCount(v.edits)
    ? { bytes: v.bytes, at: v.at, edits: v.edits }
    : null
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onerror = () => reject(transaction.error)
    transaction.onabort = () => reject(transaction.error)
  })
}
