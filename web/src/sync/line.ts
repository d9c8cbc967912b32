/**
 * The line to the server: one socket at a time, opened again for as long as the page lives or until the server says that
 * it is over; who is at the other end and what this page may do. Knows nothing of what documents and feeds say over it.
 *
 *   connecting ─▶ live ─▶ offline ─▶ live …      closed: for good
 */

import { decode, encodeQueryAwareness, type Frame, type Inbound } from './messages'
import type { Participant } from './messages/people'
import type { SessionInfo, Welcome } from './messages/session'
import { Pulse } from './pulse'
import { createStore, type Store } from './store'

export type LinkState =
  /** The first connection is on its way. */
  | { readonly kind: 'connecting' }
  /** Caught up; also while one socket is exchanged for another on purpose and within the time that takes. */
  | { readonly kind: 'live' }
  /** Lost; `retryAt` (browser time) in the past means that a try is on its way. */
  | { readonly kind: 'offline'; readonly attempt: number; readonly retryAt: number }
  /** For good: left, or the server said why. */
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }

export interface LineOptions {
  /** Of the socket. */
  readonly url: string
  readonly token: string
  /** A socket is open and nothing was said on it yet. */
  opened(): void
  /** Everything that the line does not take for itself. WELCOME, which it does, comes here, too. */
  received(inbound: Inbound): void
  /** The socket is gone; `cause` when the server closed it over something that was sent. */
  lost(cause: string | null): void
  ended(): void
  /** Something that was sent is not answered. */
  waits(): boolean
}

/** No such room or token, gone, ended, removed: trying again cannot help. */
const FINAL_CODES: ReadonlySet<number> = new Set([4401, 4404, 4410, 4430])
/** The server closed over something that was sent: too large, or nothing it could read. */
const REJECTING_CODES: ReadonlySet<number> = new Set([4413, 4422])
/** Permissions have changed: the next WELCOME says how. */
const PERMISSIONS_CHANGED = 4403
const SERVER_RESTARTS = 1012

const RETRY_MS = 250
const RETRY_GROWTH = 1.7
const RETRY_MS_MAX = 10_000
/** After it an exchange of sockets that was meant to go unnoticed is an outage like any other. */
const EXCHANGE_MS = 2_000

export class Line {
  readonly #state = createStore<LinkState>({ kind: 'connecting' })
  readonly #welcome = createStore<Welcome | null>(null)
  readonly #participants = createStore<readonly Participant[]>([])
  readonly #session = createStore<SessionInfo | null>(null)
  readonly state: Store<LinkState> = this.#state
  readonly welcome: Store<Welcome | null> = this.#welcome
  readonly participants: Store<readonly Participant[]> = this.#participants
  readonly session: Store<SessionInfo | null> = this.#session

