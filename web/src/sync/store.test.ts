import { afterEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { createStore } from './store'
import { throttled } from './throttle'

afterEach(() => vi.unstubAllGlobals())

test('a listener that throws is reported and stops neither the others nor who changed the value', () => {
  const reported = vi.fn()
  vi.stubGlobal('reportError', reported)
  const source = createStore(0)
  const calm = throttled(source, 100)
  const seen: string[] = []
  const broken = () => {
    throw new Error('broken')
  }
  source.subscribe(broken)
  source.subscribe(() => seen.push('source'))
  calm.subscribe(broken)
  calm.subscribe(() => seen.push('calm'))
  const doc = new Y.Doc()
  doc.on('update', () => source.set(1))
  doc.on('update', () => seen.push('document'))
  doc.getText('t').insert(0, 'x')
  expect(seen.sort()).toEqual(['calm', 'document', 'source'])
  expect(reported).toHaveBeenCalledTimes(2)
})
