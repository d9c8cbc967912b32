import type { ReactNode } from 'react'
import '../console/record.css'
import '../ui/chip.css'
import '../ui/code.css'
import { Icon } from '../ui/Icon'
import '../ui/lamp.css'
import '../ui/save-light.css'
import { Seat } from '../ui/Seat'
import { words } from '../ui/words'
import './cells.css'

/** What this version does, each with a piece of the real interface. */
export const Cells = () => (
  <div className="cells">
    <Cell tone="lime" says={words.landing.cells.kept}>
      <span className="cell save-state">
        <span className="lamp" />
        {words.landing.demo.onDisk}
      </span>
      <span className="cell save-state" data-state="offline">
        <span className="lamp" />
        {words.landing.demo.offline}
      </span>
      <span className="cell save-state">
        <span className="lamp" />
        {words.landing.demo.merged}
      </span>
    </Cell>
    <Cell tone="cyan" says={words.landing.cells.local}>
      <RunRecord />
    </Cell>
    <Cell tone="yellow" says={words.landing.cells.roles}>
      <span className="chip chip--pink">
        <Icon name="shield" />
        {words.landing.demo.host}
      </span>
      <span className="chip chip--lime">
        <Icon name="pen" />
        {words.landing.demo.candidate}
      </span>
      <span className="chip">
        <Icon name="eye" />
        {words.landing.demo.watch}
      </span>
      <span className="demo-address">
        /s/Zx3abcDEF12345<span className="mute">#…</span>
      </span>
    </Cell>
    <Cell tone="hot" says={words.landing.cells.seen}>
      <span className="demo-seats">
        {sitters.map((person) => (
          <Seat key={person.name} person={person} size="large" typing={person.typing} />
        ))}
      </span>
    </Cell>
    <Cell tone="cyan" says={words.landing.cells.open}>
      <pre className="demo-call">
        <span className="t-hot">PUT</span> /api/sessions/…/code{'\n'}
        <span className="mute">{'{"code": "print(42)"}'}</span>
        {'\n'}
        <span className="t-lime">{words.landing.demo.reply}</span>
      </pre>
    </Cell>
    <Cell tone="red" says={words.landing.cells.honest}>
      <div className="demo-error">
        <div className="cm-line cm-line--err">
          <span className="tok-punctuation">who, start, end</span> = line.<span className="tok-function">split</span>()
        </div>
        <div>
          <span className="cm-errnote">{words.landing.demo.error}</span>
        </div>
      </div>
    </Cell>
  </div>
)

const sitters = [
  { name: 'Noor Haddad', colour: 4, role: 'candidate', typing: true },
  { name: 'Mara Voss', colour: 7, role: 'host', typing: false },
  { name: 'Ife Adeyemi', colour: 2, role: 'host', typing: false },
  { name: 'Rui Sato', colour: null, role: 'observer', typing: false },
] as const

interface CellProps {
  tone: 'lime' | 'cyan' | 'yellow' | 'hot' | 'red'
  says: (typeof words.landing.cells)['kept']
  children: ReactNode
}

function Cell({ tone, says, children }: CellProps) {
  return (
    <article className="cellbox">
      <div className="demo" aria-hidden="true">
        {children}
      </div>
      <div className="txt">
        <p className={`label t-${tone}`}>{says.label}</p>
        <h3 className="h3">{says.title}</h3>
        <p>{says.text}</p>
      </div>
    </article>
  )
}

const RunRecord = () => (
  <div className="con box demo-run">
    <section className="run">
      <header>
        <span className="seat c4">NH</span>
        <strong>#7</strong>
        <span>Noor</span>
        <span className="mute">python</span>
        <span className="end">
          <span className="num">0.42 s</span>
          <span className="exit" data-state="ok">
            <Icon name="check" />
            exit 0
          </span>
        </span>
      </header>
      <div className="lines">
        <div className="out">
          <span>13:00 to 14:00 empty</span>
        </div>
      </div>
    </section>
  </div>
)
