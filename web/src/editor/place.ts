/** Where somebody is in a text, kept while they are elsewhere: it moves along with what others write meanwhile. */
import * as Y from 'yjs'
import { readText, smallestChange } from './binding'

export interface Place {
  readonly anchor: Y.RelativePosition
  readonly head: Y.RelativePosition
  /** The first visible line. */
  readonly top: Y.RelativePosition
}

export type Indexes = Readonly<Record<keyof Place, number>>

export function atIndexes(text: Y.Text, { anchor, head, top }: Indexes): Place {
  const at = (index: number) => Y.createRelativePositionFromTypeIndex(text, index)
  return { anchor: at(anchor), head: at(head), top: at(top) }
}

export function indexesOf(text: Y.Text, { anchor, head, top }: Place): Indexes {
  const index = (position: Y.RelativePosition) => {
    const absolute = text.doc && Y.createAbsolutePositionFromRelativePosition(position, text.doc, false)
    return Math.min(absolute?.index ?? 0, text.length)
  }
  return { anchor: index(anchor), head: index(head), top: index(top) }
}

/** The same place in another text that has most of the old one's words, but none of its units. */
export function survive(old: Y.Text, place: Place, now: Y.Text): Place {
  const change = smallestChange(readText(old), readText(now))
  const { anchor, head, top } = indexesOf(old, place)
  const moved = (index: number) => {
    if (!change || index <= change.from) return index
    return index >= change.to ? index + change.insert.length - (change.to - change.from) : change.from
  }
  return atIndexes(now, { anchor: moved(anchor), head: moved(head), top: moved(top) })
}
