/**
 * Edits that the server has not acknowledged, and text that it refused, kept in IndexedDB so that a closed or crashed
 * tab loses nothing. Knows neither the server nor the document: bytes go in, and come back in the next life of a page.
 *
 *   edits      [session, document, participant, tab, seq]      {bytes, at}
 *   refused    [session, document, participant, tab, number]   {code, message, text, at}
 *
 * `tab` is one life of a page. What a life left behind is taken over by another of the same participant once it is gone
 * (`tabs.ts`): sent under somebody else's token it would be refused. Resending an update twice is harmless, losing one
 * is not. While the database is away entries live in memory, and all of them are written again when it is back.
 */
import { Database, done, EDITS, REFUSED, result, UNSAVED_V1 } from './database'
import { fields, isCount } from './messages/fields'
import { createStore, type Store } from './store'
import { joinTabs, type Tabs } from './tabs'
import { insertedText } from './text'

export interface JournalEntry {
  /** Grows by one per entry of this page. */
  readonly seq: number
  readonly bytes: Uint8Array
  /** When the edit was made, by this browser's clock. */
  readonly at: number
}

/** Text that will not be saved, offered back until the person dismisses it. */
export interface RefusedText {
  /** Why: the server's code, `closed` (the connection does not survive it), or `recovered` (nobody knows whose it is). */
  readonly code: string
  /** The server's sentence, or empty. */
  readonly message: string
  readonly text: string
}

export interface JournalOwner {
  readonly session: string
  readonly document: string
  readonly participant: string
  /** This life of the page, and the one before it in this tab, which is known to be over. */
  readonly page: string
  readonly before: string | null
  /** No other participant of this session has been in this browser. */
  readonly alone: boolean
}

/** Keys come in bursts; one transaction per burst keeps the disk off the way of a key. */
const WRITE_MS = 20
/** A tab that wrote nothing yet when this journal was opened may be gone, too, by now. */
const LOOK_MS = 30_000

export async function openJournal(owner: JournalOwner): Promise<Journal> {
  const database = new Database()
  let journal: Journal | null = null
  const gone = (tab: string) => void journal?.adopt(tab).catch(reportError)
  const tabs = await joinTabs(`${owner.session}/${owner.document}`, owner.page, gone)
  await database.settled()
  journal = new Journal(owner, database, tabs)
  await journal.lookAround()
  return journal
}

/** Nothing of a document stays in this browser, whoever wrote it. */
export async function clearJournal(session: string, document: string): Promise<void> {
  const database = new Database()
  await database.settled()
  const transaction = database.open.get()?.transaction([EDITS, REFUSED], 'readwrite')
  if (transaction) {
    for (const name of [EDITS, REFUSED]) transaction.objectStore(name).delete(startsWith([session, document]))
    await done(transaction)
  }
  database.close()
}

/** What waits to be written: as functions of the two stores, run in one transaction in their order. */
type Write = (edits: IDBObjectStore, refused: IDBObjectStore) => void

export class Journal {
  /** The browser keeps no copy at present: edits live in memory only. One line to the person. */
  readonly blocked: Store<boolean>
  /** What lives before this one left behind, oldest first; it is this page's now. */
  readonly found: JournalEntry[] = []
  readonly #refused = createStore<readonly RefusedText[]>([])
  /** Of this participant in this browser. */
  readonly refused: Store<readonly RefusedText[]> = this.#refused
  readonly #kept = new Map<number, JournalEntry>()
  #seq = 0
  readonly #looking: ReturnType<typeof setInterval>
  #adopted: (entries: readonly JournalEntry[]) => void = (entries) => this.found.push(...entries)
  #writes: Write[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing: Promise<void> = Promise.resolve()
  readonly #leave: () => void
  readonly #place: readonly [string, string, string]

