import { useSyncExternalStore } from 'react'

interface Watched<T> {
  get(): T
  subscribe(listener: () => void): () => void
}

/** The value of a store that lives outside React, drawn again when it changes. */
export const useStore = <T>(store: Watched<T>): T => useSyncExternalStore(store.subscribe, store.get)
