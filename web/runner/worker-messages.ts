import { decodeError, fields, isCount, isExitCode, type Job, type OutputChunk, type RunError } from './messages'
import type { Origin } from './repeat'

/**
 * The border between the frame and one worker. User code shares the worker's global, so what comes out of a worker is
 * decoded like everything else that comes from outside.
 */
export type ToWorker =
  | {
      readonly type: 'load'
      readonly files: Files
      readonly modules: Readonly<Record<string, WebAssembly.Module>>
      readonly shared: SharedArrayBuffer | null
    }
  | { readonly type: 'run'; readonly job: Job; readonly known: Known | null }

/** Bytes by name; shared with all workers where memory can be shared, so that none holds a copy. */
export type Files = Readonly<Record<string, ArrayBuffer | SharedArrayBuffer>>

/** What a program is told that runs again because it could not wait: only without shared memory. */
export interface Known {
  readonly answers: readonly string[]
  /** Nothing follows the answers. */
  readonly ends: boolean
  readonly origin: Origin
}

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly why: string }
  | { readonly type: 'user' }
  /** There is output in the ring and the frame was not looking. */
  | { readonly type: 'wake' }
  /** Output where memory cannot be shared. */
  | { readonly type: 'out'; readonly chunks: readonly OutputChunk[] }
  | { readonly type: 'want-input' }
  /** `ms`: time in the program by the worker's own clock, which no busy frame stretches. */
  | { readonly type: 'exit'; readonly code: number; readonly ms: number; readonly error?: RunError }

export function decodeFromWorker(value: unknown): FromWorker | null {
  const m = fields(value)
  if (m === null) return null
  switch (m.type) {
    case 'ready':
    case 'user':
    case 'wake':
    case 'want-input':
      return { type: m.type }
    case 'failed':
      return typeof m.why === 'string' ? { type: 'failed', why: m.why.slice(0, 1_000) } : null
    case 'out':
      return isChunks(m.chunks) ? { type: 'out', chunks: m.chunks } : null
    case 'exit': {
      if (!isExitCode(m.code) || !isCount(m.ms)) return null
      const error = m.error === undefined ? null : decodeError(m.error)
      return { type: 'exit', code: m.code, ms: m.ms, ...(error !== null && { error }) }
    }
    default:
      return null
  }
}

function isChunks(value: unknown): value is readonly OutputChunk[] {
  return (
    Array.isArray(value) &&
    value.every(
      (chunk: unknown) =>
        Array.isArray(chunk) &&
        chunk.length === 2 &&
        (chunk[0] === 1 || chunk[0] === 2) &&
        chunk[1] instanceof Uint8Array,
    )
  )
}
