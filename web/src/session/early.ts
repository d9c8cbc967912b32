// The text of a room whose line does not open. Some networks let a page through and no WebSocket; then what REST answers is
// shown to be read. That the server answers and has never let this page in over the line is also how one can tell.
import type { Code } from '../api/client'
import type { Connection } from '../sync/connection'
import { createStore, type Store } from '../sync/store'

export function watchEarly(
  { state, welcome }: Pick<Connection, 'state' | 'welcome'>,
  read: () => Promise<Code>,
): Store<string | null> & { close(): void } {
  const early = createStore<string | null>(null)
  let asking = false
  const look = async () => {
    if (welcome.get() !== null) return early.set(null)
    if (asking || early.get() !== null || state.get().kind !== 'offline') return
    asking = true
    try {
      const { code } = await read()
      if (welcome.get() === null) early.set(code)
    } catch {
      // The server does not answer this way either: nothing is blocked, it is away. The next try looks again.
    }
    asking = false
  }
  const stops = [state.subscribe(look), welcome.subscribe(look)]
  return {
    get: early.get,
    subscribe: early.subscribe,
    close() {
      for (const stop of stops) stop()
    },
  }
}
