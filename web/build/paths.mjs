/** Paths of files in the built page, as the page and the server name them: with `/`, on Windows, too. */
export const slashed = (path) => path.replaceAll('\\', '/')
