import { expect, it } from 'vitest'
import { spans } from './ansi'
import { places } from './place'

const show = (line: string) => spans(line).map(({ text, className }) => (className ? `${className}(${text})` : text))

it.each([
  ['plain', ['plain']],
  ['\x1b[31mred\x1b[0m plain', ['sgr-red(red)', ' plain']],
  ['\x1b[1;4;92mloud\x1b[22m\x1b[39mx', ['sgr-bold sgr-under sgr-lime(loud)', 'sgr-under(x)']],
  ['\x1b[38;5;196mexact\x1b[38;2;1;2;3m rgb', ['exact', ' rgb']],
  ['\x1b[2J\x1b[1;1Hmoved', ['moved']],
  ['\x1b]8;;http://evil\x07link\x1b]8;;\x07', ['link']],
  ['\x1b]0;title\x1b\\after', ['after']],
  ['\x1b]52;c;never ended', []],
  ['bell\x07 back\x08 nul\x00', ['bell', ' back', ' nul']],
  ['a\tb', ['a\tb']],
  ['\x1b', []],
])('%j shows as %j', (line, expected) => {
  expect(show(line).join('|')).toBe(expected.join('|').replaceAll('bell| back| nul', 'bell back nul'))
})

it.each([
  ['    at f (main.js:3:8)', 'main.js', ['    at f (', 'main.js:3:8→3', ')']],
  ['  File "main.py", line 14, in f', 'main.py', ['  ', 'File "main.py", line 14→14', ', in f']],
  ['/lib/main.py:3', 'main.py', ['/lib/main.py:3']],
  ['mainxpy:3', 'main.py', ['mainxpy:3']],
  ['nothing here', 'main.py', ['nothing here']],
])('%j links lines of %s only', (text, file, expected) => {
  expect(places(text, file).map(({ text: piece, line }) => (line === null ? piece : `${piece}→${line}`))).toEqual(
    expected,
  )
})
