import { Component, type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { doors } from '../ui/words'

/** Puts a page on the screen, with a door that opens when drawing it fails. */
export function mount(page: ReactNode): void {
  const root = document.getElementById('root')
  if (!root) throw new Error('the page has no #root')
  createRoot(root).render(
    <StrictMode>
      <Fallback>{page}</Fallback>
    </StrictMode>,
  )
}

class Fallback extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override render() {
    if (!this.state.broken) return this.props.children
    const { mark, title, text } = doors.broken
    return (
      <main className="doorpage">
        <div className="errpage box">
          <span className="errpage__c" aria-hidden="true">
            {mark}
          </span>
          <div>
            <h1 className="h3">{title}</h1>
            <p>{text}</p>
            <div className="row">
              <button type="button" className="btn btn--inv btn--sm" onClick={() => location.reload()}>
                {doors.again}
              </button>
            </div>
          </div>
        </div>
      </main>
    )
  }
}
