import { devices } from '@playwright/test'
import { expect, test } from './fixture'

const phone = { ...devices['Pixel 7'], viewport: { width: 390, height: 844 } }

test('on a phone: join, type, run, see the output and the people', async ({ room, arrive }) => {
  const noor = await arrive(phone)
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.write("console.log('from', 'a phone')")
  await noor.button('Run').tap()
  await expect(noor.console).toBeVisible() // the output comes by itself with the first line
  await expect(noor.console).toContainText('from a phone')
  await expect(room.mara.console).toContainText('from a phone')
  await noor.button('People').tap()
  await expect(noor.people.getByText('Mara Voss')).toBeVisible()
  await noor.button('Code').tap()
  await expect(noor.code).toBeVisible()
  await noor.language.selectOption({ label: 'Python' })
  await noor.expectText(/def greet/)
  await noor.write("print('snake')")
  await noor.button('Run').tap()
  await expect(noor.console).toContainText('snake')
})

test('on a phone a program that asks without a word is not taken for one that hangs', async ({ room, arrive }) => {
  const noor = await arrive(phone)
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.write("console.log('got', prompt())")
  await noor.button('Run').tap()
  const input = noor.page.getByRole('textbox', { name: 'Input' })
  await expect(input).toBeInViewport({ ratio: 1 })
  await input.fill('it')
  await noor.button('Send').tap()
  await expect(noor.console).toContainText('got it')
})

test('the key row types what phones hide, and keeps the focus', async ({ room, arrive }) => {
  const noor = await arrive(phone)
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.write('')
  await noor.code.focus()
  const row = noor.page.getByRole('toolbar', { name: 'Code keys' })
  await row.getByRole('button', { name: '{' }).tap()
  await expect(noor.code).toBeFocused()
  await room.mara.expectText('{}')
  await row.getByRole('button', { name: 'moves' }).tap()
  await row.getByRole('button', { name: 'Right' }).tap()
  await row.getByRole('button', { name: 'signs' }).tap()
  await row.getByRole('button', { name: ';' }).tap()
  await room.mara.expectText('{};')
  await row.getByRole('button', { name: 'moves' }).tap()
  await row.getByRole('button', { name: 'undo' }).tap()
  await expect(noor.code).toBeFocused()
  await room.mara.expectText('{}')
  await row.getByRole('button', { name: 'redo' }).tap()
  await room.mara.expectText('{};')
  // All of them are in sight, and no key is below another.
  for (const key of await row.getByRole('button').all()) await expect(key).toBeInViewport({ ratio: 1 })
})

test('on a phone one learns that somebody else ran something, and how it ended', async ({ room, arrive }) => {
  const { mara } = room
  const noor = await arrive(phone)
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await mara.write('null.x')
  await mara.page.keyboard.press('Control+Enter')
  await expect(noor.page.getByText(/^Mara ran/).first()).toBeVisible()
  const badge = noor.page.locator('.dock .count')
  await expect(badge).toHaveText('✕')
  await noor.button('Output').tap()
  await expect(badge).toHaveCount(0)
})

for (const width of [360, 390, 768]) {
  test(`nothing scrolls sideways at ${width} px`, async ({ room, arrive, server }) => {
    const noor = await arrive({ ...phone, viewport: { width, height: 800 } })
    const isWide = () => noor.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
    await noor.page.goto(server.url)
    await expect(noor.button('Create room')).toBeVisible()
    expect(await isWide()).toBe(false)
    await noor.page.goto(room.candidate)
    await expect(noor.button('Join')).toBeVisible()
    expect(await isWide()).toBe(false)
    await noor.join('Noor')
    expect(await isWide()).toBe(false)
  })
}

test('what ran before one came is no news: neither a toast nor a badge tells it', async ({ room, arrive }) => {
  const { mara } = room
  await mara.write('null.x')
  await mara.page.keyboard.press('Control+Enter')
  await expect(mara.console).toContainText('TypeError')
  const noor = await arrive(phone)
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  // Only the mark in the text says that the history is here.
  await expect(noor.page.locator('.cm-line--err')).toHaveCount(1)
  await expect(noor.page.locator('.toast')).toHaveCount(0)
  await expect(noor.page.locator('.dock .count')).toHaveCount(0)
})

test('Run says why it does nothing where it is pressed, to whoever watches and in a language without a runner', async ({
  room,
  arrive,
}) => {
  const noor = await arrive(phone)
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.language.selectOption({ label: 'TypeScript (no run yet)' })
  await noor.expectText(/name: string/)
  // Disabled to assistive technology, and yet it answers: a test that waits for it to be enabled waits for ever.
  await noor.button('Run').tap({ force: true })
  await expect(noor.page.locator('.toast')).toContainText('TypeScript is highlighted here and does not run yet')
  await expect(noor.page.locator('.app')).toHaveAttribute('data-pane', 'code')

  const ife = await arrive(phone)
  await ife.page.goto(room.observer)
  await ife.button('Run').tap({ force: true })
  await expect(ife.page.locator('.toast')).toContainText('running needs the candidate link')
})

test('a button that was tapped does not go on looking pressed', async ({ room, arrive }) => {
  const noor = await arrive(phone)
  await noor.page.goto(room.candidate)
  // No mouse anywhere: where it rests is where a browser looks for what is hovered.
  await noor.button('Join').tap()
  await expect(noor.code).toBeEditable()
  await noor.button('Invite people').tap()
  const copy = noor.button('Copy candidate link')
  const ground = () => copy.evaluate((button) => getComputedStyle(button).backgroundColor)
  const before = await ground()
  await copy.tap()
  await expect(copy).toHaveAttribute('data-copied')
  await expect(copy).not.toHaveAttribute('data-copied')
  await expect.poll(ground).toBe(before)
})
