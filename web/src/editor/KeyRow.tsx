/**
 * The keys a phone's keyboard hides, in a row above it. A key must not take the focus: the keyboard would close.
 *
 *   <KeyRow editor={editor} />     `editor` as `Editor` hands it out by `onEditor`
 */
import { insertBracket } from '@codemirror/autocomplete'
import { cursorCharLeft, cursorCharRight, indentMore } from '@codemirror/commands'
import { type ReactNode, type SyntheticEvent, useEffect, useRef } from 'react'
import { words } from '../ui/words'
import type { Editor } from './createEditor'
import './key-row.css'

const CHARACTERS = ['{', '}', '(', ')', '[', ']', ';', ':', '"', "'", '=', '<', '>', '_']

export function KeyRow({ editor }: { editor: Editor | null }) {
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => (row.current ? keepAboveKeyboard(row.current) : undefined), [])

  return (
    <div className="keyrow" role="toolbar" aria-label={words.editor.keys.label} ref={row}>
      <Key wide press={() => editor && indentMore(editor.view)}>
        {words.editor.keys.tab}
      </Key>
      {CHARACTERS.map((character) => (
        <Key key={character} press={() => editor && type(editor, character)}>
          {character}
        </Key>
      ))}
      <Key label={words.editor.keys.left} press={() => editor && cursorCharLeft(editor.view)}>
        <i className="i i-arrow-l" aria-hidden="true" />
      </Key>
      <Key label={words.editor.keys.right} press={() => editor && cursorCharRight(editor.view)}>
        <i className="i i-arrow-r" aria-hidden="true" />
      </Key>
      <Key wide press={() => editor?.undo()}>
        {words.editor.keys.undo}
      </Key>
    </div>
  )
}

function Key({
  label,
  wide,
  press,
  children,
}: {
  label?: string
  wide?: boolean
  press: () => void
  children: ReactNode
}) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={label}
      className={wide ? 'wide' : undefined}
      onPointerDown={keepFocus}
      onMouseDown={keepFocus}
      onClick={press}
    >
      {children}
    </button>
  )
}

function keepFocus(event: SyntheticEvent): void {
  event.preventDefault()
}

/** As if typed: brackets and quotes come in pairs. */
export function type({ view }: Editor, character: string): void {
  if (view.state.readOnly) return
  const paired = insertBracket(view.state, character)
  view.dispatch(paired ?? view.state.replaceSelection(character), { userEvent: 'input.type', scrollIntoView: true })
}

/** Where the layout does not shrink with the keyboard (iOS), the row is moved up by what the keyboard covers. */
function keepAboveKeyboard(row: HTMLElement): () => void {
  const viewport = window.visualViewport
  if (!viewport) return () => {}
  const place = () => {
    const covered = Math.max(0, Math.round(window.innerHeight - viewport.height - viewport.offsetTop))
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
