/**
 * All runs of the room that this page knows, oldest first: own ones as their execution tells (a sink), all others and those
 * of before a reload as the server's entries tell. The record of a run is what its entries say and nothing else: whether
 * somebody is still there is the server's to know (`gone`), so everybody reads the same.
 *
 * An entry is applied once, by (run, i). `gone` has the number of the entry that may still come and takes none itself.
 */
import type { KnownRuns, RunAck, RunEndReason, RunError, RunMessage, RunnerGone } from '../sync/messages/runs'
import { createStore, type Store } from '../sync/store'
import type { About } from './entries'
import type { Phase, Sink } from './execution'
import type { HiddenRuns } from './hidden'
import { type Line, Lines } from './lines'

export interface RunExit {
  readonly code: number
  readonly ms: number
  readonly reason: RunEndReason
  readonly error?: RunError
  readonly truncated: boolean
}

/** One run as it is drawn. Immutable: a change makes a new one. */
export interface RunRecord {
  readonly id: string
  /** Given by the server when the run's first entry is on disk. */
  readonly number: number | null
  readonly participant: string
  readonly language: string
  /** The id of the file, and its name when it was run. */
  readonly file: string
  readonly fileName: string
  readonly startedAt: number
  /** The text that it runs, as this page knew it when it began; null when the file was not here then. */
  readonly code: string | null
  readonly state: 'running' | 'ended'
  /** What it does while it is running. */
  readonly phase: Phase['kind']
  /** Absent while it runs, and when the page that ran it is gone. */
  readonly exit?: RunExit
  /** When it came to its exit, and `startedAt`: by the server's clock where the server told it. */
  readonly endedAt?: number
  /** Why nobody will ever tell how it ended. */
  readonly gone?: RunnerGone
  /** Who asked this page to stop it, where that was somebody else; only this page knows. */
  readonly stoppedBy?: string
  /** The server took none of it, and says why: only this page shows it. */
  readonly unshared?: string
  readonly lines: readonly Line[]
  /** Lines before the first of `lines` that are no longer kept. */
  readonly dropped: number
  readonly mine: boolean
}

/** The line that is to blame for how a run ended. Counts from 1, in the text that was run (`moved.ts` finds it again). */
export interface Failure {
  readonly run: string
  readonly file: string
  readonly line: number
  readonly column?: number
  readonly message: string
  readonly code: string | null
}

interface Kept {
  record: RunRecord
  readonly lines: Lines
  /** Runs in this page: its execution tells all, and sooner than the server. */
  readonly own: boolean
  /** Kept all the same: it can be shown again. */
  hidden: boolean
  changed: boolean
}

type Ending = Pick<RunExit, 'code' | 'ms' | 'error'> & Partial<Pick<RunExit, 'reason' | 'truncated'>>

interface Beginning extends About {
  readonly participant: string
  readonly mine: boolean
  readonly code: string | null
}

export interface RecordsOptions {
  /** The text of a file as it is now; null when there is no such file. */
  text(file: string): string | null
  /** The number up to which runs stay hidden in this tab. */
  readonly hidden: Pick<HiddenRuns, 'get' | 'set'>
}

/** Runs kept, and UTF-16 units of their lines together; the oldest that have ended go first. */
const RUNS_MAX = 50
const ALL_UNITS_MAX = 8 << 20
/** Runs whose entries are still recognised as seen, kept or not. */
const SEEN_MAX = 1_000
/** Runs that are named to the server when the line is opened; it keeps fewer. */
const KNOWN_MAX = 100
/** The list changes at once after a pause, and at most this often. */
const PUBLISH_MS = 50

export class Records {
  readonly #list = createStore<readonly RunRecord[]>([])
  readonly list: Store<readonly RunRecord[]> = this.#list
  readonly #hidden = createStore(0)
  /** How many are kept and not in the list. */
  readonly hidden: Store<number> = this.#hidden
  readonly #failure = createStore<Failure | null>(null)
  /** Of the run that ended last, whoever ran it, until its file is run again. */
  readonly failure: Store<Failure | null> = this.#failure
  readonly #kept = new Map<string, Kept>()
  /** run → the number of the next entry that this page lacks. */
  readonly #next = new Map<string, number>()
  /** file → the latest of its texts that was run: most runs share one. */
  readonly #texts = new Map<string, string>()
  #publishedAt = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly options: RecordsOptions) {}

