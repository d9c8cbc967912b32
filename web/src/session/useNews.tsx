import { useCallback, useEffect, useRef, useState } from 'react'
import { notice as noticeWords } from '../console/said'
import type { RoomEvent } from '../people/events'
import { sentenceOf, spokenOf } from '../people/said'
import type { SaveFace } from '../ui/faces'
import { Icon } from '../ui/Icon'
import { Seat } from '../ui/Seat'
import { TOASTS_MAX, type ToastItem } from '../ui/Toasts'
import { words } from '../ui/words'
import type { RoomView } from './roomView'

/** Toasts and the live region: what happened in the room, and what changed about saving. */
export function useNews({ events, runs, save, me }: Pick<RoomView, 'events' | 'runs' | 'save' | 'me'>) {
  const [toasts, setToasts] = useState<readonly ToastItem[]>([])
  const [said, setSaid] = useState({ id: 0, text: '' })
  const count = useRef(0)

  const announce = useCallback((text: string) => setSaid({ id: ++count.current, text }), [])
  const toast = useCallback(
    (item: Omit<ToastItem, 'id'>) => setToasts((now) => [...now, { ...item, id: ++count.current }].slice(-TOASTS_MAX)),
    [],
  )
  const dismiss = useCallback((id: number) => setToasts((now) => now.filter((item) => item.id !== id)), [])

  useEffect(
    () =>
      events.listen((event) => {
        announce(spokenOf(event))
        if (event.kind === 'joined' || event.kind === 'left') toast({ content: <Coming event={event} /> })
        // On the phone there is no wire, and the output is out of sight.
        else if (event.kind === 'ended' && event.person.id !== me.id && onPhone())
          toast({ content: <Ran event={event} /> })
      }),
    [events, me, announce, toast],
  )

  useEffect(
    () =>
      runs.notice.subscribe(() => {
        const notice = runs.notice.get()
        // The console says it; on the phone the console is not where Run is pressed.
        if (notice !== null && onPhone()) toast({ content: <Why text={noticeWords(notice)} /> })
      }),
    [runs, toast],
  )

  useEffect(() => {
    let before = save.get()
    return save.subscribe(() => {
      const now = save.get()
      const text = saveNews(before, now)
      const merged = mergedNews(before, now)
      before = now
      if (text) announce(text)
      if (merged > 0)
        toast({
          tone: 'lime',
          content: (
            <>
              <Icon name="check" className="t-lime" />
              <span>{words.connection.back(merged)}</span>
            </>
          ),
        })
    })
  }, [save, announce, toast])

  const refuse = (text: string) => {
    announce(text)
    toast({
      tone: 'red',
      content: (
        <>
          <Icon name="warn" className="t-red" />
          <span>{text}</span>
        </>
      ),
    })
  }
  const copied = (what: keyof typeof words.share.copiedWhat) => {
    announce(words.share.copiedWhat[what])
    // On smaller screens the toast would lie on the sheet's other buttons; the button that was pressed says "Copied".
    if (!matchMedia('(min-width: 1100px)').matches) return
    toast({
      tone: what === 'host' ? 'pink' : 'lime',
      content: (
        <>
          <Icon name="copy" className={what === 'host' ? 't-pink' : 't-lime'} />
          <span>
            {words.share.copiedWhat[what]}
            <span className="meta">{words.share.copiedNote[what]}</span>
          </span>
        </>
      ),
    })
  }
  const announceSave = () => announce(words.save.face(save.get()))
  return { toasts, said, announce, announceSave, refuse, copied, dismiss }
}

/** Changes are announced once; "sending" is not, it comes and goes. */
export function saveNews(before: SaveFace, now: SaveFace): string | null {
  if (before.kind === now.kind) return null
  switch (now.kind) {
    case 'offline':
      return words.said.offline
    case 'refused':
      return words.connection.refused(now.message)
    case 'saved':
      return now.merged > 0 ? words.said.back(now.merged) : before.kind === 'offline' ? words.said.saved : null
    case 'connecting':
    case 'sending':
    case 'merging':
      return null
  }
}

/** How many edits were merged just now, 0 when that is no news. */
export function mergedNews(before: SaveFace, now: SaveFace): number {
  return now.kind === 'saved' && before.kind !== 'saved' ? now.merged : 0
}

const onPhone = () => matchMedia('(max-width: 719px)').matches

const Why = ({ text }: { text: string }) => (
  <>
    <Icon name="info" />
    <span>{text}</span>
  </>
)

const Ran = ({ event }: { event: RoomEvent }) => (
  <>
    <Seat person={event.person} />
    <span>{sentenceOf(event)}</span>
  </>
)

const Coming = ({ event }: { event: RoomEvent }) => (
  <>
    <Seat person={event.person} gone={event.kind === 'left'} />
    <span>
      <b>{event.person.name}</b> {event.kind === 'left' ? words.said.leftWord : words.said.joinedWord}
      <span className="meta">{words.said.roleWord[event.person.role]}</span>
    </span>
  </>
)
