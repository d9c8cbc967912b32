/**
 * The runs of a room: starts own ones and puts them together (an execution, and the sinks that announce and show it), hears
 * those of others, and passes Stop on. Knows nothing of how code is run (`runner.ts`), sent (`Feed`) or drawn.
 *
 *   idle ─start─▶ starting ─▶ loading ─▶ starting ─▶ running ◀─▶ waiting
 *     ▲──────────────────────── end ──────────────────┴────────────┘
 */
import type { Feed, RunEntry } from '../sync/messages/runs'
import { createStore, type Store } from '../sync/store'
import { Entries } from './entries'
import { Execution, newRunId, type Phase, type Sink } from './execution'
import { runsHere } from './languages'
import { nearLine } from './moved'
import { type Failure, Records, type RecordsOptions, type RunRecord } from './records'
import type { RunnerPort } from './runner'

export type RunState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading'; readonly language: string; readonly loaded: number; readonly total: number }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly id: string; readonly since: number }
  | { readonly kind: 'waiting'; readonly id: string }

/** A language whose parts are on their way before anybody pressed Run. */
export interface Preparing {
  readonly language: string
  readonly loaded: number
  readonly total: number
}

/** Why a press of Run or Stop did nothing. For whoever pressed, and nobody else. */
export type Notice =
  | { readonly kind: 'no-runner'; readonly language: string }
  /** A run of this page is under way; `stopping`: it was told to stop and has not ended yet. */
  | { readonly kind: 'busy'; readonly state: Exclude<RunState['kind'], 'idle'> | 'stopping' }
  /** Stop was pressed again. */
  | { readonly kind: 'stopping' }

export interface StartJob {
  readonly file: string
  readonly fileName: string
  readonly language: string
  readonly code: string
}

/** Commands are functions of their own: a button is given one as it is. */
export interface Runs {
  readonly list: Store<readonly RunRecord[]>
  readonly state: Store<RunState>
  readonly failure: Store<Failure | null>
  readonly preparing: Store<Preparing | null>
  /** Says why the last press did nothing, anew for each; null when it did something. */
  readonly notice: Store<Notice | null>
  start(job: StartJob): void
  stop(): void
  /** Stops a run of this page, or asks the page that runs it, for those who may. */
  stopOf(run: string): void
  /** Whether this person may stop that run. */
  mayStop(run: RunRecord): boolean
  /** Kept for the next question if none is open: pasted lines answer one question after the other. */
  input(line: string | null): void
  prepare(language: string): void
  /** Where that line of what was run is now, or the next that is still there. */
  lineNow(run: Pick<RunRecord, 'file' | 'code'>, line: number): number
  /** Hides what has ended; others keep theirs. */
  clear(): void
  /** How many runs are hidden, until `show` brings them back. */
  readonly hidden: Store<number>
  show(): void
}

export interface RunsOptions extends RecordsOptions {
  readonly feed: Feed
  /** The participant's own id. */
  me(): string
  may(permission: 'run' | 'manage'): boolean
  readonly runner: RunnerPort
}

export function createRuns(options: RunsOptions): Runs {
  return new RoomRuns(options)
}

class RoomRuns implements Runs {
  readonly #records: Records
  readonly #state = createStore<RunState>({ kind: 'idle' })
  readonly #notice = createStore<Notice | null>(null)
  readonly #preparing = createStore<Preparing | null>(null)
  readonly list: Store<readonly RunRecord[]>
  readonly hidden: Store<number>
  readonly failure: Store<Failure | null>
  readonly state: Store<RunState> = this.#state
  readonly preparing: Store<Preparing | null> = this.#preparing
  readonly notice: Store<Notice | null> = this.#notice
  #own: Execution | null = null
  #stopping = false

  constructor(private readonly options: RunsOptions) {
    const { feed, me } = options
    this.#records = new Records(options)
    this.list = this.#records.list
    this.hidden = this.#records.hidden
    this.failure = this.#records.failure
    feed.onRun((message) => {
      if (message.type === 'RUN') this.#records.receive(message, me())
      else this.#records.acknowledge(message)
    })
    feed.onStop(({ run, by }) => {
      if (run !== this.#own?.id) return
      if (!this.#stopping) this.#records.stopped(run, by)
      this.#stop()
    })
    feed.knowsRuns(() => this.#records.known())
  }

  readonly start = ({ file, fileName, language, code }: StartJob): void => {
    const now = this.#state.get().kind
    if (now !== 'idle') {
      this.#notice.set({ kind: 'busy', state: this.#stopping ? 'stopping' : now })
      return
    }
    if (!runsHere(language)) {
      this.#notice.set({ kind: 'no-runner', language })
      return
    }
    this.#notice.set(null)
    const id = newRunId()
    const about = { file, fileName, language }
    const program = { language, files: { [fileName]: code }, entry: fileName, arguments: [], input: null }
    const sinks = [this.#records.begin(id, about, code, this.options.me()), this.#button(id, language)]
    // Whoever has not been let in yet has nobody to announce to.
    const limits = this.options.feed.limits()
    if (limits !== null) sinks.push(new Entries(id, about, limits, (entry) => this.#send(entry)))
    this.#own = new Execution(id, program, this.options.runner, sinks)
    this.#own.start()
  }

  readonly stop = (): void => {
    if (this.#own === null) return
    if (this.#stopping) this.#notice.set({ kind: 'stopping' })
    this.#stop()
  }

  readonly stopOf = (run: string): void => {
    if (run === this.#own?.id) this.stop()
    else if (this.options.may('manage')) this.options.feed.stopRun(run)
  }

  readonly mayStop = ({ id, state }: RunRecord): boolean => {
    return state === 'running' && (id === this.#own?.id || this.options.may('manage'))
  }

  readonly input = (line: string | null): void => {
    this.#own?.input(line)
  }

  readonly prepare = (language: string): void => {
    if (!runsHere(language)) return
    const told = (loaded: number, total: number) => {
      this.#preparing.set(loaded < total ? { language, loaded, total } : null)
    }
    // What went wrong is said when somebody presses Run; until then it is nobody's concern.
    this.options.runner.prepare(language, told).catch(() => this.#preparing.set(null))
  }

  readonly lineNow = ({ file, code }: Pick<RunRecord, 'file' | 'code'>, line: number): number => {
    const now = this.options.text(file)
    return code === null || now === null ? line : nearLine(code, now, line)
  }

  readonly clear = (): void => {
    this.#notice.set(null)
    this.#records.clear()
  }

  readonly show = (): void => {
    this.#records.show()
  }

  #stop(): void {
    this.#stopping = true
    this.#own?.stop()
  }

  #send(entry: RunEntry): void {
    this.#records.sent(entry.run, entry.i)
    this.options.feed.sendRun(entry)
  }

  /** What the Run button shows of an execution. */
  #button(id: string, language: string): Sink {
    let since = 0
    return {
      phase: (phase: Phase) => {
        // Counts from the program's own first moment, over all its questions.
        if (phase.kind === 'running') since ||= Date.now()
        this.#state.set(stateOf(phase, id, language, since))
      },
      output: () => undefined,
      input: () => undefined,
      ended: () => {
        this.#own = null
        this.#stopping = false
        this.#notice.set(null)
        this.#state.set({ kind: 'idle' })
      },
    }
  }
}

function stateOf(phase: Phase, id: string, language: string, since: number): RunState {
  switch (phase.kind) {
    case 'loading':
      return { ...phase, language }
    case 'starting':
      return phase
    case 'running':
      return { kind: 'running', id, since }
    case 'waiting':
      return { kind: 'waiting', id }
  }
}
