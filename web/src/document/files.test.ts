import { beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { createStore, type WritableStore } from '../sync/store'
import { type Files, openFiles } from './files'

let doc: WritableStore<Y.Doc>
let files: Files

beforeEach(() => {
  doc = createStore(new Y.Doc())
  files = openFiles(doc)
})

const ids = () => files.list.get().map((file) => file.id)

test('files are listed by their order, then by id', () => {
  const map = doc.get().getMap('files')
  map.set('python', { name: 'main.py', language: 'python', order: 2 })
  map.set('main', { name: 'main.js', language: 'javascript', order: 1 })
  map.set('a', { name: 'a.ts', language: 'typescript', order: 2 })
  expect(ids()).toEqual(['main', 'a', 'python'])
  expect(files.list.get()[0]).toEqual({ id: 'main', name: 'main.js', language: 'javascript', order: 1 })
})

test('listeners hear of a change, and of nothing when nothing changed', () => {
  const heard = vi.fn()
  files.list.subscribe(heard)
  const map = doc.get().getMap('files')
  map.set('main', { name: 'main.py', language: 'python', order: 0 })
  map.set('main', { name: 'main.py', language: 'python', order: 0 })
  expect(heard).toHaveBeenCalledOnce()
})

test.each([
  ['main', null],
  ['main', 'text'],
  ['main', []],
  ['main', { name: 5, language: 'python', order: 0 }],
  ['main', { name: '', language: 'python', order: 0 }],
  ['main', { name: 'x'.repeat(1_000), language: 'python', order: 0 }],
  ['main', { name: 'a\nimport os', language: 'python', order: 0 }],
  ['main', { name: 'a\u2028b', language: 'python', order: 0 }],
  ['main', { name: 'a', language: {}, order: 0 }],
  ['main', { name: 'a', language: 'python', order: 'first' }],
  ['../../etc', { name: 'a', language: 'python', order: 0 }],
  ['__proto__', { name: 'a', language: 'python', order: 0 }],
])('%s with %j is no file, and hides no other', (id, value) => {
  const map = doc.get().getMap('files')
  map.set(id, value)
  map.set('good', { name: 'good.py', language: 'python', order: 0, evil: true })
  expect(files.list.get()).toEqual([{ id: 'good', name: 'good.py', language: 'python', order: 0 }])
})

test('a document that replaces the old one brings its own files and texts', () => {
  doc.get().getMap('files').set('main', { name: 'main.py', language: 'python', order: 0 })
  const next = new Y.Doc()
  next.getMap('files').set('python', { name: 'main.py', language: 'python', order: 0 })
  next.getText('file:python').insert(0, 'new')
  doc.set(next)
  expect(ids()).toEqual(['python'])
  expect(files.text('python').toString()).toBe('new')
})
