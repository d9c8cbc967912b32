import type { Files } from '../worker-messages'

/**
 * Pyodide insists on fetching its parts by URL. While it loads, `fetch` answers from memory, and a module that the frame
 * has compiled already is handed over instead of being compiled again: its response is a marker in the body, because
 * properties set on a response do not survive re-wrapping. There is no network behind this and no other answer. Files may
 * lie in memory that all workers share: what pyodide copies or decodes of it is copied here first, where the platform
 * refuses shared memory.
 */
export const VIRTUAL_ORIGIN = 'https://python.invalid/'

const MARK = '\0hotseat-module:'

export async function offline<T>(
  files: Files,
  modules: Readonly<Record<string, WebAssembly.Module>>,
  load: () => Promise<T>,
): Promise<T> {
  const { fetch } = globalThis
  const { instantiate, instantiateStreaming } = WebAssembly
  const { decode } = TextDecoder.prototype
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
      const file = url.startsWith(VIRTUAL_ORIGIN) ? files[name] : undefined
      if (file !== undefined) return new Response(new Uint8Array(file).slice())
      throw new TypeError('The runner has no network')
    },
  })
  Object.assign(WebAssembly, {
    instantiateStreaming: async (source: Response | PromiseLike<Response>, imports: WebAssembly.Imports) => {
      const module = await compiled(source)
      return { module, instance: await instantiate(module, imports) }
    },
  })
  TextDecoder.prototype.decode = function plainly(input, options) {
    const shared = ArrayBuffer.isView(input) && !(input.buffer instanceof ArrayBuffer)
    const bytes = shared ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength).slice() : input
    return decode.call(this, bytes, options)
  }
  try {
    return await load()
  } finally {
    TextDecoder.prototype.decode = decode
    Object.assign(globalThis, { fetch })
    Object.assign(WebAssembly, { instantiateStreaming })
  }
}
