import { Icon } from './Icon'
import { nextTheme, theme } from './theme'
import { useStore } from './useStore'
import { words } from './words'

export function ThemeButton() {
  const label = words.common.theme(useStore(theme, 'ink'))
  return (
    <button type="button" className="sq" aria-label={label} title={label} onClick={nextTheme}>
      <Icon name="theme" />
    </button>
  )
}
