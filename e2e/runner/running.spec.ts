import { expect, test } from './fixture'

/** Walks everything that a Python program can reach of the worker, and counts the shared memories among it. */
const WALK = `
from pyodide.code import run_js
import pyodide_js
count = run_js('''(start) => {
  const seen = new Set(), found = new Set(), todo = [globalThis, start]
  while (todo.length > 0) {
    const at = todo.pop()
    if ((typeof at !== 'object' && typeof at !== 'function') || at === null || seen.has(at)) continue
    seen.add(at)
    if (at instanceof start.ffi.PyProxy) continue // Python's own objects: its memory is not shared
    const memory = ArrayBuffer.isView(at) ? at.buffer : at
    if (memory instanceof SharedArrayBuffer) found.add(memory)
    if (ArrayBuffer.isView(at)) continue
    try { if (at instanceof Map || at instanceof Set) todo.push(...at.keys(), ...at.values()) } catch {}
    try { todo.push(Object.getPrototypeOf(at)) } catch {}
    for (const key of Reflect.ownKeys(at)) { try { todo.push(at[key]) } catch {} }
  }
  return found.size
}''')(pyodide_js)
print(count, 'shared memory in reach')
`

test.describe('JavaScript', () => {
  test('prints values, streams and late output, and ends when nothing is pending', async ({ lab }) => {
    const { out, err, exit } = await lab.run(
      'javascript',
      `console.log('hello', { a: [1, 2] })
       console.error('on the other stream')
       setTimeout(() => console.log('late'), 30)
       const later = async () => { await null; console.log('awaited') }
       later()`,
    )
    expect(out).toEqual(['hello { a: [ 1, 2 ] }', 'awaited', 'late'])
    expect(err).toEqual(['on the other stream'])
    expect(exit).toMatchObject({ code: 0, reason: 'exit', truncated: false })
  })

  test('awaits at the top level and imports and exports', async ({ lab }) => {
    expect((await lab.run('javascript', 'const x = await Promise.resolve(4)\nconsole.log(x)')).out).toEqual(['4'])
    expect((await lab.run('javascript', 'export const x = 5\nconsole.log(x)')).out).toEqual(['5'])
  })

  for (const [what, code, line, column, message] of [
    ['a runtime error', 'const a = 1\nfunction f() {\n  return a.b.c\n}\nf()', 3, 14, "TypeError: Cannot read properties of undefined (reading 'c')"],
    ['an error on the first line', 'null.x', 1, 6, "TypeError: Cannot read properties of null (reading 'x')"],
    ['an error of a timer', '\n\nsetTimeout(() => {\n  throw new RangeError("late")\n}, 5)', 4, 9, 'RangeError: late'],
    ['a rejected promise', '\nPromise.reject(new Error("r"))', 2, 16, 'Error: r'],
    ['a syntax error', 'let a = 1\nlet b = = 2\n', 2, 9, "SyntaxError: Unexpected token '='"],
    ['a syntax error on the first line', 'let = = 2', 1, 7, "SyntaxError: Unexpected token '='"],
    ['a bracket that is missing', 'function f() {\n  if (1) {\n    f()\n  }\n', 5, 1, 'SyntaxError: Unexpected end of input'],
    ['a bracket that is missing on the last line', 'function f() {', 1, 15, 'SyntaxError: Unexpected end of input'],
    ['a bracket too many', 'function f() {\n  return 1\n}\n}\nf()', 4, 1, "SyntaxError: Unexpected token '}'"],
    ['a bracket too many beside await', 'await null\n}\nlet f', 2, 1, "SyntaxError: Unexpected token '}'"],
    ['a syntax error beside sloppy code', 'var n = 010\nlet b = = n', 2, 9, "SyntaxError: Unexpected token '='"],
    ['an import', "const a = 1\nimport fs from 'fs'", 2, 16, "TypeError: There is nothing to import 'fs' from"],
    ['an import of a file', "import { x } from './x.js'", 1, 19, "TypeError: There is nothing to import './x.js' from"],
    ['a syntax error of a module', 'export const a = 1\nlet b = = 2', 2, 9, "SyntaxError: Unexpected token '='"],
  ] as const) {
    test(`${what} names its line`, async ({ lab }) => {
      const { exit, failure, err } = await lab.run('javascript', code)
      expect(exit).toMatchObject({ code: 1, reason: 'exit', error: { message, file: 'main.js', line, column } })
      expect(failure).toMatchObject({ file: 'main', line, column, message })
      expect(err.join('\n')).toContain(`main.js:${line}:${column}`)
      expect(err.join('\n')).not.toContain('blob:')
    })
  }

  test('nothing of a program that cannot be parsed runs', async ({ lab }) => {
    for (const code of ['console.log("ran")\n}', 'console.log("ran")\nawait 1\n}', 'var await = 1; console.log("ran")\nreturn']) {
      expect((await lab.run('javascript', code)).out).toEqual([])
    }
  })

  test('a top level that nothing settles ends soon, one that is only slow does not', async ({ lab }) => {
    const { exit, err } = await lab.run('javascript', 'console.log(1)\nawait new Promise(() => {})\nconsole.log(2)')
    expect(exit).toMatchObject({ code: 13, reason: 'exit' })
    expect(err).toEqual(['The program awaits something that nothing is left to settle'])
    const slow = 'await new Promise((done) => setTimeout(done, 1_500))\nconsole.log("done")\nsetTimeout(() => console.log("late"), 1_200)'
    expect((await lab.run('javascript', slow)).out).toEqual(['done', 'late'])
  })

  test('alert prints and confirm asks', async ({ lab }) => {
    const { out, exit } = await lab.run('javascript', 'alert("hi")\nconsole.log(confirm("sure?"), confirm("really?"))', { answers: ['y', ''] })
    expect(out).toEqual(['hi', 'sure? [y/N] ', 'really? [y/N] ', 'true false'])
    expect(exit).toMatchObject({ code: 0 })
  })

  test('a thrown value that is no error is shown', async ({ lab }) => {
    expect((await lab.run('javascript', 'throw { code: 5 }')).err).toEqual(['Uncaught { code: 5 }'])
  })

  test('reads lines with prompt()', async ({ lab }) => {
    const { out, in: given } = await lab.run(
      'javascript',
      'const name = prompt("name?")\nconsole.log("hi", name)\nconsole.log(prompt())',
      { answers: ['Änne 😀', null] },
    )
    expect(out).toEqual(['name? ', 'hi Änne 😀', 'null'])
    expect(given).toEqual(['Änne 😀'])
  })
})

