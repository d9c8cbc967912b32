import { memo, useCallback } from 'react'
import type { RunRecord } from '../run/records'
import { Icon } from '../ui/Icon'
import { Seat, type Sitter } from '../ui/Seat'
import '../ui/tool.css'
import { Output } from './Output'
import './record.css'
import { words } from '../ui/words'
import { endings, outcome, plainly } from './said'

interface RunViewProps {
  record: RunRecord
  person: Sitter
  /** Who stopped it, where this page knows and it was somebody else. */
  stopper: string | undefined
  /** The one to look at: older ones step back. */
  latest: boolean
  open: boolean
  /** Whether this person may stop it from here: somebody else's run, which the Run button does not stop. */
  stoppable: boolean
  onStop: (id: string) => void
  onFold: (id: string, open: boolean) => void
  /** To a line of the text that was run. */
  onJump: (record: RunRecord, line: number) => void
}

/** One run: who, what, how long, how it ended; below it what it printed and was given. */
export const RunView = memo(function RunView({
  record,
  person,
  stopper,
  latest,
  open,
  stoppable,
  onStop,
  onFold,
  onJump,
}: RunViewProps) {
  const { id, number, exit, language } = record
  const label = words.console.run(number, person.name)
  const plain = plainly(record)
  const jump = useCallback((line: number) => onJump(record, line), [onJump, record])
  return (
    <section className="run" aria-label={label} data-state={record.state} data-latest={latest ? '' : undefined}>
      <header>
        <Seat person={person} />
        <strong>{words.console.number(number)}</strong>
        <span className="run-name" title={person.name}>
          {person.name}
        </span>
        <span className="mute hide-p">{language}</span>
        <span className="end">
          {exit !== undefined && <span className="num">{words.console.seconds(exit.ms)}</span>}
          <Outcome record={record} name={person.name} stopper={stopper} />
          {stoppable && (
            <button
              type="button"
              className="btn btn--sm"
              aria-label={words.console.stopOf(number, person.name)}
              onClick={() => onStop(id)}
            >
              {words.console.stop}
            </button>
          )}
          <button
            type="button"
            className="tool"
            aria-expanded={open}
            aria-label={open ? words.console.fold(number, person.name) : words.console.unfold(number, person.name)}
            onClick={() => onFold(id, !open)}
          >
            <Icon name={open ? 'chev-u' : 'chev-d'} />
          </button>
        </span>
      </header>
      {open && (
        <div className="lines">
          <Output record={record} onJump={jump} />
          {plain !== null && (
            <div className="plain">
              <Icon name="info" />
              <span>{plain}</span>
            </div>
          )}
          {endings(record, person.name).map((text) => (
            <div key={text} className="out out--sys">
              <span>{text}</span>
            </div>
          ))}
        </div>
      )}
    </section>
  )
})

function Outcome({ record, name, stopper }: { record: RunRecord; name: string; stopper: string | undefined }) {
  const { exit, state, phase } = record
  const word = outcome(record, name, stopper)
  if (state === 'running') return <span className={`exit ${phase === 'waiting' ? 't-cyan' : ''}`}>{word}</span>
  const fine = exit?.reason === 'exit' && exit.code === 0
  return (
    <span className="exit" data-state={fine ? 'ok' : 'failed'}>
      <Icon name={fine ? 'check' : 'x'} />
      {word}
    </span>
  )
}
