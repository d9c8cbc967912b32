// What is written about the code is true: every path and link exists, and every limit, size and duration is the one in the code.
//
// A number stands in prose beside an invisible reference to the constant it comes from:
//
//   closed after 60 s<!-- = server/src/main/java/hotseat/server/socket/Connection.java#SILENCE_MAX_NS -->
//
// A figure that was measured says so by <!-- measured -->, one of an example by <!-- example -->, for the rest of its line. A size or
// duration with none of the three fails.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { test } from 'node:test'
import { filesOf, root } from './files.mjs'

/** Records of a decision and published figures are of their day; the log of changes is of its versions. */
const OF_THEIR_DAY = /^docs\/(decisions\/\d|benchmarks)|^CHANGELOG|^THIRD-PARTY|^LICENSE/
const PROSE = filesOf().filter((path) => path.endsWith('.md') && !OF_THEIR_DAY.test(path))
const FILES = new Set(filesOf())
const FOLDERS = new Set([...FILES].flatMap((path) => parents(path)))

function parents(path) {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'))
}

const read = (path) => readFileSync(join(root, path), 'utf8')
const lines = (path) => read(path).split('\n')
const exists = (path) => FILES.has(path) || FOLDERS.has(path)

/** Without blocks of code: what stands in them is an example, which other tests run. */
function proseLines(path) {
  let fenced = false
  return lines(path).map((line) => {
    if (/^\s*(```|~~~)/.test(line)) {
      fenced = !fenced
      return ''
    }
    return fenced ? '' : line
  })
}

/** The heading's address, as the usual renderers make it. */
const anchor = (heading) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replace(/\s/g, '-')

test('every link of the prose leads somewhere', () => {
  const broken = []
  for (const path of PROSE) {
    for (const line of proseLines(path)) {
      for (const [, target] of line.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(target)) continue
        const [file, fragment] = target.split('#')
        const to = file ? posix.normalize(posix.join(dirname(path), decodeURIComponent(file))).replace(/\/$/, '') : path
        if (!exists(to)) broken.push(`${path}: ${target}`)
        else if (fragment && to.endsWith('.md')) {
          const headings = lines(to).flatMap((each) => /^#+ (.*)$/.exec(each)?.slice(1) ?? [])
          if (!headings.some((heading) => anchor(heading) === fragment)) broken.push(`${path}: ${target}`)
        }
      }
    }
  }
  assert.deepEqual(broken, [])
})

/** Top folders and the files beside them: what begins with one of these in prose is a path of this repository. */
const TOPS = [...new Set([...FILES].map((path) => path.split('/')[0]))]

test('every path that the prose names exists', () => {
  const missing = []
  for (const path of PROSE) {
    for (const line of proseLines(path)) {
      for (const [, code] of line.matchAll(/`([^`]+)`/g)) {
        const named = code.replace(/^\.\//, '').replace(/[#:].*$/, '').replace(/\/$/, '')
        if (!/^[\w@.-]+(\/[\w@.*<>-]+)+$/.test(named) || !TOPS.includes(named.split('/')[0])) continue
        if (/[<*]/.test(named) || MADE_BY_THE_BUILD.some((made) => named.startsWith(made))) continue
        if (!exists(named)) missing.push(`${path}: ${code}`)
      }
    }
  }
  assert.deepEqual(missing, [])
})

/** What a build or a run makes: not in a checkout. */
const MADE_BY_THE_BUILD = ['server/target', 'web/dist', 'crdt/target', 'e2e/test-results', 'web/node_modules', 'bench/target']

test('every test that ARCHITECTURE.md relies on exists', () => {
  const sources = (type) => [...FILES].filter((path) => path.endsWith(`/${type}.java`)).map(read)
  const missing = []
  for (const line of proseLines('ARCHITECTURE.md')) {
    for (const [, type, member] of line.matchAll(/`([A-Z]\w+)(?:\.([a-z]\w+))?`/g)) {
      if (!/Test$|IT$/.test(type)) continue
      if (sources(type).length === 0) missing.push(type)
      else if (member && !sources(type).some((source) => source.includes(`void ${member}(`))) missing.push(`${type}.${member}`)
    }
    for (const [, name] of line.matchAll(/`([\w-]+\.(?:test|spec)\.(?:ts|tsx|mjs))`/g)) {
      if (![...FILES].some((path) => path.endsWith(`/${name}`))) missing.push(name)
    }
  }
  assert.deepEqual(missing, [])
})

const UNIT = {
  B: 1, byte: 1, bytes: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 1 << 10, MiB: 1 << 20, GiB: 1 << 30,
  ns: 1e-6, ms: 1, s: 1e3, second: 1e3, seconds: 1e3, minute: 6e4, minutes: 6e4, hour: 36e5, hours: 36e5, day: 864e5, days: 864e5,
}
/** Of bytes 1, of durations 1 ms. */
const QUANTITY = new RegExp(`(?<![\\w.,-])(\\d[\\d,]*(?:\\.\\d+)?)[ \\u00a0](${Object.keys(UNIT).join('|')})(?![\\w-])`, 'g')
const REFERENCE = /<!-- = (\S+?)#(\w+) -->/
const NOT_OF_THE_CODE = /<!-- (?:measured|example) -->/

test('every size and duration in the prose is the one in the code', () => {
  const wrong = []
  for (const path of PROSE) {
    proseLines(path).forEach((line, i) => {
      for (const found of line.matchAll(QUANTITY)) {
        const at = `${path}:${i + 1}: ${found[0]}`
        const rest = line.slice(found.index + found[0].length)
        const upToNext = rest.slice(0, rest.search(QUANTITY) < 0 ? undefined : rest.search(QUANTITY))
        const reference = REFERENCE.exec(upToNext)
        if (!reference) {
          if (!NOT_OF_THE_CODE.test(line.slice(found.index))) wrong.push(`${at} names no constant`)
          continue
        }
        const said = Number(found[1].replaceAll(',', '')) * UNIT[found[2]]
        const is = constant(reference[1], reference[2])
        if (is === null) wrong.push(`${at}: there is no ${reference[1]}#${reference[2]}`)
        else if (Math.abs(is - said) > 1e-9 * said) wrong.push(`${at}, but ${reference[2]} is ${is}`)
      }
    })
  }
  assert.deepEqual(wrong, [])
})

test('every reference to a constant finds it, and the number before it is the one', () => {
  const wrong = []
  for (const path of PROSE) {
    proseLines(path).forEach((line, i) => {
      for (const found of line.matchAll(new RegExp(`(?<![\\w.])(\\d[\\d,]*(?:\\.\\d+)?)([^\\d<]*)${REFERENCE.source}`, 'g'))) {
        const [, number, between, file, name] = found
        const is = constant(file, name)
        const unit = UNIT[between.trim().split(/\s/)[0]]
        const said = Number(number.replaceAll(',', '')) * (unit ?? 1)
        if (is === null || Math.abs(is - said) > 1e-9 * Math.max(1, said)) wrong.push(`${path}:${i + 1}: ${number}, but ${name} is ${is}`)
      }
    })
  }
  assert.deepEqual(wrong, [])
})

/** What the name of a constant says of its unit, where that is not bytes or ms. */
const SUFFIX = { NS: 1e-6, S: 1e3, KB: 1e3 }

/** The value of a constant of Java, TypeScript or a module of Node; bytes as they are, durations in ms. `null`: there is none. */
function constant(file, name) {
  if (!existsSync(join(root, file))) return null
  const source = read(file)
  if (file.endsWith('.yaml')) {
    const size = new RegExp(`\\b${name}: (\\d+)m$`, 'm').exec(source) // as Docker counts: MiB
    return size && Number(size[1]) * UNIT.MiB
  }
  const found = new RegExp(`\\b${name}\\b\\s*(?::\\s*\\w+\\s*)?=\\s*([^;\\n]+(?:\\n\\s+[^;\\n]+)*?);?\\s*(?:\\n|$)`).exec(source)
  if (!found) return null
  const value = evaluate(found[1], (other) => constant(file, other))
  return value === null ? null : value * (SUFFIX[/_([A-Z]+)$/.exec(name)?.[1]] ?? 1)
}

/** A sum, product or shift of numbers, other constants and the few calls that make durations. */
function evaluate(expression, other) {
  const plain = expression
    .replace(/\b(\d[\d_]*)L?\b/g, (number) => number.replaceAll('_', '').replace('L', ''))
    .replace(/Duration\.ofMillis\((\w+)\)|TimeUnit\.MILLISECONDS\.toNanos\((\w+)\)/g, (_, ms, ns) => (ns ? `(${ns} * 1e6)` : `(${ms})`))
    .replace(/Duration\.ofSeconds\((\w+)\)|TimeUnit\.SECONDS\.toNanos\((\w+)\)/g, (_, s, ns) => (ns ? `(${ns} * 1e9)` : `(${s} * 1e3)`))
    .replace(/Duration\.ofMinutes\((\w+)\)/g, (_, min) => `(${min} * 6e4)`)
    .replace(/\b[A-Z][A-Z_0-9]+\b/g, (name) => String(other(name)))
  return /^[\d\s.eE+*()<-]+$/.test(plain) ? Function(`"use strict"; return (${plain})`)() : null
}
