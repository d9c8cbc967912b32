import { expect, test } from './fixture'

test.use({ variant: { isolated: false } })

test('input is answered by running again with what is known, and nothing is printed twice', async ({ lab }) => {
  expect(await lab.page.evaluate(() => crossOriginIsolated)).toBe(false)
  for (const [language, code] of [
    ['javascript', 'const a = prompt("a?"); console.log("A", a); console.log(a + prompt("b?")); console.log(prompt())'],
    ['python', 'a = input("a? ")\nprint("A", a)\nprint(a + input("b? "))\nimport sys, time\ntime.sleep(0.05)\nprint(sys.stdin.readline() or None)'],
  ] as const) {
    const { out, exit } = await lab.run(language, code, { answers: ['1', '2', null] })
    expect(out).toEqual(['a? ', 'A 1', 'b? ', '12', language === 'python' ? 'None' : 'null'])
    expect(exit).toMatchObject({ code: 0 })
  }
})

test('stop, the flood limit and output before an endless loop work', async ({ lab }) => {
  for (const [language, code] of [
    ['javascript', 'console.log("a"); console.log("b"); for (;;);'],
    ['python', 'print("a")\nprint("b")\nwhile True: pass'],
  ] as const) {
    await lab.prepare(language)
    const { out, exit } = await lab.run(language, code, { stopAfter: 'output' })
    expect(out).toEqual(['a', 'b'])
    expect(exit).toMatchObject({ code: 130, reason: 'stopped' })
  }
  expect((await lab.run('javascript', 'for (;;) console.log("x".repeat(500))')).exit).toMatchObject({ code: 153, truncated: true })
})
