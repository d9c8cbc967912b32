import { memo, useState } from 'react'
import type { Line } from '../run/lines'
import type { RunRecord } from '../run/records'
import { words } from '../ui/words'
import { spans } from './ansi'
import { places } from './place'

/**
 * Lines drawn of one run until somebody asks for more: a program that floods replaces all of them 20 times a second, which
 * must leave time for typing.
 */
const SHOWN_LINES = 500
const SHOWN_WHILE_RUNNING = 200
/** A block that has not changed costs nothing. */
const BLOCK_LINES = 100

interface OutputProps {
  record: RunRecord
  onJump: (line: number) => void
}

export function Output({ record, onJump }: OutputProps) {
  const [all, setAll] = useState(false)
  const { lines, dropped, fileName } = record
  const shown = record.state === 'running' ? SHOWN_WHILE_RUNNING : SHOWN_LINES
  const from = all ? 0 : Math.max(0, lines.length - shown)
  const blame = record.exit?.error?.message
  return (
    <>
      {dropped > 0 && (
        <div className="out out--sys">
          <span>{words.console.dropped(dropped)}</span>
        </div>
      )}
      {from > 0 && (
        <div className="out out--sys">
          <button type="button" className="jump" onClick={() => setAll(true)}>
            {words.console.earlier(from)}
          </button>
        </div>
      )}
      {blocksOf(lines, from, dropped).map(([number, block]) => (
        <Block key={number} lines={block} fileName={fileName} blame={blame} onJump={onJump} />
      ))}
    </>
  )
}

/** Cut at fixed line numbers, so that a block keeps its lines while the output grows at one end and drops at the other. */
function blocksOf(lines: readonly Line[], from: number, dropped: number): [number: number, lines: readonly Line[]][] {
  const blocks: [number, readonly Line[]][] = []
  for (let at = from; at < lines.length; ) {
    const number = Math.floor((at + dropped) / BLOCK_LINES)
    const end = Math.min(lines.length, (number + 1) * BLOCK_LINES - dropped)
    blocks.push([number, lines.slice(at, end)])
    at = end
  }
  return blocks
}

interface BlockProps {
  lines: readonly Line[]
  fileName: string
  /** The message of the run's error: its line stands out. */
  blame: string | undefined
  onJump: (line: number) => void
}

const Block = memo(
  function Block({ lines, fileName, blame, onJump }: BlockProps) {
    return (
      <div className="console-block">
        {lines.map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a block starts at a fixed line, so its n-th line stays the n-th
          <div key={i} className={`out ${line.kind === 'out' ? '' : `out--${line.kind}`}`}>
            <span>
              <LineText line={line} fileName={fileName} blame={blame} onJump={onJump} />
              {line.answer !== undefined && <span className="console-answer">{line.answer}</span>}
              {line.more !== undefined && <span className="console-more"> {words.console.more(line.more)}</span>}
            </span>
          </div>
        ))}
      </div>
    )
  },
  (before, after) =>
    before.fileName === after.fileName &&
    before.blame === after.blame &&
    before.onJump === after.onJump &&
    before.lines.length === after.lines.length &&
    before.lines.every((line, i) => line === after.lines[i]),
)

interface LineTextProps {
  line: Line
  fileName: string
  blame: string | undefined
  onJump: (line: number) => void
}

function LineText({ line: { kind, text }, fileName, blame, onJump }: LineTextProps) {
  if (kind === 'in') return text
  if (kind === 'out') return <Styled text={text} />
  const pieces = places(text, fileName).map(({ text: piece, line }, i) =>
    line === null ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line never move
      <Styled key={i} text={piece} />
    ) : (
      <button
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line never move
        key={i}
        type="button"
        className="jump"
        title={words.console.toLine(fileName, line)}
        onClick={() => onJump(line)}
      >
        {piece}
      </button>
    ),
  )
  return text === blame ? <b>{pieces}</b> : pieces
}

function Styled({ text }: { text: string }) {
  const found = spans(text)
  if (found.length === 1 && found[0]?.className === '') return found[0].text
  return found.map((span, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the spans of a line never move
    <span key={i} className={span.className}>
      {span.text}
    </span>
  ))
}
