import type { Store } from '../sync/store'

/** A store made of others. `read` gives the same value as long as theirs do. */
export function derived<T>(read: () => T, ...from: readonly Store<unknown>[]): Store<T> {
  return {
    get: read,
    subscribe(listener) {
      const stops = from.map((store) => store.subscribe(listener))
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}
