/**
 * One document on its way between this page and the server: what is synchronised, what is not saved, what was refused.
 * Knows neither socket nor people; `connection.ts` brings it the messages of its line.
 *
 *   away ─▶ open: step 1 ▶   ◀ step 1, answered by step 2 (message 1)   ◀ step 2 ─▶ live: one message per edit
 *                                     live ─(an edit waits for one the server lacks)─▶ behind ─(its step 1)─▶ live
 *
 * Edits wait in `Unsaved` and in the journal until the server has them on disk. After an outage they go together in the
 * step 2. When that is refused, or the server closes the connection over something, they go one by one, and only what is
 * refused by itself is taken out: its units go as deleted ones in its place, so that what was typed after it stays. It
 * cannot be taken out of a `Y.Doc`: so once everything else is saved a fresh replica takes the server's state and replaces
 * the one that is shown. Until then nobody may type: it would be built on what
 * will not be saved.
 *
 *   free ─(refused)─▶ halted: one by one ─(all settled)─▶ rebuilding ─(the server's text is here)─▶ free
 *                       └─(all settled, nothing was refused by itself)─▶ free
 */
import * as Y from 'yjs'
import { createBatch } from './batch'
import { cut } from './cut'
import type { Journal, JournalEntry, RefusedText } from './journal'
import type { Writer } from './life'
import { encodeStep1, encodeStep2, encodeUpdate, type Frame } from './messages'
import type { Welcome } from './messages/session'
import type { Nack } from './messages/sync'
import { createStore, type Store } from './store'
import { insertedText } from './text'
import { Unsaved } from './unsaved'
import { withdrawn } from './withdrawn'

/** What the save light needs to know of a document. */
export interface UnsavedEdits {
  readonly edits: number
  /** When the oldest of them was made, `null` when there is none. */
  readonly since: number | null
  /** When the last acknowledgement came. */
  readonly savedAt: number | null
}

export interface SharedDocumentOptions {
  /** Called when the server says that this page may edit, once. */
  openJournal(): Promise<Journal>
  /** Nothing of the document stays in this browser, though no journal is open. */
  clearJournal(): Promise<void>
  /** Who somebody who has gone wrote as, for this page alone. */
  findWriter(): Promise<Writer | null>
  send(frame: Frame): void
  /** Both ends have what the other has. */
  caughtUp(): void
  /** Asks for another connection; `torn`: this one missed something. */
  reconnect(torn: boolean): void
}

/** The update that changes nothing: no writers, no deletions. */
const NOTHING = new Uint8Array([0, 0])

/** Of these the server would not take the units either. */
const UNITS_REFUSED: ReadonlySet<string> = new Set(['incomplete', 'read-only'])

/** Origin of what did not come from this page's person. */
const LINK = Symbol('connection')

export class SharedDocument {
  readonly #shown = createStore(new Y.Doc())
  readonly #synced = createStore(false)
  readonly #editable = createStore(false)
  readonly #unsavedEdits = createStore<UnsavedEdits>({ edits: 0, since: null, savedAt: null })
  readonly #refused = createStore<readonly RefusedText[]>([])
  readonly #storageBlocked = createStore(false)
  /** The document to show. A new one after the server refused an edit for good. */
  readonly shown: Store<Y.Doc> = this.#shown
  /** The document has the server's text; stays true when the connection is lost. */
  readonly synced: Store<boolean> = this.#synced
  /** What is typed now can be kept and sent. */
  readonly editable: Store<boolean> = this.#editable
  readonly unsavedEdits: Store<UnsavedEdits> = this.#unsavedEdits
  /** Will not be saved; kept until dismissed. */
  readonly refused: Store<readonly RefusedText[]> = this.#refused
  /** The browser keeps no copy of unsaved edits. */
  readonly storageBlocked: Store<boolean> = this.#storageBlocked

