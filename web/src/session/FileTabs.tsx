import type { KeyboardEvent } from 'react'
import type { FileInfo } from '../document/files'
import type { Peer } from '../sync/presence'
import { words } from '../ui/words'
import '../ui/tabs.css'
import './file-tabs.css'

interface FileTabsProps {
  files: readonly FileInfo[]
  open: string | undefined
  peers: readonly Peer[]
  onOpen: (id: string) => void
}

/** With one file its name is a title; with more they are tabs, each with bars of those who are in it. */
export function FileTabs({ files, open, peers, onOpen }: FileTabsProps) {
  if (files.length < 2)
    return (
      <div className="files">
        <span className="tab tab--file" aria-current="page">
          {files[0]?.name ?? words.room.code}
          <WhoIsHere file={files[0]?.id} peers={peers} />
        </span>
      </div>
    )
  const move = (event: KeyboardEvent) => {
    const at = files.findIndex(({ id }) => id === open)
    const steps: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: files.length - 1 }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = files[(step + files.length) % files.length]
    if (!next) return
    onOpen(next.id)
    document.getElementById(tabId(next.id))?.focus()
  }
  return (
    <div className="files" role="tablist" aria-label={words.room.files} onKeyDown={move}>
      {files.map(({ id, name }) => (
        <button
          key={id}
          id={tabId(id)}
          type="button"
          role="tab"
          className="tab tab--file"
          aria-selected={id === open}
          aria-controls="code"
          tabIndex={id === open ? 0 : -1}
          onClick={() => onOpen(id)}
        >
          {name}
          <WhoIsHere file={id} peers={peers} />
        </button>
      ))}
    </div>
  )
}

export const tabId = (file: string) => `file-${file}`

function WhoIsHere({ file, peers }: { file: string | undefined; peers: readonly Peer[] }) {
  const here = new Map(
    peers.filter((peer) => peer.file === file && peer.colour !== null).map((peer) => [peer.participant, peer]),
  )
  if (here.size === 0) return null
  return (
    <span className="who-here" title={[...here.values()].map((peer) => peer.name).join(', ')}>
      {[...here.values()].map((peer) => (
        <b key={peer.participant} className={`c${peer.colour}`} />
      ))}
    </span>
  )
}
