// What the save light shows: the connection's save state, calmed. "sending" only after a second without an answer, and
// after a time offline how much was merged.
import type { LinkState } from '../sync/connection'
import type { SaveState } from '../sync/save'
import { createStore, type Store } from '../sync/store'
import type { SaveFace } from '../ui/faces'

const PATIENCE_MS = 1000
const MERGED_SHOWN_MS = 4000

export function watchSaveFace(save: Store<SaveState>, link: Store<LinkState>): Store<SaveFace> & { close(): void } {
  const face = createStore<SaveFace>({ kind: 'connecting' })
  /** Edits that were made offline and are not on disk yet, or were merged a moment ago. */
  let offlineEdits = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const later = (ms: number, then: () => void) => {
    clearTimeout(timer)
    timer = setTimeout(then, ms)
  }

  const look = () => {
    clearTimeout(timer)
    const now = save.get()
    switch (now.kind) {
      case 'connecting':
        return face.set({ kind: 'connecting' })
      case 'refused':
        return face.set({ kind: 'refused', message: now.message })
      case 'offline':
        offlineEdits = now.edits
        return face.set({ kind: 'offline', edits: now.edits })
      case 'sending': {
        if (offlineEdits > 0) return face.set({ kind: 'merging', edits: now.edits })
        const age = Date.now() - now.since
        if (age >= PATIENCE_MS) return face.set({ kind: 'sending', edits: now.edits })
        return later(PATIENCE_MS - age, look)
      }
      case 'saved': {
        const merged = offlineEdits
        face.set({ kind: 'saved', at: now.at, merged })
        if (merged > 0)
          later(MERGED_SHOWN_MS, () => {
            offlineEdits = 0
            look()
          })
      }
    }
  }

  const stops = [save.subscribe(look), link.subscribe(look)]
  look()
  return {
    get: face.get,
    subscribe: face.subscribe,
    close() {
      clearTimeout(timer)
      for (const stop of stops) stop()
    },
  }
}
