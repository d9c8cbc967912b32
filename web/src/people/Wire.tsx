import { useEffect, useState } from 'react'
import type { RunRecord } from '../run/records'
import type { Store } from '../sync/store'
import { Seat } from '../ui/Seat'
import { useStore } from '../ui/useStore'
import type { Events, RoomEvent } from './events'
import { sentenceOf } from './said'
import './wire.css'

interface WireProps {
  events: Events
  runs: Store<readonly RunRecord[]>
}

/** The last event in one line of the bar. The visible twin of the live region. */
export function Wire({ events, runs }: WireProps) {
  const [last, setLast] = useState<RoomEvent | null>(null)
  useEffect(() => events.listen((event) => event.kind !== 'started' && setLast(event)), [events])
  return (
    <span className="wire" aria-hidden="true">
      {last && (
        <>
          <Seat person={last.person} size="small" gone={last.kind === 'left'} />
          <span>
            <b>{last.at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}</b>{' '}
            {last.kind === 'ended' ? <Ended event={last} runs={runs} /> : sentenceOf(last)}
          </span>
        </>
      )}
    </span>
  )
}

/** The server gives a run its number after the run began, and sometimes after it ended. */
function Ended({ event, runs }: { event: RoomEvent & { kind: 'ended' }; runs: WireProps['runs'] }) {
  const number = useStore(runs).find(({ id }) => id === event.run)?.number ?? event.number
  return sentenceOf({ ...event, number })
}
