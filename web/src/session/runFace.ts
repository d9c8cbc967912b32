import { noRunner } from '../console/said'
import { runsHere } from '../run/languages'
import type { RunState, Runs } from '../run/run'
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
  return faceOf(useStore(runs.state), useMay(permissions, 'run'), language)
}

export function faceOf(state: RunState, mayRun: boolean, language: string | undefined): RunFace {
  if (!mayRun) return { kind: 'refused', why: words.run.watching }
  switch (state.kind) {
    case 'idle':
      return language === undefined || runsHere(language)
        ? { kind: 'ready' }
        : { kind: 'refused', why: noRunner(language) }
    case 'loading':
      return { kind: 'loading', loaded: state.loaded, total: state.total }
    case 'running':
      return { kind: 'running', since: state.since }
    case 'starting':
    case 'waiting':
      return { kind: 'running', since: null }
  }
}