test.describe('Python', () => {
  test('prints, reads to the end, and exits with its code', async ({ lab }) => {
    const { out, exit } = await lab.run(
      'python',
      'import sys\nname = input("name? ")\nprint("hi", name)\nfor line in sys.stdin:\n  print(line.strip().upper())\nsys.exit(3)',
      { answers: ['Änne 😀', 'a', 'b', null] },
    )
    expect(out).toEqual(['name? ', 'hi Änne 😀', 'A', 'B'])
    expect(exit).toMatchObject({ code: 3, reason: 'exit' })
  })

  test('a traceback shows the program only, with the line and column to blame', async ({ lab }) => {
    const { err, exit, failure } = await lab.run('python', 'def half(x):\n    return 1 / x\n\nhalf(0)\n')
    expect(err).toEqual([
      'Traceback (most recent call last):',
      '  File "main.py", line 4, in <module>',
      '    half(0)',
      '    ~~~~^^^',
      '  File "main.py", line 2, in half',
      '    return 1 / x',
      '           ~~^~~',
      'ZeroDivisionError: division by zero',
    ])
    expect(exit).toMatchObject({ code: 1, error: { file: 'main.py', line: 2, column: 12 } })
    expect(failure).toMatchObject({ file: 'main', line: 2, message: 'ZeroDivisionError: division by zero' })
  })

  test('a syntax error names its line', async ({ lab }) => {
    const { err, exit } = await lab.run('python', 'x = 1\nif x = 2:\n  pass\n')
    expect(err[0]).toBe('  File "main.py", line 2')
    expect(exit).toMatchObject({ code: 1, error: { file: 'main.py', line: 2, column: 4 } })
  })

  test('sleeps and asyncio take the time they take', async ({ lab }) => {
    const { out, exit } = await lab.run(
      'python',
      `import asyncio, time
time.sleep(0.1)
async def one(n):
    await asyncio.sleep(0.1)
    return n
async def main():
    return await asyncio.gather(*[one(n) for n in range(4)])
print(asyncio.run(main()))`,
    )
    expect(out).toEqual(['[0, 1, 2, 3]'])
    expect((exit as { ms: number }).ms).toBeGreaterThanOrEqual(200)
  })

  test('chance differs from run to run, although every run starts from the same memory', async ({ lab }) => {
    const draw = async () => (await lab.run('python', 'import random\nprint(random.random())')).out[0]
    expect(await draw()).not.toBe(await draw())
  })

  test('endless recursion is an error of the program', async ({ lab }) => {
    const { exit } = await lab.run('python', 'def f(): f()\nf()')
    expect(exit).toMatchObject({ code: 1, error: { message: 'RecursionError: maximum recursion depth exceeded', line: 1 } })
  })

  test('what was registered for the end runs after the traceback, and os._exit is the end of all', async ({ lab }) => {
    const ending = await lab.run('python', 'import atexit\natexit.register(lambda: print("bye"))\nprint("hi")\n1/0')
    expect(ending.out).toEqual(['hi', 'bye'])
    expect(ending.exit).toMatchObject({ code: 1, error: { line: 4 } })
    const leaving = await lab.run('python', 'import atexit, os\natexit.register(lambda: print("bye"))\ntry:\n  os._exit(3)\nexcept Exception: print("no")')
    expect(leaving.out).toEqual([])
    expect(leaving.exit).toMatchObject({ code: 3, reason: 'exit' })
  })

  test('what is no time to sleep is refused as CPython does', async ({ lab }) => {
    const { err } = await lab.run('python', 'import time\nfor t in (-1, "x", 0, 0.01):\n  try: time.sleep(t)\n  except Exception as e: print(type(e).__name__, e, file=__import__("sys").stderr)')
    expect(err).toEqual(['ValueError sleep length must be non-negative', "TypeError 'str' object cannot be interpreted as an integer or float"])
  })

  test('a thread is refused in the line that starts it', async ({ lab }) => {
    const { err, exit } = await lab.run('python', 'import threading\nthreading.Thread(target=print).start()')
    expect(exit).toMatchObject({ code: 1, error: { message: "RuntimeError: can't start new thread", line: 2 } })
    expect(err.filter((line) => line.includes('File '))).toEqual(['  File "main.py", line 2, in <module>'])
  })

  test('no memory that later runs start from is within reach of a program', async ({ lab }) => {
    const warnings: string[] = []
    lab.page.on('console', (message) => warnings.push(message.text()))
    await lab.prepare('python')
    const { out, exit } = await lab.run('python', WALK)
    expect(warnings.join()).not.toContain('does not fit')
    expect(exit).toEqual({ code: 0, reason: 'exit', ms: expect.any(Number), truncated: false })
    expect(out).toEqual(['1 shared memory in reach'])
  })

  test('unittest and dataclasses find the program as __main__', async ({ lab }) => {
    const { err, exit } = await lab.run(
      'python',
      'import unittest\nfrom dataclasses import dataclass\n@dataclass\nclass P:\n  x: int\nclass T(unittest.TestCase):\n  def test_p(self): self.assertEqual(P(1), P(1))\nunittest.main()',
    )
    expect(err.at(-1)).toBe('OK')
    expect(exit).toMatchObject({ code: 0 })
  })
})

