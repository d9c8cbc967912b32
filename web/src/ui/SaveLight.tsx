import { useEffect, useState } from 'react'
import type { SaveFace } from './faces'
import { words } from './words'

const looks: Record<SaveFace['kind'], { cell: string; lamp: string }> = {
  connecting: { cell: 'save-state--wait', lamp: 'lamp--half' },
  saved: { cell: '', lamp: '' },
  sending: { cell: 'save-state--wait', lamp: 'lamp--half' },
  merging: { cell: 'save-state--wait', lamp: 'lamp--half' },
  offline: { cell: 'save-state--off', lamp: 'lamp--off' },
  refused: { cell: 'save-state--bad', lamp: '' },
}

/** `flash` counts presses of Ctrl+S; each one flashes the light once. Changes are announced by the live region instead. */
export function SaveLight({ face, flash }: { face: SaveFace; flash: number }) {
  const { cell, lamp } = looks[face.kind]
  return (
    <div
      key={flash}
      className={`save-state ${cell}`}
      role="status"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard reaches what the mouse can point at
      tabIndex={0}
      aria-live="off"
      aria-label={words.save.label}
      data-state={face.kind}
      data-flash={flash > 0 ? '' : undefined}
    >
      <span className={`lamp ${lamp}`} aria-hidden="true" />
      <span className="save-word">{words.save.face(face)}</span>
      {face.kind === 'saved' && face.merged > 0 && (
        <span className="meta hide-p hide-t">{words.save.merged(face.merged)}</span>
      )}
      {face.kind === 'saved' && face.merged === 0 && face.at !== null && <Ago key={face.at} at={face.at} />}
    </div>
  )
}

const NEWS_MS = 4_000

/** How old the last save is: said after each, and then to whoever points at it. What ticks draws the eye. */
function Ago({ at }: { at: number }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  const age = Math.max(0, now - at)
  return (
    <span className="meta save-age hide-p hide-t hide-n" data-news={age < NEWS_MS ? '' : undefined}>
      {words.save.ago(age / 1000)}
    </span>
  )
}
