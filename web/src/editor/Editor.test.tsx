import { EditorView } from '@codemirror/view'
import { act, StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { type Files, openFiles } from '../document/files'
import type { OwnState, Peer, Presence } from '../sync/presence'
import { createStore, type WritableStore } from '../sync/store'
import type { Editor as EditorObject } from './createEditor'
import { Editor, type EditorProps } from './Editor'
import { coveredBy, KeyRow } from './KeyRow'

let doc: WritableStore<Y.Doc>
let files: Files
let presence: Presence
let published: OwnState | null
let page: HTMLElement
let root: Root
let editor: EditorObject | null

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  vi.stubGlobal('reportError', (error: unknown) => {
    throw error
  })
  doc = createStore(documentWith('print(1)\n'))
  files = openFiles(doc)
  presence = {
    peers: createStore<readonly Peer[]>([]),
    publish: (read) => {
      queueMicrotask(() => {
        published = read()
      })
    },
  }
  page = document.body.appendChild(document.createElement('div'))
  root = createRoot(page)
  editor = null
})

afterEach(() => {
  act(() => root.unmount())
  page.remove()
  vi.unstubAllGlobals()
})

function documentWith(text: string): Y.Doc {
  const made = new Y.Doc()
  made.getText('file:main').insert(0, text)
  made.getText('file:javascript').insert(0, 'let a\n')
  made.getMap('files').set('main', { name: 'main.py', language: 'python', order: 0 })
  made.getMap('files').set('javascript', { name: 'main.js', language: 'javascript', order: 1 })
  return made
}

function show(props: Partial<EditorProps> = {}): EditorObject {
  const onEditor = (next: EditorObject | null) => {
    editor = next
  }
  const all = { files, presence, file: 'main', nonce: 'n', onEditor, ...props }
  act(() =>
    root.render(
      <StrictMode>
        <Editor {...all} />
      </StrictMode>,
    ),
  )
  if (!editor) throw new Error('no editor was handed out')
  return editor
}

const shown = () => editor?.view.state.doc.toString()

test('one editor is on the page, though React mounts it twice, and it echoes nothing', () => {
  const { view } = show()
  expect(page.querySelectorAll('.cm-editor')).toHaveLength(1)
  view.dispatch({ changes: { from: 0, insert: '# ' }, userEvent: 'input.type' })
  expect(files.text('main').toString()).toBe('# print(1)\n')
  files.text('main').insert(0, '>')
  expect(shown()).toBe('># print(1)\n')
  expect(editor?.resyncs).toBe(0)
})

test('it is one text field with a name and a way out', () => {
  show()
  const field = page.querySelector('[role=textbox]')
  expect(field?.getAttribute('aria-label')).toBe('Code')
  const hint = document.getElementById(field?.getAttribute('aria-describedby') ?? '')
  expect(hint?.textContent).toBe('Press Ctrl+M, then Tab, to leave.')
})

test('a change of props reaches the same editor', async () => {
  const { view } = show()
  const onRefused = vi.fn()
  show({ onRefused, limits: { documentBytes: 1, textUnits: 1 } })
  expect(editor?.view).toBe(view)
  editor?.type('xy')
  await Promise.resolve()
  expect(onRefused).toHaveBeenCalledOnce()
  show({ readOnly: true })
  expect(view.state.readOnly).toBe(true)
})

test('who may only read changes nothing, sees changes, and can put the focus there', () => {
  const { view } = show({ readOnly: true })
  expect(view.contentDOM.getAttribute('contenteditable')).toBe('true')
  expect(view.contentDOM.getAttribute('aria-readonly')).toBe('true')
  editor?.type('x')
  editor?.undo()
  expect(files.text('main').toString()).toBe('print(1)\n')
  files.text('main').insert(0, '>')
  expect(shown()).toBe('>print(1)\n')
})

test('another file has its own text and undo, and the caret is where it was when one comes back', () => {
  const { view } = show()
  view.dispatch({ changes: { from: 0, insert: 'abc' }, selection: { anchor: 3 }, userEvent: 'input.type' })
  show({ file: 'javascript' })
  expect(shown()).toBe('let a\n')
  editor?.undo()
  expect(shown()).toBe('let a\n')
  files.text('main').insert(0, '>>')
  show({ file: 'main' })
  expect(shown()).toBe('>>abcprint(1)\n')
  expect(view.state.selection.main.head).toBe(5)
  editor?.undo()
  expect(shown()).toBe('>>print(1)\n')
})

test('a document that was rebuilt after a refusal takes the place of the old one', () => {
  const { view } = show()
  const old = doc.get()
  doc.set(documentWith('from the server\n'))
  expect(editor?.view).toBe(view)
  expect(shown()).toBe('from the server\n')
  old.getText('file:main').insert(0, 'in vain')
  expect(shown()).toBe('from the server\n')
  view.dispatch({ changes: { from: 0, insert: '# ' }, userEvent: 'input.type' })
  expect(files.text('main').toString()).toBe('# from the server\n')
})

test('after a refusal the caret is where its words are, in the open file and in the others', () => {
  const { view } = show()
  view.dispatch({ selection: { anchor: 8 } })
  show({ file: 'javascript' })
  view.dispatch({ selection: { anchor: 4, head: 5 } })
  const rebuilt = documentWith('# a line of the server\nprint(1)\n')
  rebuilt.getText('file:javascript').insert(6, 'let b\n')
  act(() => doc.set(rebuilt))
  expect(view.state.selection.main).toMatchObject({ anchor: 4, head: 5 })
  show({ file: 'main' })
  expect(shown()?.slice(view.state.selection.main.head)).toBe('\n')
})

