/**
 * The connection of a page: its line, the shared document on it, its presence and its runs, put together. Read this
 * first, then `line.ts` (socket, retries, people) and `sharedDocument.ts` (edits until they are on disk).
 *
 *   open ─▶ step 1 ▶    ◀ WELCOME, awareness, step 1    step 2 (message 1) ▶    ◀ step 2    HELLO ▶    ◀ runs it lacks
 */
import type * as Y from 'yjs'
import { offerBuild } from './build'
import { Entries } from './entries'
import { clearJournal, openJournal, type RefusedText } from './journal'
import { Life, type Writer } from './life'
import { Line, type LinkState } from './line'
import { encodeAwareness, encodeHotseat, type HotseatMessage, type Inbound } from './messages'
import type { Participant } from './messages/people'
import type { Feed, KnownRuns, RunAck, RunEntry, RunMessage, RunStop } from './messages/runs'
import type { Permission, SessionInfo, Welcome } from './messages/session'
import { createPresence, type Presence, type PresenceLine } from './presence'
import { nextSaveState, type SaveState } from './save'
import { SharedDocument } from './sharedDocument'
import { createStore, type Store, tellAll } from './store'
import { throttled } from './throttle'

export interface Connection extends Feed {
  readonly state: Store<LinkState>
  readonly save: Store<SaveState>
  readonly welcome: Store<Welcome | null>
  readonly participants: Store<readonly Participant[]>
  readonly session: Store<SessionInfo | null>
  readonly presence: Presence
  /** The document has the server's text and may be shown; stays true when the connection is lost. */
  readonly synced: Store<boolean>
  /** The document to show. A new one after the server refused an edit: that cannot be taken out of a `Y.Doc`. */
  readonly doc: Store<Y.Doc>
  /** What is typed now can be kept and sent: not while watching, and not between a refusal and the new document. */
  readonly editable: Store<boolean>
  /** Text that will not be saved, offered back until it is dismissed. */
  readonly refused: Store<readonly RefusedText[]>
  /** The browser keeps no copy of unsaved edits. */
  readonly storageBlocked: Store<boolean>
  /** By the latest WELCOME. */
  may(permission: Permission): boolean
  retryNow(): void
  /** The person has seen (saved, copied) the refused text. */
  dismissRefused(): void
  /** What was typed and never acknowledged, to be offered as a download when the connection is closed for good. */
  unsentText(): string
  /** Leave and forget: no unsaved edit stays in this browser. */
  forget(): Promise<void>
  close(): Promise<void>
}

export interface ConnectOptions {
  /** Where the server is: `wss://host[:port]`, without a path. */
  readonly url: string
  readonly token: string
  readonly session: string
  /** Id of the participant whose token it is. */
  readonly participant: string
  /** No other participant of this session has been in this browser. */
  readonly alone: boolean
}

const DOCUMENT = 'shared'
const SAVE_LIGHT_MS = 250
/** More than the server keeps; of more the latest are named. */
const KNOWN_RUNS_MAX = 100

export function connect(o: ConnectOptions): Connection {
  const page = new PageConnection(o)
  const { line, document, runs } = page
  return {
    state: line.state,
    save: throttled(page.save, SAVE_LIGHT_MS),
    welcome: line.welcome,
    participants: line.participants,
    session: line.session,
    presence: page.presence,
    synced: document.synced,
    doc: document.shown,
    editable: document.editable,
    refused: document.refused,
    storageBlocked: document.storageBlocked,
    may: (permission) => line.welcome.get()?.permissions.includes(permission) ?? false,
    limits: () => line.welcome.get()?.limits.run ?? null,
    sendRun: (entry) => runs.add(`${entry.run}/${entry.i}`, entry),
    onRun: (listener) => page.listenToRuns(listener),
    knowsRuns(read) {
      page.knownRuns = read
    },
    stopRun: (run) => line.send(encodeHotseat({ type: 'STOP', run })),
    onStop: (listener) => page.listenToStops(listener),
    retryNow: () => line.retryNow(),
    dismissRefused: () => document.dismissRefused(),
    unsentText: () => document.unsentText(),
    async forget() {
      page.leave()
      page.forget()
      await document.forget()
    },
    async close() {
      page.leave()
      await document.closeJournal()
    },
  }
}

class PageConnection {
  readonly line: Line
  readonly document: SharedDocument
  readonly presence: PresenceLine
  readonly runs = new Entries<RunEntry>((entry) => this.line.send(encodeHotseat({ type: 'RUN', ...entry })))
  readonly #save = createStore<SaveState>({ kind: 'connecting' })
  readonly save: Store<SaveState> = this.#save
  knownRuns: () => KnownRuns = () => ({})
  readonly #life: Life
  readonly #runListeners = new Set<(message: RunMessage | RunAck) => void>()
  readonly #stopListeners = new Set<(stop: RunStop) => void>()

