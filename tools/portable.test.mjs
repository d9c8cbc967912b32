// A checkout works on systems whose file names do not know upper from lower case (macOS, Windows).
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesOf, root } from './files.mjs'

const MODULE = /\.(?:d\.)?(?:tsx?|mts|mjs|js|jsx|java|css)$/

test('no two modules differ in the case of letters only, endings left out', () => {
  const seen = new Map()
  const twins = []
  for (const path of filesOf().filter((file) => MODULE.test(file))) {
    // A declaration, a test and a style sheet stand beside what they belong to and are imported by their whole names.
    const module = path.endsWith('.css') ? path : path.replace(MODULE, '')
    const folded = module.toLowerCase()
    if (seen.has(folded) && seen.get(folded) !== module) twins.push(`${seen.get(folded)} and ${module}`)
    seen.set(folded, module)
  }
  assert.deepEqual(twins, [])
})

test('an import names its file in the case in which it stands on the disk', () => {
  const files = new Set(filesOf())
  const folded = new Map([...files].map((path) => [path.toLowerCase(), path]))
  const wrong = []
  for (const path of [...files].filter((file) => /\.(tsx?|mts|mjs)$/.test(file))) {
    for (const [, target] of readFileSync(join(root, path), 'utf8').matchAll(/\bfrom '(\.[^']+)'|\bimport\('(\.[^']+)'\)/g)) {
      if (!target) continue
      const base = new URL(target, `file:///${path}`).pathname.slice(1)
      for (const ending of ['', '.ts', '.tsx', '.mjs', '.js']) {
        const found = folded.get((base + ending).toLowerCase())
        if (found && found !== base + ending) wrong.push(`${path}: ${target} is ${found}`)
      }
    }
  }
  assert.deepEqual(wrong, [])
})

test('the launcher of Windows has its line ends and passes on what it was given', () => {
  const script = readFileSync(join(root, 'hotseat.cmd'), 'utf8')
  assert.match(script, /"%NODE%" "%~dp0launcher\\main\.mjs" %\*/)
  assert.doesNotMatch(script, /[^"]%NODE%[^"]/, 'a path with a space in it needs its quotes')
})
