// Draws the page's icons: `node tools/icons.mjs` writes web/src/ui/icons.css. Only those that something shows; a test says
// that the file is what this makes, another that each icon is used.
//
// Grid 16 × 16. S: a line 2 wide with square ends, F: a filled shape. No curves.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './files.mjs'

const drawings = {
  run: { F: 'M4 2l10 6-10 6z' },
  stop: { F: 'M3 3h10v10H3z' },
  x: { S: 'M4 4l8 8M12 4l-8 8' },
  check: { S: 'M3 8.5L6.3 12 13 4.5' },
  warn: { S: 'M8 2.6L2.2 13.5h11.6zM8 7v2.2', F: 'M7 10.8h2v1.6H7z' },
  info: { S: 'M2.5 2.5h11v11h-11zM8 8v3', F: 'M7 4.4h2v2H7z' },
  copy: { S: 'M5.8 5.8h7.4v7.4H5.8zM10.2 3V2.8H2.8v7.4H3' },
  share: { S: 'M8 10V3M4.8 5.4L8 2.2l3.2 3.2M3 9v4.5h10V9' },
  users: { F: 'M2.8 2.6h4.4V7H2.8zM9.8 4.2h3.4v3.4H9.8z', S: 'M2 13v-3h6v3M11 10.2h3V13' },
  eye: { S: 'M2 8l3.2-3.8h5.6L14 8l-3.2 3.8H5.2z', F: 'M6.5 6.5h3v3h-3z' },
  hide: { S: 'M2 8l3.2-3.8h5.6L14 8l-3.2 3.8H5.2zM3 13.5L13 2.5' },
  'chev-d': { S: 'M4 6.2l4 4 4-4' },
  'chev-u': { S: 'M4 9.8l4-4 4 4' },
  'arrow-r': { S: 'M2.5 8h10M8.5 3.8L12.7 8l-4.2 4.2' },
  'arrow-u': { S: 'M8 13.5v-10M3.8 7.5L8 3.3l4.2 4.2' },
  'arrow-d': { S: 'M8 2.5v10M3.8 8.5L8 12.7l4.2-4.2' },
  'arrow-l': { S: 'M13.5 8h-10M7.5 3.8L3.3 8l4.2 4.2' },
  download: { S: 'M8 2.5v7M4.6 6.6L8 10l3.4-3.4M3 13.5h10' },
  file: { S: 'M3.5 2.5h6l3 3v8h-9zM9.3 2.8v3h3' },
  theme: { F: 'M2 2h12v12H2zm6 2v8h4V4z' },
  term: { S: 'M2 2.8h12v10.4H2zM4.8 6l2 2-2 2M8.8 10.2h2.4' },
  'wifi-off': { F: 'M2 10h3v4H2z', S: 'M8 5l5.4 5.4M13.4 5L8 10.4' },
  shield: { S: 'M2.8 2.8h10.4v5.6L8 13.4 2.8 8.4z' },
  disk: { S: 'M2.8 2.8h8.4l2 2v8.4H2.8zM5.4 3v3.4h4.4V3M5.4 13v-3.4h5.2V13' },
  pen: { S: 'M3 13l.6-3.2 7-7 2.6 2.6-7 7z' },
  seat: { F: 'M2 1h3v8h9v6h-3v-3H5v3H2zM7 2.5h4V8H7z' },
}

const fill = (path) => `<path d='${path}' fill-rule='evenodd'/>`
const stroke = (path) =>
  `<path d='${path}' fill='none' stroke='%23000' stroke-width='2' stroke-linecap='square' stroke-linejoin='miter'/>`
const picture = ({ F, S }) =>
  `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>${F ? fill(F) : ''}${S ? stroke(S) : ''}</svg>`
const address = (drawing) => `url("data:image/svg+xml,${picture(drawing).replace(/</g, '%3C').replace(/>/g, '%3E')}")`
const rule = ([name, drawing]) => `  .i-${name} {\n    --i: ${address(drawing)};\n  }\n`

export const path = 'web/src/ui/icons.css'

/** The style sheet: each icon is a mask over the colour of the text. */
export const css = () => `/* Made by tools/icons.mjs; change it there. */
@layer components {
  .i {
    display: inline-block;
    flex: none;
    inline-size: 1em;
    block-size: 1em;
    background: currentColor;
    -webkit-mask: var(--i) center / contain no-repeat;
    mask: var(--i) center / contain no-repeat;
    vertical-align: -0.125em;
  }
  @media (forced-colors: active) {
    .i {
      forced-color-adjust: none;
      background: CanvasText;
    }
  }
${Object.entries(drawings).map(rule).join('')}}
`

if (import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync(join(root, path), css())
