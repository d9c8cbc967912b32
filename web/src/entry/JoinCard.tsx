import { type FormEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import type { Role, SessionDetails } from '../api/client'
import { Mark } from '../ui/Brand'
import '../ui/field.css'
import { Icon } from '../ui/Icon'
import '../ui/key-cap.css'
import '../ui/lamp.css'
import { Seat } from '../ui/Seat'
import { settings } from '../ui/settings'
import { useHere } from '../ui/useStore'
import { words } from '../ui/words'
import '../ui/slam.css'
import { defaultName, type JoinProblem } from './arrival'
import './join-card.css'
import { SeatPreview } from './SeatPreview'

interface JoinCardProps {
  /** By the link, until the details say it. */
  role: Role
  /** Null until the server has answered; the card can be answered before. */
  details: SessionDetails | null
  joining: boolean
  problem: JoinProblem | null
  onJoin: (name: string, watch: boolean) => void
}

const NAME_MAX = 40
/** Who is named as the one who leads. */
const leads: Record<Role, boolean> = { host: true, candidate: false, observer: false }
/** Who a card can be for. The page as it was built says both; the way in shows one of them (`app/boot.ts`). */
const BUILT: readonly Role[] = ['host', 'candidate']
const either = (roles: readonly Role[], role: Role) => (roles === BUILT ? role : undefined)

/** One field and one button; Enter joins. The link decides the role, the server the seat. */
export function JoinCard({ role, details, joining, problem, onJoin }: JoinCardProps) {
  const field = useRef<HTMLInputElement>(null)
  const [name, setName] = useName(field)
  // A host always gets a seat.
  const full = details !== null && role === 'candidate' && details.seats.taken >= details.seats.of
  const roles = useHere() ? [full ? 'observer' : role] : BUILT
  const action = full ? words.join.watch : words.join.join
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onJoin(field.current?.value ?? name, full)
  }
  return (
    <main className="joinwrap">
      <form className="joincard" aria-labelledby="join-title" onSubmit={submit} noValidate>
        <Invitation roles={roles} details={details} />
        <div className="joincols">
          <div className="joinme">
            <div className="field">
              <label className="label" htmlFor="name">
                <span>{words.join.name}</span>
              </label>
              <div className="input">
                <input
                  ref={field}
                  id="name"
                  name="name"
                  value={name}
                  maxLength={NAME_MAX}
                  autoComplete="name"
                  spellCheck={false}
                  aria-invalid={problem?.field === 'name'}
                  aria-describedby="name-note"
                  // biome-ignore lint/a11y/noAutofocus: the card has one field, and the page has nothing else to do
                  autoFocus
                  onChange={(event) => setName(event.target.value)}
                />
              </div>
              {problem ? (
                <span className="error" id="name-note" role="alert">
                  <Icon name="x" />
                  {problem.text || words.join.unreachable}
                </span>
              ) : (
                <span className="hint" id="name-note">
                  {words.join.nameHint}
                </span>
              )}
            </div>
            {full ? (
              <div className="field">
                <span className="label">{words.join.seat}</span>
                <p className="joinfull">
                  <Icon name="eye" />
                  <span>{words.join.full(details.seats.of)}</span>
                </p>
              </div>
            ) : (
              <SeatPreview participants={details?.participants} name={name} />
            )}
          </div>
          <Facts roles={roles} />
        </div>
        <footer>
          <span className="meta">
            {details && (
              <>
                <span className="lamp" aria-hidden="true" />
                {words.join.ready(words.languages[details.language] ?? details.language)}
              </>
            )}
          </span>
          <button type="submit" className="btn btn--hot btn--lg" aria-label={action} aria-busy={joining}>
            <Icon name={full ? 'eye' : 'seat'} />
            {action}
            <span className="keys" aria-hidden="true">
              <kbd className="key">↵</kbd>
            </span>
          </button>
        </footer>
      </form>
    </main>
  )
}

/**
 * The remembered name, or one for a guest, selected so that typing replaces it. What was typed before the script of the
 * page came stands in the field already, and stays.
 */
function useName(field: RefObject<HTMLInputElement | null>) {
  const [name, setName] = useState('')
  useLayoutEffect(() => {
    const typed = field.current?.value ?? ''
    const own = typed === '' ? defaultName() : typed
    setName(own)
    if (field.current && (typed === '' || typed === settings.name.get())) {
      field.current.value = own
      field.current.select()
    }
  }, [field])
  return [name, setName] as const
}

/** To what, by whom, and who is there. */
function Invitation({ roles, details }: { roles: readonly Role[]; details: SessionDetails | null }) {
  const present = details?.participants.filter((person) => person.online) ?? []
  const seated = present.filter((person) => person.colour !== null)
  const lead = present.find((person) => leads[person.role])
  return (
    <header>
      <span className="joinmark">
        <Mark height={30} />
      </span>
      <div>
        <h1 className="h3" id="join-title">
          {details?.title ?? words.join.room}
        </h1>
        {roles.map((role) => (
          <p key={role} data-for={either(roles, role)}>
            {leads[role] ? words.join.inviteHost : lead ? words.join.invite(lead.name) : words.join.inviteNobody}
          </p>
        ))}
      </div>
      {seated.length > 0 && (
        <span
          className="joinseats"
          role="img"
          aria-label={words.join.here(present.map((person) => person.name).join(', '))}
        >
          {seated.slice(0, 4).map((person) => (
            <Seat key={person.id} person={person} />
          ))}
        </span>
      )}
    </header>
  )
}

function Facts({ roles }: { roles: readonly Role[] }) {
  return (
    <section className="rules" aria-labelledby="join-facts">
      <h2 className="label" id="join-facts">
        {words.join.rules}
      </h2>
      <ul>
        {roles.map((role) => (
          <Fact key={role} role={either(roles, role)} icon={icons[role]} says={words.join.facts[role]} />
        ))}
        {!roles.includes('observer') && (
          <>
            <Fact icon="run" says={words.join.factRuns} />
            <Fact icon="disk" says={words.join.factKept} />
          </>
        )}
        <Fact icon="users" says={words.join.factSeen} />
      </ul>
    </section>
  )
}

const icons: Record<Role, string> = { host: 'shield', candidate: 'pen', observer: 'eye' }

interface FactProps {
  icon: string
  says: readonly [string, string]
  role?: Role | undefined
}

const Fact = ({ icon, says: [title, text], role }: FactProps) => (
  <li data-for={role}>
    <Icon name={icon} />
    <span>
      <b>{title}</b>
      <span>{text}</span>
    </span>
  </li>
)
