import { createStore, type WritableStore } from '../sync/store'

export interface CursorPlace {
  line: number
  column: number
}

/** Where the own caret is. A store, because only the status line draws it. */
export const createCursor = (): WritableStore<CursorPlace> => createStore({ line: 1, column: 1 })
