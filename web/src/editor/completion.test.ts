import { CompletionContext, selectedCompletion, startCompletion } from '@codemirror/autocomplete'
import { defaultKeymap } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap, runScopeHandlers } from '@codemirror/view'
import { afterEach, expect, test, vi } from 'vitest'
import { complete, completion } from './completion'

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

/** What is offered at the end of a text. */
async function offered(doc: string, explicit = false): Promise<string[]> {
  const state = EditorState.create({ doc, extensions: javascript() })
  const result = await complete(new CompletionContext(state, doc.length, explicit))
  return result?.options.map(({ label }) => label) ?? []
}

test('words have two letters or more, and none is offered twice, keywords of the language neither', async () => {
  const labels = await offered('const $ = 1; const i = 2; const _ = counter(counter, $1); co')
  expect(labels.filter((label) => ['const', 'counter'].includes(label)).sort()).toEqual(['const', 'counter'])
  for (const label of ['$', 'i', '_', '$1', 'co']) expect(labels).not.toContain(label)
})

test('after a dot there is what stands after a dot elsewhere, and nothing else', async () => {
  expect(await offered('console.log(1)\nconst total = 2\nconsole.', true)).toEqual(['log'])
  expect(await offered('const total = 2\nMath.', true)).toEqual([])
})

test('nothing is offered before the first letter, unless asked for, nor in a number', async () => {
  expect(await offered('const total = ')).toEqual([])
  expect(await offered('const total = ', true)).toContain('total')
  expect(await offered('const e5 = 1e5', true)).toEqual([])
})
