import { EditorState } from '@codemirror/state'
import { EditorView, runScopeHandlers } from '@codemirror/view'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { keysOf, SHORTCUTS } from '../ui/keys'
import { roomKeys } from './keys'
import { lazySearch } from './search'
import { Undo } from './undo'

beforeAll(() => {
  vi.stubGlobal('reportError', (error: unknown) => {
    throw error
  })
})
afterAll(() => {
  vi.unstubAllGlobals()
})

const commands = SHORTCUTS.filter(({ where }) => where === 'editor').map(({ command }) => command)

function editor(): EditorView {
  const undo = new Undo(new Y.Doc().getText('code'), {})
  const state = EditorState.create({
    doc: 'one\ntwo\nthree',
    selection: { anchor: 5 },
    extensions: [
      roomKeys(),
      undo.extension,
      lazySearch(),
      EditorState.languageData.of(() => [{ commentTokens: { line: '#' } }]),
    ],
  })
  return new EditorView({ state })
}

function press(view: EditorView, key: string): boolean {
  const parts = key.split(/-(?=.)/)
  const event = new KeyboardEvent('keydown', {
    key: parts.at(-1) ?? '',
    ctrlKey: parts.includes('Mod') || parts.includes('Ctrl'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
  })
  return runScopeHandlers(view, event, 'editor')
}

test.each(commands.flatMap((command) => keysOf(command, false).map((key) => [command, key])))(
  '%s does something at %s',
  (_, key) => {
    const view = editor()
    expect(press(view, key)).toBe(true)
    view.destroy()
  },
)

test('a line moves and becomes a comment at the keys of the table', () => {
  const view = editor()
  press(view, keysOf('lineUp', false)[0] ?? '')
  press(view, keysOf('comment', false)[0] ?? '')
  expect(view.state.doc.toString()).toBe('# two\none\nthree')
  view.destroy()
})
