/** Search comes with the first key that needs it. */
import { Compartment, type Extension } from '@codemirror/state'
import { type Command, type EditorView, keymap } from '@codemirror/view'
import { loadPart } from '../sync/build'
import { bind } from '../ui/keys'

type SearchModule = typeof import('@codemirror/search')

export function lazySearch(): Extension {
  const place = new Compartment()
  const first = (command: (search: SearchModule) => Command) => (view: EditorView) => {
    const { state } = view
    loadPart(() => import('@codemirror/search')).then((search) => {
      if (!search) return
      // Another file was opened meanwhile: its state has its own place.
      if (place.get(view.state) === undefined) return
      if (place.get(view.state) === place.get(state)) {
        view.dispatch({ effects: place.reconfigure([search.search({ top: true }), keymap.of(search.searchKeymap)]) })
      }
      command(search)(view)
    }, reportError)
    return true
  }
  return place.of(
    keymap.of([
      ...bind(
        'find',
        first((search) => search.openSearchPanel),
      ),
      ...bind(
        'findNext',
        first((search) => search.findNext),
      ),
      ...bind(
        'findPrevious',
        first((search) => search.findPrevious),
      ),
      ...bind(
        'nextOccurrence',
        first((search) => search.selectNextOccurrence),
      ),
    ]),
  )
}
