/**
 * A lane: one worker with one runtime loaded, from its start to its end. What it is used for is somebody else's: a run lane
 * takes one job and is gone (`run.ts`). Knows no job and no page.
 */
import { Channel } from './channel'
import { decodeFromWorker, type Files, type FromWorker, type ToWorker } from './worker-messages'

export interface Lane {
  readonly worker: Worker
  readonly channel: Channel | null
  /** The runtime is loaded, and waits. */
  readonly ready: Promise<void>
}

/** What a worker of a language starts from. */
export interface Equipment {
  /** A blob's URL of the worker script. */
  readonly script: string
  readonly files: Files
  readonly modules: Readonly<Record<string, WebAssembly.Module>>
  readonly startMs: number
}

/** Whether this frame may share memory with its workers. */
export const shared = typeof SharedArrayBuffer === 'function' && self.crossOriginIsolated

export function openLane({ script, files, modules, startMs }: Equipment): Lane {
  const memory = shared ? Channel.create() : null
  const worker = new Worker(script)
  const ready = new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`The runtime did not start within ${startMs / 1000} s`)), startMs)
    const settle = (act: () => void) => {
      clearTimeout(late)
      act()
    }
    listen(worker, (message) => {
      if (message?.type === 'ready') settle(resolve)
      else if (message?.type === 'failed') settle(() => reject(new Error(message.why)))
    })
    worker.onerror = (event) => settle(() => reject(new Error(event.message || 'The worker could not be started')))
  })
  // Whoever waits for `ready` reports the failure; nobody may be waiting yet.
  ready.catch(() => undefined)
  tell(worker, { type: 'load', files, modules, shared: memory })
  return { worker, channel: memory === null ? null : new Channel(memory), ready }
}

export function tell(worker: Worker, message: ToWorker): void {
  worker.postMessage(message)
}

export function listen(worker: Worker, hear: (message: FromWorker | null) => void): void {
  worker.onmessage = (event) => hear(decodeFromWorker(event.data))
}
