/**
 * Which build of the page this is, and whether it still fits the server. A page may be open for days; after an upgrade
 * its parts that were not loaded yet are gone, and what it says may be understood differently. So it offers to reload;
 * it never does by itself. The build writes its id into the page and beside it, into `build.json`, for the server.
 */
import { createStore, type Store } from './store'

declare const __BUILD__: string | undefined

/** Empty where nothing is built (tests, the development server): that fits every server. */
export const BUILD = typeof __BUILD__ === 'undefined' ? '' : __BUILD__

export type Fitness =
  | { readonly kind: 'current' }
  /** The server serves another build. */
  | { readonly kind: 'outdated' }
  /** A part of the page could not be loaded. */
  | { readonly kind: 'incomplete' }

const current = createStore<Fitness>({ kind: 'current' })

export const fitness: Store<Fitness> = current

/** What the server serves. */
export function offerBuild(served: string, own = BUILD): void {
  if (served !== '' && own !== '' && served !== own) current.set({ kind: 'outdated' })
}

/** Loads a part of the page. When it does not come the person is told, and it counts as the plain page without it. */
export async function loadPart<T>(load: () => Promise<T>): Promise<T | null> {
  try {
    return await load()
  } catch (error) {
    reportError(error)
    if (current.get().kind === 'current') current.set({ kind: 'incomplete' })
    return null
  }
}
