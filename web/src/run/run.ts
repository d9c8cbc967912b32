import type { EndReason, OutputChunk } from '../../runner/messages'
import { INPUT_UNITS_MAX } from '../../runner/messages'
import type { Participant, RunAck, RunEntry, RunError, RunMessage } from '../sync/messages'
import { createStore, type Store } from '../sync/store'
import { Entries } from './entries'
import { Records, type RunRecord } from './records'
import type { RunnerEvent, RunnerPort } from './runner'

/**
 * The runs of a room: own ones are started here and shown at once, others' and those from before a reload come as
 * entries from the server. Knows nothing of how code is run (`runner.ts`), sent (`send`) or drawn.
 *
 *   idle ─start─▶ loading ─▶ starting ─▶ running ◀─▶ waiting
 *     ▲─────────────── exit ──────────────┴────────────┘
 */
export type RunState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading'; readonly loaded: number; readonly total: number }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly id: string; readonly since: number }
  | { readonly kind: 'waiting'; readonly id: string }

/** The line of the last own run that is to blame. */
export interface Failure {
  readonly file: string
  readonly line: number
  readonly message: string
}

export interface StartJob {
  readonly file: string
  readonly fileName: string
  readonly language: string
  readonly code: string
}

export interface Runs {
  readonly list: Store<readonly RunRecord[]>
  readonly state: Store<RunState>
  readonly failure: Store<Failure | null>
  /** Ignored while a run of this page is under way. */
  start(job: StartJob): void
  stop(): void
  /** Kept for the next question if none is open: pasted lines answer one question after the other. */
  input(line: string | null): void
  prepare(language: string): void
  /** Forgets what has ended; others keep theirs. */
  clear(): void
  /** The blamed line was edited. */
  forgive(): void
}

export interface RunsOptions {
  send(entry: RunEntry): void
  onRun(listener: (message: RunMessage | RunAck) => void): () => void
  /** The participant's own id. */
  me(): string
  /** Who is here and who has left: the runs of those who left are over. */
  readonly people: Store<readonly Participant[]>
  readonly runner: RunnerPort
}

/** Lines typed or pasted ahead of the program's questions. */
const TYPED_AHEAD_MAX = 1_000

export function createRuns({ send, onRun, me, people, runner }: RunsOptions): Runs {
  const records = new Records()
  const state = createStore<RunState>({ kind: 'idle' })
  const failure = createStore<Failure | null>(null)
  let own: OwnRun | null = null

  const absent = () => records.absent(new Set(people.get().flatMap(({ id, online }) => (online ? [] : [id]))))
  people.subscribe(absent)
  absent()
  onRun((message) => records.receive(message, me()))

  return {
    list: records.list,
    state,
    failure,
    start(job) {
      if (own !== null) return
      failure.set(null)
      const id = newRunId()
      own = new OwnRun(id, job, { records, runner, send, participant: me() }, (next) => {
        if (next.kind !== 'idle') {
          state.set(next)
          return
        }
        own = null
        failure.set(blame(job, next.error))
        state.set({ kind: 'idle' })
      })
    },
    stop: () => own?.stop(),
    input: (line) => own?.input(line),
    prepare(language) {
      // What went wrong is said when somebody presses Run; until then it is nobody's concern.
      runner.prepare(language).catch(() => undefined)
    },
    clear: () => records.clear(),
    forgive: () => failure.set(null),
  }
}

interface Around {
  readonly records: Records
  readonly runner: RunnerPort
  readonly participant: string
  send(entry: RunEntry): void
}

type Progress = Exclude<RunState, { kind: 'idle' }> | { readonly kind: 'idle'; readonly error: RunError | undefined }

class OwnRun {
  readonly #entries: Entries
  readonly #decoders = { 1: new TextDecoder(), 2: new TextDecoder() }
  readonly #typedAhead: (string | null)[] = []
  #since = 0
  #waiting = false

  constructor(
    private readonly id: string,
    job: StartJob,
    private readonly around: Around,
    private readonly progress: (state: Progress) => void,
  ) {
    const { file, fileName, language } = job
    this.#entries = new Entries(id, around.send)
    around.records.begin(id, { file, fileName, language, participant: around.participant, mine: true })
    this.#entries.add({ kind: 'started', file, fileName, language })
    progress({ kind: 'starting' })
    around.runner.run(id, language, { files: { [fileName]: job.code }, entry: fileName }, (event) => this.#hear(event))
  }

  stop(): void {
    this.around.runner.stop(this.id)
  }

  input(line: string | null): void {
    if (this.#typedAhead.length < TYPED_AHEAD_MAX) this.#typedAhead.push(line?.slice(0, INPUT_UNITS_MAX) ?? null)
    if (this.#waiting) this.#answer()
  }

  #hear(event: RunnerEvent): void {
    switch (event.type) {
      case 'loading':
        this.progress({ kind: 'loading', loaded: event.loaded, total: event.total })
        return
      case 'starting':
        this.progress({ kind: 'starting' })
        return
      case 'running':
        this.#since = Date.now()
        this.progress({ kind: 'running', id: this.id, since: this.#since })
        return
      case 'out':
        this.#print(event.chunks)
        return
      case 'want-input':
        this.#waiting = true
        if (this.#typedAhead.length > 0) this.#answer()
        else this.progress({ kind: 'waiting', id: this.id })
        return
      case 'exit':
        this.#end(event)
    }
  }

  #answer(): void {
    const line = this.#typedAhead.shift()
    if (line === undefined) return
    this.#waiting = false
    if (line !== null) {
      this.#entries.add({ kind: 'input', text: line })
      this.around.records.input(this.id, line)
    }
    this.progress({ kind: 'running', id: this.id, since: this.#since })
    this.around.runner.input(this.id, line)
  }

  #print(chunks: readonly OutputChunk[]): void {
    let bytes = 0
    for (const [fd, data] of chunks) {
      bytes += data.length
      this.#text(fd, this.#decoders[fd].decode(data, { stream: true }))
    }
    this.around.runner.credit(this.id, bytes)
  }

  #text(fd: 1 | 2, text: string): void {
    if (text === '') return
    this.#entries.output(fd, text)
    this.around.records.print(this.id, fd, text)
  }

  #end(exit: { code: number; ms: number; reason: EndReason; error?: RunError; truncated?: true }): void {
    for (const fd of [1, 2] as const) this.#text(fd, this.#decoders[fd].decode())
    const { code, ms, reason, error } = exit
    const truncated = exit.truncated === true || this.#entries.truncated
    const ended = { code, ms, reason, ...(error && { error }), ...(truncated && { truncated }) }
    this.#entries.add({ kind: 'ended', ...ended })
    this.around.records.end(this.id, ended)
    this.progress({ kind: 'idle', error })
  }
}

function blame(job: StartJob, error: RunError | undefined): Failure | null {
  if (error?.line === undefined || error.file !== job.fileName) return null
  return { file: job.file, line: error.line, message: error.message }
}

/** 128 random bits, so that nobody can name a run before it was announced. */
function newRunId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
