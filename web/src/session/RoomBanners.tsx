import { useEffect, useState } from 'react'
import { Banner } from '../ui/Banner'
import { Icon } from '../ui/Icon'
import { useStore } from '../ui/useStore'
import { connection as words } from '../ui/words'
import { downloadText } from './download'
import type { Room } from './room'

/** A short cut of the line is no news: the banner waits, the save light does not. */
const PATIENCE_MS = 1500

/** At most one, the worst wins: refused, offline, no storage. */
export function RoomBanner({ room }: { room: Room }) {
  const { connection } = room
  const save = useStore(connection.save)
  const link = useStore(connection.state)
  const storageBlocked = useStore(connection.storageBlocked)
  const [fine, setFine] = useState(false)
  const offlineFor = useOfflineTime(link.kind === 'offline')

  if (save.kind === 'refused')
    return (
      <Banner
        tone="red"
        icon="warn"
        actions={
          <>
            <button type="button" className="btn btn--sm" onClick={() => downloadText('refused.txt', save.text)}>
              <Icon name="download" />
              {words.download}
            </button>
            <button type="button" className="btn btn--sm" onClick={connection.dismissRefused}>
              {words.fine}
            </button>
          </>
        }
      >
        {words.refused(save.message)}
      </Banner>
    )
  if (offlineFor !== null && offlineFor >= PATIENCE_MS)
    return (
      <Banner
        tone="yellow"
        icon="wifi-off"
        actions={
          <button type="button" className="btn btn--sm" onClick={connection.retryNow}>
            {words.tryNow}
          </button>
        }
      >
        {words.offline(clock(offlineFor), save.kind === 'offline' ? save.edits : 0)}
      </Banner>
    )
  if (storageBlocked && !fine)
    return (
      <Banner
        icon="disk"
        actions={
          <button type="button" className="btn btn--sm" onClick={() => setFine(true)}>
            {words.fine}
          </button>
        }
      >
        {words.noStorage}
      </Banner>
    )
  return null
}

/** Milliseconds since the connection was lost, counted while it lasts. */
function useOfflineTime(offline: boolean): number | null {
  const [time, setTime] = useState<{ since: number; now: number } | null>(null)
  useEffect(() => {
    if (!offline) return
    const since = Date.now()
    const timer = setInterval(() => setTime({ since, now: Date.now() }), 500)
    return () => {
      clearInterval(timer)
      setTime(null)
    }
  }, [offline])
  return offline && time ? time.now - time.since : null
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
