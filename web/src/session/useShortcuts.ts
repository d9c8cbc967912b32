import { useEffect, useRef } from 'react'
import type { Pane } from './Dock'

interface Shortcuts {
  run: () => void
  stop: () => void
  save: () => void
  pane: (pane: Pane) => void
  keys: () => void
}

const panes: Record<string, Pane> = { '1': 'code', '2': 'output', '4': 'people' }

/** The room's keys wherever the focus is. They are taken before the editor sees them, so that no mode of it can win. */
export function useShortcuts(actions: Shortcuts): void {
  const latest = useRef(actions)
  latest.current = actions
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const act = actionOf(event, latest.current)
      if (!act) return
      event.preventDefault()
      event.stopPropagation()
      act()
    }
    addEventListener('keydown', press, { capture: true })
    return () => removeEventListener('keydown', press, { capture: true })
  }, [])
}

function actionOf(event: KeyboardEvent, { run, stop, save, pane, keys }: Shortcuts): (() => void) | null {
  if (event.altKey || event.isComposing) return null
  if (event.ctrlKey || event.metaKey) {
    if (event.shiftKey) return null
    if (event.key === 'Enter') return run
    if (event.key === '.') return stop
    if (event.key.toLowerCase() === 's') return save
    const to = panes[event.key]
    return to ? () => pane(to) : null
  }
  return event.key === '?' && !isTyping(event.target) ? keys : null
}

const isTyping = (target: EventTarget | null) =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable="true"]') !== null
