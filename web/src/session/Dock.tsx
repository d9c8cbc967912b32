import '../ui/count.css'
import { Icon } from '../ui/Icon'
import { RunButton } from '../ui/RunButton'
import { room as words } from '../ui/words'
import './dock.css'
import type { Room } from './room'
import { useRunFace } from './runFace'

export type Pane = 'code' | 'output' | 'people'

interface DockProps {
  room: Room
  language: string | undefined
  pane: Pane
  /** Own runs that failed since the output was last looked at. */
  failures: number
  onPane: (pane: Pane) => void
}

/** The phone's bottom bar: one pane at a time, and Run under the thumb. */
export function Dock({ room, language, pane, failures, onPane }: DockProps) {
  const face = useRunFace(room, language)
  const button = (to: Pane, icon: string, label: string) => (
    <button type="button" aria-current={pane === to ? 'page' : undefined} onClick={() => onPane(to)}>
      <Icon name={icon} />
      {label}
      {to === 'output' && failures > 0 && <span className="count count--red">{failures}</span>}
    </button>
  )
  return (
    <nav className="dock" aria-label={words.dock.label}>
      {button('code', 'pen', words.dock.code)}
      <RunButton face={face} place="dock" onRun={room.run} onStop={room.runs.stop} />
      {button('output', 'term', words.dock.output)}
      {button('people', 'users', words.dock.people)}
    </nav>
  )
}
