import { expect, it } from 'vitest'
import { firstImport } from './syntax'

it.each([
  ["import fs from 'fs'", 1, 16, 'fs'],
  ['const a = 1\nimport { x } from "./x.js"', 2, 19, './x.js'],
  ["import 'side'", 1, 8, 'side'],
  ["export * from 'other'", 1, 15, 'other'],
])('finds what %j wants to import', (code, line, column, specifier) => {
  expect(firstImport(code)).toEqual({
    line,
    column,
    message: `TypeError: There is nothing to import '${specifier}' from`,
  })
})

it('finds nothing where nothing is imported', () => {
  expect(firstImport("export const a = 1\nconsole.log('import')")).toBeNull()
})
