import { useEffect, useState } from 'react'
import { Seat } from '../ui/Seat'
import type { Events, RoomEvent } from './events'
import { sentenceOf } from './said'
import './wire.css'

/** The last event in one line of the bar. The visible twin of the live region. */
export function Wire({ events }: { events: Events }) {
  const [last, setLast] = useState<RoomEvent | null>(null)
  useEffect(() => events.listen((event) => event.kind !== 'started' && setLast(event)), [events])
  return (
    <span className="wire" aria-hidden="true">
      {last && (
        <>
          <Seat person={last.person} size="small" gone={last.kind === 'left'} />
          <span>
            <b>{last.at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}</b> {sentenceOf(last)}
          </span>
        </>
      )}
    </span>
  )
}
