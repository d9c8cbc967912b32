import { useEffect, useState } from 'react'
import type { Role } from '../api/client'
import type { FileInfo } from '../document/files'
import type { LinkState } from '../sync/line'
import type { Permission } from '../sync/messages/session'
import type { Store } from '../sync/store'
import '../ui/status.css'
import { useStore } from '../ui/useStore'
import { words } from '../ui/words'
import type { CursorPlace } from './cursor'
import { useMay } from './useMay'
import './status-line.css'

interface StatusLineProps {
  line: Store<LinkState>
  role: Role
  permissions: Store<readonly Permission[]>
  file: FileInfo | undefined
  cursor: Store<CursorPlace>
  onKeys: () => void
}

export function StatusLine({ line: watched, role, permissions, file, cursor, onKeys }: StatusLineProps) {
  const link = useStore(watched)
  const { line, column } = useStore(cursor)
  const mayRun = useMay(permissions, 'run')
  const offline = link.kind === 'offline'
  const mode = offline
    ? words.room.status.offline
    : link.kind === 'connecting'
      ? words.room.status.connecting
      : words.room.status.modes[role]
  return (
    <div className="status" data-state={link.kind}>
      <span className="mode">{mode}</span>
      {file && <span>{file.name}</span>}
      <span className="num">{words.room.status.cursor(line, column)}</span>
      {file && <span className="hide-t">{words.languages[file.language] ?? file.language}</span>}
      <span className="fill" />
      {offline && <NextTry link={link} />}
      {mayRun && <span>{words.room.status.runsHere}</span>}
      <button type="button" onClick={onKeys}>
        {words.room.status.keys}
      </button>
    </div>
  )
}

function NextTry({ link }: { link: Extract<LinkState, { kind: 'offline' }> }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  return <span className="num">{words.room.status.nextTry(Math.ceil((link.retryAt - now) / 1000))}</span>
}
