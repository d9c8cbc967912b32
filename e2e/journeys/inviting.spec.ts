// The invitation: it shows itself once, goes at the next thing one does, and covers neither output nor dock.
import { devices } from '@playwright/test'
import { expect, type Person, test } from './fixture'

const phone = { ...devices['Pixel 7'], viewport: { width: 390, height: 844 } }
const sheet = (person: Person) => person.page.getByRole('dialog', { name: 'Invite' })

async function create(person: Person, url: string): Promise<void> {
  await person.page.goto(url)
  await person.button('Create room').click()
  await person.join('Mara Voss')
  await expect(sheet(person)).toBeVisible()
}

const overlaps = (person: Person, selector: string) =>
  person.page.evaluate((selector) => {
    const [a, b] = ['.sheet', selector].map((each) => document.querySelector(each)?.getBoundingClientRect())
    return !!a && !!b && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
  }, selector)

for (const viewport of [
  { width: 1440, height: 900 },
  { width: 1366, height: 768 },
  { width: 800, height: 600 },
]) {
  test(`at ${viewport.width} px it leaves the output free`, async ({ server, arrive }) => {
    const mara = await arrive({ viewport })
    await create(mara, server.url)
    expect(await overlaps(mara, '[role="log"]')).toBe(false)
    expect(await overlaps(mara, '.runbtn')).toBe(false)
  })
}

test('on the phone it leaves the dock free, and Run closes it', async ({ server, arrive }) => {
  const mara = await arrive(phone)
  await create(mara, server.url)
  expect(await overlaps(mara, '.dock')).toBe(false)
  await mara.button('Run').tap()
  await expect(sheet(mara)).toHaveCount(0)
  await expect(mara.console).toContainText('Hello')
})

for (const [what, act] of [
  ['Esc', (person: Person) => person.page.keyboard.press('Escape')],
  ['a key in the code', (person: Person) => person.page.keyboard.type('x')],
  ['Run', (person: Person) => person.page.keyboard.press('Control+Enter')],
  ['a click elsewhere', (person: Person) => person.page.locator('.p-people').click()],
] as const) {
  test(`${what} closes it, and a reload does not bring it back`, async ({ server, arrive }) => {
    const mara = await arrive()
    await create(mara, server.url)
    await act(mara)
    await expect(sheet(mara)).toHaveCount(0)
    await mara.expectSaved()
    await mara.page.reload()
    await expect(mara.code).toBeEditable()
    await expect(mara.people.getByText('Mara Voss')).toBeVisible()
    await expect(sheet(mara)).toHaveCount(0)
    await mara.button('Invite people').first().click()
    await expect(sheet(mara)).toBeVisible()
  })
}

test('somebody who comes closes it and takes no keyboard away', async ({ room, arrive }) => {
  const { mara } = room
  await expect(sheet(mara)).toBeVisible()
  await mara.code.focus()
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await expect(sheet(mara)).toHaveCount(0)
  await expect(mara.code).toBeFocused()
  await expect(mara.code).toBeFocused()
  await mara.page.keyboard.type('here ')
  await noor.expectText(/here /)
})

test('it is said, follows its button, and gives the focus back only from inside', async ({ server, arrive }) => {
  const mara = await arrive()
  await create(mara, server.url)
  await expect(mara.page.getByText('The links to invite people are open, after the Invite button')).toBeAttached()
  const button = mara.button('Invite people').first()
  await button.focus()
  await mara.page.keyboard.press('Tab')
  expect(await mara.page.evaluate(() => document.activeElement?.closest('.sheet') !== null)).toBe(true)
  await mara.page.keyboard.press('Escape')
  await button.click()
  await expect(mara.button('Copy candidate link')).toBeFocused()
  await mara.page.keyboard.press('Escape')
  await expect(button).toBeFocused()
})

test('without a clipboard, as on plain HTTP, every link is shown whole and selected', async ({ server, arrive }) => {
  const mara = await arrive()
  await mara.page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'clipboard'))
  await create(mara, server.url)
  for (const [what, letter] of [
    ['candidate', 'c'],
    ['watch', 'o'],
    ['host', 'h'],
  ] as const) {
    await expect(sheet(mara).getByText(new RegExp(`^…/s/.{4}#${letter}\\..{4}…$`))).toBeVisible()
    await mara.button(`Copy ${what} link`).click()
    const selected = await mara.page.evaluate(() => String(getSelection()))
    expect(selected).toMatch(new RegExp(`^${server.url}/s/.{14}#${letter}\\..{22}$`))
  }
})

test('for one person the list of people is a line, and three are all in sight on a small laptop', async ({ server, arrive }) => {
  const mara = await arrive({ viewport: { width: 1366, height: 768 } })
  await create(mara, server.url)
  const people = mara.page.getByRole('region', { name: 'People' })
  const height = async () => (await people.boundingBox())?.height ?? 0
  const split = mara.page.getByRole('separator', { name: 'Height of the people' })
  expect(await height()).toBeLessThan(110)
  await expect(people.getByText('Seven seats free').first()).toBeInViewport({ ratio: 1 })
  await expect(mara.button('Leave and forget')).toBeInViewport({ ratio: 1 })
  await expect(split).toBeHidden()
  const candidate = mara.page.url()
  for (const name of ['Noor', 'Ife']) {
    const guest = await arrive()
    await guest.page.goto(candidate)
    await guest.join(name)
  }
  const rows = mara.people.getByRole('listitem')
  await expect(rows).toHaveCount(3)
  for (const row of await rows.all()) await expect(row).toBeInViewport({ ratio: 1 })
  await expect(split).toBeVisible()
})
