// What is wrong with the room at present, worst first. Each banner says one thing and what to do about it, so several may
// be there: that something is not saved must not hide that the line is cut.
import { type ReactNode, useEffect, useState } from 'react'
import { fitness } from '../sync/build'
import { Banner } from '../ui/Banner'
import { Icon } from '../ui/Icon'
import { useStore } from '../ui/useStore'
import { words } from '../ui/words'
import { downloadText } from './download'
import type { RoomView } from './roomView'
import { useMay } from './useMay'

/** The save light says at once that the line is cut; what pushes the code down waits until that lasts. */
const PATIENCE_MS = 10_000
/** Whoever has no text yet looks at nothing else. */
const NO_TEXT_MS = 1500
/** With a good line the server's text is there before anybody could read why they cannot type. */
const HALT_MS = 400

type Watched = Pick<RoomView, 'text' | 'unsaved' | 'line' | 'permissions' | 'retry'>

export const RoomBanners = ({ room, children }: { room: Watched; children?: ReactNode }) => (
  <div className="banners">
    <Refused room={room} />
    <Offline room={room} />
    <Halted room={room} />
    <Mended room={room} />
    <NoStorage room={room} />
    <Unfit />
    {children}
  </div>
)

function Refused({ room }: { room: Watched }) {
  const refused = useStore(room.unsaved.refused)
  const last = refused.at(-1)
  if (!last) return null
  const text = refused.map((each) => each.text).join('\n')
  return (
    <Banner
      tone="red"
      icon="warn"
      actions={
        <>
          <Button act={() => downloadText('refused.txt', text)}>
            <Icon name="download" />
            {words.connection.download}
          </Button>
          <Button act={room.unsaved.dismissRefused}>{words.connection.fine}</Button>
        </>
      }
    >
      {last.code === 'recovered' ? words.connection.recovered : words.connection.refused(words.refusedWhy(last))}
    </Banner>
  )
}

/** Between a refusal and the server's text nobody may type; the keys that do nothing need a reason. */
function Halted({ room }: { room: Watched }) {
  const editable = useStore(room.text.editable)
  const synced = useStore(room.text.synced)
  const mayEdit = useMay(room.permissions, 'edit')
  const halted = useLasting(synced && mayEdit && !editable, HALT_MS)
  return halted ? (
    <Banner tone="yellow" icon="pen">
      {words.connection.halted}
    </Banner>
  ) : null
}

function Offline({ room }: { room: Watched }) {
  const save = useStore(room.unsaved.state)
  const synced = useStore(room.text.synced)
  const offlineFor = useOfflineTime(useStore(room.line).kind === 'offline')
  const blocked = useStore(room.text.early) !== null
  const editable = useStore(room.text.editable)
  const types = useMay(room.permissions, 'edit') && editable
  if (offlineFor === null || offlineFor < (synced ? PATIENCE_MS : NO_TEXT_MS)) return null
  const { connection } = words
  const opening = blocked ? connection.blocked : connection.notYet
  return (
    <Banner tone="yellow" icon="wifi-off" actions={<Button act={room.retry}>{connection.tryNow}</Button>}>
      {synced ? connection.offline(clock(offlineFor), save.kind === 'offline' ? save.edits : 0, types) : opening}
    </Banner>
  )
}

function Mended({ room }: { room: Watched }) {
  const count = useStore(room.text.mended)
  const [seen, setSeen] = useState(0)
  if (count === seen) return null
  return (
    <Banner tone="red" icon="warn" actions={<Button act={() => setSeen(count)}>{words.connection.fine}</Button>}>
      {words.connection.mended}
    </Banner>
  )
}

function NoStorage({ room }: { room: Watched }) {
  const blocked = useStore(room.unsaved.storageBlocked)
  const [fine, setFine] = useState(false)
  if (!blocked || fine) return null
  return (
    <Banner icon="disk" actions={<Button act={() => setFine(true)}>{words.connection.fine}</Button>}>
      {words.connection.noStorage}
    </Banner>
  )
}

function Unfit() {
  const { kind } = useStore(fitness)
  if (kind === 'current') return null
  return (
    <Banner tone="cyan" icon="info" actions={<Button act={() => location.reload()}>{words.connection.reload}</Button>}>
      {kind === 'outdated' ? words.connection.outdated : words.connection.incomplete}
    </Banner>
  )
}

const Button = ({ act, children }: { act: () => void; children: ReactNode }) => (
  <button type="button" className="btn btn--sm" onClick={act}>
    {children}
  </button>
)

/** True once it has been so for that long. */
function useLasting(now: boolean, ms: number): boolean {
  const [lasts, setLasts] = useState(false)
  useEffect(() => {
    if (!now) return
    const timer = setTimeout(() => setLasts(true), ms)
    return () => {
      clearTimeout(timer)
      setLasts(false)
    }
  }, [now, ms])
  return now && lasts
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
