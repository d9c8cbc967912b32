import { type ReactNode, useState } from 'react'
import type { FileInfo } from '../document/files'
import type { Participant, Role } from '../sync/messages/people'
import type { Peer } from '../sync/presence'
import { Icon } from '../ui/Icon'
import { Seat } from '../ui/Seat'
import { words } from '../ui/words'
import '../ui/chip.css'
import '../ui/count.css'
import '../ui/panel.css'
import '../ui/tabs.css'
import '../ui/tool.css'
import './people.css'

interface PeopleProps {
  people: readonly Participant[]
  peers: readonly Peer[]
  files: readonly FileInfo[]
  me: string
  /** Name of the file that this page shows. */
  ownFile: string | undefined
  active: ReadonlySet<string>
  /** The connection is lost: nobody knows where the others are. */
  offline: boolean
  /** What this page's person may do: at their own row. */
  own: ReactNode
  onInvite: (() => void) | null
  inviteLabel: string
}

const SEATS = 8

/** The list of who is here, and of who was. */
export function People({
  people,
  peers,
  files,
  me,
  ownFile,
  active,
  offline,
  own,
  onInvite,
  inviteLabel,
}: PeopleProps) {
  const [unfolded, setUnfolded] = useState(false)
  const here = people.filter((person) => person.online || person.id === me)
  const seated = here
    .filter((person) => person.colour !== null)
    .sort((a, b) => Number(b.id === me) - Number(a.id === me))
  const watching = here.filter((person) => person.colour === null)
  const gone = people.filter((person) => !here.includes(person) && person.colour !== null)
  const alone = here.length === 1
  const free = words.people.alone(SEATS - seated.length)
  const whatOf = (person: Participant) => {
    if (person.colour === null) return words.people.watches
    if (person.id === me) return ownFile ?? words.people.here
    if (offline || person.silent) return words.people.unreachable
    const file = fileOf(person, peers, files)
    if (file === null) return words.people.here
    return active.has(person.id) ? words.people.active(file) : file
  }
  const row = (person: Participant) => (
    <PersonRow
      key={person.id}
      person={person}
      me={person.id === me}
      gone={gone.includes(person)}
      active={active.has(person.id)}
      what={gone.includes(person) ? words.people.gone : whatOf(person)}
      actions={person.id === me ? own : null}
    />
  )
  return (
    <section
      className="panel p-people"
      aria-label={words.people.title}
      tabIndex={-1}
      data-alone={alone ? '' : undefined}
    >
      <div className="tabs">
        <span className="tab" aria-current="page">
          <Icon name="users" />
          {words.people.title}
        </span>
        {alone && <span className="meta people-free hide-p">{free}</span>}
        {onInvite && (
          <div className="tools">
            <button type="button" className="tool" aria-label={inviteLabel} title={inviteLabel} onClick={onInvite}>
              <Icon name="share" />
            </button>
          </div>
        )}
      </div>
      <div className="body">
        <ul aria-label={words.people.title}>
          {seated.map(row)}
          {watching.map(row)}
        </ul>
        {gone.length > 0 && (
          <div className="people-left">
            <button type="button" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
              <Icon name={unfolded ? 'chev-u' : 'chev-d'} />
              {words.people.countLeft(gone.length)}
            </button>
            {unfolded && <ul aria-label={words.people.left}>{gone.map(row)}</ul>}
          </div>
        )}
        {alone && onInvite && (
          <div className="people-alone">
            <b>{free}</b>
            <p>{words.people.aloneSay}</p>
            <button type="button" className="btn btn--sm" onClick={onInvite}>
              <Icon name="share" />
              {words.people.invite}
            </button>
          </div>
        )}
      </div>
    </section>
  )
}

interface PersonRowProps {
  person: Participant
  me: boolean
  gone: boolean
  active: boolean
  what: string
  actions: ReactNode
}

const chips: Record<Role, () => ReactNode> = {
  host: () => <span className="chip chip--pink">{words.people.host}</span>,
  candidate: () => null,
  observer: () => <span className="chip">{words.people.watching}</span>,
}

const PersonRow = ({ person, me, gone, active, what, actions }: PersonRowProps) => (
  <li className="person" data-participant={person.id}>
    <Seat person={person} me={me} gone={gone} typing={active} />
    <span className="who">
      <bdi className="person-name">{person.name}</bdi>
      {me && <span className="chip">{words.people.you}</span>}
      {chips[person.role]()}
    </span>
    <span className="what">{what}</span>
    {actions && <span className="act">{actions}</span>}
  </li>
)

function fileOf(person: Participant, peers: readonly Peer[], files: readonly FileInfo[]): string | null {
  const peer = peers.find(({ participant }) => participant === person.id)
  return files.find(({ id }) => id === peer?.file)?.name ?? null
}
