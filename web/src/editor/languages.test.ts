import { afterEach, expect, test, vi } from 'vitest'
import list from '../../../languages.json'
import { fitness, loadPart, offerBuild } from '../sync/build'
import { loadLanguage } from './languages'

afterEach(() => vi.unstubAllGlobals())

test.each(list.map(({ id }) => id))('%s is highlighted', async (id) => {
  expect(await loadLanguage(id)).not.toEqual([])
})

test.each(['cobol', 'constructor', ''])('%j stays plain', async (id) => {
  expect(await loadLanguage(id)).toEqual([])
})

test('a part that does not come offers to reload, and so does a newer page', async () => {
  vi.stubGlobal('reportError', vi.fn())
  offerBuild('a', 'a')
  offerBuild('', 'a')
  expect(fitness.get()).toEqual({ kind: 'current' })
  expect(await loadPart(() => Promise.reject(new TypeError('Failed to fetch')))).toBeNull()
  expect(fitness.get()).toEqual({ kind: 'incomplete' })
  expect(reportError).toHaveBeenCalled()
  offerBuild('b', 'a')
  expect(fitness.get()).toEqual({ kind: 'outdated' })
})
