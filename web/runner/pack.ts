/**
 * One language in the frame: what its workers start from, and one spare worker that has loaded the runtime ahead of time.
 * Every run takes the spare and leaves the making of the next one to `warm`.
 */
import { type Equipment, type Lane, openLane } from './lane'
import type { Pack } from './messages'
import type { Parts } from './parts'

export class LoadedPack {
  /** All parts of the pack must have been handed over. */
  static async load(pack: Pack, parts: Parts): Promise<LoadedPack> {
    const modules: Record<string, WebAssembly.Module> = {}
    for (const [name, part] of Object.entries(pack.modules)) modules[name] = await parts.module(part)
    const files = Object.fromEntries(Object.entries(pack.files).map(([name, part]) => [name, parts.file(part)]))
    const script = URL.createObjectURL(new Blob([parts.text(pack.script)], { type: 'text/javascript' }))
    return new LoadedPack(pack, { script, files, modules, startMs: pack.startMs })
  }

  readonly interrupt: boolean
  readonly runMs: number
  #spare: Lane | null = null

  private constructor(
    pack: Pack,
    private readonly equipment: Equipment,
  ) {
    this.interrupt = pack.interrupt
    this.runMs = pack.runMs
  }

  /** Resolves when a spare is ready; rejects with the reason why the runtime does not start. */
  async warm(): Promise<void> {
    this.#spare ??= openLane(this.equipment)
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
    const lane = this.#spare ?? openLane(this.equipment)
    this.#spare = null
    return lane
  }

  /** Gives the memory of the spare back. */
  rest(): void {
    this.#spare?.worker.terminate()
    this.#spare = null
  }

  /** Nothing is started from it any more. */
  close(): void {
    this.rest()
    URL.revokeObjectURL(this.equipment.script)
  }
}
