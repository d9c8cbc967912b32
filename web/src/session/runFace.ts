import { noRunner } from '../console/said'
import { labelOf, runsHere } from '../run/languages'
import type { Preparing, RunState, Runs } from '../run/run'
import type { Permission } from '../sync/messages/session'
import type { Store } from '../sync/store'
import type { RunFace } from '../ui/faces'
import { useStore } from '../ui/useStore'
import { words } from '../ui/words'
import { useMay } from './useMay'

/** What the Run button shows. Any state but idle can be stopped with it. */
export function useRunFace(
  runs: Runs,
  permissions: Store<readonly Permission[]>,
  language: string | undefined,
): RunFace {
  return faceOf(useStore(runs.state), useMay(permissions, 'run'), language, useStore(runs.preparing))
}

export function faceOf(
  state: RunState,
  mayRun: boolean,
  language: string | undefined,
  preparing: Preparing | null = null,
): RunFace {
  if (!mayRun) return { kind: 'refused', why: words.run.watching }
  switch (state.kind) {
    case 'idle':
      if (preparing !== null && preparing.language === language) return loading(preparing, false)
      return language === undefined || runsHere(language)
        ? { kind: 'ready' }
        : { kind: 'refused', why: noRunner(language) }
    case 'loading':
      return loading(state, true)
    case 'running':
      return { kind: 'running', since: state.since }
    case 'starting':
    case 'waiting':
      return { kind: 'running', since: null }
  }
}

function loading({ language, loaded, total }: Preparing, asked: boolean): RunFace {
  return { kind: 'loading', language: labelOf(language), loaded, total, asked }
}
