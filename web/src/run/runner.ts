import type { Exit, Job, OutputChunk } from '../../runner/messages'

/** What happens to a run, in this order: loading*, starting, running, then output and questions, and one exit. */
export type RunnerEvent =
  | { readonly type: 'loading'; readonly loaded: number; readonly total: number }
  | { readonly type: 'starting' }
  | { readonly type: 'running' }
  /** The bytes must be credited when they have been dealt with, or the program is made to wait. */
  | { readonly type: 'out'; readonly chunks: readonly OutputChunk[] }
  | { readonly type: 'want-input' }
  | Omit<Exit, 'id'>

/** Where code runs. One run at a time; `frame.ts` is the one there is, tests bring their own. */
export interface RunnerPort {
  /**
   * Fetches a language and starts a spare worker for it; the next run of it begins at once. `progress` is told of the bytes
   * on their way, last when all are here.
   */
  prepare(language: string, progress?: (loaded: number, total: number) => void): Promise<void>
  run(id: string, language: string, job: Job, on: (event: RunnerEvent) => void): void
  stop(id: string): void
  /** One line for the program that asked; null is the end of its input. */
  input(id: string, line: string | null): void
  credit(id: string, bytes: number): void
}