  /** The replica that is synchronised; not the one that is shown while rebuilding. */
  #replica = this.#shown.get()
  readonly #unsaved = new Unsaved()
  #journal: Journal | null = null
  #journalAsked = false
  /** Who this page may go on as. */
  #writer: Writer | null = null
  #welcome: Welcome | null = null
  #phase: 'away' | 'open' | 'behind' | 'live' = 'away'
  #mending: 'free' | 'halted' | 'rebuilding' = 'free'
  /** Why something of what is shown will not be saved: the first reason. `null`: everything is, or will be. */
  #spoiled: Omit<RefusedText, 'text'> | null = null
  /** What goes in the place of edits that were taken out. */
  readonly #withdrawn = new WeakSet<JournalEntry>()
  /** What the server has, when it asked before the journal was open. */
  #asked: Uint8Array | null = null
  /** Number of the last step 2 of this connection. */
  #answer = 0
  /** It held all that the server lacked. Else edits go one by one: what is incomplete then will never be complete. */
  #together = false
  #savedAt: number | null = null

  constructor(private readonly o: SharedDocumentOptions) {
    this.#replica.on('update', this.#edited)
  }

  get clientId(): number {
    return this.#replica.clientID
  }

  // ── the connection ──────────────────────────────────────────────────────────────────────────────────────────────