  constructor(o: ConnectOptions) {
    const { session, participant, alone } = o
    this.#life = new Life(session, participant)
    const { page, before } = this.#life
    this.document = new SharedDocument({
      openJournal: () => openJournal({ session, document: DOCUMENT, participant, page, before, alone }),
      clearJournal: () => clearJournal(session, DOCUMENT),
      findWriter: () => this.#findWriter(),
      send: (frame) => this.line.send(frame),
      caughtUp: () => this.#caughtUp(),
      reconnect: (torn) => (torn ? this.line.giveUp() : this.line.reconnect()),
    })
    this.presence = createPresence({
      clientId: () => this.document.clientId,
      send: (states) => this.line.send(encodeAwareness(states)),
    })
    this.line = new Line({
      url: `${o.url}/ws/sessions/${encodeURIComponent(session)}`,
      token: o.token,
      opened: () => {
        this.document.opened()
        this.presence.opened()
      },
      received: (inbound) => this.#receive(inbound),
      lost: (cause) => {
        this.document.lost(cause)
        this.runs.lost()
        this.presence.lost()
      },
      ended: () => this.presence.close(),
      waits: () => this.document.unsavedEdits.get().edits > 0 || this.runs.waiting > 0,
    })
    for (const store of [this.line.state, this.line.welcome, this.document.unsavedEdits]) store.subscribe(this.#light)
    this.document.unsavedEdits.subscribe(() => this.line.look())
    addEventListener('pagehide', this.#handOver)
    addEventListener('pageshow', this.#resume)
    document.addEventListener('visibilitychange', this.#flush)
    this.line.open()
  }

  listenToRuns(listener: (message: RunMessage | RunAck) => void): () => void {
    this.#runListeners.add(listener)
    return () => this.#runListeners.delete(listener)
  }

  listenToStops(listener: (stop: RunStop) => void): () => void {
    this.#stopListeners.add(listener)
    return () => this.#stopListeners.delete(listener)
  }

  leave(): void {
    removeEventListener('pagehide', this.#handOver)
    removeEventListener('pageshow', this.#resume)
    document.removeEventListener('visibilitychange', this.#flush)
    this.document.leave()
    this.line.end(1000, '')
  }

  forget(): void {
    this.#life.forget()
  }

  #receive(inbound: Inbound): void {
    switch (inbound.kind) {
      case 'step1':
        this.document.step1(inbound.stateVector)
        break
      case 'step2':
        this.document.step2(inbound.update)
        break
      case 'update':
        this.document.update(inbound.update)
        break
      case 'awareness':
        this.presence.receive(inbound.states)
        break
      case 'hotseat':
        this.#receiveHotseat(inbound.message)
        break
    }
  }

  #receiveHotseat(message: HotseatMessage): void {
    switch (message.type) {
      case 'WELCOME':
        offerBuild(message.build)
        this.document.welcomed(message)
        break
      case 'PARTICIPANTS':
        this.presence.participants(message.participants)
        break
      case 'ACK':
        if (this.document.acknowledged(message.n)) this.line.proved()
        break
      case 'NACK':
        this.document.rejected(message)
        break
      case 'RUNACK':
        this.runs.settled(`${message.run}/${message.i}`)
        tellAll(this.#runListeners, message)
        break
      case 'RUN':
        // What it runs was typed before: whoever asks for the text now must not miss the end of it.
        if (message.kind === 'started') this.document.flush()
        tellAll(this.#runListeners, message)
        break
      case 'STOP':
        tellAll(this.#stopListeners, message)
        break
      case 'SESSION':
      case 'GOAWAY':
        // The line has taken them for itself.
        break
    }
  }

  #caughtUp(): void {
    this.presence.settled()
    const runs = Object.fromEntries(Object.entries(this.knownRuns()).slice(-KNOWN_RUNS_MAX))
    const { page, before } = this.#life
    this.line.send(encodeHotseat({ type: 'HELLO', page, ...(before !== null && { before }), runs }))
    this.runs.opened()
    this.line.caughtUp()
  }

  readonly #light = (): void => {
    const kind = this.line.state.get().kind
    this.#save.set(
      nextSaveState(this.#save.get(), {
        ...this.document.unsavedEdits.get(),
        connected: kind === 'live' || kind === 'connecting',
        welcomed: this.line.welcome.get() !== null,
      }),
    )
  }

  readonly #flush = (): void => {
    if (document.visibilityState === 'visible') this.document.flush()
  }

  async #findWriter(): Promise<Writer | null> {
    const left = await this.#life.writer()
    if (left) this.presence.countFrom(left.shown)
    return left
  }

  readonly #handOver = (): void => {
    const { writer } = this.document
    this.#life.handOver(writer && { ...writer, shown: this.presence.clock })
  }

  readonly #resume = async (event: PageTransitionEvent): Promise<void> => {
    if (!event.persisted) return
    const { clientId } = this.document
    this.document.writeAs(null)
    if (await this.#life.resume()) this.document.writeAs(clientId)
  }
}
