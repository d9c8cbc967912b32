import { type Lane, listen, tell } from './lane'
import {
  type EndReason,
  EXIT_OUTPUT,
  EXIT_STOPPED,
  EXIT_TIME,
  type FromFrame,
  type Job,
  OUTPUT_BYTES_MAX,
  type RunError,
} from './messages'
import { Output } from './output'
import type { LoadedPack } from './pack'
import type { FromWorker, Known } from './worker-messages'

/** How long a program may take to answer Ctrl-C (a traceback, a `finally`) before its worker is ended. */
const INTERRUPT_GRACE_MS = 200
/** From the job to the program's first moment. A spare may have been ended by the system meanwhile, and says nothing then. */
const BEGIN_MS = 5_000

/**
 * One run: a fresh worker, its clock, its output, its end. Exactly one `exit` is sent, after all output.
 *
 *   starting ──ready──▶ running ◀──answer── waiting
 *       └──────────┬───────┴──ask──▶──────────┘
 *                  ▼
 *                ended
 *
 * Without shared memory a program cannot sleep until a line is typed. Its worker is ended when it asks, and a new one
 * runs the program from the start with one more known answer, the same chance and the same clock; what it printed before is
 * not sent again, and the time it took before is not counted again.
 */
export class Run {
  #lane: Lane
  #state: 'starting' | 'running' | 'waiting' | 'ended' = 'starting'
  #ending: { readonly reason: EndReason; readonly code: number } | null = null
  #elapsedMs = 0
  #resumedAt = 0
  #clock: ReturnType<typeof setTimeout> | undefined
  #grace: ReturnType<typeof setTimeout> | undefined
  /** The page is behind with the output. */
  #held = false
  #begins: ReturnType<typeof setTimeout> | undefined
  #replaced = false
  readonly #answers: string[] = []
  #answersEnd = false
  readonly #answeredAt: number[] = []
  readonly #seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  readonly #startedAt = Date.now()
  readonly #output: Output

