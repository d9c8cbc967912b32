// The page of one room: it arranges the way in, the room and the doors that do not open, and owns none of their state. The
// build draws it too, as it looks before anything is known (`app/built.tsx`).
import { type ComponentType, useEffect, useState } from 'react'
import { parsePath } from '../api/link'
import { type ArrivalPort, anyCard } from '../entry/arrival'
import { Door } from '../entry/Door'
import { JoinCard } from '../entry/JoinCard'
import { useStore } from '../ui/useStore'
import { words } from '../ui/words'
import './session.css'
import { Backdrop } from './Backdrop'
import type { RoomGateProps } from './RoomGate'
import { whenIdle } from './whenIdle'

/** The runtime is asked for that long after the card is complete at the latest, however busy the page is. */
const PREPARE_MS = 600

type Room = ComponentType<RoomGateProps>
/** The room is a part of its own: it comes while the card is read. */
export type LoadRoom = () => Promise<{ default: Room; prepare(language: string): void }>

interface SessionProps {
  arrival: ArrivalPort
  loadRoom: LoadRoom
}

export function Session({ arrival, loadRoom }: SessionProps) {
  const state = useStore(arrival, anyCard)
  const Room = useRoom(loadRoom)

  useEffect(() => void arrival.start(), [arrival])

  const details = state.kind === 'card' ? state.details : null
  const title = details?.title
  useEffect(() => {
    if (title !== undefined) document.title = words.join.title(title)
  }, [title])

  // Python takes a second to come up; whoever reads a card has that second. Who does not, has the room before it.
  const language = state.kind === 'card' && !state.joining ? details?.language : undefined
  useEffect(() => {
    if (language === undefined) return
    return whenIdle(() => loadRoom().then((room) => room.prepare(language), ignored), PREPARE_MS)
  }, [language, loadRoom])

  switch (state.kind) {
    case 'looking':
      return <Backdrop title={words.room.opening} />
    case 'card':
      return (
        <>
          <Backdrop
            title={details?.title ?? words.room.opening}
            people={details?.participants}
            code={state.code}
            language={details?.language}
          />
          <JoinCard
            role={details?.role ?? state.role}
            details={details}
            joining={state.joining}
            problem={state.problem}
            onJoin={(name, watch) => void arrival.join(name, watch)}
          />
        </>
      )
    case 'in':
      if (!Room) return <Backdrop title={words.room.opening} />
      return (
        <Room
          key={state.participant.token}
          id={parsePath(location.pathname) ?? ''}
          participant={state.participant}
          other={state.other}
          onOther={arrival.takeOther}
          onClosed={arrival.closed}
        />
      )
    case 'door':
      return <Door reason={state.reason} detail={state.detail} onAgain={() => void arrival.start()} />
  }
}

/** Not by `lazy`: React shows what stands in for a part for 300 ms at least, and the room is there when Join is answered. */
function useRoom(load: LoadRoom): Room | null {
  const [room, setRoom] = useState<{ Room: Room } | null>(null)
  useEffect(() => {
    load().then(
      (module) => setRoom({ Room: module.default }),
      (failure) =>
        setRoom(() => {
          throw failure // the page without a room is broken, and says so
        }),
    )
  }, [load])
  return room?.Room ?? null
}

/** What did not come is said where the room itself is waited for. */
const ignored = () => undefined
