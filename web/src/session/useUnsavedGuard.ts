import { useEffect } from 'react'
import type { Connection } from '../sync/connection'

/** The browser asks before the tab closes only while an edit is not on disk. */
export function useUnsavedGuard({ save }: Connection): void {
  useEffect(() => {
    const guard = (event: BeforeUnloadEvent) => {
      const state = save.get()
      if (state.kind === 'saved' || state.kind === 'connecting' || (state.kind === 'offline' && state.edits === 0))
        return
      event.preventDefault()
    }
    addEventListener('beforeunload', guard)
    return () => removeEventListener('beforeunload', guard)
  }, [save])
}
