import { useEffect, useState } from 'react'
import type { Role } from '../api/client'
import type { FileInfo } from '../document/files'
import type { LinkState } from '../sync/line'
import type { Store } from '../sync/store'
import { useStore } from '../ui/useStore'
import { languages, room as words } from '../ui/words'
import type { CursorPlace } from './cursor'

interface StatusLineProps {
  line: Store<LinkState>
  role: Role
  file: FileInfo | undefined
  cursor: Store<CursorPlace>
  onKeys: () => void
}

const modes = { host: words.status.host, candidate: words.status.edit, observer: words.status.watch }

export function StatusLine({ line: watched, role, file, cursor, onKeys }: StatusLineProps) {
  const link = useStore(watched)
  const { line, column } = useStore(cursor)
  const offline = link.kind === 'offline'
  const mode = offline ? words.status.offline : link.kind === 'connecting' ? words.status.connecting : modes[role]
  return (
    <div className={`status ${offline ? 'status--offline' : ''}`}>
      <span className="mode">{mode}</span>
      {file && <span>{file.name}</span>}
      <span className="num">{words.status.cursor(line, column)}</span>
      {file && <span className="hide-t">{languages[file.language] ?? file.language}</span>}
      <span className="fill" />
      {offline && <NextTry link={link} />}
      <span>{words.status.runsHere}</span>
      <button type="button" onClick={onKeys}>
        {words.status.keys}
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
  return <span className="num">{words.status.nextTry(Math.ceil((link.retryAt - now) / 1000))}</span>
}
