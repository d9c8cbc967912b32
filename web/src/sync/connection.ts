/**
 * The connection of one document: one socket at a time, reconnected for as long as the page lives or until the server
 * says that it is over. Edits wait in `Unsaved` and in the journal until the server has them on disk.
 *
 *   open ─▶ step 1 ▶    ◀ WELCOME, step 1, awareness    step 2 (message 1) ▶    ◀ step 2 ─▶ live: one message per edit
 */
import * as Y from 'yjs'
import { createBatch } from './batch'
import type { Journal, JournalEntry } from './journal'
import {
  decode,
  encodeAwareness,
  encodeHotseat,
  encodeStep1,
  encodeStep2,
  encodeUpdate,
  type HotseatMessage,
  type Inbound,
} from './messages'
import type { Participant } from './messages/people'
import type { RunAck, RunEntry, RunMessage } from './messages/runs'
import type { SessionInfo, Welcome } from './messages/session'
import { createPresence, type Presence } from './presence'
import { nextSaveState, type SaveState } from './save'
import { createStore, type Store } from './store'
import { throttled } from './throttle'
import { Unsaved } from './unsaved'

export type LinkState =
  /** The first connection is on its way. */
  | { readonly kind: 'connecting' }
  /** This replica has what the server has, and the other way round as far as `save` says. */
  | { readonly kind: 'live' }
  /** Lost; `retryAt` (browser time) in the past means that a try is on its way. */
  | { readonly kind: 'offline'; readonly attempt: number; readonly retryAt: number }
  /** For good: left, or the server said why. */
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }

export interface Connection {
  readonly state: Store<LinkState>
  readonly save: Store<SaveState>
  readonly welcome: Store<Welcome | null>
  readonly participants: Store<readonly Participant[]>
  readonly session: Store<SessionInfo | null>
  readonly presence: Presence
  /** The document has the server's text; stays true when the connection is lost. */
  readonly synced: Store<boolean>
  /** The document to show. A new one after the server refused an edit: that cannot be taken out of a `Y.Doc`. */
  readonly doc: Store<Y.Doc>
  /** The browser keeps no copy of unsaved edits. */
  readonly storageBlocked: Store<boolean>
  /** Frames that could not be read. */
  readonly ignored: number
  /** Queued, and resent after a reconnect until acknowledged. */
  sendRun(entry: RunEntry): void
  onRun(listener: (message: RunMessage | RunAck) => void): () => void
  retryNow(): void
  /** The person has seen (saved, copied) the refused text. */
  dismissRefused(): void
  /** What was typed and never acknowledged, to be offered as a download when the connection is closed for good. */
  unsentText(): string
  /** Leave and forget: no unsaved edit stays in this browser. */
  forget(): Promise<void>
  close(): void
}

export interface ConnectOptions {
  /** Where the server is: `wss://host[:port]`, without a path. */
  readonly url: string
  readonly token: string
  readonly session: string
  /** `shared`, or `notes`. */
  readonly document: string
  readonly doc: Y.Doc
  readonly journal: Journal
}

/** Bad token, forbidden, gone, ended, too big, refused, locked, removed: trying again cannot help. */
const FINAL_CODES: ReadonlySet<number> = new Set([4401, 4403, 4404, 4410, 4413, 4422, 4423, 4430])
/** The server says something every 25 s; a socket that is silent for so long is dead. */
const SILENCE_MS = 45_000
/** Silence after which waking up (tab shown, network back) does not wait for the rest of it. */
const DOUBTFUL_MS = 30_000
const RETRY_MS = 250
const RETRY_GROWTH = 1.7
const RETRY_MS_MAX = 10_000
const SAVE_LIGHT_MS = 250

/** The update that changes nothing: no writers, no deletions. */
const NOTHING = new Uint8Array([0, 0])

/** Origin of what did not come from this page's person. */
const LINK = Symbol('connection')

