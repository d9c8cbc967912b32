/** Search comes with the first key that needs it. */
import { Compartment, type Extension } from '@codemirror/state'
import { type Command, type EditorView, keymap } from '@codemirror/view'
import { loadPart } from '../sync/build'

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
      { key: 'Mod-f', run: first((search) => search.openSearchPanel), preventDefault: true },
      {
        key: 'Mod-g',
        run: first((search) => search.findNext),
        shift: first((search) => search.findPrevious),
        preventDefault: true,
      },
      {
        key: 'F3',
        run: first((search) => search.findNext),
        shift: first((search) => search.findPrevious),
        preventDefault: true,
      },
      { key: 'Mod-d', run: first((search) => search.selectNextOccurrence), preventDefault: true },
    ]),
  )
}
