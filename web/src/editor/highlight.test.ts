import { javascriptLanguage } from '@codemirror/lang-javascript'
import { pythonLanguage } from '@codemirror/lang-python'
import { highlightCode } from '@lezer/highlight'
import { expect, test } from 'vitest'
import { highlighter } from './highlight'

type Parser = typeof javascriptLanguage.parser

/** The pieces of code that carry a class. */
function withClass(parser: Parser, code: string, wanted: string): string[] {
  const found: string[] = []
  const piece = (text: string, classes: string) => {
    if (classes.split(' ').includes(wanted)) found.push(text)
  }
  highlightCode(code, parser.parse(code), highlighter, piece, () => {})
  return found
}

const js = 'class Gap extends Base {}\nfunction total(n) { return n }\nconst g = new Gap()\nconsole.log(total(g.size))'
const py = 'class Gap(Base):\n    def size(self):\n        return len(self.items)\nprint(Gap().size())'

test('functions are told from other names where they are defined and where they are called', () => {
  expect(withClass(javascriptLanguage.parser, js, 'tok-function')).toEqual(['total', 'log', 'total'])
  expect(withClass(pythonLanguage.parser, py, 'tok-function')).toEqual(['size', 'len', 'print', 'Gap', 'size'])
})

test('a called method has the look of a function, a read property its own', () => {
  expect(withClass(javascriptLanguage.parser, js, 'tok-propertyName')).toEqual(['size'])
  expect(withClass(pythonLanguage.parser, py, 'tok-propertyName')).toEqual(['items'])
})

test('classes are told from other names where they are defined and made', () => {
  expect(withClass(javascriptLanguage.parser, js, 'tok-className')).toEqual(['Gap', 'Gap'])
  expect(withClass(pythonLanguage.parser, py, 'tok-className')).toEqual(['Gap'])
})
