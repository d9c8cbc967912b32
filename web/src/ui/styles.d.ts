import 'react'

// Custom properties carry values into the style sheet, for instance `--v` of a bar.
declare module 'react' {
  interface CSSProperties {
    [property: `--${string}`]: string | number | undefined
  }
}
