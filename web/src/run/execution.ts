/**
 * One execution of a program: a job goes to the runner, and what happens is told to sinks, in the order in which it
 * happens. Announcing it to the room (`entries.ts`) and showing it (`records.ts`) are sinks; running is neither. Knows no
 * room, no message of the server and nothing of how code is run (`runner.ts`).
 */
import { type EndReason, INPUT_UNITS_MAX, type Job, type OutputChunk, type RunError } from '../../runner/messages'
import type { RunnerEvent, RunnerPort } from './runner'
import { cut } from './text'

export interface Program extends Job {
  readonly language: string
  /** All lines of input, known ahead, and nothing after them; null when a person answers. */
  readonly input: readonly string[] | null
}

/** What an execution does now. `waiting`: its program asked for a line that nobody has typed yet. */
export type Phase =
  | { readonly kind: 'loading'; readonly loaded: number; readonly total: number }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  | { readonly kind: 'waiting' }

export interface End {
  readonly code: number
  /** Time in the program itself: without starting its language, and without waiting for input. */
  readonly ms: number
  readonly reason: EndReason
  /** Its place, if it has one, is in a file of the job. */
  readonly error?: RunError
  /** Output was dropped. */
  readonly truncated: boolean
}

/** Hears an execution: phases, output and input in any order, and one end, after which nothing follows. */
export interface Sink {
  phase(phase: Phase): void
  output(fd: 1 | 2, text: string): void
  /** A line that the program was given. */
  input(line: string): void
  ended(end: End): void
}

/** Lines typed or pasted ahead of the program's questions. */
const TYPED_AHEAD_MAX = 1_000

export class Execution {
  readonly #decoders = { 1: new TextDecoder(), 2: new TextDecoder() }
  readonly #ahead: (string | null)[]
  #asked = false

  constructor(
    readonly id: string,
    private readonly program: Program,
    private readonly runner: RunnerPort,
    private readonly sinks: readonly Sink[],
  ) {
    this.#ahead = program.input === null ? [] : [...program.input, null]
  }

  start(): void {
    const { files, entry, arguments: given, language } = this.program
    this.#tell((sink) => sink.phase({ kind: 'starting' }))
    this.runner.run(this.id, language, { files, entry, arguments: given }, (event) => this.#hear(event))
  }

  stop(): void {
    this.runner.stop(this.id)
  }

  /** Kept for the next question if none is open; null ends the input. */
  input(line: string | null): void {
    if (this.#ahead.length < TYPED_AHEAD_MAX) this.#ahead.push(line)
    if (this.#asked) this.#answer()
  }

  #tell(what: (sink: Sink) => void): void {
    for (const sink of this.sinks) what(sink)
  }

  #hear(event: RunnerEvent): void {
    switch (event.type) {
      case 'loading':
        this.#tell((sink) => sink.phase({ kind: 'loading', loaded: event.loaded, total: event.total }))
        return
      case 'starting':
      case 'running':
        this.#tell((sink) => sink.phase({ kind: event.type }))
        return
      case 'out':
        this.#print(event.chunks)
        return
      case 'want-input':
        this.#asked = true
        if (this.#ahead.length > 0) this.#answer()
        else this.#tell((sink) => sink.phase({ kind: 'waiting' }))
        return
      case 'exit':
        this.#end(event)
    }
  }

  #answer(): void {
    const next = this.#ahead.shift()
    if (next === undefined) return
    this.#asked = false
    const line = next === null ? null : cut(next, INPUT_UNITS_MAX)
    if (line !== null) this.#tell((sink) => sink.input(line))
    this.#tell((sink) => sink.phase({ kind: 'running' }))
    this.runner.input(this.id, line)
  }

  #print(chunks: readonly OutputChunk[]): void {
    let bytes = 0
    for (const [fd, data] of chunks) {
      bytes += data.length
      this.#text(fd, this.#decoders[fd].decode(data, { stream: true }))
    }
    this.runner.credit(this.id, bytes)
  }

  #text(fd: 1 | 2, text: string): void {
    if (text !== '') this.#tell((sink) => sink.output(fd, text))
  }

  #end({ code, ms, reason, error, truncated }: RunnerEvent & { type: 'exit' }): void {
    for (const fd of [1, 2] as const) this.#text(fd, this.#decoders[fd].decode())
    const end = {
      code,
      ms,
      reason,
      truncated: truncated === true,
      ...(error !== undefined && { error: this.#placed(error) }),
    }
    this.#tell((sink) => sink.ended(end))
  }

  /** The program shares its worker with whoever reports its errors, so it may name any place: only its own files count. */
  #placed({ message, file, line, column }: RunError): RunError {
    if (file === undefined || line === undefined || !Object.hasOwn(this.program.files, file)) return { message }
    return { message, file, line, ...(column !== undefined && { column }) }
  }
}

/** 128 random bits, so that nobody can name a run before it was announced. */
export function newRunId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
