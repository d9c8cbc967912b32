import { useEffect, useState } from 'react'
import '../console/record.css'
import '../ui/code.css'
import { Icon } from '../ui/Icon'
import '../ui/run-button.css'
import { caretClasses } from '../ui/seats'
import '../ui/tabs.css'
import { useHere } from '../ui/useStore'
import './preview.css'
import { type Token, tokensOf } from './tokens'

// A picture of a room: three people, one file. Noor types the last lines once, presses Run, and then it stands still.
// Under reduced motion it stands still from the start. Hidden from assistive technology: it says nothing new.
const done = `// Who can make the whole slot?
const clash = (a, b) =>
  a.start < b.end && b.start < a.end

export function free(people, slot) {
  return people.filter(person =>
    !person.meetings.some(m => clash(m, slot)))
}

const team = [
  { name: "Jun", meetings: [{ start: 9, end: 11 }] },
  { name: "Salma", meetings: [] },
  { name: "Ota", meetings: [{ start: 15, end: 16 }] },
]

const slot = { start: 14, end: 15.5 }

for (const person of free(team, slot)) {
  console.log(\`\${person.name} is free\`)
}
`
const typed = `
// and the earliest hour that suits all three?
for (let h = 8; h < 18; h += 0.5) {
  const all = free(team, { start: h, end: h + 1 })
  if (all.length === team.length) break
}`

type Stage = { kind: 'typing'; units: number } | { kind: 'running' } | { kind: 'ended' }

const ENDED: Stage = { kind: 'ended' }
const KEY_MS = 55
const RUN_MS = 700
const START_MS = 900

export function Preview() {
  const stage = useStage()
  const here = useHere()
  const text = stage.kind === 'typing' ? done + typed.slice(0, stage.units) : done + typed
  const lines = text.split('\n')
  return (
    <div className="preview" aria-hidden="true">
      <div className="tabs">
        <span className="tab tab--file" aria-current="page">
          main.js{' '}
          <span className="who-here">
            <b className="c4" />
            <b className="c7" />
            <b className="c2" />
          </span>
        </span>
        <span className="tab tab--file">main.py</span>
        <span className="tools preview-tools">
          <span className="runbtn" data-state={stage.kind}>
            <Icon name={stage.kind === 'running' ? 'stop' : 'run'} />
            {stage.kind === 'running' ? 'Stop' : 'Run'}
          </span>
        </span>
      </div>
      <div className="cm-editor">
        <div className="cm-scroller">
          <div className="cm-gutters">
            {lines.map((_, index) => (
              <div
                // biome-ignore lint/suspicious/noArrayIndexKey: a line of this picture is its number
                key={index}
                className={`cm-gutterElement ${index === lines.length - 1 ? 'cm-activeLineGutter' : ''}`}
              >
                {index + 1}
              </div>
            ))}
          </div>
          <div className="cm-content">
            {lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line of this picture is its number
              <div key={index} className={`cm-line ${index === lines.length - 1 ? 'cm-activeLine' : ''}`}>
                <Line tokens={tokensOf(line)} />
              </div>
            ))}
            {here && (
              <>
                <Selection colour={7} line={3} from={2} to={36} />
                <Caret name="Mara" seat={7} line={3} column={36} below />
                <Caret name="Ife" seat={2} line={16} column={37} />
                <Caret name="Noor" seat={4} line={lines.length} column={(lines.at(-1) ?? '').length} below />
              </>
            )}
          </div>
        </div>
      </div>
      <div className="con">
        <section className="run">
          <header>
            <span className="seat c4">NH</span>
            <strong>#3</strong>
            <span>Noor</span>
            <span className="mute hide-p">javascript</span>
            <span className="end">
              {stage.kind === 'ended' ? (
                <>
                  <span className="num">0.02 s</span>
                  <span className="exit" data-state="ok">
                    <Icon name="check" />
                    exit 0
                  </span>
                </>
              ) : (
                <span className="mute">{stage.kind === 'running' ? 'running' : 'not run yet'}</span>
              )}
            </span>
          </header>
          <div className="lines">
            {stage.kind === 'ended' && (
              <>
                <div className="out">
                  <span>Jun is free</span>
                </div>
                <div className="out">
                  <span>Salma is free</span>
                </div>
              </>
            )}
          </div>
        </section>
      </div>
    </div>
  )
}

function useStage(): Stage {
  const [stage, setStage] = useState<Stage>({ kind: 'typing', units: 0 })
  useEffect(() => {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return setStage(ENDED)
    const next = after(stage)
    if (!next) return
    const timer = setTimeout(() => setStage(next.stage), next.ms)
    return () => clearTimeout(timer)
  }, [stage])
  return stage
}

function after(stage: Stage): { stage: Stage; ms: number } | null {
  switch (stage.kind) {
    case 'typing': {
      if (stage.units === typed.length) return { stage: { kind: 'running' }, ms: START_MS }
      const ms = stage.units === 0 ? START_MS : typed[stage.units - 1] === '\n' ? 6 * KEY_MS : KEY_MS
      return { stage: { kind: 'typing', units: stage.units + 1 }, ms }
    }
    case 'running':
      return { stage: { kind: 'ended' }, ms: RUN_MS }
    case 'ended':
      return null
  }
}

const Line = ({ tokens }: { tokens: Token[] }) =>
  tokens.length === 0 ? (
    <br />
  ) : (
    tokens.map((token, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: tokens of a fixed line, in order
      <span key={index} className={token.kind ? `tok-${token.kind}` : undefined}>
        {token.text}
      </span>
    ))
  )

const top = (line: number) => `calc(${line - 1} * 1em * var(--lh-code))`

interface CaretProps {
  name: string
  seat: number
  line: number
  column: number
  below?: boolean
}

const Caret = ({ name, seat, line, column, below = false }: CaretProps) => (
  <div
    className={`cm-remote ${caretClasses(seat)} ${below ? 'cm-remote--below' : ''}`}
    style={{ top: top(line), left: `${column}ch` }}
  >
    <span className="flag">{name}</span>
  </div>
)

const Selection = ({ colour, line, from, to }: { colour: number; line: number; from: number; to: number }) => (
  <div className={`cm-remote-sel c${colour}`} style={{ top: top(line), left: `${from}ch`, width: `${to - from}ch` }} />
)
