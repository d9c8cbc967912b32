/**
 * The save light: the sum over the documents of a page. It is driven by acknowledgements only: an edit counts as saved
 * when the server said it is on disk, whatever the socket looks like.
 */
export type SaveState =
  /** The server has not let this page in yet, and nothing was typed. */
  | { readonly kind: 'connecting' }
  /** Everything is on disk; `at` is when the last acknowledgement came, `null` before the first. */
  | { readonly kind: 'saved'; readonly at: number | null }
  /** On the way; `since` is when the oldest of them was made. */
  | { readonly kind: 'sending'; readonly edits: number; readonly since: number }
  /** No connection; that many edits (also none) are kept here. */
  | { readonly kind: 'offline'; readonly edits: number }

export interface SaveFacts {
  /** Edits not acknowledged yet. */
  readonly edits: number
  /** When the oldest of them was made, `null` when there is none. */
  readonly since: number | null
  readonly savedAt: number | null
  /** False after a connection was lost or ended, until the next one caught up. */
  readonly connected: boolean
  /** The server has said who this page is: what it acknowledges can be believed from then on. */
  readonly welcomed: boolean
}

export function saveState({ edits, since, savedAt, connected, welcomed }: SaveFacts): SaveState {
  if (!connected) return { kind: 'offline', edits }
  if (since !== null) return { kind: 'sending', edits, since }
  return welcomed ? { kind: 'saved', at: savedAt } : { kind: 'connecting' }
}

/** Keeps the old object when nothing changed, so that a store of it does not tell anybody. */
export function nextSaveState(old: SaveState, facts: SaveFacts): SaveState {
  const next = saveState(facts)
  return JSON.stringify(next) === JSON.stringify(old) ? old : next
}
