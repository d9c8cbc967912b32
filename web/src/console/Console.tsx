import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RunRecord } from '../run/records'
import type { Notice, Runs } from '../run/run'
import type { Participant } from '../sync/messages/people'
import type { Store } from '../sync/store'
import { Icon } from '../ui/Icon'
import { caps, keysOf } from '../ui/keys'
import type { Sitter } from '../ui/Seat'
import '../ui/key-cap.css'
import '../ui/panel.css'
import '../ui/tabs.css'
import { useStore } from '../ui/useStore'
import { words } from '../ui/words'
import { RunView } from './RunView'
import { Stdin } from './Stdin'
import { notice as noticeWords } from './said'
import './attention.css'
import './console.css'

/** Pixels from the end that still count as being at the end. */
const AT_END = 24

interface ConsoleProps {
  runs: Runs
  people: Store<readonly Participant[]>
  mayRun?: boolean
  onJump: (file: string, line: number) => void
  /** For the live region. The output itself is not announced line by line. */
  onSaid?: (text: string) => void
}

/** Every run of the room, newest last, whoever's browser it happened in. Stays at the end while one is at the end. */
export function Console({ runs, people, mayRun = true, onJump, onSaid }: ConsoleProps) {
  const records = useStore(runs.list)
  const state = useStore(runs.state)
  const notice = useStore(runs.notice)
  const hidden = useStore(runs.hidden)
  const participants = useStore(people)
  const [folded, setFolded] = useState<ReadonlyMap<string, boolean>>(new Map())
  const log = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const asking = useAsking(runs)
  const elsewhere = useTypedElsewhere(runs, log)
  const pressed = usePresses(notice)

  const waitsFor = state.kind === 'waiting' ? state.id : null
  useEffect(() => {
    if (waitsFor !== null) onSaid?.(words.console.asks)
  }, [waitsFor, onSaid])

  useEffect(() => {
    if (notice !== null) onSaid?.(noticeWords(notice))
  }, [notice, onSaid])

  const latestOwn = records.findLast((record) => record.mine)?.id
  useLayoutEffect(() => {
    // Whoever presses Run wants to see what comes.
    if (latestOwn !== undefined) atEnd.current = true
  }, [latestOwn])
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever makes the content longer
  useLayoutEffect(() => {
    if (log.current !== null && atEnd.current) log.current.scrollTop = log.current.scrollHeight
  }, [records, asking, folded, notice])

  const fold = useCallback((id: string, open: boolean) => setFolded((now) => new Map(now).set(id, open)), [])
  const stop = useCallback((id: string) => runs.stopOf(id), [runs])
  const jump = useCallback(
    (record: RunRecord, line: number) => onJump(record.file, runs.lineNow(record, line)),
    [runs, onJump],
  )
  const open = openOf(records)
  return (
    <section className="panel p-con" aria-label={words.console.title}>
      <div className="tabs">
        <span className="tab" aria-current="page">
          <Icon name="term" />
          {words.console.title}
        </span>
        <div className="tools">
          <button
            type="button"
            className="tool"
            aria-label={words.console.hide}
            title={words.console.hide}
            onClick={() => runs.clear()}
          >
            <Icon name="hide" />
          </button>
        </div>
      </div>
      <div
        ref={log}
        className="body con"
        role="log"
        aria-label={words.console.title}
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={({ currentTarget: box }) => {
          atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < AT_END
        }}
      >
        {hidden > 0 && (
          <p className="hintline">
            {words.console.hidden(hidden)}
            <button type="button" className="btn btn--sm" onClick={() => runs.show()}>
              {words.console.show}
            </button>
          </p>
        )}
        {records.map((record) => (
          <RunView
            key={record.id}
            record={record}
            person={personOf(participants, record.participant)}
            stopper={record.stoppedBy && personOf(participants, record.stoppedBy).name}
            latest={record === records.at(-1)}
            open={folded.get(record.id) ?? open.has(record.id)}
            stoppable={!record.mine && runs.mayStop(record)}
            onStop={stop}
            onFold={fold}
            onJump={jump}
          />
        ))}
        {asking && <Stdin waiting={waitsFor !== null} pressed={pressed} elsewhere={elsewhere} onLine={runs.input} />}
        {notice !== null && (
          <div className="plain">
            <Icon name="info" />
            <span>{noticeWords(notice)}</span>
          </div>
        )}
        {records.length === 0 && hidden === 0 && (
          <p className="hintline">
            <span>
              {words.console.nothing}
              {mayRun && (
                <span className="hide-p">
                  {' '}
                  <span className="keys">
                    {keysOf('run').flatMap((key) =>
                      caps(key).map((cap) => (
                        <kbd className="key" key={cap}>
                          {cap}
                        </kbd>
                      )),
                    )}
                  </span>{' '}
                  {words.console.hint}
                </span>
              )}
            </span>
          </p>
        )}
      </div>
    </section>
  )
}

/** Whether the own run has asked for input: from then on the line stays, so that one can type ahead. */
function useAsking(runs: Runs): boolean {
  const { kind } = useStore(runs.state)
  const [asked, setAsked] = useState(false)
  if (kind === 'waiting' && !asked) setAsked(true)
  if (kind !== 'waiting' && kind !== 'running' && asked) setAsked(false)
  return asked
}

/** Whether this person has typed outside `box` since their run began: who runs a program and types on is not to be interrupted. */
function useTypedElsewhere({ state }: Runs, box: RefObject<HTMLElement | null>): RefObject<boolean> {
  const typed = useRef(false)
  useEffect(() => {
    let before = state.get().kind
    const leave = state.subscribe(() => {
      if (before === 'idle') typed.current = false
      before = state.get().kind
    })
    const note = ({ target }: InputEvent) => {
      if (target instanceof Node && !box.current?.contains(target)) typed.current = true
    }
    addEventListener('beforeinput', note, true)
    return () => {
      leave()
      removeEventListener('beforeinput', note, true)
    }
  }, [state, box])
  return typed
}

/** Counts the presses of Run or Stop that did nothing: each shows the open question again. */
function usePresses(notice: Notice | null): number {
  const [{ last, count }, setSeen] = useState({ last: notice, count: 0 })
  if (last !== notice) setSeen({ last: notice, count: notice === null ? 0 : count + 1 })
  return count
}

/** Open unless folded by hand: the last run, the last own one, and what still runs. */
function openOf(records: readonly RunRecord[]): ReadonlySet<string> {
  const open = records.filter((record) => record.state === 'running')
  for (const last of [records.at(-1), records.findLast(({ mine }) => mine)]) if (last !== undefined) open.push(last)
  return new Set(open.map(({ id }) => id))
}

function personOf(participants: readonly Participant[], id: string): Sitter {
  return (
    participants.find((participant) => participant.id === id) ?? {
      name: words.console.someone,
      role: 'observer',
      colour: null,
    }
  )
}
