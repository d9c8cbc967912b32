import { useEffect, useRef } from 'react'
import { type CommandOf, commandOf } from '../ui/keys'

/** The room's keys wherever the focus is. They are taken before the editor sees them, so that no mode of it can win. */
export function useShortcuts(actions: Record<CommandOf<'window'>, () => void>): void {
  const latest = useRef(actions)
  latest.current = actions
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const command = commandOf(event)
      if (!command) return
      event.preventDefault()
      event.stopPropagation()
      latest.current[command]()
    }
    addEventListener('keydown', press, { capture: true })
    return () => removeEventListener('keydown', press, { capture: true })
  }, [])
}
