/**
 * The border between the page and the runner frame: every message that crosses the port, its limits, and the decoders
 * both ends apply to what the other one says. The frame runs strangers' code next door, so the page trusts none of its
 * messages; the frame treats the page alike. What a decoder does not know becomes `null` and is never acted on.
 *
 *   page ── part, load, unload, warm, run, stop, stdin, credit, ping ─▶ frame
 *   page ◀─ hello, ready, failed, pong, phase, out, want-input, exit ── frame
 */

/** Bytes of output kept per run; one more ends the run with exit 153. The server keeps no more than this either. */
export const OUTPUT_BYTES_MAX = 1 << 20
/** Bytes the frame may send ahead of the page's credit: one message the page handles in a few milliseconds. */
export const UNCREDITED_BYTES_MAX = 64 << 10
/** The frame sends output at most this often (20 a second), except the first of a pause, which goes at once. */
export const OUTPUT_INTERVAL_MS = 50
/** UTF-16 units of one line of input: at most 48 KiB of UTF-8, which the shared input buffer holds. */
export const INPUT_UNITS_MAX = 16 << 10
/** UTF-16 units of one program; far above what the document may hold. */
export const CODE_UNITS_MAX = 1 << 20
/** Time that a run may take, without waiting for input, unless its language says otherwise. */
export const RUN_MS = 10_000
/** A frame that is silent this long after a ping is removed. */
export const PING_ANSWER_MS = 1_000
/** The first message to the frame carries the port; this is its only content. */
export const PORT_GREETING = 'hotseat-runner-port'

const PART_BYTES_MAX = 256 << 20
const PACK_FILES_MAX = 32
const NAME_UNITS_MAX = 200
const MESSAGE_UNITS_MAX = 4 << 10
const CHUNKS_MAX = 4 << 10
const ARGUMENTS_MAX = 100
/** Exit codes that the runner gives; a program's own lie in 0..255. */
export const EXIT_OUTPUT = 153
export const EXIT_TIME = 124
export const EXIT_STOPPED = 130

export type Fd = 1 | 2
export type OutputChunk = readonly [fd: Fd, bytes: Uint8Array]
export type EndReason = 'exit' | 'stopped' | 'time' | 'output' | 'crashed'

export interface Job {
  /** name → text; `entry` is one of the names. */
  readonly files: Readonly<Record<string, string>>
  readonly entry: string
  /** What the program is given on its command line. */
  readonly arguments: readonly string[]
}

export interface RunError {
  readonly message: string
  readonly file?: string
  /** Both count from 1. */
  readonly line?: number
  readonly column?: number
}

/** What one language needs to run: names of parts that were handed over before. */
export interface Pack {
  /** Classic worker script: the worker's core and the language's adapter in one. */
  readonly script: string
  readonly modules: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, string>>
  /** Stop asks the program first (Ctrl-C) and ends the worker only if that does not help. */
  readonly interrupt: boolean
  readonly startMs: number
  readonly runMs: number
}

export function partsOf({ script, modules, files }: Pack): readonly string[] {
  return [script, ...Object.values(modules), ...Object.values(files)]
}

export type ToFrame =
  /** Verified bytes, transferred; kept until no language needs them. */
  | { readonly type: 'part'; readonly name: string; readonly bytes: ArrayBuffer }
  | { readonly type: 'load'; readonly language: string; readonly pack: Pack }
  | { readonly type: 'unload'; readonly language: string }
  /** Asks for a spare worker; answered by `ready` or `failed`. */
  | { readonly type: 'warm'; readonly language: string }
  | { readonly type: 'run'; readonly id: string; readonly language: string; readonly job: Job }
  | { readonly type: 'stop'; readonly id: string }
  | { readonly type: 'stdin'; readonly id: string; readonly text: string | null }
  | { readonly type: 'credit'; readonly id: string; readonly bytes: number }
  | { readonly type: 'ping'; readonly n: number }

export interface Exit {
  readonly type: 'exit'
  readonly id: string
  readonly code: number
  /** Time in user code, without waiting for input. */
  readonly ms: number
  readonly reason: EndReason
  readonly error?: RunError
  /** Output was dropped. */
  readonly truncated?: true
}

export type FromFrame =
  /** `shared`: input can block. Without it the program is run again from its start for every line of input. */
  | { readonly type: 'hello'; readonly shared: boolean }
  | { readonly type: 'ready'; readonly language: string }
  | { readonly type: 'failed'; readonly language: string; readonly why: string }
  | { readonly type: 'pong'; readonly n: number }
  | { readonly type: 'phase'; readonly id: string; readonly name: 'starting' | 'running' }
  | { readonly type: 'out'; readonly id: string; readonly chunks: readonly OutputChunk[] }
  | { readonly type: 'want-input'; readonly id: string }
  | Exit

type Fields = Readonly<Record<string, unknown>>

export function decodeToFrame(value: unknown): ToFrame | null {
  const m = fields(value)
  if (m === null) return null
  switch (m.type) {
    case 'load': {
      const pack = decodePack(m.pack)
      return isName(m.language) && pack !== null ? { type: 'load', language: m.language, pack } : null
    }
    case 'part':
      return isName(m.name) && m.bytes instanceof ArrayBuffer && m.bytes.byteLength <= PART_BYTES_MAX
        ? { type: 'part', name: m.name, bytes: m.bytes }
        : null
    case 'unload':
      return isName(m.language) ? { type: 'unload', language: m.language } : null
    case 'warm':
      return isName(m.language) ? { type: 'warm', language: m.language } : null
    case 'run': {
      const job = decodeJob(m.job)
      return isRunId(m.id) && isName(m.language) && job !== null
        ? { type: 'run', id: m.id, language: m.language, job }
        : null
    }
    case 'stop':
      return isRunId(m.id) ? { type: 'stop', id: m.id } : null
    case 'stdin':
      return isRunId(m.id) && (m.text === null || isText(m.text, INPUT_UNITS_MAX))
        ? { type: 'stdin', id: m.id, text: m.text }
        : null
    case 'credit':
      return isRunId(m.id) && isCount(m.bytes) ? { type: 'credit', id: m.id, bytes: m.bytes } : null
    case 'ping':
      return isCount(m.n) ? { type: 'ping', n: m.n } : null
    default:
      return null
  }
}

