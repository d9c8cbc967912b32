// What the save light shows: the connection's save state, calmed. "sending" only after a second without an answer, and
// after a time offline how much was merged. Text that will not be saved is red until it is dismissed, except offline:
// then the line is what matters to whoever types, and the banner says the rest.
import type { RefusedText } from '../sync/journal'
import type { SaveState } from '../sync/save'
import { createStore, type Store } from '../sync/store'
import type { SaveFace } from '../ui/faces'
import { words } from '../ui/words'

const PATIENCE_MS = 1000
const MERGED_SHOWN_MS = 4000

export function watchSaveFace(
  save: Store<SaveState>,
  refused: Store<readonly RefusedText[]>,
): Store<SaveFace> & { close(): void } {
  const face = createStore<SaveFace>({ kind: 'connecting' })
  /** Edits that were made offline and are not on disk yet. */
  let offlineEdits = 0
  /** What the last time offline left to merge, and until when the light says so. */
  let merged = 0
  let mergedUntil = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const later = (ms: number, then: () => void) => {
    clearTimeout(timer)
    timer = setTimeout(then, ms)
  }

  const showSaved = (at: number | null) => {
    const left = mergedUntil - Date.now()
    face.set({ kind: 'saved', at, merged: left > 0 ? merged : 0 })
    if (left > 0) later(left, look)
  }
  const look = () => {
    clearTimeout(timer)
    const now = save.get()
    const refusal = refused.get().at(-1)
    if (refusal && now.kind !== 'offline') return face.set({ kind: 'refused', message: words.refusedWhy(refusal) })
    switch (now.kind) {
      case 'connecting':
        return face.set({ kind: 'connecting' })
      case 'offline':
        offlineEdits = now.edits
        return face.set({ kind: 'offline', edits: now.edits })
      case 'sending': {
        if (offlineEdits > 0) return face.set({ kind: 'merging', edits: now.edits })
        const wait = PATIENCE_MS - (Date.now() - now.since)
        if (wait <= 0) {
          mergedUntil = 0
          return face.set({ kind: 'sending', edits: now.edits })
        }
        const shown = face.get()
        if (shown.kind === 'saved') showSaved(shown.at)
        const merging = mergedUntil - Date.now()
        return later(merging > 0 ? Math.min(wait, merging) : wait, look)
      }
      case 'saved':
        if (offlineEdits > 0) {
          merged = offlineEdits
          mergedUntil = Date.now() + MERGED_SHOWN_MS
          offlineEdits = 0
        }
        return showSaved(now.at)
    }
  }

  const stops = [save.subscribe(look), refused.subscribe(look)]
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