  #socket: WebSocket | null = null
  readonly #pulse: Pulse
  #tries = 0
  /** Closings in a row over something that was sent. */
  #rejections = 0
  /** The server goes, and asks to be left alone for a random part of this. */
  #goAwayMs: number | null = null
  #retryTimer: ReturnType<typeof setTimeout> | undefined
  #exchangeTimer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly o: LineOptions) {
    this.#pulse = new Pulse({
      ask: () => this.send(encodeQueryAwareness()),
      dead: () => this.#lose(null),
      eager: () => document.visibilityState === 'visible' || o.waits(),
    })
    addEventListener('online', this.#wake)
    addEventListener('offline', this.#offline)
    document.addEventListener('visibilitychange', this.#wake)
  }

  open(): void {
    clearTimeout(this.#retryTimer)
    this.#retryTimer = undefined
    const opening = new WebSocket(this.o.url, ['hotseat.v1', `hotseat.token.${this.o.token}`])
    opening.binaryType = 'arraybuffer'
    opening.onopen = () => this.o.opened()
    opening.onmessage = (event) => this.#receive(event.data)
    opening.onclose = (event) => this.#closed(event.code, event.reason)
    this.#socket = opening
    this.#goAwayMs = null
    this.#pulse.opening()
  }

  send(frame: Frame): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    this.#socket.send(frame)
    this.#pulse.sent(frame.length)
  }

  /**
   * Both ends have what the other has. Only now, not when the socket opens, the tries are forgotten: a server that takes
   * sockets and cannot load the document must not be asked four times a second.
   */
  caughtUp(): void {
    this.#tries = 0
    clearTimeout(this.#exchangeTimer)
    this.#pulse.caughtUp()
    this.#state.set({ kind: 'live' })
  }

  /** `waits` may have changed. */
  look(): void {
    this.#pulse.look()
  }

  /** Something that was sent is saved: what the server closed over was not everything. */
  proved(): void {
    this.#rejections = 0
  }

  /** Another socket, at once; no news unless that takes long. */
  reconnect(): void {
    this.#exchange(0)
  }

  retryNow(): void {
    if (this.#retryTimer !== undefined) this.open()
  }

  /** Gives the socket up as a dead line does. */
  giveUp(): void {
    this.#lose(null)
  }

  end(code: number, reason: string): void {
    if (this.#state.get().kind === 'closed') return
    clearTimeout(this.#retryTimer)
    this.#retryTimer = undefined
    clearTimeout(this.#exchangeTimer)
    this.#abandon(null)
    removeEventListener('online', this.#wake)
    removeEventListener('offline', this.#offline)
    document.removeEventListener('visibilitychange', this.#wake)
    this.#state.set({ kind: 'closed', code, reason })
    this.o.ended()
  }

  #receive(data: unknown): void {
    this.#pulse.heard()
    const inbound = data instanceof ArrayBuffer ? decode(new Uint8Array(data)) : null
    // Of a newer server, or damaged: what follows from it (a missing acknowledgement, say) mends itself.
    if (inbound === null) return
    if (inbound.kind === 'hotseat') {
      const { message } = inbound
      if (message.type === 'WELCOME') {
        const { type: _, ...welcome } = message
        this.#welcome.set(welcome)
        this.#session.set(welcome.session)
        this.#participants.set(welcome.participants)
      } else if (message.type === 'SESSION') this.#session.set(message.session)
      else if (message.type === 'PARTICIPANTS') this.#participants.set(message.participants)
      else if (message.type === 'GOAWAY') this.#goAwayMs = message.afterMs
    }
    this.o.received(inbound)
  }

  #closed(code: number, reason: string): void {
    if (FINAL_CODES.has(code)) this.end(code, reason)
    // Only of a connection that had caught up: closed again at once, the next one waits like any other.
    else if (code === PERMISSIONS_CHANGED && this.#tries === 0) this.#exchange(0)
    else if (code === SERVER_RESTARTS && this.#goAwayMs !== null) this.#exchange(this.#goAwayMs)
    else if (REJECTING_CODES.has(code)) {
      this.#rejections++
      this.#lose(reason || String(code))
    } else this.#lose(null)
  }

  #lose(cause: string | null): void {
    if (this.#state.get().kind === 'closed') return
    this.#abandon(cause)
    const tries = Math.max(this.#tries, 2 * this.#rejections)
    // Full jitter: a thousand pages that lost the same server do not come back together.
    const wait = Math.random() * Math.min(RETRY_MS_MAX, RETRY_MS * RETRY_GROWTH ** tries)
    this.#tries++
    this.#state.set({ kind: 'offline', attempt: this.#tries, retryAt: Date.now() + wait })
    this.#openAfter(wait)
  }

  /** A change of sockets that was asked for, within a random part of that time. */
  #exchange(windowMs: number): void {
    if (this.#state.get().kind === 'closed') return
    this.#abandon(null)
    const wait = Math.random() * windowMs
    this.#tries++
    this.#openAfter(wait)
    if (this.#state.get().kind !== 'live') return
    clearTimeout(this.#exchangeTimer)
    this.#exchangeTimer = setTimeout(() => {
      this.#state.set({ kind: 'offline', attempt: 1, retryAt: Date.now() })
    }, wait + EXCHANGE_MS)
  }

  #openAfter(ms: number): void {
    clearTimeout(this.#retryTimer)
    this.#retryTimer = setTimeout(() => this.open(), ms)
  }

  #abandon(cause: string | null): void {
    clearTimeout(this.#exchangeTimer)
    this.#pulse.stop()
    const socket = this.#socket
    if (!socket) return
    this.#socket = null
    // A half-open socket takes minutes to close: do not wait for its event.
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
    this.o.lost(cause)
  }

  readonly #wake = (): void => {
    if (document.visibilityState === 'hidden') return
    if (this.#retryTimer !== undefined) this.open()
    else this.#pulse.doubt()
  }

  readonly #offline = (): void => {
    if (this.#socket) this.#lose(null)
  }
}