export function decodeFromFrame(value: unknown): FromFrame | null {
  const m = fields(value)
  if (m === null) return null
  switch (m.type) {
    case 'hello':
      return typeof m.shared === 'boolean' ? { type: 'hello', shared: m.shared } : null
    case 'ready':
      return isName(m.language) ? { type: 'ready', language: m.language } : null
    case 'failed':
      return isName(m.language) && isText(m.why, MESSAGE_UNITS_MAX)
        ? { type: 'failed', language: m.language, why: m.why }
        : null
    case 'pong':
      return isCount(m.n) ? { type: 'pong', n: m.n } : null
    case 'phase':
      return isRunId(m.id) && (m.name === 'starting' || m.name === 'running')
        ? { type: 'phase', id: m.id, name: m.name }
        : null
    case 'out': {
      const chunks = decodeChunks(m.chunks)
      return isRunId(m.id) && chunks !== null ? { type: 'out', id: m.id, chunks } : null
    }
    case 'want-input':
      return isRunId(m.id) ? { type: 'want-input', id: m.id } : null
    case 'exit':
      return decodeExit(m)
    default:
      return null
  }
}

/** Also the border of frame and worker: user code shares the worker, so it may forge what the worker reports. */
export function decodeError(value: unknown): RunError | null {
  const e = fields(value)
  if (e === null || typeof e.message !== 'string') return null
  return {
    message: e.message.slice(0, MESSAGE_UNITS_MAX),
    ...(isName(e.file) && { file: e.file }),
    ...(isCount(e.line) && { line: e.line }),
    ...(isCount(e.column) && { column: e.column }),
  }
}

export function isExitCode(value: unknown): value is number {
  return isCount(value) && value <= 255
}

export function fields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null ? (value as Fields) : null
}

function decodeExit(m: Fields): Exit | null {
  if (!isRunId(m.id) || !isExitCode(m.code) || !isCount(m.ms) || !isReason(m.reason)) return null
  const error = m.error === undefined ? null : decodeError(m.error)
  if (m.error !== undefined && error === null) return null
  return {
    type: 'exit',
    id: m.id,
    code: m.code,
    ms: m.ms,
    reason: m.reason,
    ...(error !== null && { error }),
    ...(m.truncated === true && { truncated: true as const }),
  }
}

function decodeChunks(value: unknown): OutputChunk[] | null {
  if (!Array.isArray(value) || value.length > CHUNKS_MAX) return null
  let bytes = 0
  const chunks: OutputChunk[] = []
  for (const chunk of value as unknown[]) {
    if (!Array.isArray(chunk) || chunk.length !== 2) return null
    const [fd, data] = chunk as unknown[]
    if ((fd !== 1 && fd !== 2) || !(data instanceof Uint8Array)) return null
    bytes += data.length
    chunks.push([fd, data])
  }
  return bytes <= UNCREDITED_BYTES_MAX ? chunks : null
}

function decodeJob(value: unknown): Job | null {
  const job = fields(value)
  const files = fields(job?.files)
  if (job === null || files === null || !isName(job.entry)) return null
  let units = 0
  const decoded: Record<string, string> = {}
  for (const [name, text] of Object.entries(files)) {
    if (!isName(name) || name.includes('/') || typeof text !== 'string') return null
    units += text.length
    decoded[name] = text
  }
  const given = job.arguments
  if (!Array.isArray(given) || given.length > ARGUMENTS_MAX || !given.every((text) => isText(text, NAME_UNITS_MAX))) {
    return null
  }
  return units <= CODE_UNITS_MAX && Object.hasOwn(decoded, job.entry)
    ? { files: decoded, entry: job.entry, arguments: given }
    : null
}

function decodePack(value: unknown): Pack | null {
  const pack = fields(value)
  const modules = decodeNames(pack?.modules)
  const files = decodeNames(pack?.files)
  if (pack === null || modules === null || files === null || !isName(pack.script)) return null
  if (typeof pack.interrupt !== 'boolean' || !isCount(pack.startMs) || !isCount(pack.runMs)) return null
  return {
    script: pack.script,
    modules,
    files,
    interrupt: pack.interrupt,
    startMs: pack.startMs,
    runMs: pack.runMs,
  }
}

/** Name in the language → name of the part. */
function decodeNames(value: unknown): Record<string, string> | null {
  const entries = Object.entries(fields(value) ?? { invalid: null })
  if (entries.length > PACK_FILES_MAX) return null
  const names: Record<string, string> = {}
  for (const [name, part] of entries) {
    if (!isName(name) || !isName(part)) return null
    names[name] = part
  }
  return names
}

function isText(value: unknown, unitsMax: number): value is string {
  return typeof value === 'string' && value.length <= unitsMax
}

function isName(value: unknown): value is string {
  return isText(value, NAME_UNITS_MAX) && value !== ''
}

function isRunId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value)
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isReason(value: unknown): value is EndReason {
  return value === 'exit' || value === 'stopped' || value === 'time' || value === 'output' || value === 'crashed'
}
