import { Channel } from './channel'
import type { Pack } from './messages'
import { decodeFromWorker, type FromWorker, type ToWorker } from './worker-messages'

/** A worker on its way to, or in, the state "runtime loaded, waiting for a job". Used for one run, then terminated. */
export interface Lane {
  readonly worker: Worker
  readonly channel: Channel | null
  readonly ready: Promise<void>
}

/** Whether this frame may share memory with its workers. */
export const shared = typeof SharedArrayBuffer === 'function' && self.crossOriginIsolated

/**
 * One language in the frame: its bytes, its compiled modules, and one spare worker that has loaded the runtime ahead of
 * time. Every run takes the spare and leaves the making of the next one to `warm`.
 */
export class LoadedPack {
  static async load(pack: Pack): Promise<LoadedPack> {
    const modules: Record<string, WebAssembly.Module> = {}
    for (const [name, bytes] of Object.entries(pack.modules)) modules[name] = await WebAssembly.compile(bytes)
    return new LoadedPack(pack, modules)
  }

  readonly interrupt: boolean
  readonly runMs: number
  readonly #script: string
  #spare: Lane | null = null

  private constructor(
    private readonly pack: Pack,
    private readonly modules: Readonly<Record<string, WebAssembly.Module>>,
  ) {
    this.interrupt = pack.interrupt
    this.runMs = pack.runMs
    this.#script = URL.createObjectURL(new Blob([pack.script], { type: 'text/javascript' }))
  }

  /** Resolves when a spare is ready; rejects with the reason why the runtime does not start. */
  async warm(): Promise<void> {
    this.#spare ??= this.#begin()
    const lane = this.#spare
    try {
      await lane.ready
    } catch (failure) {
      lane.worker.terminate()
      if (this.#spare === lane) this.#spare = null
      throw failure
    }
  }

  take(): Lane {
    const lane = this.#spare ?? this.#begin()
    this.#spare = null
    return lane
  }

  /** Gives the memory of the spare back. */
  rest(): void {
    this.#spare?.worker.terminate()
    this.#spare = null
  }

  #begin(): Lane {
    const memory = shared ? Channel.create() : null
    const worker = new Worker(this.#script)
    const ready = new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`The runtime did not start within ${this.pack.startMs / 1000} s`)),
        this.pack.startMs,
      )
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
    tell(worker, { type: 'load', files: this.pack.files, modules: this.modules, shared: memory })
    return { worker, channel: memory === null ? null : new Channel(memory), ready }
  }
}

export function tell(worker: Worker, message: ToWorker): void {
  worker.postMessage(message)
}

export function listen(worker: Worker, hear: (message: FromWorker | null) => void): void {
  worker.onmessage = (event) => hear(decodeFromWorker(event.data))
}
