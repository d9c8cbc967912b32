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
import { type Lane, type LoadedPack, listen, tell } from './pack'
import type { FromWorker } from './worker-messages'

/** How long a program may take to answer Ctrl-C (a traceback, a `finally`) before its worker is ended. */
const INTERRUPT_GRACE_MS = 200

/**
 * One run: a fresh worker, its clock, its output, its end. Exactly one `exit` is sent, after all output.
 *
 *   starting ──ready──▶ running ◀──answer── waiting
 *       └──────────┬───────┴──ask──▶──────────┘
 *                  ▼
 *                ended
 *
 * Without shared memory a program cannot sleep until a line is typed. Its worker is ended when it asks, and a new one
 * runs the program from the start with one more known answer; what it printed before is not sent again.
 */
export class Run {
  #lane: Lane
  #state: 'starting' | 'running' | 'waiting' | 'ended' = 'starting'
  #ending: { readonly reason: EndReason; readonly code: number } | null = null
  #elapsedMs = 0
  #resumedAt = 0
  #clock: ReturnType<typeof setTimeout> | undefined
  #grace: ReturnType<typeof setTimeout> | undefined
  readonly #answers: string[] = []
  #answersEnd = false
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
        tell(lane.worker, { type: 'run', job: this.job, answers: this.#answers, answersEnd: this.#answersEnd })
      },
      (failure: Error) => this.#end('crashed', 1, { message: failure.message }),
    )
  }

  #hear(message: FromWorker | null): void {
    if (this.#state === 'ended') return
    switch (message?.type) {
      case 'user':
        if (this.#state !== 'starting') return
        this.send({ type: 'phase', id: this.id, name: 'running' })
        this.#resume()
        return
      case 'wake':
        this.#pull()
        return
      case 'out':
        if (!this.#output.add([[message.fd, message.bytes]])) this.#full()
        return
      case 'want-input':
        this.#ask()
        return
      case 'exit':
        if (this.#ending === null) this.#end('exit', message.code, message.error)
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
    this.#resumedAt = performance.now()
    this.#clock = setTimeout(() => this.#interrupt('time', EXIT_TIME), this.pack.runMs - this.#elapsedMs)
  }

  #pause(): void {
    clearTimeout(this.#clock)
    if (this.#state === 'running') this.#elapsedMs += performance.now() - this.#resumedAt
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
