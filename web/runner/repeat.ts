/**
 * Chance and time of a program that is run again from its start for every line of input (without shared memory a program
 * cannot sleep until a line is typed). Every repetition draws the same numbers and reads the same clock, or a game would
 * choose another number at every guess. The clock goes on from where it stood when a line was answered. Knows nothing of
 * languages: what they draw from and read is the worker's own global object.
 */
export interface Origin {
  readonly seed: number
  /** ms since 1970, as all that follow: when the program was started first. */
  readonly startedAt: number
  /** When each of the known answers was given. */
  readonly answeredAt: readonly number[]
}

/** Mulberry32: whole numbers of 32 bits, the same ones for the same seed. */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }
}

/** Never goes back: `now` is the origin's start at first, and at least an answer's time once that answer is taken. */
export class RepeatedClock {
  #taken = 0
  #base: number
  #since: number

  constructor(
    private readonly origin: Origin,
    private readonly elapsed: () => number,
  ) {
    this.#base = origin.startedAt
    this.#since = elapsed()
  }

  now(): number {
    return this.#base + (this.elapsed() - this.#since)
  }

  answered(): void {
    const at = this.origin.answeredAt[this.#taken++] ?? 0
    const now = this.now()
    if (at <= now) return
    this.#base = at
    this.#since = this.elapsed()
  }
}

/** Puts repeated chance and time in the place of the real ones, for good; answers with the clock. */
export function repeat(origin: Origin): RepeatedClock {
  const draw = chance(origin.seed)
  const clock = new RepeatedClock(origin, performance.now.bind(performance))
  const { Date: RealDate } = globalThis
  const now = () => Math.floor(clock.now())
  const RepeatedDate = new Proxy(RealDate, {
    apply: () => String(new RealDate(now())),
    construct: (target, values, made) => Reflect.construct(target, values.length === 0 ? [now()] : values, made),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  })
  RealDate.prototype.constructor = RepeatedDate
  Object.assign(globalThis, { Date: RepeatedDate })
  Object.assign(Math, { random: () => draw() / 2 ** 32 })
  Object.defineProperty(performance, 'now', { configurable: true, value: () => clock.now() - origin.startedAt })
  const fill = <T extends ArrayBufferView>(view: T): T => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
    for (let i = 0; i < bytes.length; i++) bytes[i] = draw()
    return view
  }
  const uuid = () => {
    const hex = Array.from(fill(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
  }
  Object.defineProperty(crypto, 'getRandomValues', { configurable: true, value: fill })
  Object.defineProperty(crypto, 'randomUUID', { configurable: true, value: uuid })
  return clock
}
