import type { Participant } from '../api/client'
import '../people/seats.css'
import '../ui/bar.css'
import { Mark } from '../ui/Brand'
import '../ui/code.css'
import { Icon } from '../ui/Icon'
import '../ui/panel.css'
import { Seat } from '../ui/Seat'
import { words } from '../ui/words'
import { CodePicture } from './CodePicture'
import '../ui/split.css'
import '../ui/status.css'
import '../ui/tabs.css'
import './backdrop.css'
import './code-panel.css'
import './session.css'
import './top-bar.css'

interface BackdropProps {
  title: string
  people?: readonly Participant[] | undefined
  code?: string
  language?: string | undefined
}

/** The room's frame before one is in it: it can be read behind the join card, and nothing in it can be touched. */
export function Backdrop({ title, people = [], code = '', language = '' }: BackdropProps) {
  const seated = people.filter((person) => person.online && person.colour !== null)
  return (
    <div className="app joinbg" data-pane="code" inert aria-hidden="true">
      <header className="topbar">
        <span className="mark">
          <Mark />
        </span>
        <span className="room">
          <span>
            <b>{title}</b>
          </span>
        </span>
        <span className="fill" />
        {seated.length > 0 && (
          <span className="seats">
            {seated.map((person) => (
              <Seat key={person.id} person={person} />
            ))}
          </span>
        )}
      </header>
      <div className="desk">
        <div className="panel p-code">
          <div className="tabs edhead">
            <span className="tab" aria-current="page">
              <Icon name="file" />
              {words.languages[language] ?? words.room.code}
            </span>
          </div>
          <div className="cm-editor">
            <CodePicture code={code} />
          </div>
        </div>
        <hr className="split" aria-orientation="vertical" />
        <div className="p-side">
          <div className="panel p-con">
            <div className="tabs">
              <span className="tab">
                <Icon name="term" />
                {words.room.console}
              </span>
            </div>
          </div>
          <hr className="split" aria-orientation="horizontal" />
          <div className="panel p-people">
            <div className="tabs" />
          </div>
        </div>
      </div>
      <footer className="foot">
        <div className="status" />
      </footer>
    </div>
  )
}
