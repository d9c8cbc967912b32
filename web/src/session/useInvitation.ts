import { useEffect, useRef, useState } from 'react'
import type { Participant } from '../sync/messages/people'
import type { RoomView } from './roomView'

/** The share sheet is open in a new room of whoever leads it; it closes by itself when the second person sits down. */
export function useInvitation(room: RoomView, people: readonly Participant[]) {
  const [open, setOpen] = useState(false)
  const greeted = useRef(false)
  const others = people.filter((person) => person.online && person.id !== room.me.id).length
  const alone = others === 0

  useEffect(() => {
    if (greeted.current || people.length === 0) return
    greeted.current = true
    if (room.permissions.get().includes('manage') && people.length === 1) setOpen(true)
  }, [people, room])

  useEffect(() => {
    if (!alone) setOpen(false)
  }, [alone])

  return { open, alone, toggle: () => setOpen((now) => !now), close: () => setOpen(false) }
}