for (const [language, set, get] of [
  ['javascript', 'globalThis.left = 1; Array.prototype.left = 2', 'console.log(typeof left, typeof [].left)'],
  ['python', 'import builtins\nbuiltins.left = 1\nopen("left.txt", "w").write("x")', 'import builtins, os\nprint(hasattr(builtins, "left"), os.path.exists("left.txt"))'],
] as const) {
  test(`every run of ${language} starts clean`, async ({ lab }) => {
    await lab.run(language, set)
    expect((await lab.run(language, get)).out).toEqual([language === 'python' ? 'False False' : 'undefined undefined'])
  })
}

test('entries of a run are sent in order, with all of its output', async ({ lab }) => {
  await lab.run('python', 'print(input())\nfor i in range(20000): print(i)', { answers: ['x'] })
  const sent = await lab.page.evaluate(() => globalThis.lab.sent)
  expect(sent.map(({ i }) => i)).toEqual(sent.map((_, i) => i))
  expect(sent[0]).toMatchObject({ kind: 'started', file: 'main', fileName: 'main.py', language: 'python' })
  expect(sent.at(-1)).toMatchObject({ kind: 'ended', code: 0, reason: 'exit' })
  const text = sent.flatMap((entry) => (entry.kind === 'output' ? entry.chunks.map(([, part]) => part) : [])).join('')
  expect(text).toBe(`x\n${Array.from({ length: 20_000 }, (_, i) => `${i}\n`).join('')}`)
})

test('a language that is not installed is said to be missing', async ({ lab }) => {
  await lab.page.route('**/runtimes/runtimes.json', (route) => route.fulfill({ json: { languages: {}, files: {} } }))
  const { exit } = await lab.run('python', '')
  expect(exit).toMatchObject({ code: 1, reason: 'crashed', error: { message: 'Python is not installed on this server' } })
})

test('a program is given its arguments, and its name first where that is the custom', async ({ lab }) => {
  const run = (language: string, code: string) =>
    lab.page.evaluate(([l, c]) => globalThis.lab.runWith(l, c, ['-n', '3']), [language, code] as const)
  expect(await run('python', 'import sys\nprint(sys.argv)')).toBe("['main.py', '-n', '3']\n")
  expect(await run('javascript', 'console.log(arguments)')).toBe("[ '-n', '3' ]\n")
})
