import { Channel } from './channel'
import { type Fd, OUTPUT_BYTES_MAX, type OutputChunk } from './messages'
import { type RepeatedClock, repeat } from './repeat'
import type { Host, Runtime } from './runtime'
import type { Files, FromWorker, Known, ToWorker } from './worker-messages'

/**
 * The core of every worker: loads a runtime, waits for one job, runs it, reports how it ended. User code shares this
 * global object, therefore everything needed later is held in closures taken before user code starts, and what a program
 * has no use for is deleted (`lockDown`). The headers of the frame are the wall; this is the second one.
 */
export function serve(runtime: Runtime): void {
  const post: (message: FromWorker) => void = self.postMessage.bind(self)
  const report = (why: unknown) => post({ type: 'failed', why: String(why) })
  let host: WorkerHost | null = null

  const receive = async (message: ToWorker) => {
    if (message.type === 'load') {
      host = new WorkerHost(message.files, message.modules, message.shared, post)
      await runtime.load(host)
      post({ type: 'ready' })
    } else if (host !== null) {
      self.removeEventListener('message', listener)
      lockDown()
      host.expect(message.known)
      const outcome = await runtime.run(message.job, host)
      host.flush()
      post({ type: 'exit', ...outcome, ms: host.elapsedMs() })
    }
  }
  const listener = (event: MessageEvent<ToWorker>) => void receive(event.data).catch(report)
  self.addEventListener('message', listener)
}

/** Without shared memory output travels in messages: so many at once, then batched, and never an unbounded queue. */
const PLAIN_MESSAGES_AT_ONCE = 256
const PLAIN_BATCH_BYTES = 32 << 10
const PLAIN_BATCH_MS = 20
/** More than this the frame does not take: it ends the run, and until it does nothing needs to be queued for it. */
const PLAIN_BYTES_MAX = OUTPUT_BYTES_MAX + PLAIN_BATCH_BYTES

class WorkerHost implements Host {
  readonly interrupt: Int32Array | null
  readonly #channel: Channel | null
  readonly #encoder = new TextEncoder()
  readonly #now = performance.now.bind(performance)
  readonly #later = self.setTimeout.bind(self)
  #answers: string[] = []
  #answersEnd = true
  #clock: RepeatedClock | null = null
  #startedAt = 0
  #waitedMs = 0
  #held: OutputChunk[] = []
  #heldBytes = 0
  #printedBytes = 0
  #messages = 0
  #flushedAt = 0
  #flushPlanned = false

  constructor(
    readonly files: Files,
    readonly modules: Readonly<Record<string, WebAssembly.Module>>,
    shared: SharedArrayBuffer | null,
    private readonly post: (message: FromWorker) => void,
  ) {
    this.#channel = shared === null ? null : new Channel(shared)
    this.interrupt = this.#channel?.interruptWord ?? null
  }

  readonly #wake = () => this.post({ type: 'wake' })
  readonly #ask = () => this.post({ type: 'want-input' })

  expect(known: Known | null): void {
    if (known === null) return
    this.#answers = [...known.answers]
    this.#answersEnd = known.ends
    this.#clock = repeat(known.origin)
  }

  mark(_phase: 'user'): void {
    this.#startedAt = this.#now()
    this.post({ type: 'user' })
  }

  /** Since `mark`, without waiting for input. */
  elapsedMs(): number {
    return Math.max(0, Math.round(this.#now() - this.#startedAt - this.#waitedMs))
  }

  write(fd: Fd, chunk: Uint8Array | string): void {
    const bytes = typeof chunk === 'string' ? this.#encoder.encode(chunk) : chunk
    if (bytes.length === 0) return
    if (this.#channel !== null) this.#channel.write(fd, bytes, this.#wake)
    else this.#hold(fd, typeof chunk === 'string' ? bytes : bytes.slice())
  }

  readLine(): string | null {
    if (this.#channel === null) return this.#nextAnswer()
    const asked = this.#now()
    const line = this.#channel.readLine(this.#ask)
    this.#waitedMs += this.#now() - asked
    return line
  }

  #nextAnswer(): string | null {
    const answer = this.#answers.shift()
    if (answer === undefined && !this.#answersEnd) {
      this.flush()
      this.#ask()
      // This thread cannot sleep without shared memory. The frame ends it when the message arrives, and starts the
      // program again with one more known answer.
      for (;;);
    }
    this.#clock?.answered()
    return answer ?? null
  }

  flush(): void {
    if (this.#heldBytes === 0) return
    this.post({ type: 'out', chunks: this.#held })
    this.#held = []
    this.#heldBytes = 0
    this.#messages++
    this.#flushedAt = this.#now()
  }

  /** A program that does not return to its event loop is flushed by the clock inside its own writes. */
  #hold(fd: Fd, bytes: Uint8Array): void {
    if (this.#printedBytes > PLAIN_BYTES_MAX) return
    this.#printedBytes += bytes.length
    this.#held.push([fd, bytes])
    this.#heldBytes += bytes.length
    const due =
      this.#messages < PLAIN_MESSAGES_AT_ONCE ||
      this.#heldBytes >= PLAIN_BATCH_BYTES ||
      this.#now() - this.#flushedAt >= PLAIN_BATCH_MS
    if (due) this.flush()
    else if (!this.#flushPlanned) {
      this.#flushPlanned = true
      this.#later(() => {
        this.#flushPlanned = false
        this.flush()
      }, PLAIN_BATCH_MS)
    }
  }
}

/** What a program may find on the global object besides the language itself. New browser features are absent by default. */
const KEPT = new Set(
  `Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp Error
  AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError globalThis JSON Math
  Intl Temporal ArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float16Array
  Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array DataView Map BigInt Set Iterator WeakMap WeakSet
  WeakRef Proxy Reflect FinalizationRegistry SharedArrayBuffer DisposableStack AsyncDisposableStack decodeURI
  decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN WebAssembly
  self console performance crypto Crypto CryptoKey SubtleCrypto atob btoa queueMicrotask structuredClone reportError
  setTimeout setInterval clearTimeout clearInterval TextEncoder TextDecoder TextEncoderStream TextDecoderStream URL
  URLSearchParams URLPattern AbortController AbortSignal Event EventTarget CustomEvent ErrorEvent MessageEvent
  PromiseRejectionEvent DOMException Blob File FormData Headers Request Response MessageChannel MessagePort ReadableStream
  WritableStream TransformStream CompressionStream DecompressionStream ByteLengthQueuingStrategy CountQueuingStrategy
  ReadableStreamDefaultReader ReadableStreamBYOBReader WritableStreamDefaultWriter Performance WorkerGlobalScope
  DedicatedWorkerGlobalScope addEventListener removeEventListener dispatchEvent constructor onerror onunhandledrejection
  prompt navigator location`.split(/\s+/),
)

function lockDown(): void {
  for (let object: object | null = globalThis; object !== null; object = Object.getPrototypeOf(object)) {
    if (object === Object.prototype) break
    for (const name of Object.getOwnPropertyNames(object)) {
      if (KEPT.has(name) || name.startsWith('_')) continue
      if (Reflect.deleteProperty(object, name)) continue
      Reflect.set(object, name, undefined)
    }
  }
  const { hardwareConcurrency, language, userAgent } = navigator
  Object.defineProperty(globalThis, 'navigator', {
    configurable: true,
    value: Object.freeze({ hardwareConcurrency, language, userAgent }),
  })
}
