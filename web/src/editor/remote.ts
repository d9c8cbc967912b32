/**
 * The others in the text, as two layers: selections below the text, carets above it. Layers are no part of the
 * editable content, so they touch neither composition nor screen readers. Colours are palette classes, names are text
 * nodes: nothing from the network becomes style.
 */
import { EditorSelection, type EditorState, type Extension } from '@codemirror/state'
import { EditorView, type LayerMarker, layer, RectangleMarker, type ViewUpdate } from '@codemirror/view'
import { caretClasses } from '../ui/seats'
import { caretsField, type RemoteCaret, setCarets } from './peers'

export type FlagPlace = 'above' | 'below' | 'none'

/**
 * Where the name goes: above its line unless text or the own caret is there, then below it unless the own caret is
 * there; nowhere rather than over the line one types in.
 */
export function flagPlace(state: EditorState, head: number): FlagPlace {
  const { doc } = state
  const line = doc.lineAt(head)
  const own = doc.lineAt(state.selection.main.head).number
  if (line.number > 1 && own !== line.number - 1) {
    const above = doc.line(line.number - 1)
    if (above.length <= head - line.from) return 'above'
  }
  return own === line.number + 1 ? 'none' : 'below'
}

class CaretMarker implements LayerMarker {
  constructor(
    readonly caret: RemoteCaret,
    readonly left: number,
    readonly top: number,
    readonly flag: FlagPlace,
  ) {}

  eq(other: CaretMarker): boolean {
    const a = this.caret
    const b = other.caret
    return (
      this.left === other.left &&
      this.top === other.top &&
      this.flag === other.flag &&
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
    if (this.flag === 'none') classes.push('cm-remote--idle')
    if (faded) classes.push('cm-remote--faded')
    // Kept while hovered: the hit test below sets it.
    if (element.classList.contains('cm-remote--hover')) classes.push('cm-remote--hover')
    element.className = classes.join(' ')
    element.dataset.client = String(client)
    element.style.transform = `translate(${this.left}px, ${this.top}px)`
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
  const markers: CaretMarker[] = []
  for (const caret of view.state.field(caretsField)) {
    if (caret.head < from || caret.head > to) continue
    const [place] = RectangleMarker.forRange(view, '', EditorSelection.cursor(caret.head, 1))
    if (place) markers.push(new CaretMarker(caret, place.left, place.top, flagPlace(view.state, caret.head)))
  }
  return markers
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
