import type { Runs } from '../run/run'
import type { Permission } from '../sync/messages/session'
import type { Store } from '../sync/store'
import { Icon } from '../ui/Icon'
import { RunButton } from '../ui/RunButton'
import { words } from '../ui/words'
import '../ui/count.css'
import './dock.css'
import { useRunFace } from './runFace'

export type Pane = 'code' | 'output' | 'people'

/** Runs that ended while nobody looked at the output. */
export interface Unseen {
  readonly count: number
  readonly failed: boolean
}

interface DockProps {
  runs: Runs
  permissions: Store<readonly Permission[]>
  language: string | undefined
  pane: Pane
  unseen: Unseen
  onRun: () => void
  onPane: (pane: Pane) => void
}

/** The phone's bottom bar: one pane at a time, and Run under the thumb. */
export function Dock({ runs, permissions, language, pane, unseen, onRun, onPane }: DockProps) {
  const face = useRunFace(runs, permissions, language)
  const button = (to: Pane, icon: string, label: string) => (
    <button type="button" aria-current={pane === to ? 'page' : undefined} onClick={() => onPane(to)}>
      <Icon name={icon} />
      {label}
      {to === 'output' && unseen.count > 0 && (
        // Its end was announced; here it is for the eye.
        <span className={`count ${unseen.failed ? 'count--red' : ''}`} aria-hidden="true">
          {unseen.failed ? '✕' : unseen.count}
        </span>
      )}
    </button>
  )
  return (
    <nav className="dock" aria-label={words.room.dock.label}>
      {button('code', 'pen', words.room.dock.code)}
      <RunButton face={face} place="dock" onRun={onRun} onStop={runs.stop} />
      {button('output', 'term', words.room.dock.output)}
      {button('people', 'users', words.room.dock.people)}
    </nav>
  )
}
