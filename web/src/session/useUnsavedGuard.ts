import { useEffect } from 'react'
import type { Connection } from '../sync/connection'

/** The browser asks before the tab closes only while an edit is not on disk, or text that will not be is kept nowhere else. */
export function useUnsavedGuard({ save, refused, storageBlocked }: Connection): void {
  useEffect(() => {
    const guard = (event: BeforeUnloadEvent) => {
      const state = save.get()
      const unsaved = state.kind === 'sending' || (state.kind === 'offline' && state.edits > 0)
      const kept = refused.get().length === 0 || !storageBlocked.get()
      if (unsaved || !kept) event.preventDefault()
    }
    addEventListener('beforeunload', guard)
    return () => removeEventListener('beforeunload', guard)
  }, [save, refused, storageBlocked])
}
