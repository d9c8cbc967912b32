import { Component, type ReactNode, StrictMode, useEffect } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { speak, words } from '../ui/words'
import { en } from '../ui/words/en'
import { pressAgain } from './early'

/** Takes over the page that the build drew, in the language it speaks, with a door that opens when drawing it fails. */
export function mount(page: ReactNode): void {
  speak(en)
  const root = document.getElementById('root')
  if (!root) throw new Error('the page has no #root')
  hydrateRoot(
    root,
    <StrictMode>
      <Fallback>{page}</Fallback>
      <Heard />
    </StrictMode>,
  )
}

/** After the page, so that all of it hears. */
function Heard() {
  useEffect(pressAgain, [])
  return null
}

class Fallback extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override render() {
    if (!this.state.broken) return this.props.children
    const { mark, title, text } = words.doors.broken
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
                {words.doors.again}
              </button>
            </div>
          </div>
        </div>
      </main>
    )
  }
}
