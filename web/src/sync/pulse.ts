/**
 * Whether the other end of a socket lives. A socket tells only of an orderly end: a dead line is silent, and so is a room
 * in which nobody moves. So after a silence the server is asked, and no answer is the end.
 *
 *   opening ─(caught up)─▶ listening ─(silence)─▶ asked ─(heard)─▶ listening
 *      └─(OPENING_MS)───────────────────────────────└─(ANSWER_MS)─▶ dead
 *
 * It costs next to nothing: one is asked only after a silence, and where there are many there is none, because each
 * renews its presence now and then. So the answer (everybody's presence) is short when it is asked for.
 *
 * Time is the wall clock: others stand still while a computer sleeps, and a timer that comes much too late says that it
 * did. Then the silence means nothing, and the server is asked at once.
 */
type State =
  | { readonly kind: 'off' }
  /** The answer to the first questions of a connection may be large, and its line slow: nothing is asked meanwhile. */
  | { readonly kind: 'opening'; readonly since: number }
  | { readonly kind: 'listening'; readonly since: number }
  | { readonly kind: 'asked'; readonly since: number; readonly again: boolean }

export interface PulseOptions {
  /** Sends the question. */
  ask(): void
  dead(): void
  /** Somebody looks, or something is not saved: a dead line must be known within `EAGER_MS + ANSWER_MS`. */
  eager(): boolean
}

const OPENING_MS = 30_000
const EAGER_MS = 2_500
/** The server says something every 25 s. */
const IDLE_MS = 30_000
const ANSWER_MS = 2_000
/** The slowest line that is called alive: what was sent since the last sign of life goes before the question. */
const SLOW_BYTES_PER_MS = 16
/** A timer that is so late was held up by the computer's sleep, or by a browser that slows a hidden tab down. */
const LATE_MS = 3_000

export class Pulse {
  #state: State = { kind: 'off' }
  #timer: ReturnType<typeof setTimeout> | undefined
  #due = 0
  #sentBytes = 0

  constructor(private readonly o: PulseOptions) {}

  opening(): void {
    this.#enter({ kind: 'opening', since: Date.now() })
  }

  caughtUp(): void {
    this.#enter({ kind: 'listening', since: Date.now() })
  }

  /** One timer per silence, moved on when it fires: not one per message. */
  heard(): void {
    this.#sentBytes = 0
    if (this.#state.kind === 'opening') this.#state = { kind: 'opening', since: Date.now() }
    else if (this.#state.kind !== 'off') this.#state = { kind: 'listening', since: Date.now() }
  }

  sent(bytes: number): void {
    this.#sentBytes += bytes
    this.look()
  }

  /** `eager` may have changed. */
  look(): void {
    const left = this.#left()
    if (left !== null && Date.now() + left < this.#due) this.#wait(left)
  }

  /** Something says that the line may be another one (woken up, shown again): asks at once. */
  doubt(): void {
    if (this.#state.kind === 'listening') this.#ask(false)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#sentBytes = 0
    this.#state = { kind: 'off' }
  }

  #enter(state: State): void {
    this.#state = state
    this.#wait(this.#left() ?? 0)
  }

  #ask(again: boolean): void {
    this.o.ask()
    this.#enter({ kind: 'asked', since: Date.now(), again })
  }

  #left(): number | null {
    const state = this.#state
    if (state.kind === 'off') return null
    // A clock that was set back must not make the wait longer.
    const silent = Math.max(0, Date.now() - state.since)
    switch (state.kind) {
      case 'opening':
        return OPENING_MS - silent
      case 'listening':
        return (this.o.eager() ? EAGER_MS : IDLE_MS) - silent
      case 'asked':
        return ANSWER_MS + this.#sentBytes / SLOW_BYTES_PER_MS - silent
    }
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer)
    this.#due = Date.now() + ms
    this.#timer = setTimeout(() => this.#fired(), Math.max(0, ms))
  }

  #fired(): void {
    const state = this.#state
    const slept = Date.now() - this.#due > LATE_MS
    const left = this.#left()
    if (left === null) return
    // Once: a hidden tab's timers are always late, and its line may be dead all the same.
    if (slept && (state.kind === 'listening' || (state.kind === 'asked' && !state.again))) this.#ask(true)
    else if (left > 0) this.#wait(left)
    else if (state.kind === 'listening') this.#ask(false)
    else this.o.dead()
  }
}
