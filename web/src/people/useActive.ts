import { useEffect, useState } from 'react'
import type { Presence } from '../sync/presence'

const ACTIVE_MS = 1500

/** Ids of the participants whose cursor moved in the last moment. */
export function useActive(presence: Presence): ReadonlySet<string> {
  const [active, setActive] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    const cursors = new Map<number, string>()
    const timers = new Map<string, ReturnType<typeof setTimeout>>()
    const stop = presence.peers.subscribe(() => {
      for (const peer of presence.peers.get()) {
        const cursor = JSON.stringify(peer.cursor)
        const before = cursors.get(peer.client)
        cursors.set(peer.client, cursor)
        if (before === undefined || before === cursor || peer.cursor === null) continue
        const id = peer.participant
        clearTimeout(timers.get(id))
        timers.set(
          id,
          setTimeout(() => setActive((now) => new Set([...now].filter((other) => other !== id))), ACTIVE_MS),
        )
        setActive((now) => (now.has(id) ? now : new Set([...now, id])))
      }
    })
    return () => {
      stop()
      for (const timer of timers.values()) clearTimeout(timer)
    }
  }, [presence])
  return active
}
