import { decodeError, type Fd, fields, isExitCode, type Job, type RunError } from './messages'

/**
 * The border between the frame and one worker. User code shares the worker's global, so what comes out of a worker is
 * decoded like everything else that comes from outside.
 */
export type ToWorker =
  | {
      readonly type: 'load'
      readonly files: Readonly<Record<string, ArrayBuffer>>
      readonly modules: Readonly<Record<string, WebAssembly.Module>>
      readonly shared: SharedArrayBuffer | null
    }
  /** `answers`: lines known in advance, used only without shared memory; `answersEnd`: nothing follows them. */
  | { readonly type: 'run'; readonly job: Job; readonly answers: readonly string[]; readonly answersEnd: boolean }

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly why: string }
  | { readonly type: 'user' }
  /** There is output in the ring and the frame was not looking. */
  | { readonly type: 'wake' }
  /** Output where memory cannot be shared. */
  | { readonly type: 'out'; readonly fd: Fd; readonly bytes: Uint8Array }
  | { readonly type: 'want-input' }
  | { readonly type: 'exit'; readonly code: number; readonly error?: RunError }

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
      return (m.fd === 1 || m.fd === 2) && m.bytes instanceof Uint8Array
        ? { type: 'out', fd: m.fd, bytes: m.bytes }
        : null
    case 'exit': {
      if (!isExitCode(m.code)) return null
      const error = m.error === undefined ? null : decodeError(m.error)
      return error === null ? { type: 'exit', code: m.code } : { type: 'exit', code: m.code, error }
    }
    default:
      return null
  }
}
