import { type RefObject, useEffect, useRef } from 'react'
import type { Unsaved } from './roomView'

/**
 * The browser asks before the tab closes only while an edit is not on disk, or text that will not be is kept nowhere else.
 * Gives what is set once somebody has said that they leave: they are not asked twice.
 */
export function useUnsavedGuard({ state, refused, storageBlocked }: Unsaved): RefObject<boolean> {
  const left = useRef(false)
  useEffect(() => {
    const guard = (event: BeforeUnloadEvent) => {
      const now = state.get()
      const unsaved = now.kind === 'sending' || (now.kind === 'offline' && now.edits > 0)
      const kept = refused.get().length === 0 || !storageBlocked.get()
      if (!left.current && (unsaved || !kept)) event.preventDefault()
    }
    addEventListener('beforeunload', guard)
    return () => removeEventListener('beforeunload', guard)
  }, [state, refused, storageBlocked])
  return left
}
