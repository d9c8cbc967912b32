import { Seats } from '../people/Seats'
import { Wire } from '../people/Wire'
import type { Participant } from '../sync/messages/people'
import { Mark } from '../ui/Brand'
import { Icon } from '../ui/Icon'
import { SaveLight } from '../ui/SaveLight'
import { ThemeButton } from '../ui/ThemeButton'
import { useStore } from '../ui/useStore'
import { words } from '../ui/words'
import type { RoomView } from './roomView'
import { useMay } from './useMay'

interface TopBarProps {
  room: Pick<RoomView, 'me' | 'line' | 'save' | 'permissions' | 'events'>
  title: string
  people: readonly Participant[]
  active: ReadonlySet<string>
  flash: number
  inviting: boolean
  onInvite: () => void
  onPeople: () => void
}

export function TopBar({ room, title, people, active, flash, inviting, onInvite, onPeople }: TopBarProps) {
  const link = useStore(room.line)
  const save = useStore(room.save)
  const leads = useMay(room.permissions, 'manage')
  const seated = people.filter((person) => person.online && person.colour !== null).length
  return (
    <header className="topbar">
      <a className="mark" href="/" aria-label={words.common.home}>
        <Mark />
      </a>
      <button
        type="button"
        className="room"
        aria-haspopup="dialog"
        aria-expanded={inviting}
        aria-label={words.room.roomLabel(title)}
        onClick={onInvite}
      >
        <span>
          <b>{title}</b>
          <span className="meta">{words.room.seats(seated)}</span>
        </span>
        <Icon name="share" className="only-phone" />
      </button>
      <span className={`rolecell hide-p hide-t ${leads ? 'rolecell--host' : 'hide-n'}`}>
        {words.roles[room.me.role]}
      </span>
      <Wire events={room.events} />
      <SaveLight face={save} flash={flash} />
      <Seats people={people} me={room.me.id} active={active} offline={link.kind === 'offline'} onPick={onPeople} />
      <button
        type="button"
        className="go hide-p"
        aria-haspopup="dialog"
        aria-expanded={inviting}
        aria-label={words.room.inviteLabel}
        onClick={onInvite}
      >
        <Icon name="share" />
        <span className="hide-t">{words.room.invite}</span>
      </button>
      <ThemeButton />
    </header>
  )
}
