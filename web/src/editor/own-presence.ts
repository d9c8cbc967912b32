/** Tells the others where this person is: caret and open file. */
import type { Extension } from '@codemirror/state'
import { type EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import * as Y from 'yjs'
import type { OwnState, Presence, RelativePosition } from '../sync/presence'
import { remote } from './binding'

/** An editor that lost the focus for so long has no caret: its person is elsewhere. */
const BLUR_MS = 2_000

/**
 * Whose person has been in the text: the page puts the focus there, but until their first click or key they are nowhere in
 * it, and their name need not lie over the first line.
 */
const entered = new WeakSet<Presence>()

class OwnPresenceView implements PluginValue {
  private focused: boolean
  private blurTimer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly view: EditorView,
    private readonly text: Y.Text,
    private readonly file: string,
    private readonly presence: Presence,
  ) {
    this.focused = view.hasFocus
    this.publish()
  }

  update(update: ViewUpdate): void {
    const own = update.transactions.some(
      (tr) => !tr.annotation(remote) && (tr.docChanged || tr.selection !== undefined),
    )
    if (own) this.enter()
    if (update.focusChanged) this.focusChanged()
    if (update.docChanged || update.selectionSet || update.focusChanged) this.publish()
  }

  enter(): void {
    if (entered.has(this.presence)) return
    entered.add(this.presence)
    this.publish()
  }

  destroy(): void {
    clearTimeout(this.blurTimer)
    const { file } = this
    this.presence.publish(() => ({ cursor: null, file }))
  }

  private focusChanged(): void {
    clearTimeout(this.blurTimer)
    if (this.view.hasFocus) {
      this.focused = true
      return
    }
    this.blurTimer = setTimeout(() => {
      this.focused = false
      this.publish()
    }, BLUR_MS)
  }

  private readonly publish = (): void => this.presence.publish(this.read)

  private readonly read = (): OwnState => {
    const isHere = this.focused && entered.has(this.presence)
    const cursor = isHere && !this.view.state.readOnly ? this.cursor() : null
    return { cursor, file: this.file }
  }

  private cursor(): OwnState['cursor'] {
    const { anchor, head } = this.view.state.selection.main
    const at = position(this.text, head)
    return { head: at, anchor: anchor === head ? at : position(this.text, anchor) }
  }
}

/** By hand rather than `relativePositionToJSON`: one shape, which is what the receivers' schema asks for. */
function position(text: Y.Text, index: number): RelativePosition {
  const { tname, item, assoc } = Y.createRelativePositionFromTypeIndex(text, index)
  return { tname: tname ?? '', item: item && { client: item.client, clock: item.clock }, assoc }
}

export function ownPresence(text: Y.Text, file: string, presence: Presence): Extension {
  return ViewPlugin.define((view) => new OwnPresenceView(view, text, file, presence), {
    eventObservers: {
      pointerdown() {
        this.enter()
      },
      keydown() {
        this.enter()
      },
    },
  })
}
