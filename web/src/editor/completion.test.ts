import { selectedCompletion, startCompletion } from '@codemirror/autocomplete'
import { defaultKeymap } from '@codemirror/commands'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap, runScopeHandlers } from '@codemirror/view'
import { afterEach, expect, test, vi } from 'vitest'
import { completion } from './completion'

afterEach(() => vi.restoreAllMocks())

/** The text after Enter, pressed at its end long after the list came. */
async function enterAfter(doc: string): Promise<string> {
  const state = EditorState.create({
    doc,
    selection: { anchor: doc.length },
    extensions: [completion(true), keymap.of(defaultKeymap)],
  })
  const view = new EditorView({ state, parent: document.body })
  startCompletion(view)
  await vi.waitFor(() => expect(selectedCompletion(view.state)).not.toBeNull())
  const now = Date.now()
  vi.spyOn(Date, 'now').mockReturnValue(now + 10_000)
  runScopeHandlers(view, new KeyboardEvent('keydown', { key: 'Enter' }), 'editor')
  const text = view.state.doc.toString()
  view.destroy()
  return text
}

test('Enter takes the word that the list has for what is written', async () => {
  expect(await enterAfter('counter\ncou')).toBe('counter\ncounter')
})

test('Enter after a whole word is a new line', async () => {
  expect(await enterAfter('counter\ncounter')).toBe('counter\ncounter\n')
})

test('Enter after a whole word that begins a longer one is a new line, too', async () => {
  expect(await enterAfter('count counter\ncount')).toBe('count counter\ncount\n')
})
