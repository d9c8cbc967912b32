import { expect, test } from './fixture'

test.describe('Stop', () => {
  for (const [what, language, code] of [
    ['an endless loop', 'javascript', 'console.log("a"); console.log("b"); for (;;);'],
    ['a flood', 'javascript', 'for (;;) console.log("x".repeat(200))'],
    ['waiting for a timer', 'javascript', 'console.log("a"); setTimeout(() => {}, 9000)'],
    ['an endless loop', 'python', 'print("a")\nprint("b")\nwhile True: pass'],
    ['sleeping', 'python', 'print("a")\nimport time\ntime.sleep(9)'],
    ['an event loop', 'python', 'print("a")\nimport asyncio\nasyncio.run(asyncio.sleep(9))'],
    ['a program that catches Ctrl-C', 'python', 'print("a")\nwhile True:\n  try:\n    while True: pass\n  except KeyboardInterrupt: pass'],
  ] as const) {
    test(`ends ${what} in ${language}`, async ({ lab }) => {
      await lab.prepare(language)
      const { stopMs, exit, out } = await lab.run(language, code, { stopAfter: 'output' })
      expect(exit).toMatchObject({ code: 130, reason: 'stopped' })
      console.log(`stopped after ${stopMs?.toFixed(0)} ms`)
      if (code.includes('"b"')) expect(out).toEqual(['a', 'b'])
    })
  }

  test('ends a program that waits for input', async ({ lab }) => {
    for (const [language, code] of [['javascript', 'prompt()'], ['python', 'input()']] as const) {
      await lab.prepare(language)
      const { exit } = await lab.run(language, code, { stopAfter: 'waiting' })
      expect(exit).toMatchObject({ code: 130, reason: 'stopped' })
    }
  })

  test('shows where a Python program was', async ({ lab }) => {
    const { err } = await lab.run('python', 'print(1)\nwhile True: pass', { stopAfter: 'output' })
    expect(err[1]).toBe('  File "main.py", line 2, in <module>')
    expect(err.at(-1)).toBe('KeyboardInterrupt')
  })

  test('ends a run whose language is still loading', async ({ lab }) => {
    await lab.page.route('**/runtimes/*.wasm', () => undefined)
    const { exit, firstOutputMs } = await lab.run('python', 'print(1)', { stopAfter: 'loading' })
    expect(exit).toMatchObject({ code: 130, reason: 'stopped' })
    expect(firstOutputMs).toBeNull()
  })
})

test('Stop is not lost while the frame still compiles the language', async ({ lab }) => {
  await lab.prepare('javascript')
  const frame = lab.page.frames().find((candidate) => candidate.url().endsWith('/runner/'))
  await frame?.evaluate(() => {
    const { compile } = WebAssembly
    WebAssembly.compile = (bytes: BufferSource) =>
      new Promise((done) => Object.assign(self, { goOn: () => done(compile.call(WebAssembly, bytes)) }))
  })
  const running = lab.run('python', 'while True: pass')
  await expect.poll(() => frame?.evaluate(() => 'goOn' in self)).toBe(true)
  await lab.page.evaluate(() => globalThis.lab.runs.stop())
  await frame?.evaluate(() => Reflect.get(self, 'goOn')())
  expect((await running).exit).toMatchObject({ code: 130, reason: 'stopped', ms: 0 })
})

test('what the frame does not take ends at once, and the next run works', async ({ lab }) => {
  for (const fileName of ['a/b.js', '__proto__']) {
    const exit = await lab.page.evaluate((name) => {
      globalThis.lab.runs.start({ file: 'main', fileName: name, language: 'javascript', code: '' })
      return new Promise((done) => {
        const look = () => {
          const record = globalThis.lab.runs.list.get().at(-1)
          if (record?.state === 'ended') done(record.exit)
        }
        globalThis.lab.runs.list.subscribe(look)
        look()
      })
    }, fileName)
    expect(exit, fileName).toMatchObject({ reason: 'crashed', error: { message: expect.stringContaining('does not take') } })
  }
  expect((await lab.run('javascript', 'console.log("fine")')).out).toEqual(['fine'])
})