  constructor(
    private readonly owner: JournalOwner,
    private readonly database: Database,
    private readonly tabs: Tabs,
  ) {
    this.#place = [owner.session, owner.document, owner.participant]
    this.blocked = database.blocked
    this.#leave = database.open.subscribe(() => this.#reopened())
    addEventListener('pagehide', this.#pageGoes)
    this.#looking = setInterval(() => void this.lookAround(), LOOK_MS)
  }

  add(bytes: Uint8Array): JournalEntry {
    const entry = { seq: ++this.#seq, bytes, at: Date.now() }
    this.#kept.set(entry.seq, entry)
    this.#later((edits) => edits.put(recordOf(entry), this.#key(entry.seq)))
    return entry
  }

  /** Other bytes in the place of an entry: what comes after it may count on it. */
  replace({ seq, at }: JournalEntry, bytes: Uint8Array): JournalEntry {
    const entry = { seq, bytes, at }
    this.#kept.set(seq, entry)
    this.#later((edits) => edits.put(recordOf(entry), this.#key(seq)))
    return entry
  }

  /** On disk at the server, or refused: no need to keep them. */
  remove(entries: readonly JournalEntry[]): void {
    for (const { seq } of entries) this.#kept.delete(seq)
    for (const [first, last] of ranges(entries)) {
      this.#later((edits) => edits.delete(IDBKeyRange.bound(this.#key(first), this.#key(last))))
    }
  }

  /** Keeps text that will not be saved, in one transaction with the removal of the edits it was in. */
  refuse(entries: readonly JournalEntry[], text: RefusedText): void {
    this.remove(entries)
    const list = this.#refused.get()
    const last = list[list.length - 1]
    // What was refused for one reason is one text: it was typed letter by letter.
    const joins = last?.code === text.code && last.message === text.message
    const kept = joins ? { ...last, text: last.text + text.text } : text
    this.#refused.set(joins ? [...list.slice(0, -1), kept] : [...list, kept])
    this.#later(this.#writeRefused)
  }

  dismissRefused(): void {
    this.#refused.set([])
    this.#later(this.#writeRefused)
  }

  /** Called with what a tab left that was still open when this journal was, and is gone since. */
  onAdopted(listener: (entries: readonly JournalEntry[]) => void): void {
    this.#adopted = listener
  }

  /** Writes what waits; resolves when all that was given to the database is in it, or is known not to be. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const database = this.database.open.get()
    const writes = this.#writes
    this.#writes = []
    if (!database || writes.length === 0) return this.#writing
    try {
      const transaction = database.transaction([EDITS, REFUSED], 'readwrite', { durability: 'relaxed' })
      const edits = transaction.objectStore(EDITS)
      const refused = transaction.objectStore(REFUSED)
      for (const write of writes) write(edits, refused)
      const committed = done(transaction).then(
        () => this.database.proved(),
        () => this.#failed(database),
      )
      // Without it the commit waits for a turn of this page's event loop, and a page that is closing has none: the
      // browser would abort the transaction.
      transaction.commit()
      this.#writing = Promise.all([this.#writing, committed]).then(() => {})
    } catch {
      // Closed under us, or the quota is gone.
      this.#failed(database)
    }
    return this.#writing
  }

  /** "Leave and forget", and the end of a session: nothing of this document stays in this browser, whoever wrote it. */
  async clear(): Promise<void> {
    const { session, document } = this.owner
    this.#kept.clear()
    this.#refused.set([])
    const all = startsWith([session, document])
    this.#later((edits, refused) => {
      edits.delete(all)
      refused.delete(all)
    })
    await this.flush()
  }

