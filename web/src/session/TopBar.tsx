import { Seats } from '../people/Seats'
import { Wire } from '../people/Wire'
import type { Participant } from '../sync/messages/people'
import '../ui/bar.css'
import { Mark } from '../ui/Brand'
import { Icon } from '../ui/Icon'
import { SaveLight } from '../ui/SaveLight'
import { SEATS } from '../ui/seats'
import { ThemeButton } from '../ui/ThemeButton'
import { useStore } from '../ui/useStore'
import { words } from '../ui/words'
import { RoomTitle } from './RoomTitle'
import type { RoomView } from './roomView'
import { ShareSheet } from './ShareSheet'
import type { Invitation } from './useInvitation'
import './top-bar.css'
import { useMay } from './useMay'

interface TopBarProps {
  room: Pick<RoomView, 'me' | 'line' | 'save' | 'permissions' | 'events' | 'runs'>
  title: string
  people: readonly Participant[]
  active: ReadonlySet<string>
  flash: number
  invitation: Invitation
  onRename: (title: string) => Promise<string | null>
  onCopied: (what: 'candidate' | 'observer' | 'host') => void
  onPeople: () => void
}

export function TopBar(props: TopBarProps) {
  const { room, title, people, active, flash, invitation, onRename, onCopied, onPeople } = props
  const link = useStore(room.line)
  const save = useStore(room.save)
  const leads = useMay(room.permissions, 'manage')
  const seated = people.filter((person) => person.online && person.colour !== null).length
  return (
    <header className="topbar">
      <a className="mark" href="/" aria-label={words.common.home}>
        <Mark />
      </a>
      <div className="room">
        <span>
          <RoomTitle title={title} onRename={leads ? onRename : null} />
          {people.length > 0 && <span className="meta">{words.room.seats(seated, SEATS.length)}</span>}
        </span>
      </div>
      <span className={`rolecell hide-p hide-t ${leads ? '' : 'hide-n'}`} data-leads={leads ? '' : undefined}>
        {words.roles[room.me.role]}
      </span>
      <Wire events={room.events} runs={room.runs.list} />
      <SaveLight face={save} flash={flash} />
      <Seats people={people} me={room.me.id} active={active} offline={link.kind === 'offline'} onPick={onPeople} />
      <button
        ref={invitation.button}
        type="button"
        className="go"
        aria-haspopup="dialog"
        aria-expanded={invitation.open !== null}
        aria-label={words.room.inviteLabel}
        onClick={invitation.toggle}
      >
        <Icon name="share" />
        <span className="hide-t hide-p">{words.room.invite}</span>
      </button>
      {invitation.open && (
        <ShareSheet
          links={room.me.links}
          sheet={invitation.sheet}
          asked={invitation.open === 'asked'}
          onCopied={onCopied}
          onClose={invitation.close}
        />
      )}
      <ThemeButton />
    </header>
  )
}