test.describe('the time limit', () => {
  for (const [language, code] of [
    ['javascript', 'console.log("start"); for (;;);'],
    ['python', 'print("start")\nwhile True: pass'],
  ] as const) {
    test(`ends ${language} after 10 s`, async ({ lab }) => {
      const { out, exit } = await lab.run(language, code)
      expect(out).toEqual(['start'])
      expect(exit).toMatchObject({ code: 124, reason: 'time' })
      expect((exit as { ms: number }).ms).toBeGreaterThanOrEqual(10_000)
    })
  }

  test('does not count the time a program waits for input', async ({ lab }) => {
    await lab.prepare('javascript')
    const running = lab.run('javascript', 'const t = performance.now(); prompt(); console.log(performance.now() - t > 10_500)')
    await expect(lab.page.getByRole('textbox', { name: 'Input' })).toBeFocused()
    await lab.page.waitForFunction((since) => performance.now() - since > 11_000, await lab.page.evaluate(() => performance.now()))
    await lab.page.keyboard.press('Enter')
    const { out, exit } = await running
    expect(out).toEqual(['true'])
    expect(exit).toMatchObject({ code: 0 })
    expect((exit as { ms: number }).ms).toBeLessThan(10_000)
  })
})

test.describe('a flood of output', () => {
  for (const [language, code] of [
    ['javascript', 'for (let i = 0; ; i++) console.log(i, "x".repeat(50))'],
    ['python', 'while True: print("x" * 60)'],
  ] as const) {
    test(`is cut after 1 MiB in ${language}, and typing goes on`, async ({ lab }) => {
      await lab.prepare(language)
      const running = lab.page.evaluate(
        async ([l, c]) => {
          const stop = globalThis.lab.watchTicks()
          const { exit } = await lab.run(l, c)
          return { exit, gaps: stop() }
        },
        [language, code] as const,
      )
      await lab.page.locator('#typing').pressSequentially('typed while it floods')
      const { exit, gaps } = await running
      expect(exit).toMatchObject({ code: 153, reason: 'output', truncated: true })
      expect(await lab.page.locator('#typing').inputValue()).toBe('typed while it floods')
      const most = gaps[Math.floor(gaps.length * 0.95)] ?? 0
      console.log(`${language}: 95 % of ${gaps.length} pauses of the page ≤ ${most.toFixed(0)} ms, longest ${gaps.at(-1)?.toFixed(0)} ms`)
      const bytes = await lab.page.evaluate(() =>
        globalThis.lab.sent.reduce((sum, entry) => sum + (entry.kind === 'output' ? new Blob(entry.chunks.map(([, text]) => text)).size : 0), 0),
      )
      expect(bytes).toBeGreaterThan((1 << 20) - 200)
      expect(bytes).toBeLessThanOrEqual(1 << 20)
      await expect(lab.page.getByText('A run keeps 1 MB of output')).toBeVisible()
    })
  }

  test('that stays below the limit arrives whole', async ({ lab }) => {
    const { exit, totalMs } = await lab.run('javascript', 'for (let i = 0; i < 16384; i++) console.log("0123456789".repeat(6))')
    expect(exit).toMatchObject({ code: 0, truncated: false })
    console.log(`1 MB in 16,384 writes: ${totalMs.toFixed(0)} ms`)
    const lines = await lab.page.evaluate(() =>
      globalThis.lab.sent.reduce((sum, entry) => sum + (entry.kind === 'output' ? entry.chunks.map(([, text]) => text).join('').split('\n').length - 1 : 0), 0),
    )
    expect(lines).toBe(16_384)
  })
})

test('a frame that hangs is replaced, and the next run works', async ({ lab }) => {
  await lab.prepare('javascript')
  const running = lab.run('javascript', 'prompt()')
  await expect(lab.page.getByRole('textbox', { name: 'Input' })).toBeFocused()
  const frame = lab.page.frames().find((candidate) => candidate.url().endsWith('/runner/'))
  // Never answers: the frame is gone before it could.
  void frame?.evaluate(() => {
    for (;;);
  }).catch(() => undefined)
  expect((await running).exit).toMatchObject({ code: 1, reason: 'crashed', error: { message: 'The runner stopped answering' } })
  expect((await lab.run('javascript', 'console.log("again")')).out).toEqual(['again'])
})

test('a runtime that is not what the server announced is not run', async ({ lab }) => {
  await lab.page.route('**/runtimes/javascript.*.js', async (route) => {
    const response = await route.fetch()
    const body = (await response.body()).toString().replace('console', 'cons0le')
    await route.fulfill({ response, body, headers: { ...response.headers(), 'content-encoding': 'identity' } })
  })
  const { exit } = await lab.run('javascript', 'console.log(1)')
  expect(exit).toMatchObject({ reason: 'crashed', error: { message: expect.stringContaining('is not what the server announced') } })
})