export function connect(o: ConnectOptions): Connection {
  const { journal } = o
  const state = createStore<LinkState>({ kind: 'connecting' })
  const save = createStore<SaveState>({ kind: 'connecting' })
  const welcome = createStore<Welcome | null>(null)
  const participants = createStore<readonly Participant[]>([])
  const session = createStore<SessionInfo | null>(null)
  const synced = createStore(false)
  const shown = createStore(o.doc)
  const runListeners = new Set<(message: RunMessage | RunAck) => void>()
  const unsaved = new Unsaved()
  const unsentRuns = new Map<string, RunEntry>()

  /** The replica that is synchronised; not `shown` between a refusal and the server's answer. */
  let replica = o.doc
  let refused: { message: string; text: string } | null = null
  let savedAt: number | null = null
  let ignored = 0

  let socket: WebSocket | null = null
  let welcomed = false
  let answered = false
  let caughtUp = false
  let heardAt = 0
  let tries = 0
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let silenceTimer: ReturnType<typeof setTimeout> | undefined
  let goAwayTimer: ReturnType<typeof setTimeout> | undefined

  const send = (bytes: Uint8Array<ArrayBuffer>) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(bytes)
  }
  const presence = createPresence({
    clientId: () => replica.clientID,
    send: (states) => send(encodeAwareness(states)),
  })

  const light = () =>
    save.set(
      nextSaveState(save.get(), {
        edits: unsaved.edits,
        since: unsaved.since,
        savedAt,
        connected: state.get().kind === 'live' || state.get().kind === 'connecting',
        welcomed: welcome.get() !== null,
        refused,
      }),
    )
  const become = (next: LinkState) => {
    state.set(next)
    light()
  }

  // ── edits of this page ──────────────────────────────────────────────────────────────────────────────────────────

  const sendUnsent = () => {
    if (!answered || !caughtUp) return
    for (const update of unsaved.takeUnsent()) send(encodeUpdate(update))
  }
  const edited = (bytes: Uint8Array, origin: unknown) => {
    if (origin === LINK) return
    unsaved.add(journal.add(bytes))
    sendUnsent()
    light()
  }
  /** Between a refusal and the rebuilt document, the old one is still in the editor: what is typed is offered back. */
  const editedInVain = (bytes: Uint8Array, origin: unknown) => {
    if (origin === LINK || !refused) return
    refused = { ...refused, text: refused.text + insertedText([bytes]) }
    light()
  }
  const takeOver = (entries: readonly JournalEntry[]) => {
    for (const entry of entries) {
      try {
        Y.applyUpdate(replica, entry.bytes, LINK)
        unsaved.add(entry)
      } catch (error) {
        // A damaged entry is lost; the others must not be.
        reportError(error)
      }
    }
    sendUnsent()
    light()
  }

  // ── edits of others ─────────────────────────────────────────────────────────────────────────────────────────────

  const batch = createBatch((updates) => {
    try {
      replica.transact(() => {
        for (const update of updates) Y.applyUpdate(replica, update, LINK)
      }, LINK)
    } catch (error) {
      // This replica may have missed something: the next connection asks for all it lacks.
      reportError(error)
      lose(socket, false)
    }
  })

  // ── messages ────────────────────────────────────────────────────────────────────────────────────────────────────

  const receiveHotseat = (message: HotseatMessage) => {
    switch (message.type) {
      case 'WELCOME': {
        const { type: _, ...rest } = message
        welcomed = true
        welcome.set(rest)
        session.set(rest.session)
        participants.set(rest.participants)
        light()
        for (const entry of unsentRuns.values()) send(encodeHotseat({ type: 'RUN', ...entry }))
        break
      }
      case 'ACK': {
        const upTo = unsaved.acknowledge(message.n)
        if (upTo === null) break
        journal.removeUpTo(upTo)
        savedAt = Date.now()
        light()
        break
      }
      case 'NACK':
        rebuild(message.n, message.message)
        break
      case 'SESSION':
        session.set(message.session)
        break
      case 'PARTICIPANTS':
        participants.set(message.participants)
        presence.participants(message.participants)
        break
      case 'RUN':
        for (const listener of [...runListeners]) listener(message)
        break
      case 'RUNACK':
        unsentRuns.delete(`${message.run}/${message.i}`)
        for (const listener of [...runListeners]) listener(message)
        break
      case 'GOAWAY':
        clearTimeout(goAwayTimer)
        goAwayTimer = setTimeout(() => lose(socket, true), Math.random() * message.afterMs)
        break
    }
  }

  /**
   * The refused edit, and what was built on it, leaves the queue and is offered back as text; a fresh replica takes
   * the server's state and what is still on its way.
   */
  const rebuild = (n: number, message: string) => {
    const entries = unsaved.refuse(n)
    const first = entries?.[0]
    // Nothing of ours was in it (an observer's empty step 2): there is nothing to take back.
    if (!entries || !first) return
    const text = insertedText(entries.map((entry) => entry.bytes))
    refused = { message, text: (refused?.text ?? '') + text }
    journal.removeFrom(first.seq)
    replica.off('update', edited)
    if (replica === shown.get()) replica.on('update', editedInVain)
    else replica.destroy()
    replica = new Y.Doc()
    for (const bytes of unsaved.bytes) Y.applyUpdate(replica, bytes, LINK)
    replica.on('update', edited)
    lose(socket, true)
    light()
  }
  const showReplica = () => {
    const old = shown.get()
    if (old === replica) return
    old.off('update', editedInVain)
    shown.set(replica)
    old.destroy()
  }

  /** Everything at once, unless that is more than a message may hold: then one by one, as it was made. */
  const answer = (missing: Uint8Array) => {
    const whole = missing.length <= (welcome.get()?.limits.updateBytes ?? Number.POSITIVE_INFINITY)
    send(encodeStep2(whole ? missing : NOTHING))
    if (whole) unsaved.coverAll()
    else unsaved.coverNone()
  }
  const receive = (inbound: Inbound) => {
    switch (inbound.kind) {
      case 'step1':
        answer(Y.encodeStateAsUpdate(replica, inbound.stateVector))
        answered = true
        sendUnsent()
        break
      case 'step2':
        batch.add(inbound.update)
        batch.flush()
        // The batch gave the socket up.
        if (!socket) break
        // Only now, not when the socket opens: a server that takes sockets and cannot load the document must not be
        // asked four times a second.
        tries = 0
        caughtUp = true
        showReplica()
        synced.set(true)
        presence.settled()
        sendUnsent()
        become({ kind: 'live' })
        break
      case 'update':
        batch.add(inbound.update)
        break
      case 'awareness':
        presence.receive(inbound.states)
        break
      case 'hotseat':
        receiveHotseat(inbound.message)
        break
    }
  }
  const receiveFrame = (data: unknown) => {
    heardAt = performance.now()
    const inbound = data instanceof ArrayBuffer ? decode(new Uint8Array(data)) : null
    if (inbound === null) {
      ignored++
      return
    }
    receive(inbound)
  }

  // ── the socket ──────────────────────────────────────────────────────────────────────────────────────────────────

  const address = `${o.url}/ws/sessions/${encodeURIComponent(o.session)}${o.document === 'shared' ? '' : `/${o.document}`}`

  const open = () => {
    clearTimeout(retryTimer)
    retryTimer = undefined
    const opening = new WebSocket(address, ['hotseat.v1', `hotseat.token.${o.token}`])
    opening.binaryType = 'arraybuffer'
    socket = opening
    welcomed = false
    answered = false
    caughtUp = false
    heardAt = performance.now()
    opening.onopen = () => {
      unsaved.reconnected()
      send(encodeStep1(Y.encodeStateVector(replica)))
      presence.opened()
    }
    opening.onmessage = (event) => receiveFrame(event.data)
    opening.onclose = (event) => {
      if (FINAL_CODES.has(event.code)) end(event.code, event.reason)
      else lose(opening, false)
    }
    watch()
  }
  /** One timer per silence, moved on when it fires: not one per message. */
  const watch = () => {
    clearTimeout(silenceTimer)
    const left = SILENCE_MS - (performance.now() - heardAt)
    if (left <= 0) lose(socket, false)
    else silenceTimer = setTimeout(watch, left)
  }
  const abandon = () => {
    clearTimeout(silenceTimer)
    clearTimeout(goAwayTimer)
    batch.drop()
    if (!socket) return
    // A half-open socket takes minutes to close: do not wait for its event.
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
    socket = null
    answered = false
    caughtUp = false
    welcomed = false
    presence.lost()
  }
  const lose = (lost: WebSocket | null, again: boolean) => {
    if (lost !== socket || state.get().kind === 'closed') return
    abandon()
    // Full jitter: a thousand pages that lost the same server do not come back together.
    const wait = again ? 0 : Math.random() * Math.min(RETRY_MS_MAX, RETRY_MS * RETRY_GROWTH ** tries)
    tries++
    // A change of sockets that we chose is no news, unless the new one fails, too.
    if (!again) become({ kind: 'offline', attempt: tries, retryAt: Date.now() + wait })
    retryTimer = setTimeout(open, wait)
  }
  const end = (code: number, reason: string) => {
    if (state.get().kind === 'closed') return
    clearTimeout(retryTimer)
    abandon()
    presence.close()
    removeEventListener('online', wake)
    document.removeEventListener('visibilitychange', wake)
    become({ kind: 'closed', code, reason })
  }
  const leave = () => {
    replica.off('update', edited)
    end(1000, '')
  }
  const wake = () => {
    if (document.visibilityState === 'hidden' || state.get().kind === 'closed') return
    batch.flush()
    if (retryTimer !== undefined) open()
    else if (performance.now() - heardAt > DOUBTFUL_MS) lose(socket, true)
  }

  replica.on('update', edited)
  takeOver(journal.found)
  journal.onAdopted(takeOver)
  addEventListener('online', wake)
  document.addEventListener('visibilitychange', wake)
  open()

  return {
    state,
    save: throttled(save, SAVE_LIGHT_MS),
    welcome,
    participants,
    session,
    presence,
    synced,
    doc: shown,
    storageBlocked: journal.blocked,
    get ignored() {
      return ignored
    },
    sendRun(entry) {
      unsentRuns.set(`${entry.run}/${entry.i}`, entry)
      if (welcomed) send(encodeHotseat({ type: 'RUN', ...entry }))
    },
    onRun(listener) {
      runListeners.add(listener)
      return () => runListeners.delete(listener)
    },
    retryNow() {
      if (retryTimer !== undefined) open()
    },
    dismissRefused() {
      refused = null
      light()
    },
    unsentText: () => insertedText(unsaved.bytes),
    async forget() {
      leave()
      await journal.clear()
    },
    close() {
      leave()
      void journal.close()
    },
  }
}

/** The text these updates insert, in the order it was written. */
export function insertedText(updates: readonly Uint8Array[]): string {
  if (updates.length === 0) return ''
  const { structs } = Y.decodeUpdate(Y.mergeUpdates([...updates]))
  return structs
    .map((struct) => (struct instanceof Y.Item && struct.content instanceof Y.ContentString ? struct.content.str : ''))
    .join('')
}
