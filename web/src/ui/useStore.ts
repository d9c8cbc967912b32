import { useSyncExternalStore } from 'react'

interface Watched<T> {
  get(): T
  subscribe(listener: () => void): () => void
}

/**
 * The value of a store that lives outside React, drawn again when it changes. `built`: what the build drew into the page,
 * which the script has to find as it is before it goes on from there.
 */
export const useStore = <T>(store: Watched<T>, built?: T): T =>
  useSyncExternalStore(store.subscribe, store.get, built === undefined ? undefined : () => built)

const never = () => () => undefined
const yes = () => true
const no = () => false
/** Whether this is a browser's page already, and not what the build made of it for everybody. */
export const useHere = (): boolean => useSyncExternalStore(never, yes, no)
