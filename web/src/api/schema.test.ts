// @vitest-environment node
import { readFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'
import { expect, it } from 'vitest'

it('the types are those of openapi.yaml (npm run api writes them)', async () => {
  const contract = new URL('../../../openapi.yaml', import.meta.url)
  const written = await readFile(new URL('./schema.ts', import.meta.url), 'utf8')
  expect(withoutHead(written)).toBe(withoutHead(astToString(await openapiTS(contract))))
})

const withoutHead = (source: string) => source.slice(source.indexOf('export interface paths')).trim()
