/**
 * People whose caret is above or below what is visible: a chip at that edge which jumps there, and a mark beside the
 * scroll bar for everybody.
 */
import type { Extension } from '@codemirror/state'
import { EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { words } from '../ui/words'
import { caretsField, type RemoteCaret, setCarets } from './peers'

interface Chip {
  readonly client: number
  readonly edge: 'top' | 'bottom'
  readonly colour: number
  readonly label: string
}

interface Mark {
  readonly colour: number
  /** Of the whole text's height. */
  readonly percent: number
}

const CHIP_GAP_PX = 30
const CHIP_EDGE_PX = 10

class OffscreenView implements PluginValue {
  private readonly chips = document.createElement('div')
  private readonly marks = document.createElement('div')
  private drawn = ''

  constructor(private readonly view: EditorView) {
    this.marks.className = 'minimap'
    this.marks.setAttribute('aria-hidden', 'true')
    this.chips.className = 'cm-offscreen'
    view.dom.append(this.marks, this.chips)
    this.chips.addEventListener('click', this.jump)
    view.scrollDOM.addEventListener('scroll', this.measure, { passive: true })
    this.measure()
  }

  update(update: ViewUpdate): void {
    const told = update.transactions.some((tr) => tr.effects.some((effect) => effect.is(setCarets)))
    if (told || update.docChanged || update.geometryChanged) this.measure()
  }

  destroy(): void {
    this.view.scrollDOM.removeEventListener('scroll', this.measure)
    this.marks.remove()
    this.chips.remove()
  }

  private readonly measure = (): void => {
    this.view.requestMeasure({ key: this, read, write: (found) => this.write(found) })
  }

  private write({ chips, marks }: { chips: readonly Chip[]; marks: readonly Mark[] }): void {
    const drawing = JSON.stringify([chips, marks])
    if (drawing === this.drawn) return
    this.drawn = drawing
    this.marks.replaceChildren(...marks.map(drawMark))
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.client : undefined
    const stacked = { top: 0, bottom: 0 }
    this.chips.replaceChildren(...chips.map((chip) => drawChip(chip, stacked[chip.edge]++)))
    // A chip that is drawn again keeps the focus it had.
    if (focused !== undefined) this.chips.querySelector<HTMLElement>(`[data-client="${focused}"]`)?.focus()
  }

  private readonly jump = (event: Event): void => {
    const client = event.target instanceof HTMLElement ? Number(event.target.dataset.client) : Number.NaN
    const caret = this.view.state.field(caretsField).find((candidate) => candidate.client === client)
    if (caret) this.view.dispatch({ effects: EditorView.scrollIntoView(caret.head, { y: 'center' }) })
  }
}

function read(view: EditorView): { chips: readonly Chip[]; marks: readonly Mark[] } {
  const visible = view.scrollDOM.getBoundingClientRect()
  const { documentTop } = view
  const chips: Chip[] = []
  const marks: Mark[] = []
  for (const caret of view.state.field(caretsField)) {
    const block = view.lineBlockAt(caret.head)
    marks.push({ colour: caret.colour, percent: Math.round((1000 * block.top) / Math.max(1, view.contentHeight)) / 10 })
    if (documentTop + block.bottom <= visible.top) chips.push(chip(view, caret, 'top'))
    else if (documentTop + block.top >= visible.bottom) chips.push(chip(view, caret, 'bottom'))
  }
  return { chips, marks }
}

function chip(view: EditorView, caret: RemoteCaret, edge: 'top' | 'bottom'): Chip {
  const line = view.state.doc.lineAt(caret.head).number
  const label = words.editor.offscreen(edge === 'top' ? '↑' : '↓', caret.name, line)
  return { client: caret.client, edge, colour: caret.colour, label }
}

function drawChip({ client, edge, colour, label }: Chip, above: number): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = `offscreen c${colour}`
  button.dataset.client = String(client)
  button.textContent = label
  const offset = `${CHIP_EDGE_PX + above * CHIP_GAP_PX}px`
  if (edge === 'top') button.style.insetBlockStart = offset
  else button.style.insetBlockEnd = offset
  return button
}

function drawMark({ colour, percent }: Mark): HTMLElement {
  const mark = document.createElement('b')
  mark.className = `c${colour}`
  mark.style.insetBlockStart = `${percent}%`
  return mark
}

export function offscreen(): Extension {
  return ViewPlugin.define((view) => new OffscreenView(view))
}
