import { useEffect, useState } from 'react'
import { ApiError, getSession } from '../api/client'
import type { KeptRoom } from '../entry/kept'
import { words } from '../ui/words'
import { preloadSession } from './preload'
import { SHOWN } from './rooms'
import './your-rooms.css'

interface YourRoomsProps {
  rooms: readonly KeptRoom[]
  onForget: (id: string) => void
}

/** The rooms whose keys are in this browser: nobody else knows where they are. */
export function YourRooms({ rooms, onForget }: YourRoomsProps) {
  const { title, say } = words.landing.rooms
  return (
    <section className="rooms" aria-labelledby="rooms-title">
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: the page has its banner; this is a heading */}
      <header role="presentation">
        <h2 className="label" id="rooms-title">
          {title}
        </h2>
        <span className="meta">{say}</span>
      </header>
      <ul>
        {rooms.slice(0, SHOWN).map((room) => (
          <Row key={room.id} room={room} onForget={onForget} />
        ))}
      </ul>
    </section>
  )
}

function Row({ room, onForget }: { room: KeptRoom; onForget: (id: string) => void }) {
  const { id, participant, visit } = room
  const { rooms } = words.landing
  const [title, setTitle] = useState(visit?.title || rooms.untitled)
  const [gone, setGone] = useState(false)
  const [asking, setAsking] = useState(false)
  const { token } = participant
  useEffect(() => {
    let here = true
    getSession(id, token).then(
      (details) => here && setTitle(details.title),
      (error) => here && setGone(error instanceof ApiError && error.status === 404),
    )
    return () => {
      here = false
    }
  }, [id, token])
  const forgetting = participant.role === 'host' && !gone
  return (
    <li data-gone={gone ? '' : undefined}>
      {gone ? (
        <span className="rooms-name">{title}</span>
      ) : (
        <a
          className="rooms-name"
          href={`/s/${id}`}
          aria-label={rooms.open(title)}
          onPointerEnter={preloadSession}
          onFocus={preloadSession}
        >
          {title}
        </a>
      )}
      <span className="meta">
        {asking ? rooms.forgetHost : gone ? rooms.gone : words.said.roleWord[participant.role]}
      </span>
      {!asking && visit && <time className="meta hide-p">{rooms.when(new Date(visit.at))}</time>}
      {asking ? (
        <>
          <button type="button" className="btn btn--sm btn--red" onClick={() => onForget(id)}>
            {rooms.forgetNow}
          </button>
          <button type="button" className="btn btn--sm" onClick={() => setAsking(false)}>
            {rooms.keep}
          </button>
        </>
      ) : (
        <button
          type="button"
          className="btn btn--sm btn--ghost"
          aria-label={rooms.forgetLabel(title)}
          onClick={() => (forgetting ? setAsking(true) : onForget(id))}
        >
          {rooms.forget}
        </button>
      )}
    </li>
  )
}
