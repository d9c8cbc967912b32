import { EditorView } from '@codemirror/view'
import { afterEach, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import type { OwnState } from '../sync/presence'
import { createStore } from '../sync/store'
import { ownPresence } from './own-presence'

afterEach(() => vi.restoreAllMocks())

function open() {
  // The page gives the focus to a new editor by itself.
  vi.spyOn(EditorView.prototype, 'hasFocus', 'get').mockReturnValue(true)
  const text = new Y.Doc().getText('file:main')
  text.insert(0, 'print(1)')
  let read: () => OwnState = () => ({ cursor: null, file: null })
  const presence = {
    peers: createStore([]),
    publish(next: () => OwnState) {
      read = next
    },
  }
  const view = new EditorView({ doc: text.toString(), extensions: ownPresence(text, 'main', presence) })
  return { view, said: () => read() }
}

it.each([
  ['key', new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true })],
  ['click', new MouseEvent('pointerdown', { bubbles: true })],
])('who has just come has no caret until the first %s', (_what, event) => {
  const { view, said } = open()
  expect(said()).toEqual({ cursor: null, file: 'main' })
  view.contentDOM.dispatchEvent(event)
  expect(said().cursor).not.toBeNull()
  view.destroy()
})

it('who is taken to a line is there', () => {
  const { view, said } = open()
  view.dispatch({ selection: { anchor: 3 } })
  expect(said().cursor).not.toBeNull()
  view.destroy()
})
