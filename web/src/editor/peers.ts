/**
 * Where the others are in the open file, as positions of this editor state.
 *
 * A presence is resolved once, when it arrives; until the next one its positions are mapped through every change.
 * A presence overtakes text (it does not wait for a commit), so a position may name a unit that is not here yet: it
 * waits and is tried again after the next change from outside.
 */
import { type Extension, StateEffect, StateField } from '@codemirror/state'
import { type EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import * as Y from 'yjs'
import type { Peer, Presence, RelativePosition } from '../sync/presence'
import { remote } from './binding'

/** Somebody's caret and selection in this file. */
export interface RemoteCaret {
  readonly client: number
  readonly name: string
  readonly colour: number
  readonly anchor: number
  readonly head: number
  /** Counts movements, so that the name can be shown for a while after each. */
  readonly moved: number
  /** Away, or the connection is lost: where they were. */
  readonly faded: boolean
}

export const setCarets = StateEffect.define<readonly RemoteCaret[]>()

export const caretsField = StateField.define<readonly RemoteCaret[]>({
  create: () => [],
  update(carets, tr) {
    for (const effect of tr.effects)
      if (effect.is(setCarets)) return effect.value.map((caret) => clamp(caret, tr.newDoc.length))
    if (!tr.docChanged || carets.length === 0) return carets
    return carets.map((caret) => ({
      ...caret,
      anchor: tr.changes.mapPos(caret.anchor, 1),
      head: tr.changes.mapPos(caret.head, 1),
    }))
  },
})

function clamp(caret: RemoteCaret, length: number): RemoteCaret {
  return { ...caret, anchor: Math.min(caret.anchor, length), head: Math.min(caret.head, length) }
}

/**
 * Index of a position in the text; `waiting` when its unit is not here yet, `null` when it is nowhere in this text.
 * `root` is the text's root name: a position naming another is refused before Yjs sees it, which would create a root
 * of that name in the document.
 */
export function resolve(text: Y.Text, root: string, position: RelativePosition): number | 'waiting' | null {
  if (!text.doc || position.tname !== root) return null
  const { item, assoc } = position
  if (item && Y.getState(text.doc.store, item.client) <= item.clock) return 'waiting'
  try {
    const relative = new Y.RelativePosition(null, root, item && Y.createID(item.client, item.clock), assoc)
    // Not followed through undo: only the author of an undo knows what it brought back, the others would disagree.
    const absolute = Y.createAbsolutePositionFromRelativePosition(relative, text.doc, false)
    return absolute?.type === text ? absolute.index : null
  } catch {
    // Somebody's position that Yjs cannot follow: they are not drawn, the others are.
    return null
  }
}

/** What is known of one peer between two of its presences. */
interface Tracked {
  readonly peer: Peer
  readonly caret: RemoteCaret | null
  readonly waiting: boolean
}

/** Presences in, carets out; pure but for its memory. */
export class CaretTracker {
  private tracked = new Map<number, Tracked>()

  constructor(
    private readonly text: Y.Text,
    private readonly root: string,
  ) {}

  get waiting(): boolean {
    return [...this.tracked.values()].some((entry) => entry.waiting)
  }

  /** `now` holds the carets as mapped by the editor meanwhile. */
  track(peers: readonly Peer[], now: readonly RemoteCaret[]): readonly RemoteCaret[] {
    const mapped = new Map(now.map((caret) => [caret.client, caret]))
    const next = new Map<number, Tracked>()
    for (const peer of peers) next.set(peer.client, this.trackPeer(peer, mapped.get(peer.client) ?? null))
    this.tracked = next
    return [...next.values()].map((entry) => entry.caret).filter((caret) => caret !== null)
  }

  private trackPeer(peer: Peer, mapped: RemoteCaret | null): Tracked {
    const before = this.tracked.get(peer.client)
    const { cursor, colour } = peer
    // Stock Yjs editors name no file; their positions tell, and one of another file resolves to none here.
    const isElsewhere = peer.file !== null && `file:${peer.file}` !== this.root
    if (!cursor || colour === null || isElsewhere) return { peer, caret: null, waiting: false }
    const still = before && !before.waiting && sameCursor(before.peer, peer)
    const anchor = still && mapped ? mapped.anchor : resolve(this.text, this.root, cursor.anchor)
    const head = still && mapped ? mapped.head : resolve(this.text, this.root, cursor.head)
    if (anchor === null || head === null) return { peer, caret: null, waiting: false }
    if (anchor === 'waiting' || head === 'waiting') return { peer, caret: mapped, waiting: true }
    const moved = (mapped?.moved ?? 0) + (still && mapped ? 0 : 1)
    const faded = peer.stale
    return { peer, caret: { client: peer.client, name: peer.name, colour, anchor, head, moved, faded }, waiting: false }
  }
}

function sameCursor(a: Peer, b: Peer): boolean {
  return a.file === b.file && JSON.stringify(a.cursor) === JSON.stringify(b.cursor)
}

/**
 * Presences become dispatches at most this often; the first at once, so that a caret is drawn in the same frame as the text
 * that it stands behind, and the page draws one frame for somebody's key and not two.
 */
const DISPATCH_MS = 33

class PeersView implements PluginValue {
  private readonly tracker: CaretTracker
  private readonly leave: () => void
  private timer: ReturnType<typeof setTimeout> | undefined
  private dispatched = Number.NEGATIVE_INFINITY

  constructor(
    private readonly view: EditorView,
    text: Y.Text,
    root: string,
    private readonly presence: Presence,
  ) {
    this.tracker = new CaretTracker(text, root)
    this.leave = presence.peers.subscribe(this.later)
    this.later()
  }

  update(update: ViewUpdate): void {
    if (update.docChanged && this.tracker.waiting && update.transactions.some((tr) => tr.annotation(remote)))
      this.later()
  }

  destroy(): void {
    this.leave()
    clearTimeout(this.timer)
  }

  private readonly later = (): void => {
    const wait = Math.max(0, DISPATCH_MS - (performance.now() - this.dispatched))
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      this.dispatched = performance.now()
      const carets = this.tracker.track(this.presence.peers.get(), this.view.state.field(caretsField))
      this.view.dispatch({ effects: setCarets.of(carets) })
    }, wait)
  }
}

export function peers(text: Y.Text, root: string, presence: Presence): Extension {
  return [caretsField, ViewPlugin.define((view: EditorView) => new PeersView(view, text, root, presence))]
}
