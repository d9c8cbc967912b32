import type { Participant } from '../sync/messages/people'
import { Icon } from '../ui/Icon'
import { Seat } from '../ui/Seat'
import { words } from '../ui/words'
import './seats.css'

interface SeatsProps {
  people: readonly Participant[]
  me: string
  /** Ids of those whose cursor moved a moment ago. */
  active: ReadonlySet<string>
  /** The connection is lost: nobody knows who is here. */
  offline: boolean
  onPick: () => void
}

/** Who is here, flush in the bar: yours first, then in the order of joining; watchers are a number. */
export function Seats({ people, me, active, offline, onPick }: SeatsProps) {
  const here = people.filter((person) => person.online || person.id === me)
  const seated = here
    .filter((person) => person.colour !== null)
    .sort((a, b) => Number(b.id === me) - Number(a.id === me))
  const watchers = here.length - seated.length
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of people is no fieldset of a form
    <div className="seats" role="group" aria-label={words.room.people}>
      {seated.map((person) => (
        <Seat
          key={person.id}
          person={person}
          me={person.id === me}
          gone={(offline || person.silent === true) && person.id !== me}
          typing={active.has(person.id)}
          onPick={onPick}
        />
      ))}
      {watchers > 0 && (
        <button type="button" className="watch hide-p" aria-label={words.room.watching(watchers)} onClick={onPick}>
          <Icon name="eye" />
          {watchers}
        </button>
      )}
    </div>
  )
}
