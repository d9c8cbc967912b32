import { useEffect, useState } from 'react'
import type { SaveFace } from './faces'
import { words } from './words'
import './lamp.css'
import './save-light.css'

/** `flash` counts presses of Ctrl+S; each one flashes the light once. Changes are announced by the live region instead. */
export function SaveLight({ face, flash }: { face: SaveFace; flash: number }) {
  return (
    <div
      key={flash}
      className="save-state"
      role="status"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard reaches what the mouse can point at
      tabIndex={0}
      aria-live="off"
      aria-label={words.save.label}
      data-state={face.kind}
      data-flash={flash > 0 ? '' : undefined}
    >
      <span className="lamp" aria-hidden="true" />
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
