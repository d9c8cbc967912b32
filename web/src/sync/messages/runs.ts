/** Runs on the wire: what happens in one, who was told, and what a page knows of them. How large: `RunLimits`. */
import { type Fields, fields, isCount, isText } from './fields'
import type { RunLimits } from './session'

/** 1 is standard output, 2 standard error. */
export type Chunk = readonly [1 | 2, string]

export interface RunError {
  readonly message: string
  readonly line?: number
  readonly column?: number
  readonly file?: string
}

const PHASES = ['loading', 'starting', 'running', 'waiting'] as const
/** What a run does now; `waiting` is for input. */
export type RunPhase = (typeof PHASES)[number]

const END_REASONS = ['exit', 'stopped', 'time', 'output', 'crashed'] as const
export type RunEndReason = (typeof END_REASONS)[number]

const AWAY = ['reload', 'away'] as const
/** The page that ran it was loaded again, or has not been heard of for a while. */
export type RunnerGone = (typeof AWAY)[number]

/** What the page that runs it says. */
export type RunEvent =
  | { readonly kind: 'started'; readonly file: string; readonly fileName: string; readonly language: string }
  | { readonly kind: 'phase'; readonly phase: RunPhase }
  | { readonly kind: 'output'; readonly chunks: readonly Chunk[] }
  | { readonly kind: 'input'; readonly text: string }
  | {
      readonly kind: 'ended'
      readonly code: number
      readonly ms: number
      readonly reason?: RunEndReason
      readonly error?: RunError
      readonly truncated?: boolean
    }

/**
 * What only the server says. Its `i` is that of the next entry, which may come after all: then the run goes on.
 */
export interface RunGone {
  readonly kind: 'gone'
  readonly why: RunnerGone
}

/** Entry `i` (0, 1, 2, … without gaps) of the run with that id, as its runner sends it. */
export type RunEntry = RunEvent & { readonly run: string; readonly i: number }

/** An entry as everybody gets it: with who, the run's number in the session, and the server's time. */
export type RunMessage = (RunEvent | RunGone) & {
  readonly type: 'RUN'
  readonly run: string
  readonly i: number
  readonly participant: string
  readonly number: number
  readonly at: string
}

/** That entry is settled and not to be sent again: on disk, or, with a sentence in `refused`, never to be. */
export interface RunAck {
  readonly type: 'RUNACK'
  readonly run: string
  readonly i: number
  readonly number: number
  readonly refused?: string
}

/** Somebody who may asks this page to stop its run. */
export interface RunStop {
  readonly type: 'STOP'
  readonly run: string
  /** The participant who asks. */
  readonly by: string
}

export type RunsMessage = RunMessage | RunAck | RunStop

/** Run id → the next entry that is not known here. */
export type KnownRuns = Readonly<Record<string, number>>

/** What the page says of itself once it has the document; the server answers with the entries it lacks. */
export interface Hello {
  readonly type: 'HELLO'
  /** One life of a page: the same over reconnects, another after a reload. */
  readonly page: string
  /** The life that this one replaced by a reload. */
  readonly before?: string
  readonly runs: KnownRuns
}

/** What `run` needs of the connection. */
export interface Feed {
  /** Sent once HELLO is out, and again after a reconnect until it is settled by a `RUNACK`. */
  sendRun(entry: RunEntry): void
  /** Entries of others and of the history, and what became of the own ones. */
  onRun(listener: (message: RunMessage | RunAck) => void): () => void
  /** `read` is called at every HELLO, for what this page knows already. */
  knowsRuns(read: () => KnownRuns): void
  /** Asks the page that runs it; whoever may not is not heard. Nothing when there is no connection. */
  stopRun(run: string): void
  /** Of the latest WELCOME, `null` before the first. */
  limits(): RunLimits | null
  onStop(listener: (stop: RunStop) => void): () => void
}

const ID_UNITS_MAX = 100
const FILE_UNITS_MAX = 200

/** The server bounds what it sends (`RunLimits`); here only the form is checked. */
export function decodeRunsMessage(m: Fields): RunsMessage | null {
  if (!isRunId(m.run)) return null
  const { run } = m
  switch (m.type) {
    case 'RUN': {
      const event = decodeRunEvent(m)
      return event && isCount(m.i) && isText(m.participant, ID_UNITS_MAX) && isCount(m.number) && isText(m.at, 64)
        ? { type: 'RUN', run, i: m.i, participant: m.participant, number: m.number, at: m.at, ...event }
        : null
    }
    case 'RUNACK':
      return isCount(m.i) && isCount(m.number)
        ? {
            type: 'RUNACK',
            run,
            i: m.i,
            number: m.number,
            ...(typeof m.refused === 'string' && { refused: m.refused }),
          }
        : null
    case 'STOP':
      return isText(m.by, ID_UNITS_MAX) ? { type: 'STOP', run, by: m.by } : null
    default:
      return null
  }
}

function decodeRunEvent(m: Fields): RunEvent | RunGone | null {
  switch (m.kind) {
    case 'started':
      return isText(m.file, FILE_UNITS_MAX) && isText(m.fileName, FILE_UNITS_MAX) && isText(m.language, ID_UNITS_MAX)
        ? { kind: 'started', file: m.file, fileName: m.fileName, language: m.language }
        : null
    case 'phase':
      return oneOf(PHASES, m.phase) ? { kind: 'phase', phase: m.phase } : null
    case 'output':
      return Array.isArray(m.chunks) && m.chunks.every(isChunk) ? { kind: 'output', chunks: m.chunks } : null
    case 'input':
      return typeof m.text === 'string' ? { kind: 'input', text: m.text } : null
    case 'ended':
      return decodeEnded(m)
    case 'gone':
      return oneOf(AWAY, m.why) ? { kind: 'gone', why: m.why } : null
    default:
      return null
  }
}

function decodeEnded(m: Fields): RunEvent | null {
  if (typeof m.code !== 'number' || !Number.isSafeInteger(m.code)) return null
  if (typeof m.ms !== 'number' || !Number.isFinite(m.ms) || m.ms < 0) return null
  const error = m.error === undefined || m.error === null ? undefined : decodeRunError(m.error)
  if (error === null) return null
  return {
    kind: 'ended',
    code: m.code,
    ms: m.ms,
    // A reason that this page has no word for is an end all the same.
    reason: oneOf(END_REASONS, m.reason) ? m.reason : 'exit',
    ...(error && { error }),
    ...(m.truncated === true && { truncated: true }),
  }
}

function decodeRunError(value: unknown): RunError | null {
  const e = fields(value)
  if (!e || typeof e.message !== 'string') return null
  return {
    message: e.message,
    ...(isCount(e.line) && { line: e.line }),
    ...(isCount(e.column) && { column: e.column }),
    ...(isText(e.file, FILE_UNITS_MAX) && { file: e.file }),
  }
}

function isRunId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value)
}

function isChunk(value: unknown): value is Chunk {
  return (
    Array.isArray(value) && value.length === 2 && (value[0] === 1 || value[0] === 2) && typeof value[1] === 'string'
  )
}

function oneOf<T extends string>(words: readonly T[], value: unknown): value is T {
  return (words as readonly unknown[]).includes(value)
}
