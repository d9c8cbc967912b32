/**
 * The others in the text, as two layers: selections below the text, carets above it. Layers are no part of the
 * editable content, so they touch neither composition nor screen readers. Colours are palette classes, names are text
 * nodes: nothing from the network becomes style.
 */
import { EditorSelection, type EditorState, type Extension } from '@codemirror/state'
import { EditorView, type LayerMarker, layer, RectangleMarker, type ViewUpdate } from '@codemirror/view'
import { caretClasses } from '../ui/seats'
import { failedLineField } from './failed-line'
import { caretsField, type RemoteCaret, setCarets } from './peers'

/** `end`: behind the text of its line, that many columns. */
export type FlagPlace = 'above' | 'below' | 'none' | { readonly end: number }

/** Columns of a name with its padding: flags are set smaller than code. */
const columnsOf = (name: string) => Math.ceil(name.length * 0.8) + 2
const GAP = 2

/**
 * Where the names go, so that none covers code, another name or the line one types in: above the caret or below it where
 * there is nothing, else behind its line; nowhere rather than beside the own caret. `wrap`: columns after which lines are
 * wrapped; what stands above and below a wrapped line is the line itself.
 */
export function placeFlags(state: EditorState, carets: readonly RemoteCaret[], wrap: number): Map<number, FlagPlace> {
  const { doc } = state
  const own = doc.lineAt(state.selection.main.head).number
  const noted = state.field(failedLineField, false)
  const taken = new Map<number, (readonly [from: number, to: number])[]>()
  const take = (row: number, from: number, width: number) =>
    taken.set(row, [...(taken.get(row) ?? []), [from, from + width]])
  const isFree = (row: number, from: number, width: number) => {
    if (row < 1 || row === own) return false
    const text = row > doc.lines ? '' : doc.line(row).text
    if (text.length > wrap || text.slice(Math.max(0, from - 1), from + width).trim() !== '') return false
    return (taken.get(row) ?? []).every(([start, end]) => end <= from || start >= from + width)
  }
  const places = new Map<number, FlagPlace>()
  for (const { client, head, name } of [...carets].sort((a, b) => a.head - b.head)) {
    const line = doc.lineAt(head)
    const column = head - line.from
    const width = columnsOf(name)
    const whole = line.length <= wrap
    if (whole && isFree(line.number - 1, column, width)) {
      places.set(client, 'above')
      take(line.number - 1, column, width)
    } else if (whole && isFree(line.number + 1, column, width)) {
      places.set(client, 'below')
      take(line.number + 1, column, width)
    } else if (line.number === own || noted?.from === line.from) {
      places.set(client, 'none')
    } else {
      const from = Math.max(line.length, ...(taken.get(line.number) ?? []).map(([, end]) => end)) + GAP
      places.set(client, { end: from - line.length })
      take(line.number, from, width)
    }
  }
  return places
}

class CaretMarker implements LayerMarker {
  constructor(
    readonly caret: RemoteCaret,
    readonly left: number,
    readonly top: number,
    readonly flag: 'above' | 'below' | 'end' | 'none',
    /** Of a flag behind its line, from the caret. */
    readonly across = 0,
    readonly down = 0,
  ) {}

  eq(other: CaretMarker): boolean {
    const a = this.caret
    const b = other.caret
    return (
      this.left === other.left &&
      this.top === other.top &&
      this.flag === other.flag &&
      this.across === other.across &&
      this.down === other.down &&
      a.client === b.client &&
      a.name === b.name &&
      a.colour === b.colour &&
      a.moved === b.moved &&
      a.faded === b.faded
    )
  }

  draw(): HTMLElement {
    const element = document.createElement('div')
    const flag = element.appendChild(document.createElement('span'))
    flag.className = 'flag'
    this.show(element, flag)
    return element
  }

  update(element: HTMLElement, old: CaretMarker): boolean {
    const flag = element.firstElementChild
    if (old.caret.client !== this.caret.client || !flag) return false
    this.show(element, flag)
    return true
  }

