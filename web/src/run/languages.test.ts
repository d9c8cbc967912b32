import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { labelOf, languageOf, languages, runsHere } from './languages'

const runner = join(import.meta.dirname, '../../runner')

it('what runs by the table has a folder in the runner, and the other way round', () => {
  const folders = readdirSync(runner).filter((name) => existsSync(join(runner, name, 'language.ts')))
  const running = languages.filter(({ runs }) => runs).map(({ id }) => id)
  expect(running.sort()).toEqual(folders.sort())
})

it('each language of the table is whole, and its own', () => {
  for (const language of languages) {
    expect(language).toEqual({
      id: expect.stringMatching(/^[a-z][a-z0-9]*$/),
      label: expect.stringMatching(/\S/),
      extension: expect.stringMatching(/^[a-z0-9]+$/),
      highlight: expect.stringMatching(/^[a-z]+$/),
      runs: expect.any(Boolean),
      starter: expect.stringMatching(/\n$/),
    })
  }
  expect(new Set(languages.map(({ id }) => id)).size).toBe(languages.length)
})

it('a language that nobody knows neither runs nor has another name', () => {
  expect(languageOf('x')).toBeUndefined()
  expect([runsHere('x'), runsHere('typescript'), runsHere('python')]).toEqual([false, false, true])
  expect([labelOf('x'), labelOf('javascript')]).toEqual(['x', 'JavaScript'])
})