test('a plugin that fails is told, and the editor goes on', () => {
  const onMended = vi.fn()
  const { view } = show({ onMended })
  const reported = vi.fn()
  vi.stubGlobal('reportError', reported)
  const [sink] = view.state.facet(EditorView.exceptionSink)
  sink?.(new Error('fault'))
  expect(onMended).toHaveBeenCalledOnce()
  expect(reported).toHaveBeenCalledOnce()
})

test('an edit that fails to be shared is told to the page', async () => {
  const onMended = vi.fn()
  const { view } = show({ onMended })
  vi.stubGlobal('reportError', vi.fn())
  vi.spyOn(files.text('main'), 'insert').mockImplementationOnce(() => {
    throw new Error('fault')
  })
  view.dispatch({ changes: { from: 0, insert: 'x' }, userEvent: 'input.type' })
  await Promise.resolve()
  expect(onMended).toHaveBeenCalledOnce()
  expect(shown()).toBe('print(1)\n')
  expect(editor?.resyncs).toBe(1)
})

test('the failed line is marked in its file until it is edited, also when the file is opened again', () => {
  const failure = { file: 'main', line: 1, message: 'NameError: prin', code: null }
  show({ failure })
  expect(page.querySelector('.cm-errnote')?.textContent).toBe('NameError: prin')
  show({ failure, file: 'javascript' })
  expect(page.querySelector('.cm-errnote')).toBeNull()
  show({ failure })
  expect(page.querySelector('.cm-errnote')).not.toBeNull()
  editor?.view.dispatch({ changes: { from: 0, insert: 'x' } })
  show({ failure, file: 'javascript' })
  show({ failure })
  expect(page.querySelector('.cm-errnote')).toBeNull()
})

test('the failed line is where its words are, whatever was written meanwhile, here or before it was known', () => {
  const failure = { file: 'main', line: 1, message: 'NameError: prin', code: 'print(1)\n' }
  files.text('main').insert(0, '# a\n# b\n')
  show({ failure })
  const marked = () => page.querySelector('.cm-line--err')?.firstChild?.textContent
  expect(marked()).toBe('print(1)')
  show({ failure, file: 'javascript' })
  files.text('main').insert(0, '# c\n')
  show({ failure })
  expect(marked()).toBe('print(1)')
  act(() => doc.set(documentWith('# of the server\nprint(1)\n')))
  expect(marked()).toBe('print(1)')
  act(() => doc.set(documentWith('print(2)\n')))
  expect(marked()).toBeUndefined()
})

test('the others are told the open file, and no caret while one is not in the editor', async () => {
  show({ file: 'javascript' })
  await vi.waitFor(() => expect(published).toMatchObject({ file: 'javascript', cursor: null }))
})

test('a jump beyond the end goes to the end', () => {
  show().jumpTo(99, 99)
  expect(editor?.view.state.selection.main.head).toBe(9)
})

test('the key row types as the keyboard would: at once, and in pairs as soon as that part has come', async () => {
  const { view } = show()
  const begin = { changes: { from: 9, to: 9 }, selection: { anchor: 9 } }
  view.dispatch(begin)
  editor?.type('(')
  expect(shown()).toBe('print(1)\n(')
  await vi.waitFor(() => {
    view.dispatch({ ...begin, changes: { from: 9, to: view.state.doc.length } })
    editor?.type('(')
    expect(shown()).toBe('print(1)\n()')
  })
  expect(view.state.selection.main.head).toBe(10)
})

test('nobody is anywhere in the text before their first click or key', async () => {
  const { view } = show()
  view.focus()
  act(() => view.contentDOM.dispatchEvent(new FocusEvent('focus')))
  await vi.waitFor(() => expect(published).toMatchObject({ file: 'main', cursor: null }))
  published = null
  view.contentDOM.dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift', bubbles: true }))
  await vi.waitFor(() => expect(published?.cursor).not.toBeNull())
})

test('the key row has two pages: what one types, and where one goes', () => {
  show()
  const row = document.body.appendChild(document.createElement('div'))
  const rowRoot = createRoot(row)
  act(() => rowRoot.render(<KeyRow editor={editor} />))
  const keys = () => [...row.querySelectorAll('button')].map((key) => key.getAttribute('aria-label') ?? key.textContent)
  const tap = (name: string) =>
    act(() => [...row.querySelectorAll('button')].find((_, at) => keys()[at] === name)?.click())
  expect(keys()).toContain('{')
  expect(keys().at(-1)).toBe('moves')
  tap('moves')
  expect(keys()).toEqual(['Left', 'Up', 'Down', 'Right', 'undo', 'redo', 'Hide the keyboard: done', 'signs'])
  editor?.view.dispatch({ selection: { anchor: 0 } })
  tap('Down')
  expect(editor?.view.state.selection.main.head).toBe(9)
  tap('signs')
  tap('Tab')
  expect(shown()).toMatch(/^print\(1\)\n {2,4}$/)
  tap('moves')
  tap('undo')
  expect(shown()).toBe('print(1)\n')
  tap('redo')
  expect(shown()).toMatch(/^print\(1\)\n {2,4}$/)
  act(() => rowRoot.unmount())
  row.remove()
})

test('a keyboard covers the page, pinching does not', () => {
  expect(coveredBy({ height: 500, offsetTop: 0, scale: 1 }, 800)).toBe(300)
  expect(coveredBy({ height: 400, offsetTop: 0, scale: 2 }, 800)).toBe(0)
  expect(coveredBy({ height: 250, offsetTop: 0, scale: 2 }, 800)).toBe(300)
})

test('nothing of it is left when it goes', () => {
  const { view } = show()
  act(() => root.render(null))
  expect(editor).toBeNull()
  expect(page.querySelector('.cm-editor')).toBeNull()
  files.text('main').insert(0, '>')
  expect(view.state.doc.toString()).toBe('print(1)\n')
})
