import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { checkBudget } from './budget.mjs'
import { slashed } from './paths.mjs'

let dist: string

beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'hotseat-dist-'))
  mkdirSync(join(dist, 'assets'))
  for (const page of ['index', 'session'])
    writeFileSync(join(dist, `${page}.html`), '<script src="/assets/a.js"></script>')
  writeFileSync(join(dist, 'assets/a.js'), 'console.log(1)')
  writeFileSync(join(dist, 'assets/RoomGate-1.js'), 'console.log(2)')
  vi.spyOn(console, 'log').mockReturnValue(undefined)
})
afterEach(() => {
  rmSync(dist, { recursive: true })
  vi.restoreAllMocks()
})

it('the budget counts the room, by the names that a build on Windows has, too', async () => {
  const files = ['assets\\a.js', 'assets\\RoomGate-1.js'].map(slashed)
  await checkBudget(dist, files)
  expect(vi.mocked(console.log).mock.calls.join()).toContain('assets/RoomGate-1.js')
})

it('the budget does not hold where the room is not found', async () => {
  await expect(checkBudget(dist, ['assets/a.js'])).rejects.toThrow('session: no file matches')
})
