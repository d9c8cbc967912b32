import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, it, vi } from 'vitest'

const SRC = join(import.meta.dirname, '../..')
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.tsx?$/.test(path) && !/\.(test|d)\.tsx?$|^[^/]+\/test[A-Z]|^ui\/words\/|^api\/schema/.test(path))

it('no module reads a word before the language is chosen', async () => {
  vi.resetModules()
  const entries = /^app\//
  for (const path of sources.filter((each) => !entries.test(each))) await import(/* @vite-ignore */ join(SRC, path))
}, 60_000)

/** Where sentences may stand besides: in pictures of code, and where the runner says why it could not. */
const ELSEWHERE = /^(landing\/(Preview|Cells|YourServer|tokens)\.tsx?|entry\/SeatPreview\.tsx|ui\/Brand\.tsx|run\/)/
const SAID = /^(aria-label|title|placeholder|alt|aria-roledescription)$/

it('no sentence stands outside the words', () => {
  const found: string[] = []
  for (const path of sources.filter((each) => !ELSEWHERE.test(each))) {
    const file = ts.createSourceFile(path, readFileSync(join(SRC, path), 'utf8'), ts.ScriptTarget.Latest, true)
    const look = (node: ts.Node) => {
      if (isSentence(node)) found.push(`${path}: ${node.getText().trim()}`)
      ts.forEachChild(node, look)
    }
    look(file)
  }
  expect(found).toEqual([])
})

/** Letters between tags, a literal that is read aloud, or two words in a row. What is thrown is for developers. */
function isSentence(node: ts.Node): boolean {
  if (ts.isJsxText(node)) return /\p{L}{2}/u.test(node.text.replace(/&\w+;/g, ''))
  if (!ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node)) return false
  let { parent } = node
  while (ts.isConditionalExpression(parent) || ts.isBinaryExpression(parent)) parent = parent.parent
  if (ts.isJsxExpression(parent)) parent = parent.parent
  if (ts.isJsxAttribute(parent)) return SAID.test(parent.name.getText()) && /\p{L}{2}/u.test(node.getText())
  if (ts.isNewExpression(parent) || ts.isImportDeclaration(parent)) return false
  return /\p{L}{2,} \p{L}{2,}/u.test(node.getText()) && !/[.[(#][\w-]+|--/.test(node.getText())
}