  private show(element: HTMLElement, flag: Element): void {
    const { colour, faded, moved, name, client } = this.caret
    // A name of animation that alternates restarts it: the flag is shown for two seconds after each movement, by CSS.
    const classes = ['cm-remote', caretClasses(colour), moved % 2 === 0 ? 'cm-remote--a' : 'cm-remote--b']
    if (this.flag === 'below') classes.push('cm-remote--below')
    if (this.flag === 'end') classes.push('cm-remote--end')
    if (this.flag === 'none') classes.push('cm-remote--idle')
    if (faded) classes.push('cm-remote--faded')
    // Kept while hovered: the hit test below sets it.
    if (element.classList.contains('cm-remote--hover')) classes.push('cm-remote--hover')
    element.className = classes.join(' ')
    element.dataset.client = String(client)
    element.style.transform = `translate(${this.left}px, ${this.top}px)`
    element.style.setProperty('--flag-x', `${this.across}px`)
    element.style.setProperty('--flag-y', `${this.down}px`)
    if (flag.textContent !== name) flag.textContent = name
  }
}

function caretsChanged(update: ViewUpdate): boolean {
  return (
    update.docChanged ||
    update.viewportChanged ||
    update.selectionSet ||
    update.transactions.some((tr) => tr.effects.some((effect) => effect.is(setCarets)))
  )
}

/** Coordinates are read here only: this runs in the measure phase. */
function caretMarkers(view: EditorView): readonly CaretMarker[] {
  const { from, to } = view.viewport
  const carets = view.state.field(caretsField).filter(({ head }) => head >= from && head <= to)
  const columns = view.lineWrapping
    ? Math.floor(view.contentDOM.clientWidth / view.defaultCharacterWidth)
    : Number.POSITIVE_INFINITY
  const places = placeFlags(view.state, carets, columns)
  return carets.flatMap((caret) => {
    const [at] = RectangleMarker.forRange(view, '', EditorSelection.cursor(caret.head, 1))
    if (!at) return []
    const place = places.get(caret.client) ?? 'none'
    if (typeof place === 'string') return [new CaretMarker(caret, at.left, at.top, place)]
    const line = view.state.doc.lineAt(caret.head)
    const [end] = RectangleMarker.forRange(view, '', EditorSelection.cursor(line.to, -1))
    if (!end) return [new CaretMarker(caret, at.left, at.top, 'none')]
    const across = Math.round(end.left - at.left + place.end * view.defaultCharacterWidth)
    return [new CaretMarker(caret, at.left, at.top, 'end', across, Math.round(end.top - at.top))]
  })
}

function selectionMarkers(view: EditorView): readonly RectangleMarker[] {
  const markers: RectangleMarker[] = []
  for (const { anchor, head, colour } of view.state.field(caretsField)) {
    // Only what is drawn: measuring a long line that is cut off is costly.
    for (const visible of view.visibleRanges) {
      const from = Math.max(visible.from, Math.min(anchor, head))
      const to = Math.min(visible.to, Math.max(anchor, head))
      if (from >= to) continue
      markers.push(...RectangleMarker.forRange(view, `cm-remote-sel c${colour}`, EditorSelection.range(from, to)))
    }
  }
  return markers
}

/** How near the pointer must be to a caret to see whose it is. */
const HOVER_PX = 8

/** Layers take no pointer events (they would swallow clicks on the text), so hovering is tested by hand. */
const hover = EditorView.domEventHandlers({
  mousemove(event, view) {
    if (view.state.field(caretsField).length === 0) return false
    view.requestMeasure({
      key: hoverKey,
      read: () =>
        [...view.scrollDOM.querySelectorAll('.cm-remote')].map((element) => {
          const box = element.getBoundingClientRect()
          const near =
            Math.abs(event.clientX - box.left) <= HOVER_PX && event.clientY >= box.top && event.clientY <= box.bottom
          return { element, near }
        }),
      write: (found) => {
        for (const { element, near } of found) element.classList.toggle('cm-remote--hover', near)
      },
    })
    return false
  },
})
const hoverKey = {}

export function remoteLayers(): Extension {
  return [
    layer({ above: true, class: 'cm-remote-layer', update: caretsChanged, markers: caretMarkers }),
    layer({ above: false, class: 'cm-remote-sel-layer', update: caretsChanged, markers: selectionMarkers }),
    hover,
  ]
}
