// The room itself, in a chunk of its own: it is fetched while the join card is read. Opens the room outside React and
// gives it to the screen; a room that the server closed for good goes back to the way in.
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { KeptParticipant } from '../entry/kept'
import type { OtherLink } from '../entry/way'
import { useStore } from '../ui/useStore'
import { words } from '../ui/words'
import { Backdrop } from './Backdrop'
import { ClosedRoom } from './ClosedRoom'
import { OtherRole } from './OtherRole'
import { RoomScreen } from './RoomScreen'
import { openRoom } from './room'
import type { RoomView } from './roomView'

export { prepare } from './prepared'

export interface RoomGateProps {
  id: string
  participant: KeptParticipant
  /** The link that was opened gives less than this participant has. */
  other: OtherLink | null
  onOther: () => Promise<void>
  onClosed: (participant: KeptParticipant, code: number, reason: string) => void
}

export default function RoomGate({ id, participant, other, onOther, onClosed }: RoomGateProps) {
  const [room, setRoom] = useState<RoomView | null>(null)
  const closed = useRef(onClosed)
  closed.current = onClosed

  // Before the browser draws: the line opens while it does, and nothing is drawn that lasts for one frame.
  useLayoutEffect(() => {
    const opened = openRoom(id, participant)
    setRoom(opened)
    return () => opened.close()
  }, [id, participant])

  if (!room) return <Backdrop title={words.room.opening} />
  return (
    <Gate
      key={participant.token}
      room={room}
      notice={other && <OtherRole mine={participant.role} link={other} onOpen={() => void onOther()} />}
      onClosed={(code, reason) => closed.current(participant, code, reason)}
    />
  )
}

interface GateProps {
  room: RoomView
  notice: ReactNode
  onClosed: (code: number, reason: string) => void
}

function Gate({ room, notice, onClosed }: GateProps) {
  const link = useStore(room.line)
  const entered = useStore(room.text.synced)
  const over = link.kind === 'closed' && link.code !== LEFT
  // Before the first text there is nothing to keep on the screen: the way in says what is wrong, or knocks again.
  const never = over && !entered
  useEffect(() => {
    if (never && link.kind === 'closed') onClosed(link.code, link.reason)
  }, [never, link, onClosed])
  if (over && entered)
    return (
      <ClosedRoom room={room} code={link.code} reason={link.reason} onAgain={() => onClosed(link.code, link.reason)} />
    )
  return <RoomScreen room={room} notice={notice} />
}

/** This page closed the connection itself. */
const LEFT = 1000
