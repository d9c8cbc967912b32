// @vitest-environment node
import { expect, it } from 'vitest'
import { en } from '../src/ui/words/en'
import { built } from './built'

const page = async (path: string): Promise<string> => {
  const { transformIndexHtml } = built() as { transformIndexHtml(html: string, of: { path: string }): Promise<string> }
  return transformIndexHtml('<div id="root"><!-- page --></div>', { path })
}

it('both pages hold what is seen first, in the words of the page', async () => {
  expect(await page('/index.html')).toContain(en.landing.create)
  expect(await page('/session.html')).toContain(`>${en.join.name}<`)
})

it('a page that is not drawn is not built', async () => {
  await expect(page('/other.html')).rejects.toThrow('nothing was drawn')
})
