// The page's style sheets hold what is used and nothing else: classes, custom properties and icons that exist on both sides,
// no `!important`, no colour and no duration outside tokens.css, and text that can be read in every theme.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesOf, root } from './files.mjs'
import * as icons from './icons.mjs'

const read = (path) => readFileSync(join(root, path), 'utf8')
const PAGE = filesOf('web/src').concat('web/index.html', 'web/session.html')
const SHEETS = PAGE.filter((path) => path.endsWith('.css'))
const CODE = PAGE.filter((path) => /\.(tsx?|html)$/.test(path) && !path.includes('.test.'))
const TOKENS = 'web/src/ui/tokens.css'

const sheets = new Map(SHEETS.map((path) => [path, read(path).replace(/\/\*[\s\S]*?\*\//g, '')]))
const code = CODE.map((path) => read(path).replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')).join('\n')

/** Each rule's selectors, without those of steps of an animation. */
const rules = [...sheets].flatMap(([path, css]) =>
  [...css.replace(/url\("[^"]*"\)/g, '').matchAll(/([^{}@;]+)\{/g)]
    .map(([, selector]) => selector.trim())
    .filter((selector) => !/^(from|to|[\d.]+%)/.test(selector))
    .map((selector) => ({ path, selector })),
)

/** Of CodeMirror and its class highlighter. */
const FOREIGN = /^(cm-(?!remote|errnote|line--err|gutterElement--err|offscreen|hang)|tok-)/

/** The expression that begins at `from`: a string, what is in brackets, or the rest of the line. */
function expression(from) {
  if (code[from] === '"' || code[from] === "'") return code.slice(from, code.indexOf(code[from], from + 1) + 1)
  if (!'{[('.includes(code[from])) return code.slice(from, code.indexOf('\n', from))
  let depth = 0
  for (let at = from; ; at++) {
    if ('{[('.includes(code[at])) depth++
    else if ('}])'.includes(code[at]) && --depth === 0) return code.slice(from, at + 1)
  }
}

/** The strings of an expression; what is put into a template is cut out as `…`, and looked through by itself. */
function strings(text) {
  const found = []
  for (let at = 0; at < text.length; at++) {
    const quote = text[at]
    if (quote !== "'" && quote !== '"' && quote !== '`') continue
    let word = ''
    for (at++; text[at] !== quote && at < text.length; at++) {
      if (quote === '`' && text.startsWith('${', at)) {
        let depth = 0
        const begin = at + 2
        for (at++; ; at++) {
          // A template within has brackets of its own, which are pairs.
          if (text[at] === '{') depth++
          else if (text[at] === '}' && --depth === 0) break
        }
        found.push(...strings(text.slice(begin, at)))
        word += '…'
      } else word += text[at]
    }
    found.push(word)
  }
  return found
}

/** Where class names stand: attributes, properties and variables of these names, and lists of them. */
const PLACE = /(?<![\w-])(?:className|class|elementClass|classes|SIZES)(?:\.push)?(?: as const)?\s*(?:[=:]\s*|(?=\())(?=[{[(`'"\w])/g
const named = new Set(
  [...code.matchAll(PLACE)]
    .flatMap((found) => strings(expression(found.index + found[0].length).replace(/[!=]== '[^']*'/g, '')))
    .flatMap((text) => text.split(/\s+/))
    .filter((word) => /^[a-z][\w-]*…?$/i.test(word)),
)

/** Class names of this beginning, one for each string in what a file says at a place. */
const each = (beginning, file, place) =>
  [...read(`web/src/${file}`).matchAll(place)].flatMap(([, said]) => strings(said).map((value) => beginning + value))
const everywhere = (beginning, place) =>
  CODE.filter((path) => path.endsWith('.tsx')).flatMap((path) => each(beginning, path.slice('web/src/'.length), place))

/** Class names that are put together from a value: by what they begin with, all that there can be. */
const MADE = {
  'i-': [
    ...everywhere('i-', /(?:<Icon name|\bicon)=("[\w-]+"|\{[^}]*'[^}]*\})/g),
    ...each('i-', 'session/Dock.tsx', /\bbutton\('\w+', ('[\w-]+')/g),
    ...each('i-', 'editor/KeyRow.tsx', /^ {2}\['\w+', ('[\w-]+'), \w+\],$/gm),
  ].filter((name) => !/^i-(running|link)$/.test(name)), // what is compared with
  't-': each('t-', 'landing/Cells.tsx', /interface CellProps \{\n  tone: (.*)/g),
  'sgr-': each('sgr-', 'console/ansi.ts', /(?:STYLES|COLOURS).* = (.*)/g),
  'out--': each('out--', 'run/lines.ts', /kind: 'out' \| (.*)/g),
  'banner--': each('banner--', 'ui/Banner.tsx', /tone\?: (.*)/g),
  'dialog--': each('dialog--', 'ui/Dialog.tsx', /tone\?: (.*)/g),
  'toast--': each('toast--', 'ui/Toasts.tsx', /tone\?: (.*)/g),
  c: [1, 2, 3, 4, 5, 6, 7, 8].map((seat) => `c${seat}`),
  k: [2, 3, 4].map((pattern) => `k${pattern}`), // the first is the caret as it is
  'cm-hang-': [0, 2, 4, 6, 8, 10, 12, 14, 16].map((columns) => `cm-hang-${columns}`),
  'tok-': [],
}

/** Class names without a look of their own, and why they are there. */
const HOOKS = {
  'cm-remote-layer': 'its name in CodeMirror',
  'cm-remote-sel-layer': 'its name in CodeMirror',
  'cm-offscreen': 'holds the chips, which have places of their own',
}

const made = new Set(Object.values(MADE).flat())
const used = (name) => named.has(name) || made.has(name) || FOREIGN.test(name)

const defined = new Map()
for (const { path, selector } of rules)
  for (const [, name] of selector.replace(/\[[^\]]*\]/g, '').matchAll(/\.([a-zA-Z][\w-]*)/g)) defined.set(name, path)

test('every class of a style sheet is used', () => {
  assert.deepEqual([...defined].filter(([name]) => !used(name)).map(([name, path]) => `${path}: .${name}`), [])
})

test('every class that is used has a look', () => {
  const whole = [...named].filter((name) => !name.endsWith('…')).concat(...made)
  assert.deepEqual(whole.filter((name) => !defined.has(name) && !HOOKS[name] && !FOREIGN.test(name)), [])
  const begun = [...named].filter((name) => name.endsWith('…')).map((name) => name.slice(0, -1))
  assert.deepEqual(begun.filter((beginning) => !MADE[beginning]), [])
  assert.deepEqual(Object.keys(MADE).filter((beginning) => !code.includes(`${beginning}\${`)), [])
})

test('every hook is needed', () => {
  assert.deepEqual(Object.keys(HOOKS).filter((name) => !named.has(name) || defined.has(name)), [])
})

test('no rule needs !important, an id, or more than two steps down', () => {
  const loud = [...sheets].filter(([, css]) => css.includes('!important')).map(([path]) => path)
  assert.deepEqual(loud, [])
  const deep = rules.flatMap(({ path, selector }) =>
    selector
      .replace(/\([^()]*\)/g, '')
      .split(',')
      .map((each) => each.trim())
      // What CodeMirror says of its own parts is as specific as it is: the answer has to be, too.
      .filter((each) => path !== 'web/src/editor/editor.css' || !/cm-/.test(each))
      .filter((each) => /#/.test(each) || each.split(/[\s>+~]+/).length > 3)
      .map((each) => `${path}: ${each}`),
  )
  assert.deepEqual(deep, [])
})

test('every custom property that is read is set, and every one that is set is read', () => {
  const set = new Set()
  const got = new Set()
  for (const css of sheets.values()) {
    for (const [, name] of css.matchAll(/(?<![\w-])(--[\w-]+)\s*:/g)) set.add(name)
    for (const [, name] of css.matchAll(/var\((--[\w-]+)/g)) got.add(name)
  }
  for (const [, name] of code.matchAll(/(?:setProperty\(|property=|(?=['"]--[\w-]+['"]:))['"](--[\w-]+)['"]/g)) set.add(name)
  assert.deepEqual([...got].filter((name) => !set.has(name)), [])
  assert.deepEqual([...set].filter((name) => !got.has(name)), [])
})

test('every animation that is named is there, and every one that is there is named', () => {
  const all = [...sheets.values()].join('\n')
  const there = [...all.matchAll(/@keyframes ([\w-]+)/g)].map(([, name]) => name)
  const named = [...all.matchAll(/animation: ([\w-]+)/g)].map(([, name]) => name).filter((name) => name !== 'none')
  assert.deepEqual([...new Set(named)].sort(), there.sort())
})

test('colours and durations stand in tokens.css alone', () => {
  const loose = [...sheets]
    .filter(([path]) => path !== TOKENS && path !== icons.path)
    .flatMap(([path, css]) =>
      [...css.matchAll(/#[\da-f]{3,8}\b|\b(?:rgba?|hsla?|oklch)\(|[\s(][\d.]*[1-9]\d*m?s\b/gi)].map(([found]) => `${path}: ${found.trim()}`),
    )
  assert.deepEqual(loose, [])
})

test('icons.css is what tools/icons.mjs makes', () => {
  assert.equal(read(icons.path), icons.css(), 'run node tools/icons.mjs')
})

test('every style sheet is imported, by something that stands beside it or above', () => {
  const imported = new Set(
    CODE.filter((path) => path.startsWith('web/src')).flatMap((path) =>
      [...read(path).matchAll(/^import '(\.[^']+\.css)'$/gm)].map(([, to]) => new URL(to, `file:///${path}`).pathname.slice(1)),
    ),
  )
  assert.deepEqual(SHEETS.filter((path) => !imported.has(path)), [])
})

// ── contrast ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
const themes = Object.fromEntries(
  [...sheets.get(TOKENS).matchAll(/\[data-theme="(\w+)"\] \{([^}]*)\}/g)].map(([, name, body]) => [
    name,
    Object.fromEntries([...body.matchAll(/--([\w-]+): (#[\da-f]{6})\b/gi)].map(([, token, colour]) => [token, colour])),
  ]),
)
const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
const light = (colour) =>
  [0.2126, 0.7152, 0.0722].reduce(
    (sum, weight, i) => sum + weight * linear(Number.parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16) / 255),
    0,
  )
function contrast(a, b) {
  const [more, less] = [light(a), light(b)].sort((p, q) => q - p)
  return (more + 0.05) / (less + 0.05)
}

const GROUNDS = ['bg', 'panel', 'raise']
const ACCENTS = ['hot', 'lime', 'cyan', 'yellow', 'red', 'pink']
const SYNTAX = Object.keys(themes.ink).filter((token) => token.startsWith('syn-'))
const SEATS = [1, 2, 3, 4, 5, 6, 7, 8].map((seat) => `seat-${seat}`)
const on = (texts, grounds, least) => texts.flatMap((text) => grounds.map((ground) => [text, ground, least]))
/** WCAG: 4.5 for text, 3 for lines that carry meaning; 7 for what is read all the time. */
const PAIRS = [
  ...on(['fg'], [...GROUNDS, 'hover'], 7),
  ...on(['fg-2'], GROUNDS, 7),
  ...on(['fg-3'], GROUNDS, 4.5),
  ...on(['inv-fg'], ['inv-bg'], 7),
  ...on(['on-accent'], ACCENTS, 4.5),
  ...on(ACCENTS.map((accent) => `${accent}-fg`), GROUNDS, 4.5),
  ...on(['on-seat'], SEATS, 4.5),
  ...on([...SYNTAX, 'ed-gutter'], ['panel'], 4.5),
  ...on(SYNTAX, ['ed-active'], 4.5),
  ...on(['edge', 'hair-2'], ['bg', 'panel'], 3),
  ...on(SEATS, ['panel'], 3),
]

for (const [theme, colours] of Object.entries(themes)) {
  test(`text and lines can be told from their ground in ${theme}`, () => {
    const weak = PAIRS.map(([text, ground, least]) => ({ text, ground, least, is: contrast(colours[text], colours[ground]) }))
      .filter(({ is, least }) => is < least - 0.005)
      .map(({ text, ground, least, is }) => `${text} on ${ground}: ${is.toFixed(2)}, at least ${least}`)
    assert.deepEqual(weak, [])
  })
}
