import type { Fd, Job, RunError } from './messages'

/**
 * What a language adapter is given and must do. Adding a language is adding one folder with a `language.ts` (what to
 * ship) and a `worker.ts` (a `Runtime` passed to `serve`).
 */
export interface Host {
  /** Verified bytes by name, for reading only: all workers may share them. */
  readonly files: Readonly<Record<string, ArrayBuffer | SharedArrayBuffer>>
  /** Already compiled in the frame; workers of the frame share the machine code. */
  readonly modules: Readonly<Record<string, WebAssembly.Module>>
  /** Element 0 becomes 2 when the person presses Stop; null where memory cannot be shared. */
  readonly interrupt: Int32Array | null
  /** May block until the page has drawn what came before. */
  write(fd: Fd, chunk: Uint8Array | string): void
  /** Blocks; null is the end of the input, or an interrupt. */
  readLine(): string | null
  /** `user`: the next thing that runs is the person's code. Starts the clock of the run. */
  mark(phase: 'user'): void
}

export interface Outcome {
  readonly code: number
  readonly error?: RunError
}

export interface Runtime {
  /** Once per worker, ahead of time: what a spare has done already. */
  load(host: Host): Promise<void>
  /** Once, after `load`; the worker is ended afterwards. */
  run(job: Job, host: Host): Promise<Outcome>
}

/** What the runner needs of a language; what people see of it stands in `languages.json`, under the folder's name. Read by the build. */
export interface Language {
  /** Where the bytes come from, for the list of third parties; null when the browser is the runtime. */
  readonly from: { readonly npm: string; readonly licence: string; readonly notices: readonly string[] } | null
  /** Names of WebAssembly modules and plain files inside the npm package, and of files that the build makes. */
  readonly pack: {
    readonly modules: readonly string[]
    readonly files: readonly string[]
    readonly built: readonly string[]
  }
  readonly interrupt: boolean
  readonly limits: { readonly startMs: number; readonly runMs: number }
}

export function defineLanguage(language: Language): Language {
  return language
}
