// The line on which a run failed, and the names of others, in the text.
import { devices } from '@playwright/test'
import { expect, test, type Person } from './fixture'

const FAILS = 'const a = 1\n\nnull.x'
const marked = ({ page }: Person) => page.locator('.cm-line--err')
const caretLine = ({ page }: Person) => page.locator('.status').getByText(/^Ln \d+/)

test('lines inserted above move the mark and where the trace leads, for runner, host and watcher', async ({ room, arrive }) => {
  const { mara } = room
  const noor = await arrive()
  const rui = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await rui.page.goto(room.observer)
  await noor.write(FAILS)
  await noor.page.keyboard.press('Control+Enter')
  const all = [mara, noor, rui]
  for (const person of all) await expect(marked(person)).toContainText('null.x')
  await noor.page.keyboard.press('Control+Home')
  await noor.page.keyboard.insertText('// one\n// two\n// three\n')
  for (const person of all) {
    await expect(marked(person)).toContainText('null.x')
    await person.console.getByRole('button', { name: /main\.js:3/ }).first().click()
    await expect(caretLine(person)).toHaveText(/^Ln 6,/)
  }
  await noor.page.keyboard.press('End')
  await noor.page.keyboard.insertText(' // why?')
  for (const person of all) await expect(marked(person)).toHaveCount(0)
})

test('a mark that the history tells of is where its words are, also for who comes later', async ({ room, arrive }) => {
  const { mara } = room
  await mara.write(FAILS)
  await mara.page.keyboard.press('Control+Enter')
  await expect(marked(mara)).toContainText('null.x')
  const rui = await arrive()
  await rui.page.goto(room.observer)
  await expect(marked(rui)).toContainText('null.x')
})

test('F8 goes to the error from anywhere, and who hears the page is told it and its line', async ({ room }) => {
  const { mara } = room
  await mara.write(FAILS)
  await mara.page.keyboard.press('Control+Enter')
  const spoken = mara.page.getByRole('status').filter({ hasText: /TypeError.*line 3/ })
  await expect(spoken).toHaveText(/Mara ran.*, exit 1\. TypeError: .+, line 3/)
  await mara.page.keyboard.press('Control+Home')
  await mara.page.keyboard.press('F8')
  await expect(caretLine(mara)).toHaveText(/^Ln 3,/)
  await mara.page.keyboard.press('Control+2')
  await mara.page.keyboard.press('Shift+F8')
  await expect(mara.code).toBeFocused()
})

test('what a failed line says can be closed and shown again, and stands below the code where there is no room', async ({ room, arrive }) => {
  // A window of 1440 at 200 %.
  const noor = await arrive({ viewport: { width: 720, height: 450 } })
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.write(`${FAILS} /* ${'a long line '.repeat(6)} */`)
  await noor.page.keyboard.press('Control+Enter')
  const note = noor.page.locator('.cm-errnote')
  await expect(note).toContainText('TypeError')
  const [pane, box] = [await noor.page.locator('.cm-scroller').boundingBox(), await note.boundingBox()]
  expect(box && pane && box.x >= pane.x && box.x + box.width <= pane.x + pane.width).toBe(true)
  await note.getByRole('button', { name: 'Hide the message' }).click()
  await expect(note).toHaveCount(0)
  await expect(marked(noor)).toContainText('null.x')
  await noor.page.locator('.cm-gutterElement--err').click()
  await expect(note).toContainText('TypeError')
})

test('on a phone a tap on the red number says what was wrong with the line', async ({ room, arrive }) => {
  const noor = await arrive({ ...devices['Pixel 7'], viewport: { width: 390, height: 844 } })
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.write(FAILS)
  await noor.button('Run').tap()
  await expect(noor.console).toContainText('TypeError')
  await noor.button('Code').tap()
  const note = noor.page.locator('.cm-errnote')
  await expect(note).toHaveCount(0)
  await noor.page.locator('.cm-gutterElement--err').tap()
  await expect(note).toContainText('TypeError')
  const box = await note.boundingBox()
  expect(box && box.x + box.width <= 390).toBe(true)
})

test('names never lie over code, and nobody who only came is anywhere in it', async ({ room, arrive }) => {
  const { mara } = room
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await expect(noor.code).toBeFocused()
  const carets = mara.page.locator('.cm-remote')
  await noor.write('const total = 100000000000\nconst other = 2000000000\nconst third = 30000000000')
  await mara.expectText(/third/)
  await expect(carets).toHaveCount(1)
  await mara.code.focus()
  await mara.page.keyboard.press('Control+End')
  for (const line of [1, 2]) {
    await noor.page.keyboard.press('Control+Home')
    for (let below = 1; below < line; below++) await noor.page.keyboard.press('ArrowDown')
    for (let right = 0; right < 6; right++) await noor.page.keyboard.press('ArrowRight')
    const flag = mara.page.locator('.cm-remote > .flag')
    await expect(mara.page.locator('.cm-remote--end')).toHaveCount(1)
    const boxes = async () => {
      const name = await flag.boundingBox()
      const text = mara.page.locator('.cm-line').nth(line - 1)
      const end = await text.evaluate((element) => {
        const range = document.createRange()
        range.selectNodeContents(element)
        return range.getBoundingClientRect()
      })
      return name !== null && name.x > end.right && Math.abs(name.y + name.height / 2 - (end.top + end.height / 2)) < 8
    }
    await expect.poll(boxes).toBe(true)
  }
})

test('who joined and did nothing yet has no caret for the others', async ({ room, arrive }) => {
  const { mara } = room
  await mara.write('one\ntwo')
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await expect(noor.code).toBeFocused()
  await expect(mara.people.getByText('Noor')).toBeVisible()
  // What tells of the caret would have come with this edit of hers at the latest.
  await expect(mara.page.locator('.cm-remote')).toHaveCount(0)
  await noor.page.keyboard.press('ArrowRight')
  await expect(mara.page.locator('.cm-remote')).toHaveCount(1)
})
