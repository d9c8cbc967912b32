/**
 * Pyodide insists on fetching its parts by URL. While it loads, `fetch` answers from memory, and a module that the frame
 * has compiled already is handed over instead of being compiled again: its response is a marker in the body, because
 * properties set on a response do not survive re-wrapping. There is no network behind this and no other answer.
 */
export const VIRTUAL_ORIGIN = 'https://python.invalid/'

const MARK = '\0hotseat-module:'

export async function offline<T>(
  files: Readonly<Record<string, ArrayBuffer>>,
  modules: Readonly<Record<string, WebAssembly.Module>>,
  load: () => Promise<T>,
): Promise<T> {
  const { fetch } = globalThis
  const { instantiate, instantiateStreaming } = WebAssembly
  const compiled = async (source: Response | PromiseLike<Response>): Promise<WebAssembly.Module> => {
    const body = await (await source).text()
    const module = body.startsWith(MARK) ? modules[body.slice(MARK.length)] : undefined
    if (module === undefined) throw new TypeError('This module was not handed over by the page')
    return module
  }
  Object.assign(globalThis, {
    fetch: async (request: Request | URL | string) => {
      const url = typeof request === 'object' && 'url' in request ? request.url : String(request)
      const name = url.slice(VIRTUAL_ORIGIN.length)
      if (url.startsWith(VIRTUAL_ORIGIN) && name in modules) {
        return new Response(MARK + name, { headers: { 'content-type': 'application/wasm' } })
      }
      if (url.startsWith(VIRTUAL_ORIGIN) && name in files) return new Response(files[name])
      throw new TypeError('The runner has no network')
    },
  })
  Object.assign(WebAssembly, {
    instantiateStreaming: async (source: Response | PromiseLike<Response>, imports: WebAssembly.Imports) => {
      const module = await compiled(source)
      return { module, instance: await instantiate(module, imports) }
    },
  })
  try {
    return await load()
  } finally {
    Object.assign(globalThis, { fetch })
    Object.assign(WebAssembly, { instantiateStreaming })
  }
}