  constructor(
    readonly id: string,
    private readonly job: Job,
    private readonly pack: LoadedPack,
    private readonly send: (message: FromFrame) => void,
    private readonly ended: () => void,
  ) {
    this.#output = new Output(
      (chunks) => send({ type: 'out', id, chunks }),
      () => this.#pull(),
      (held) => this.#hold(held),
    )
    send({ type: 'phase', id, name: 'starting' })
    this.#lane = pack.take()
    this.#begin()
  }

  stop(): void {
    if (this.#state === 'starting') this.#end('stopped', EXIT_STOPPED)
    else this.#interrupt('stopped', EXIT_STOPPED)
  }

  stdin(text: string | null): void {
    if (this.#state !== 'waiting') return
    if (this.#lane.channel !== null) {
      this.#resume()
      this.#lane.channel.answer(text)
      return
    }
    this.#state = 'starting'
    if (text === null) this.#answersEnd = true
    else this.#answers.push(text)
    this.#answeredAt.push(Date.now())
    this.#elapsedMs = 0
    this.#output.replay()
    this.#lane = this.pack.take()
    this.#begin()
  }

  credit(bytes: number): void {
    this.#output.credit(bytes)
  }

  #begin(): void {
    const lane = this.#lane
    lane.ready.then(
      () => {
        if (lane !== this.#lane || this.#state === 'ended') return
        listen(lane.worker, (message) => this.#hear(message))
        lane.worker.onerror = (event) => this.#end('crashed', 1, { message: event.message || 'The run crashed' })
        tell(lane.worker, { type: 'run', job: this.job, known: lane.channel === null ? this.#known() : null })
        this.#begins = setTimeout(() => this.#replace(), BEGIN_MS)
      },
      (failure: Error) => this.#end('crashed', 1, { message: failure.message }),
    )
  }

  #known(): Known {
    const origin = { seed: this.#seed, startedAt: this.#startedAt, answeredAt: [...this.#answeredAt] }
    return { answers: [...this.#answers], ends: this.#answersEnd, origin }
  }

  /** The worker does not begin: once another is tried. */
  #replace(): void {
    this.#lane.worker.terminate()
    if (this.#replaced) {
      this.#end('crashed', 1, { message: 'The runtime does not answer' })
      return
    }
    this.#replaced = true
    this.#lane = this.pack.take()
    this.#begin()
  }

  #hear(message: FromWorker | null): void {
    if (this.#state === 'ended') return
    switch (message?.type) {
      case 'user':
        if (this.#state !== 'starting') return
        clearTimeout(this.#begins)
        this.send({ type: 'phase', id: this.id, name: 'running' })
        this.#resume()
        return
      case 'wake':
        this.#pull()
        return
      case 'out':
        if (!this.#output.add(message.chunks)) this.#full()
        return
      case 'want-input':
        this.#ask()
        return
      case 'exit':
        if (this.#ending === null) this.#exit(message)
        else this.#end(this.#ending.reason, this.#ending.code)
        return
      case 'failed':
        this.#end('crashed', 1, { message: message.why })
        return
      default:
        this.#end('crashed', 1, { message: 'The program spoke to the runner in a way it does not know' })
    }
  }

  #ask(): void {
    if (this.#state !== 'running') return
    this.#pause()
    this.#state = 'waiting'
    this.#pull()
    if (this.#lane.channel === null) {
      this.#lane.worker.terminate()
      void this.pack.warm().catch((failure: Error) => this.#end('crashed', 1, { message: failure.message }))
    }
    this.#output.afterwards(() => this.send({ type: 'want-input', id: this.id }))
  }

  #pull(): void {
    const channel = this.#lane.channel
    if (channel === null || this.#state === 'ended' || this.#output.room <= 0) return
    const { chunks, state } = channel.drain(this.#output.room)
    if (state === 'corrupt') this.#end('crashed', 1, { message: 'The output could not be read' })
    else if (chunks.length > 0 && !this.#output.add(chunks)) this.#full()
  }

  #full(): void {
    this.#end('output', EXIT_OUTPUT)
  }

  #resume(): void {
    this.#state = 'running'
    this.#tick()
  }

  /** Runs while the program does: neither while it waits, nor while the page is behind with its output. */
  #tick(): void {
    if (this.#state !== 'running' || this.#held) return
    this.#resumedAt = performance.now()
    this.#clock = setTimeout(() => this.#interrupt('time', EXIT_TIME), this.pack.runMs - this.#elapsedMs)
  }

  #pause(): void {
    clearTimeout(this.#clock)
    if (this.#state === 'running' && !this.#held) this.#elapsedMs += performance.now() - this.#resumedAt
  }

  #hold(held: boolean): void {
    if (held === this.#held) return
    this.#pause()
    this.#held = held
    this.#tick()
  }

  /** The worker's own clock is the better one as long as it does not claim more than ours: the frame may have been busy. */
  #exit({ code, ms, error }: FromWorker & { type: 'exit' }): void {
    this.#pause()
    this.#elapsedMs = Math.min(this.#elapsedMs, ms)
    this.#resumedAt = performance.now()
    this.#end('exit', code, error)
  }

  /** Lets the program say where it was, if its language can, and ends the worker when it does not hurry. */
  #interrupt(reason: EndReason, code: number): void {
    if (this.#state === 'ended' || this.#ending !== null) return
    const channel = this.#lane.channel
    if (!this.pack.interrupt || channel === null) {
      this.#end(reason, code)
      return
    }
    this.#ending = { reason, code }
    channel.interrupt()
    this.#grace = setTimeout(() => this.#end(reason, code), INTERRUPT_GRACE_MS)
  }

  #end(reason: EndReason, code: number, error?: RunError): void {
    if (this.#state === 'ended') return
    this.#pause()
    clearTimeout(this.#grace)
    clearTimeout(this.#begins)
    this.#state = 'ended'
    this.#lane.worker.terminate()
    const rest = this.#lane.channel?.drain(OUTPUT_BYTES_MAX)
    if (rest !== undefined) this.#output.add(rest.chunks)
    this.#output.afterwards(() => {
      this.send({
        type: 'exit',
        id: this.id,
        code,
        ms: Math.round(this.#elapsedMs),
        reason,
        ...(error !== undefined && { error }),
        ...(this.#output.truncated && { truncated: true as const }),
      })
      this.ended()
    })
  }
}
