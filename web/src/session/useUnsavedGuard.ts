import { useEffect } from 'react'
import type { Unsaved } from './roomView'

/** The browser asks before the tab closes only while an edit is not on disk, or text that will not be is kept nowhere else. */
export function useUnsavedGuard({ state, refused, storageBlocked }: Unsaved): void {
  useEffect(() => {
    const guard = (event: BeforeUnloadEvent) => {
      const now = state.get()
      const unsaved = now.kind === 'sending' || (now.kind === 'offline' && now.edits > 0)
      const kept = refused.get().length === 0 || !storageBlocked.get()
      if (unsaved || !kept) event.preventDefault()
    }
    addEventListener('beforeunload', guard)
    return () => removeEventListener('beforeunload', guard)
  }, [state, refused, storageBlocked])
}
