// The page is on the screen before its script is here. What is pressed meanwhile is remembered, shown as busy, and pressed
// again when it can be heard.

const EARLY = 'early'
const PRESSED = 'pressed'

/** From the first moment on (`boot.ts`). */
export function rememberPresses(): void {
  const { dataset } = document.documentElement
  dataset[EARLY] = ''
  const remember = (event: Event) => {
    const button = buttonOf(event)
    if (!button || !(EARLY in dataset)) return
    event.preventDefault()
    event.stopPropagation()
    button.dataset[PRESSED] = ''
    button.setAttribute('aria-busy', 'true')
  }
  addEventListener('click', remember, true)
  addEventListener('submit', remember, true)
}

/** Enter in a field presses the button of its form; programs that fill in forms may send them without. */
function buttonOf({ type, target }: Event): HTMLElement | null {
  if (!(target instanceof Element)) return null
  return type === 'submit' ? target.querySelector<HTMLElement>('[type="submit"]') : target.closest('button')
}

/** The page hears what is pressed. */
export function pressAgain(): void {
  delete document.documentElement.dataset[EARLY]
  for (const button of document.querySelectorAll<HTMLElement>(`[data-${PRESSED}]`)) {
    delete button.dataset[PRESSED]
    button.removeAttribute('aria-busy')
    button.click()
  }
}