  opened(): void {
    this.#phase = 'open'
    this.#answer = 0
    this.#unsaved.reconnected()
    this.o.send(encodeStep1(Y.encodeStateVector(this.#replica)))
  }

  welcomed(welcome: Welcome): void {
    this.#welcome = welcome
    if (this.#mayEdit && !this.#journalAsked) void this.#openJournal()
    if (!this.#mayEdit && this.#unsaved.edits > 0)
      this.#takeOut(this.#unsaved.entries, { code: 'read-only', message: '' })
    this.#settle()
  }

  /** `cause`: the server closed the connection over something that was sent. */
  lost(cause: string | null): void {
    this.#batch.drop()
    this.#phase = 'away'
    this.#asked = null
    const culprits = cause === null ? [] : this.#unsaved.closedOver()
    if (culprits.length > 0) this.#takeOut(culprits, { code: 'closed', message: cause ?? '' })
    this.#settle()
  }

  step1(stateVector: Uint8Array): void {
    if (this.#journalAsked && !this.#journal) {
      this.#asked = stateVector
      return
    }
    this.#asked = null
    // Everything at once, unless that is more than a message may hold, or some of it is refused.
    const whole = this.#mending === 'free' && !this.#unsaved.suspicious
    const missing = whole ? Y.encodeStateAsUpdate(this.#replica, stateVector) : NOTHING
    const fits = whole && missing.length <= (this.#welcome?.limits.updateBytes ?? 0)
    this.#together = fits
    this.o.send(encodeStep2(fits ? missing : NOTHING))
    this.#answer = fits ? this.#unsaved.sendAll() : this.#unsaved.sendNone()
    if (this.#phase === 'behind') this.#phase = 'live'
    this.#sendUnsent()
  }

  step2(update: Uint8Array): void {
    this.#batch.add(update)
    this.#batch.flush()
    // It could not be applied: the connection was given up.
    if (this.#phase === 'away') return
    this.#phase = 'live'
    this.#showReplica()
    this.#settle()
    this.#sendUnsent()
    this.o.caughtUp()
  }

  update(update: Uint8Array): void {
    this.#batch.add(update)
  }

  /** A hidden tab is shown: what waits for its batch is wanted now. */
  flush(): void {
    this.#batch.flush()
  }

  /** The first n document messages are answered. True when something was saved by it. */
  acknowledged(n: number): boolean {
    const saved = this.#unsaved.acknowledge(n)
    if (saved === null) return false
    this.#journal?.remove(saved)
    this.#savedAt = Date.now()
    this.#settle()
    // The next of those that go alone.
    this.#sendUnsent()
    return saved.length > 0
  }

  rejected({ n, code, message }: Nack): void {
    const entries = this.#unsaved.refused(n)
    // Nothing of ours was in it, or it has been sent again since.
    if (entries.length === 0) return
    if (n === this.#answer) {
      this.#halt()
      // Also what followed it: that may build on what was in it, and is refused for no other reason.
      this.#unsaved.recall()
    }
    // The server asks for what it lacks.
    else if (code === 'incomplete' && this.#together) this.#phase = 'behind'
    else this.#takeOut(entries, { code, message })
    this.#settle()
    this.#sendUnsent()
  }

  // ── the person ──────────────────────────────────────────────────────────────────────────────────────────────────

  dismissRefused(): void {
    this.#journal?.dismissRefused()
    this.#refused.set([])
  }

  /** What was typed and never acknowledged. */
  unsentText(): string {
    return insertedText(this.#unsaved.entries.map((entry) => entry.bytes))
  }

  /** Nothing that is typed from now on is kept. */
  leave(): void {
    for (const doc of [this.#replica, this.#shown.get()]) {
      doc.off('update', this.#edited)
      doc.off('update', this.#editedInVain)
    }
    this.#editable.set(false)
  }

  async forget(): Promise<void> {
    await (this.#journal ? this.#journal.clear() : this.o.clearJournal())
  }

  async closeJournal(): Promise<void> {
    await this.#journal?.close()
  }

  /** Who this page writes as; `null` when it has not begun to. */
  get writer(): Writer | null {
    const { clientID: client, store } = this.#replica
    return this.#synced.get() && this.#journal ? { client, clock: Y.getState(store, client) } : null
  }

  /** Goes on under a client id; `null`: under a new one, since another page may write under this one. */
  writeAs(client: number | null): void {
    this.#replica.clientID = client ?? new Y.Doc().clientID
  }

  // ── the journal ─────────────────────────────────────────────────────────────────────────────────────────────────

  async #openJournal(): Promise<void> {
    this.#journalAsked = true
    const journal = await this.o.openJournal()
    this.#writer = await this.o.findWriter()
    this.#journal = journal
    for (const refused of this.#refused.get()) journal.refuse([], refused)
    const follow = <T>(from: Store<T>, to: { set(next: T): void }) => {
      from.subscribe(() => to.set(from.get()))
      to.set(from.get())
    }
    follow(journal.blocked, this.#storageBlocked)
    follow(journal.refused, this.#refused)
    journal.onAdopted((entries) => this.#takeOver(entries))
    this.#takeOver(journal.found)
    if (this.#asked) this.step1(this.#asked)
    this.#settle()
  }

  #takeOver(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      try {
        Y.applyUpdate(this.#replica, entry.bytes, LINK)
        this.#unsaved.add(entry)
      } catch (error) {
        // A damaged entry is lost; the others must not be.
        reportError(error)
        this.#journal?.remove([entry])
      }
    }
    this.#settle()
    this.#sendUnsent()
  }

  // ── edits ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Must not throw: Yjs never tells of a change again after a listener of its updates did. */
  readonly #edited = (bytes: Uint8Array, origin: unknown): void => {
    if (origin === LINK) return
    try {
      this.#keep(bytes)
    } catch (error) {
      reportError(error)
      // It is in the replica, so the step 2 of the next connection has it.
      this.o.reconnect(true)
    }
  }

  #keep(bytes: Uint8Array): void {
    const journal = this.#journal
    if (!journal) {
      this.#offer([], insertedText([bytes]), { code: 'read-only', message: '' })
      return
    }
    const parts = this.#welcome ? cut(bytes, this.#welcome.limits) : [bytes]
    for (const part of parts) this.#unsaved.add(journal.add(part))
    this.#sendUnsent()
    this.#tell()
  }

  /** The editor takes nothing now, but an input method may have been in the middle of a word: offered back. */
  readonly #editedInVain = (bytes: Uint8Array, origin: unknown): void => {
    if (origin === LINK) return
    const why = this.#refused.get().at(-1) ?? { code: 'read-only', message: '' }
    this.#offer([], insertedText([bytes]), why)
  }

  readonly #batch = createBatch((updates) => {
    try {
      this.#replica.transact(() => {
        for (const update of updates) Y.applyUpdate(this.#replica, update, LINK)
      }, LINK)
    } catch (error) {
      // This replica may have missed something: the next connection asks for all it lacks.
      reportError(error)
      this.o.reconnect(true)
    }
  })

  #sendUnsent(): void {
    if (this.#phase !== 'live' || this.#asked || !this.#mayEdit) return
    for (const update of this.#unsaved.takeUnsent()) this.o.send(encodeUpdate(update))
  }

  get #mayEdit(): boolean {
    return this.#welcome?.permissions.includes('edit') ?? false
  }

  // ── refusals ────────────────────────────────────────────────────────────────────────────────────────────────────

  #halt(): void {
    if (this.#mending === 'free') this.#mending = 'halted'
    this.#together = false
  }

  #takeOut(entries: readonly JournalEntry[], why: Omit<RefusedText, 'text'>): void {
    const edits = entries.filter((entry) => !this.#withdrawn.has(entry))
    const gone = entries.filter((entry) => !this.#withdraw(entry, why.code))
    // What waits for something that was refused is lost for the same reason.
    const reason = why.code === 'incomplete' ? (this.#spoiled ?? why) : why
    if (edits.length > 0) this.#offer(gone, insertedText(edits.map((entry) => entry.bytes)), reason)
    else this.#journal?.remove(gone)
    this.#spoiled ??= reason
    this.#halt()
  }

  /** Leaves the units of an edit in its place, deleted. False when nothing is left of it. */
  #withdraw(entry: JournalEntry, code: string): boolean {
    const never = UNITS_REFUSED.has(code) || this.#withdrawn.has(entry)
    const units = never ? null : withdrawn(entry.bytes)
    if (units === null || !this.#journal) {
      this.#unsaved.drop([entry])
      return false
    }
    const rest = this.#journal.replace(entry, units)
    this.#withdrawn.add(rest)
    this.#unsaved.replace(entry, rest)
    return true
  }

  #offer(entries: readonly JournalEntry[], text: string, { code, message }: Omit<RefusedText, 'text'>): void {
    const refused = { code, message, text }
    if (this.#journal) this.#journal.refuse(entries, refused)
    else this.#refused.set([...this.#refused.get(), refused])
  }

  /** What follows from what is settled: the end of mending, the first time the page may be used, what is told. */
  #settle(): void {
    if (this.#mending === 'halted' && this.#unsaved.edits === 0) {
      if (this.#spoiled) this.#rebuild()
      else this.#mending = 'free'
    }
    const ready = this.#phase === 'live' && (!this.#mayEdit || this.#journal !== null)
    if (ready && !this.#synced.get()) {
      this.#reuseClient()
      this.#synced.set(true)
    }
    this.#tell()
  }

  /**
   * Not before: Yjs takes a new id when units of its own come from elsewhere, and every unit that was written under this
   * one must be known before it writes more. They come from the server, and from the journal.
   */
  #reuseClient(): void {
    const writer = this.#writer
    if (!writer || this.#journal?.blocked.get() !== false) return
    if (Y.getState(this.#replica.store, writer.client) >= writer.clock) this.writeAs(writer.client)
  }

  #rebuild(): void {
    this.#mending = 'rebuilding'
    this.#spoiled = null
    this.#replica.off('update', this.#edited)
    this.#replica.on('update', this.#editedInVain)
    this.#replica = new Y.Doc()
    this.#replica.on('update', this.#edited)
    if (this.#phase !== 'away') this.o.reconnect(false)
  }

  #showReplica(): void {
    if (this.#mending !== 'rebuilding') return
    this.#mending = 'free'
    const old = this.#shown.get()
    old.off('update', this.#editedInVain)
    this.#shown.set(this.#replica)
    old.destroy()
  }

  #tell(): void {
    const { edits, since } = this.#unsaved
    const before = this.#unsavedEdits.get()
    const savedAt = this.#savedAt
    if (before.edits !== edits || before.since !== since || before.savedAt !== savedAt)
      this.#unsavedEdits.set({ edits, since, savedAt })
    this.#editable.set(this.#synced.get() && this.#mayEdit && this.#journal !== null && this.#mending === 'free')
  }
}
