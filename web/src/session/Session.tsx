// The page of one room: it arranges the way in, the room and the doors that do not open, and owns none of their state.
import { lazy, Suspense, useEffect, useState } from 'react'
import { parsePath } from '../api/link'
import { tabAddress } from '../entry/address'
import { createArrival } from '../entry/arrival'
import { Door } from '../entry/Door'
import { JoinCard } from '../entry/JoinCard'
import { useStore } from '../ui/useStore'
import { words } from '../ui/words'
import './session.css'
import { Backdrop } from './Backdrop'

const loadRoom = () => import('./RoomGate')
const RoomGate = lazy(loadRoom)

export function Session() {
  const [arrival] = useState(() => createArrival(parsePath(location.pathname), tabAddress))
  const state = useStore(arrival)

  useEffect(() => {
    void loadRoom() // beside the first question to the server, so that Join opens at once
    void arrival.start()
  }, [arrival])

  const title = state.kind === 'card' ? state.details.title : null
  useEffect(() => {
    if (title !== null) document.title = words.join.title(title)
  }, [title])

  switch (state.kind) {
    case 'looking':
      return <Backdrop title={words.room.opening} />
    case 'card':
      return (
        <>
          <Backdrop
            title={state.details.title}
            people={state.details.participants}
            code={state.code}
            language={state.details.language}
          />
          <JoinCard
            key={state.secret}
            details={state.details}
            joining={state.joining}
            problem={state.problem}
            onJoin={(name, watch) => void arrival.join(name, watch)}
          />
        </>
      )
    case 'in':
      return (
        <Suspense fallback={<Backdrop title={words.room.opening} />}>
          <RoomGate
            key={state.participant.token}
            id={parsePath(location.pathname) ?? ''}
            participant={state.participant}
            other={state.other}
            onOther={arrival.takeOther}
            onClosed={arrival.closed}
          />
        </Suspense>
      )
    case 'door':
      return <Door reason={state.reason} detail={state.detail} onAgain={() => void arrival.start()} />
  }
}
