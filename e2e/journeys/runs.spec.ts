// What everybody in a room sees of a run, whoever's browser it happens in.
import { expect, test } from './fixture'

const ENDLESS = "console.log('begin')\nsetInterval(() => {}, 1000)\nawait new Promise(() => {})"

test('both read what the program does, and the question and its answer on one line', async ({ room, arrive }) => {
  const { mara } = room
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.write("const name = prompt('who?')\nconsole.log('hello', name)")
  await noor.page.keyboard.press('Control+Enter')
  await expect(noor.console).toContainText('waits for you')
  await expect(mara.console).toContainText('waits for Noor’s answer')
  await noor.page.getByRole('textbox', { name: 'Input' }).fill('Zoë')
  await noor.page.keyboard.press('Enter')
  for (const person of [mara, noor]) {
    await expect(person.console).toContainText('hello Zoë')
    await expect(person.console.locator('.out').filter({ hasText: 'who?' })).toHaveText('who? Zoë')
  }
})

test('whoever types on while their program runs is not taken away from it by a question', async ({ room }) => {
  const { mara } = room
  await mara.write("await new Promise((go) => setTimeout(go, 1_000))\nconsole.log('got', prompt('n?'))\n")
  await mara.page.keyboard.press('Control+Enter')
  await mara.page.keyboard.type('// typed')
  await expect(mara.console).toContainText('waits for you')
  await mara.page.keyboard.type(' on')
  await mara.expectText(/\/\/ typed on$/)
  await mara.page.keyboard.press('Control+Enter')
  await expect(mara.page.getByRole('textbox', { name: 'Input' })).toBeFocused()
})

test('a host stops what somebody else runs', async ({ room, arrive }) => {
  const { mara } = room
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.write(ENDLESS)
  await noor.page.keyboard.press('Control+Enter')
  await expect(mara.console).toContainText('begin')
  await expect(noor.console.getByRole('button', { name: /^Stop/ })).toHaveCount(0)
  await mara.console.getByRole('button', { name: 'Stop output 1, Noor' }).click()
  for (const person of [mara, noor]) await expect(person.console).toContainText('stopped')
})

test('a run that a reload ends is over at once, in the same words for everybody', async ({ room, arrive }) => {
  const { mara } = room
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.write(ENDLESS)
  await noor.page.keyboard.press('Control+Enter')
  await expect(mara.console).toContainText('begin')
  await noor.expectSaved()
  await noor.page.reload()
  await expect(noor.code).toBeEditable()
  const rui = await arrive()
  await rui.page.goto(room.observer)
  for (const person of [mara, noor, rui]) await expect(person.console).toContainText('Ended by a reload of Noor’s page')
})

test('a language without a runner is said to have none, to whoever pressed Run alone', async ({ room, arrive }) => {
  const { mara } = room
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.language.selectOption('typescript')
  await expect(noor.page.getByRole('tab', { selected: true })).toContainText('main.ts')
  await noor.code.focus()
  await noor.page.keyboard.press('Control+Enter')
  await expect(noor.console).toContainText('TypeScript is highlighted here and does not run yet')
  await expect(mara.console.getByRole('region')).toHaveCount(0)
  await expect(noor.console.getByRole('region')).toHaveCount(0)
})

test('the error of the latest run is marked for everybody', async ({ room, arrive }) => {
  const { mara } = room
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.write('const a = 1\nnull.x')
  await mara.expectText('const a = 1\nnull.x')
  await noor.page.keyboard.press('Control+Enter')
  for (const person of [mara, noor]) await expect(person.page.locator('.cm-line--err')).toContainText('null.x')
})

test('the Run button says which language is on its way before anybody pressed it', async ({ room, arrive }) => {
  const noor = await arrive()
  let release = () => {}
  const held = new Promise<void>((done) => {
    release = done
  })
  await noor.page.route(/\/runtimes\/.*\.zip/, async (route) => {
    await held
    await route.continue()
  })
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.language.selectOption('python')
  await expect(noor.button(/^Run loading Python [\d.]+ of [\d.]+ MB$/)).toBeVisible()
  release()
  await expect(noor.button('Run')).toBeVisible()
})

test('what one hid stays hidden when the page is loaded again, and the others keep theirs', async ({ room, arrive }) => {
  const { mara } = room
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.write("console.log('first')")
  await noor.page.keyboard.press('Control+Enter')
  await expect(mara.console).toContainText('first')
  await noor.button('Hide output (for you)').click()
  await noor.page.reload()
  await expect(noor.code).toBeEditable()
  await noor.write("console.log('second')")
  await noor.page.keyboard.press('Control+Enter')
  await expect(noor.console).toContainText('second')
  await expect(noor.console.getByRole('region')).toHaveCount(1)
  await expect(mara.console.getByRole('region')).toHaveCount(2)
  await expect(noor.console).toContainText('1 hidden, for you.')
  await noor.button('Show again').click()
  await expect(noor.console.getByRole('region')).toHaveCount(2)
  await noor.page.reload()
  await expect(noor.console.getByRole('region')).toHaveCount(2)
})
