/** One of the icons of `icons.css`. Decoration: the words beside it, or the label of its button, carry the meaning. */
export const Icon = ({ name, className = '' }: { name: string; className?: string }) => (
  <i className={`i i-${name} ${className}`} aria-hidden="true" />
)
