/**
 * The keys a phone's keyboard hides, in a row above it. A key must not take the focus: the keyboard would close.
 *
 *   <KeyRow editor={editor} />     `editor` as `Editor` hands it out by `onEditor`
 */
import { cursorCharLeft, cursorCharRight, cursorLineDown, cursorLineUp } from '@codemirror/commands'
import type { EditorView } from '@codemirror/view'
import { type ReactNode, type SyntheticEvent, useEffect, useRef, useState } from 'react'
import { Icon } from '../ui/Icon'
import { words } from '../ui/words'
import type { Editor } from './createEditor'
import './key-row.css'
import { insertIndent } from './tab'

const CHARACTERS = ['{', '}', '(', ')', '[', ']', ';', ':', '"', "'", '=', '<', '>', '_']

/** Two pages, so that the keys one needs are never out of sight: what one types, and where one goes. */
export function KeyRow({ editor }: { editor: Editor | null }) {
  const said = words.editor.keys
  const row = useRef<HTMLDivElement>(null)
  const [moves, setMoves] = useState(false)
  useEffect(() => (row.current ? keepAboveKeyboard(row.current) : undefined), [])
  useEffect(() => {
    if (row.current) row.current.scrollLeft = 0
  })

  const on = (act: (view: EditorView) => void) => () => editor && act(editor.view)
  return (
    <div className="keyrow" role="toolbar" aria-label={said.label} ref={row}>
      {moves ? (
        <>
          <Key label={said.left} icon="arrow-l" press={on(cursorCharLeft)} />
          <Key label={said.up} icon="arrow-u" press={on(cursorLineUp)} />
          <Key label={said.down} icon="arrow-d" press={on(cursorLineDown)} />
          <Key label={said.right} icon="arrow-r" press={on(cursorCharRight)} />
          <Key wide press={() => editor?.undo()}>
            {said.undo}
          </Key>
          <Key wide press={() => editor?.redo()}>
            {said.redo}
          </Key>
          <Key wide label={said.doneLabel} press={on(({ contentDOM }) => contentDOM.blur())}>
            {said.done}
          </Key>
        </>
      ) : (
        <>
          <Key wide press={on(insertIndent)}>
            {said.tab}
          </Key>
          {CHARACTERS.map((character) => (
            <Key key={character} press={() => editor?.type(character)}>
              {character}
            </Key>
          ))}
        </>
      )}
      <Key turns press={() => setMoves(!moves)}>
        {moves ? said.signs : said.moves}
      </Key>
    </div>
  )
}

function Key({
  label,
  icon,
  wide,
  turns,
  press,
  children,
}: {
  label?: string
  icon?: string
  wide?: boolean
  /** To the other page: stays in sight. */
  turns?: boolean
  press: () => void
  children?: ReactNode
}) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={label}
      className={turns ? 'wide keyrow-turn' : wide ? 'wide' : undefined}
      onPointerDown={keepFocus}
      onMouseDown={keepFocus}
      onClick={press}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  )
}

function keepFocus(event: SyntheticEvent): void {
  event.preventDefault()
}

/** Pixels of the page below what is visible. Pinching makes the visible part smaller, too, and covers nothing. */
export function coveredBy(
  { height, offsetTop, scale }: Pick<VisualViewport, 'height' | 'offsetTop' | 'scale'>,
  whole: number,
): number {
  return Math.max(0, Math.round(whole - height * scale - offsetTop))
}

/** Where the layout does not shrink with the keyboard (iOS), the row is moved up by what the keyboard covers. */
function keepAboveKeyboard(row: HTMLElement): () => void {
  const viewport = window.visualViewport
  if (!viewport) return () => {}
  const place = () => {
    const covered = coveredBy(viewport, window.innerHeight)
    row.style.position = covered > 0 ? 'fixed' : ''
    row.style.insetInline = covered > 0 ? '0' : ''
    row.style.insetBlockEnd = covered > 0 ? `${covered}px` : ''
  }
  viewport.addEventListener('resize', place)
  viewport.addEventListener('scroll', place)
  place()
  return () => {
    viewport.removeEventListener('resize', place)
    viewport.removeEventListener('scroll', place)
  }
}
