import { type Store, tellAll } from './store'

/**
 * The same value, told at most once per `ms`: the first change at once, later ones at the end of the interval. For
 * what React draws from a store that changes with every key. Listens to the source only while somebody listens here.
 */
export function throttled<T>(source: Store<T>, ms: number): Store<T> {
  const listeners = new Set<() => void>()
  let shown = source.get()
  let timer: ReturnType<typeof setTimeout> | undefined
  let leave: (() => void) | undefined

  const show = () => {
    timer = undefined
    if (Object.is(shown, source.get())) return
    shown = source.get()
    timer = setTimeout(show, ms)
    tellAll(listeners)
  }
  return {
    get: () => (leave ? shown : source.get()),
    subscribe(listener) {
      if (!leave) {
        shown = source.get()
        leave = source.subscribe(() => {
          if (timer === undefined) show()
        })
      }
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        leave?.()
        leave = undefined
        clearTimeout(timer)
        timer = undefined
      }
    },
  }
}
