// What a person waits for in a browser: the first key after a link, Python, the first output of a run; and what is downloaded.
import { chromium, launchOptions } from '../e2e/browser.mjs'
import { createSession, startServer } from '../e2e/server.mjs'
import { jsonFile, median, report, result } from './report.mjs'

const VISITS = 5
const RUNS = 7

const endings = []
const browser = await chromium.launch(launchOptions)
try {
  const server = await startServer({ after: (end) => endings.push(end) })
  const firstKey = []
  const pythonReady = []
  let script = 0
  for (let i = 0; i < VISITS; i++) {
    const visit = await firstVisit(await createSession(server, { language: 'python' }))
    firstKey.push(visit.firstKey)
    pythonReady.push(visit.pythonReady)
    script = visit.script
  }
  report(
    'web',
    [
      result('first key after opening a link', 'ms', median(firstKey), '≤ 1500'),
      result('Python ready, first visit', 'ms', median(pythonReady), '≤ 3000'),
      result('JavaScript: Run to first output', 'ms', median(await outputDelays(server, 'javascript', "console.log('ready', ")), '≤ 50'),
      result('Python: Run to first output', 'ms', median(await outputDelays(server, 'python', "print('ready', ")), '≤ 50'),
      result('session page, JavaScript', 'kB', script / 1000, '≤ 235'),
    ],
    jsonFile(process.argv),
    { chromium: browser.version() },
  )
} finally {
  await browser.close()
  for (const end of endings) end()
}

/** A browser that has never been here opens a link, joins at once and types. Times are from opening the link. */
async function firstVisit(session) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  let script = 0
  page.on('response', async (response) => {
    if (response.url().endsWith('.js') && response.url().includes('/assets/')) {
      script += Number((await response.allHeaders())['content-length'] ?? 0)
    }
  })
  const began = performance.now()
  await page.goto(session.links.candidate)
  await page.getByRole('textbox', { name: 'Your name' }).fill('Noor')
  await page.waitForFunction(() => performance.getEntriesByType('resource').some((file) => /\/Room-.*\.js$/.test(file.name)))
  const loaded = script // what the document and the room ask for; languages and search come when they are needed
  await page.getByRole('textbox', { name: 'Your name' }).press('Enter')
  const code = page.getByRole('textbox', { name: 'Code', exact: true })
  await code.focus()
  await page.keyboard.press('Control+Home')
  await page.keyboard.insertText("print('python is ready')\n")
  await page.locator('.cm-line', { hasText: 'python is ready' }).waitFor()
  const firstKey = performance.now() - began
  await page.keyboard.press('Control+Enter')
  await page.getByRole('log', { name: 'Console' }).getByText('python is ready').first().waitFor()
  const pythonReady = performance.now() - began
  await context.close()
  return { firstKey, pythonReady, script: loaded }
}

/** From the press of Run to the first output in the console, by the page's own clock, with a spare worker started. */
async function outputDelays(server, language, print) {
  const session = await createSession(server, { language })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.goto(session.links.candidate)
  await page.getByRole('textbox', { name: 'Your name' }).fill('Noor')
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  const code = page.getByRole('textbox', { name: 'Code', exact: true })
  const delays = []
  for (let i = 0; i <= RUNS; i++) {
    await code.focus()
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText(`${print}${i})`)
    await page.locator('[data-runtime="ready"], .runbtn:not(.runbtn--load)').first().waitFor()
    await page.waitForFunction(() => new Promise((resolve) => requestIdleCallback(() => setTimeout(() => resolve(true), 1_500))))
    delays.push(
      await page.evaluate((wanted) => new Promise((resolve) => {
        const log = document.querySelector('[role="log"]')
        const began = performance.now()
        const watch = new MutationObserver(() => {
          if (!log.textContent.includes(wanted)) return
          watch.disconnect()
          resolve(performance.now() - began)
        })
        watch.observe(log, { childList: true, subtree: true, characterData: true })
        ;[...document.querySelectorAll('button')].find((button) => /^Run/.test(button.getAttribute('aria-label') ?? button.textContent)).click()
      }), `ready ${i}`),
    )
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
  }
  await context.close()
  return delays.slice(1)
}