  /** Shows a run of this page; the execution tells the sink what becomes of it. */
  begin(id: string, about: About, code: string, participant: string): Sink {
    this.#add(id, { ...about, participant, mine: true, code }, true, null, Date.now())
    this.#publishNow()
    // The first output follows within milliseconds and is shown when it comes.
    this.#publishedAt = Number.NEGATIVE_INFINITY
    return {
      phase: ({ kind }) => this.#update(id, { phase: kind }),
      output: (fd, text) => this.#print(id, fd, text),
      input: (line) => this.#input(id, line),
      ended: (end) => {
        this.#end(id, end, Date.now())
        this.#publishNow()
      },
    }
  }

  /** An entry of an own run goes to the server. */
  sent(run: string, i: number): void {
    this.#next.set(run, i + 1)
  }

  /** What this page need not be told again: run → the next entry that it lacks, of the newest runs. */
  known(): KnownRuns {
    return Object.fromEntries([...this.#next].slice(-KNOWN_MAX))
  }

  acknowledge({ run, number, refused }: RunAck): void {
    if (refused !== undefined) this.#update(run, { unshared: refused })
    else this.#number(run, number)
  }

  receive(message: RunMessage, me: string): void {
    this.#number(message.run, message.number)
    if (message.i < (this.#next.get(message.run) ?? 0)) return
    if (message.kind === 'gone') {
      if (this.#kept.get(message.run)?.own === false) this.#update(message.run, { state: 'ended', gone: message.why })
      return
    }
    this.#next.set(message.run, message.i + 1)
    this.#forgetOldest()
    this.#revive(message.run)
    switch (message.kind) {
      case 'started': {
        const { file, fileName, language, participant, number } = message
        const code = this.#textOf(file)
        const beginning = { file, fileName, language, participant, mine: participant === me, code }
        this.#add(message.run, beginning, false, number, timeOf(message))
        this.#publish()
        return
      }
      case 'phase':
        this.#update(message.run, { phase: message.phase })
        return
      case 'output':
        for (const [fd, text] of message.chunks) this.#print(message.run, fd, text)
        return
      case 'input':
        this.#input(message.run, message.text)
        return
      case 'ended':
        this.#end(message.run, message, timeOf(message))
    }
  }

  /** Hides what has ended, here, also after a reload: up to the first that still runs. */
  clear(): void {
    const numbers = [...this.#kept.values()].map(({ record: { state, number } }) => ({
      ended: state === 'ended',
      number,
    }))
    const running = numbers.filter(({ ended }) => !ended).map(({ number }) => number ?? Number.POSITIVE_INFINITY)
    const upTo = Math.max(0, ...numbers.map(({ number }) => number ?? 0).filter((n) => n < Math.min(...running)))
    this.options.hidden.set(Math.max(upTo, this.options.hidden.get()))
    for (const kept of this.#kept.values()) kept.hidden ||= kept.record.state === 'ended'
    this.#publishNow()
  }

  /** Brings back what was hidden. */
  show(): void {
    this.options.hidden.set(0)
    for (const kept of this.#kept.values()) kept.hidden = false
    this.#publishNow()
  }

  /** Somebody else asked this page to stop its run. */
  stopped(id: string, by: string): void {
    this.#update(id, { stoppedBy: by })
  }

  #textOf(file: string): string | null {
    const text = this.options.text(file)
    const known = this.#texts.get(file)
    if (text === null) return null
    if (text === known) return known
    this.#texts.set(file, text)
    return text
  }

  #add(id: string, beginning: Beginning, own: boolean, number: number | null, startedAt: number): void {
    const lines = new Lines()
    const { file } = beginning
    const record: RunRecord = {
      id,
      number,
      startedAt,
      ...beginning,
      state: 'running',
      phase: 'starting',
      lines: lines.list(),
      dropped: 0,
    }
    const hidden = number !== null && number <= this.options.hidden.get()
    this.#kept.set(id, { record, lines, own, hidden, changed: true })
    if (this.#failure.get()?.file === file) this.#failure.set(null)
  }

  #print(id: string, fd: 1 | 2, text: string): void {
    this.#change(id, (kept) => {
      kept.lines.print(fd === 1 ? 'out' : 'err', text)
      this.#runs(kept)
    })
  }

  #input(id: string, text: string): void {
    this.#change(id, (kept) => {
      kept.lines.input(text)
      this.#runs(kept)
    })
  }

  /** Only a running program prints or goes on with a line. */
  #runs(kept: Kept): void {
    if (kept.record.phase !== 'running') kept.record = { ...kept.record, phase: 'running' }
  }

  #end(id: string, end: Ending, at: number): void {
    const { code, ms, error, reason = 'exit', truncated = false } = end
    const exit = { code, ms, reason, truncated, ...(error !== undefined && { error }) }
    this.#update(id, { state: 'ended', exit, endedAt: at })
    const kept = this.#kept.get(id)
    if (kept !== undefined) this.#failure.set(blame(kept.record, kept.lines.list()))
  }

  #number(id: string, number: number): void {
    // 0: the server no longer knows the run.
    if (number > 0 && this.#kept.get(id)?.record.number !== number) this.#update(id, { number })
  }

  /** An entry came after all: the page that runs it was only away. */
  #revive(id: string): void {
    const kept = this.#kept.get(id)
    if (kept?.record.gone === undefined) return
    const { gone: _, ...record } = kept.record
    kept.record = { ...record, state: 'running' }
  }

  #update(id: string, fields: Partial<RunRecord>): void {
    this.#change(id, (kept) => {
      kept.record = { ...kept.record, ...fields }
    })
  }

  /** Entries of a run whose start is not known (cut from the history) change nothing. */
  #change(id: string, act: (kept: Kept) => void): void {
    const kept = this.#kept.get(id)
    if (kept === undefined) return
    act(kept)
    kept.changed = true
    this.#publish()
  }

  #publish(): void {
    if (this.#timer !== undefined) return
    const wait = this.#publishedAt + PUBLISH_MS - performance.now()
    if (wait <= 0) this.#publishNow()
    else this.#timer = setTimeout(() => this.#publishNow(), wait)
  }

  #publishNow(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#publishedAt = performance.now()
    this.#bound()
    for (const kept of this.#kept.values()) {
      if (!kept.changed) continue
      kept.record = { ...kept.record, lines: kept.lines.list(), dropped: kept.lines.dropped }
      kept.changed = false
    }
    const shown = [...this.#kept.values()].filter(({ hidden }) => !hidden)
    this.#list.set(shown.map(({ record }) => record))
    this.#hidden.set(this.#kept.size - shown.length)
  }

  #bound(): void {
    let units = 0
    for (const { lines } of this.#kept.values()) units += lines.units
    for (const [id, { record, lines }] of this.#kept) {
      if (this.#kept.size <= RUNS_MAX && units <= ALL_UNITS_MAX) return
      if (record.state === 'running' && this.#kept.size <= 2 * RUNS_MAX) continue
      units -= lines.units
      this.#kept.delete(id)
    }
  }

  #forgetOldest(): void {
    for (const id of this.#next.keys()) {
      if (this.#next.size <= SEEN_MAX) return
      if (!this.#kept.has(id)) this.#next.delete(id)
    }
  }
}

const timeOf = ({ at }: RunMessage): number => Date.parse(at) || Date.now()

function blame({ id, file, fileName, exit, code }: RunRecord, lines: readonly Line[]): Failure | null {
  const error = exit?.error
  if (error?.line === undefined || error.file !== fileName) return null
  const { message, column } = error
  const line = code === null ? error.line : fitting(code, error.line, quoted(lines, fileName, error.line))
  if (line === null) return null
  return { run: id, file, line, message, code, ...(column !== undefined && { column }) }
}

/**
 * The history does not hold the text that was run, so what a late page has for it may be a later one. Where the trace quotes
 * the line, the one with these words is meant; where there is no such line, or several, nothing is.
 */
function fitting(code: string, line: number, quote: string | null): number | null {
  const lines = code.split('\n').map((text) => text.trim())
  const there = lines[line - 1]
  if (quote === null || quote === there) return there === undefined ? null : line
  const at = lines.indexOf(quote)
  return at >= 0 && at === lines.lastIndexOf(quote) ? at + 1 : null
}

/** What Python's trace shows of a line: in the line after its place. */
function quoted(lines: readonly Line[], fileName: string, line: number): string | null {
  const place = `File "${fileName}", line ${line},`
  const at = lines.findLastIndex(({ kind, text }) => kind === 'err' && `${text},`.includes(place))
  const quote = at < 0 ? undefined : lines[at + 1]
  return quote?.kind === 'err' && quote.text.startsWith('    ') ? quote.text.trim() : null
}
