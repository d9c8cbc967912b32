import { type RefObject, useEffect, useRef, useState } from 'react'
import { keepVisit, keptVisit } from '../entry/kept'
import type { Participant } from '../sync/messages/people'
import type { RoomView } from './roomView'

export interface Invitation {
  /** `itself`: nobody asked for it, so it takes no focus. */
  readonly open: 'itself' | 'asked' | null
  /** Of what it consists: a press elsewhere closes it. */
  readonly sheet: RefObject<HTMLElement | null>
  readonly button: RefObject<HTMLButtonElement | null>
  toggle(): void
  close(): void
}

/**
 * The invitation is open in a new room of whoever leads it. Whatever one does next closes it (Esc, Run, a key in the code,
 * a press elsewhere, somebody who comes), and once closed it does not open by itself again in this room.
 */
export function useInvitation(room: RoomView, people: readonly Participant[]): Invitation {
  const [open, setOpen] = useState<Invitation['open']>(null)
  const sheet = useRef<HTMLElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const greeted = useRef(false)
  const alone = people.every((person) => !person.online || person.id === room.me.id)

  useEffect(() => {
    if (greeted.current || people.length === 0) return
    greeted.current = true
    const leads = room.permissions.get().includes('manage')
    if (leads && people.length === 1 && !keptVisit(room.id)?.invited) setOpen('itself')
  }, [people, room])

  const came = open !== null && !alone
  const wasAlone = useRef(alone)
  useEffect(() => {
    if (came && wasAlone.current) setOpen(null)
    wasAlone.current = alone
  }, [came, alone])

  useEffect(() => {
    if (open === null) return
    const close = () => setOpen(null)
    const elsewhere = ({ target }: Event) =>
      target instanceof Node && !sheet.current?.contains(target) && !button.current?.contains(target)
    const pressed = (event: PointerEvent) => elsewhere(event) && close()
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close()
      else if (elsewhere(event) && !MOVES.has(event.key)) close()
    }
    const typed = (event: InputEvent) => elsewhere(event) && close()
    addEventListener('pointerdown', pressed, true)
    addEventListener('keydown', key, true)
    // Screen keyboards type without keys.
    addEventListener('beforeinput', typed, true)
    const runs = room.runs.state.subscribe(() => room.runs.state.get().kind !== 'idle' && close())
    return () => {
      removeEventListener('pointerdown', pressed, true)
      removeEventListener('keydown', key, true)
      removeEventListener('beforeinput', typed, true)
      runs()
      keepVisit(room.id, { invited: true })
    }
  }, [open, room])

  return {
    open,
    sheet,
    button,
    toggle: () => setOpen((now) => (now === null ? 'asked' : null)),
    close: () => setOpen(null),
  }
}

/** Keys by which one only gets somewhere, to the sheet for instance. */
const MOVES = new Set(['Tab', 'Shift', 'Control', 'Alt', 'Meta'])
