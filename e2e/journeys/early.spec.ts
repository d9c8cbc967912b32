// The page before its script is here: on a slow line that takes seconds, in which people read, type and press.
import { createSession } from '../server.mjs'
import { expect, type Person, test } from './fixture'

/** The line brings the page's scripts when it is told to. */
async function slowLine({ page }: Person): Promise<() => void> {
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  await page.route(/\/assets\/(index|session|mount)-.*\.js$/, async (route) => {
    await arrived
    await route.continue()
  })
  return arrive
}

test('the card is there before the script, and what was typed and pressed then is answered', async ({ server, arrive }) => {
  const session = await createSession(server, { title: 'Rota gaps' })
  const noor = await arrive()
  const scripts = await slowLine(noor)
  await noor.page.goto(session.links.candidate, { waitUntil: 'commit' })
  const field = noor.page.getByRole('textbox', { name: 'Your name' })
  await expect(field).toBeFocused()
  await expect(noor.page.getByText('You type and run')).toBeVisible()
  await expect(noor.page.getByText('You lead this room', { exact: true })).toBeHidden()
  await noor.page.keyboard.type('Noor')
  await noor.page.keyboard.press('Enter')
  await expect(noor.button('Join')).toHaveAttribute('aria-busy', 'true')
  scripts()
  await expect(noor.code).toBeEditable()
  await expect(noor.people.getByText('Noor')).toBeVisible()
})

test('what is typed before the script stays when it comes, also on the front page', async ({ server, arrive }) => {
  const session = await createSession(server, { title: 'Rota gaps' })
  const noor = await arrive()
  const scripts = await slowLine(noor)
  await noor.page.goto(session.links.host, { waitUntil: 'commit' })
  await expect(noor.page.getByText('You lead this room', { exact: true })).toBeVisible()
  const name = noor.page.getByRole('textbox', { name: 'Your name' })
  await name.pressSequentially('Noor')
  await noor.page.goto(server.url, { waitUntil: 'commit' })
  await expect(noor.button('Create room')).toBeVisible()
  const link = noor.page.getByRole('textbox', { name: 'Link, or the message you were sent' })
  await link.fill(session.links.candidate)
  scripts()
  await expect(noor.page.getByText('Found a link: candidate, this server.')).toBeVisible()
  await link.press('Enter')
  await expect(noor.page.getByRole('heading', { name: 'Rota gaps' })).toBeVisible()
})

test('a room that is pressed for before the script is created when it comes', async ({ server, arrive }) => {
  const mara = await arrive()
  const scripts = await slowLine(mara)
  await mara.page.goto(server.url, { waitUntil: 'commit' })
  await mara.button('Create room').click()
  scripts()
  await mara.join('Mara')
})

test('the page before its script has the theme, the name and the rooms of this browser', async ({ server, arrive }) => {
  const session = await createSession(server, { title: 'Rota gaps' })
  const noor = await arrive()
  await noor.page.goto(session.links.candidate)
  await noor.join('Noor')
  await noor.page.evaluate(() => localStorage.setItem('hotseat.theme', 'paper'))
  const scripts = await slowLine(noor)
  const next = await createSession(server)
  await noor.page.goto(next.links.candidate, { waitUntil: 'commit' })
  await expect(noor.page.getByRole('textbox', { name: 'Your name' })).toHaveValue('Noor')
  await expect(noor.page.locator('html')).toHaveAttribute('data-theme', 'paper')
  // Whoever is in a room already is not asked, not even for a moment.
  await noor.page.goto(session.links.candidate, { waitUntil: 'commit' })
  await expect(noor.page.getByText('Opening the room')).toBeVisible()
  await expect(noor.page.getByRole('textbox', { name: 'Your name' })).toBeHidden()
  await noor.page.goto(server.url, { waitUntil: 'commit' })
  const say = noor.page.getByText('A code interview is a link.')
  await expect(say).toBeVisible()
  const top = async () => Math.round((await say.boundingBox())?.y ?? 0)
  const before = await top()
  await expect(noor.page.getByRole('list', { name: /eight seats/ })).toBeHidden()
  scripts()
  await expect(noor.page.getByRole('link', { name: 'Open Rota gaps' })).toBeVisible()
  expect(await top()).toBe(before)
})