  async close(): Promise<void> {
    removeEventListener('pagehide', this.#pageGoes)
    clearInterval(this.#looking)
    await this.flush()
    this.#leave()
    this.tabs.close()
    this.database.close()
  }

  /** Takes over what closed tabs left, and waits for the others: when the journal is opened, and now and then. */
  async lookAround(): Promise<void> {
    const database = this.database.open.get()
    if (!database) return
    try {
      await this.#adoptVersion1(database)
      const place = startsWith(this.#place)
      const stores = database.transaction([EDITS, REFUSED])
      const keys = await Promise.all([EDITS, REFUSED].map((name) => result(stores.objectStore(name).getAllKeys(place))))
      for (const tab of tabsOf(keys.flat())) await this.#takeOver(tab)
    } catch {
      this.#failed(database)
    }
  }

  async #takeOver(tab: string): Promise<void> {
    if (tab === this.owner.page) return
    // The life before this one may still hold its lock for a moment; that it is over is known all the same.
    const open = tab !== this.owner.before && (await this.tabs.isOpen(tab))
    if (open) this.tabs.watch(tab)
    else await this.adopt(tab)
  }

  /** Makes what a tab left our own: same values under our keys, in one transaction. */
  async adopt(tab: string): Promise<void> {
    const database = this.database.open.get()
    if (!database) return
    const transaction = database.transaction([EDITS, REFUSED], 'readwrite')
    const edits = transaction.objectStore(EDITS)
    const refused = transaction.objectStore(REFUSED)
    const range = startsWith([...this.#place, tab])
    const texts = await result(refused.getAll(range))
    this.#takeIn(await result(edits.getAll(range)), edits)
    this.#refused.set([...texts.map(decodeRefused).filter((text) => text !== null), ...this.#refused.get()])
    this.#writeRefused(edits, refused)
    edits.delete(range)
    refused.delete(range)
    await done(transaction)
  }

  #takeIn(values: readonly unknown[], store: IDBObjectStore): void {
    const entries = values
      .map(decodeEntry)
      .filter((value) => value !== null)
      .map((value) => ({ seq: ++this.#seq, ...value }))
    for (const entry of entries) {
      this.#kept.set(entry.seq, entry)
      store.put(recordOf(entry), this.#key(entry.seq))
    }
    // In the turn that numbered them, so that whoever hears of entries hears of them in the order of `seq`.
    if (entries.length > 0) this.#adopted(entries)
  }

  /**
   * Entries of version 1 do not say whose they are. Where only this participant has ever been in this browser they are
   * sent as its own: the worst that can happen is that the server refuses one and its text is offered. Otherwise the text
   * is offered at once. Their tabs are gone: while one lives, the database is not opened in version 2.
   */
  async #adoptVersion1(database: IDBDatabase): Promise<void> {
    if (!database.objectStoreNames.contains(UNSAVED_V1)) return
    const { session, document, alone } = this.owner
    const transaction = database.transaction([UNSAVED_V1, EDITS], 'readwrite')
    const old = transaction.objectStore(UNSAVED_V1)
    const range = startsWith([session, document])
    const values = await result(old.getAll(range))
    if (alone) this.#takeIn(values, transaction.objectStore(EDITS))
    old.delete(range)
    await done(transaction)
    if (alone || values.length === 0) return
    const bytes = values.map(decodeEntry).filter((value) => value !== null)
    const text = insertedText(bytes.map((value) => value.bytes))
    if (text !== '') this.refuse([], { code: 'recovered', message: '', text })
  }

  readonly #flushNow = (): void => void this.flush()
  /** In this order: who takes over must find everything. */
  readonly #pageGoes = (): void => {
    this.#flushNow()
    this.tabs.goodbye()
  }

  #later(write: Write): void {
    this.#writes.push(write)
    this.#timer ??= setTimeout(this.#flushNow, WRITE_MS)
  }

  readonly #writeRefused: Write = (_edits, refused) => {
    refused.delete(startsWith([...this.#place, this.owner.page]))
    this.#refused.get().forEach((text, n) => {
      refused.put({ ...text, at: Date.now() }, [...this.#place, this.owner.page, n])
    })
  }

  #failed(database: IDBDatabase): void {
    if (this.database.open.get() === database) this.database.failed()
  }

  /** The database is another one: whatever became of the writes before, it gets everything that counts. */
  #reopened(): void {
    if (!this.database.open.get()) return
    this.#writes = []
    this.#later((edits) => {
      edits.delete(startsWith([...this.#place, this.owner.page]))
      for (const entry of this.#kept.values()) edits.put(recordOf(entry), this.#key(entry.seq))
    })
    this.#later(this.#writeRefused)
    void this.lookAround()
  }

  #key(seq: number): IDBValidKey[] {
    return [...this.#place, this.owner.page, seq]
  }
}

function recordOf({ bytes, at }: JournalEntry): { bytes: Uint8Array; at: number } {
  return { bytes, at }
}

function startsWith(key: readonly string[]): IDBKeyRange {
  // An array sorts after every string and number: the upper end of "starts with".
  return IDBKeyRange.bound([...key], [...key, []])
}

function tabsOf(keys: readonly IDBValidKey[]): Set<string> {
  return new Set(keys.map((key) => (Array.isArray(key) ? key[3] : undefined)).filter((tab) => typeof tab === 'string'))
}

/** Neighbouring entries go in one deletion: after an outage they are many. */
function ranges(entries: readonly JournalEntry[]): [number, number][] {
  const found: [number, number][] = []
  for (const { seq } of entries) {
    const last = found[found.length - 1]
    if (last && last[1] === seq - 1) last[1] = seq
    else found.push([seq, seq])
  }
  return found
}

function decodeEntry(value: unknown): { bytes: Uint8Array; at: number } | null {
  const v = fields(value)
  return v?.bytes instanceof Uint8Array && isCount(v.at) ? { bytes: v.bytes, at: v.at } : null
}

function decodeRefused(value: unknown): RefusedText | null {
  const v = fields(value)
  return typeof v?.code === 'string' && typeof v.message === 'string' && typeof v.text === 'string'
    ? { code: v.code, message: v.message, text: v.text }
    : null
}
