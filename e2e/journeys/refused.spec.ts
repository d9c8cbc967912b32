// What the server refuses, and what becomes of everything else. The document is made full, which an honest person can do.
import { readFile } from 'node:fs/promises'
import { createSession } from '../server.mjs'
import { cable } from './cable'
import { expect, Person, test } from './fixture'

/** Three bytes each: below what one file may hold, and two of them above what a document may. */
const HALF_FULL = '一'.repeat(400_000)

/** The same is said to screen readers, so the words alone are there more than once. */
const banner = ({ page }: Person, text: RegExp) => page.locator('.banner', { hasText: text })

test.use({ viewport: { width: 1000, height: 700 } })

test('one edit of an outage that is refused takes nothing else along', async ({ server, arrive }) => {
  const wire = await cable(server.port)
  const session = await createSession(server)
  const noor = await arrive()
  await noor.page.goto(session.links.candidate.replace(server.url, wire.url))
  await noor.join('Noor')
  await noor.write('start\n')
  await noor.expectSaved()
  wire.pull()
  await expect(noor.save).toContainText(/offline/i)
  await noor.type('AN HOUR OF WORK\n')
  for (let n = 0; n < 2; n++) await noor.type(`${HALF_FULL}\n`)
  await noor.type('AND ONE MORE')
  await expect(noor.save).toContainText(/kept here/)
  wire.plug()
  await expect(banner(noor, /Not saved/)).toBeVisible()
  await expect(noor.code).not.toHaveAttribute('aria-readonly', 'true')
  const mara = await arrive()
  await mara.page.goto(session.links.host)
  await mara.join('Mara')
  await expect(mara.page.locator('.cm-line').nth(1)).toHaveText('AN HOUR OF WORK')
  await expect(noor.page.locator('.cm-line').nth(1)).toHaveText('AN HOUR OF WORK')
  // What was typed after it, too.
  for (const { page } of [mara, noor]) await expect(page.locator('.cm-line').last()).toHaveText('AND ONE MORE')
  wire.close()
})

test('after a refusal nobody types in vain, the reason is said beside "offline", and the text outlives the tab', async ({
  server,
  arrive,
}) => {
  const wire = await cable(server.port)
  const session = await createSession(server)
  const noor = await arrive()
  await noor.page.goto(session.links.candidate.replace(server.url, wire.url))
  await noor.join('Noor')
  await noor.write('start\n')
  await noor.type(`${HALF_FULL}\n`)
  await noor.expectSaved()
  // What is there goes on; the new connection after the refusal does not come.
  wire.block()
  await noor.type(`the last straw ${HALF_FULL}\n`)
  await expect(banner(noor, /Not saved/)).toBeVisible()
  await expect(banner(noor, /Offline for/)).toBeVisible()
  await expect(banner(noor, /cannot type/)).toBeVisible()
  await expect(noor.code).toHaveAttribute('aria-readonly', 'true')
  await noor.page.keyboard.insertText('in vain')
  expect(await noor.text()).not.toContain('in vain')

  const again = new Person(await noor.page.context().newPage())
  await noor.page.close({ runBeforeUnload: false })
  wire.plug()
  await again.page.goto(`${wire.url}/s/${session.id}`)
  await expect(banner(again, /Not saved/)).toBeVisible()
  await expect(again.page.locator('.cm-line').first()).toHaveText('start')
  const [download] = await Promise.all([
    again.page.waitForEvent('download'),
    again.button('Download the text').click(),
  ])
  expect(await readFile(await download.path(), 'utf8')).toContain('the last straw')
  await again.button('Fine').first().click()
  await again.page.reload()
  await expect(again.code).toBeEditable()
  await expect(banner(again, /Not saved/)).toHaveCount(0)
  wire.close()
})

test('select all and Tab over 21,000 lines is one edit to the person and several to the server', async ({
  server,
  arrive,
}) => {
  const session = await createSession(server)
  const noor = await arrive()
  await noor.page.goto(session.links.candidate)
  await noor.join('Noor')
  await noor.write('x\n'.repeat(21_000))
  await noor.expectSaved()
  await noor.page.keyboard.press('Control+a')
  await noor.page.keyboard.press('Tab')
  await expect(noor.page.locator('.cm-line').first()).toHaveText(/^\s+x$/)
  await noor.expectSaved()
  await expect(banner(noor, /Not saved/)).toHaveCount(0)
})
