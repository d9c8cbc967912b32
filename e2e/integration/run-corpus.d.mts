import type { Entries } from '../../web/src/run/entries'
import type { Execution, Sink } from '../../web/src/run/execution'
import type { RunnerEvent } from '../../web/src/run/runner'
import type { RunEntry } from '../../web/src/sync/messages/runs'
import type { RunLimits } from '../../web/src/sync/messages/session'

export interface CorpusProgram {
  readonly name: string
  readonly happenings: readonly (RunnerEvent | { readonly type: 'pause' })[]
  readonly lines: readonly string[]
}

export const programs: readonly CorpusProgram[]
export function chance(seed: number): () => number
export function play(
  program: CorpusProgram,
  page: { Execution: typeof Execution; Entries: typeof Entries },
  options: { run: string; limits: RunLimits; passes?: () => void; also?: readonly Sink[] },
): RunEntry[]
