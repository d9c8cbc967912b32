import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Role, SessionDetails } from '../api/client'
import { Mark } from '../ui/Brand'
import '../ui/field.css'
import { Icon } from '../ui/Icon'
import '../ui/key-cap.css'
import '../ui/lamp.css'
import { Seat } from '../ui/Seat'
import { nextSeat } from '../ui/seats'
import { words } from '../ui/words'
import '../ui/slam.css'
import { defaultName, type JoinProblem } from './arrival'
import './join-card.css'
import { SeatPreview } from './SeatPreview'

interface JoinCardProps {
  details: SessionDetails
  joining: boolean
  problem: JoinProblem | null
  onJoin: (name: string, watch: boolean) => void
}

const NAME_MAX = 40
/** Who is named as the one who leads. */
const leads: Record<Role, boolean> = { host: true, candidate: false, observer: false }

/** One field and one button; Enter joins. The link decides the role, the server the seat. */
export function JoinCard({ details, joining, problem, onJoin }: JoinCardProps) {
  const [name, setName] = useState(defaultName)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    field.current?.select()
  }, [])
  const { taken, of } = details.seats
  // A host always gets a seat.
  const full = details.role === 'candidate' && taken >= of
  const action = full ? words.join.watch : words.join.join
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onJoin(name, full)
  }
  const seat = nextSeat(details.participants.map(({ colour }) => colour))
  return (
    <main className="joinwrap">
      <form className="joincard" aria-labelledby="join-title" onSubmit={submit} noValidate>
        <Invitation details={details} />
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
                  <span>{words.join.full(of)}</span>
                </p>
              </div>
            ) : (
              <SeatPreview participants={details.participants} seat={seat} name={name} />
            )}
          </div>
          <Facts role={full ? 'observer' : details.role} />
        </div>
        <footer>
          <span className="meta">
            <span className="lamp" aria-hidden="true" />
            {words.join.ready(words.languages[details.language] ?? details.language)}
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

/** To what, by whom, and who is there. */
function Invitation({ details }: { details: SessionDetails }) {
  const here = details.participants.filter((person) => person.online)
  const seated = here.filter((person) => person.colour !== null)
  const lead = here.find((person) => leads[person.role])
  return (
    <header>
      <span className="joinmark">
        <Mark height={30} />
      </span>
      <div>
        <h1 className="h3" id="join-title">
          {details.title}
        </h1>
        <p>
          {leads[details.role] ? words.join.inviteHost : lead ? words.join.invite(lead.name) : words.join.inviteNobody}
        </p>
      </div>
      {seated.length > 0 && (
        <span
          className="joinseats"
          role="img"
          aria-label={words.join.here(here.map((person) => person.name).join(', '))}
        >
          {seated.slice(0, 4).map((person) => (
            <Seat key={person.id} person={person} />
          ))}
        </span>
      )}
    </header>
  )
}

function Facts({ role }: { role: Role }) {
  return (
    <section className="rules" aria-labelledby="join-facts">
      <h2 className="label" id="join-facts">
        {words.join.rules}
      </h2>
      <ul>
        <Fact icon={icons[role]} says={words.join.facts[role]} />
        {role !== 'observer' && (
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

const Fact = ({ icon, says: [title, text] }: { icon: string; says: readonly [string, string] }) => (
  <li>
    <Icon name={icon} />
    <span>
      <b>{title}</b>
      <span>{text}</span>
    </span>
  </li>
)
