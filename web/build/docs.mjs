// The API pages at /docs: `openapi.yaml` as one static document, without a script, so that it works under the page's CSP.
// `schema` below means a JSON Schema of the contract; a keyword that is not understood throws, so that no part of the
// contract goes missing.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'
import { parse } from 'yaml'

const web = fileURLToPath(new URL('..', import.meta.url))
const METHODS = ['get', 'post', 'put', 'patch', 'delete']
const KEYWORDS = new Set(
  `$ref type enum oneOf allOf items properties required additionalProperties unevaluatedProperties format minLength
  maxLength minimum maximum default pattern description`.split(/\s+/),
)

const SHEET = 'docs/docs.css'

/** Writes `docs/index.html` and its style sheet. Fonts and icon are those of the built page. */
export async function buildDocs(outDir) {
  const contract = parse(await readFile(join(web, '../openapi.yaml'), 'utf8'))
  const assets = await readdir(join(outDir, 'assets'))
  const icon = assets.find((file) => /^favicon-.*\.svg$/.test(file))
  await mkdir(join(outDir, 'docs'), { recursive: true })
  await writeFile(join(outDir, SHEET), await styles(assets))
  await writeFile(join(outDir, 'docs/index.html'), new Pages(contract).document(`/${SHEET}`, icon && `/assets/${icon}`))
}

async function styles(assets) {
  const tokens = await readFile(join(web, 'src/ui/tokens.css'), 'utf8')
  const own = await readFile(join(web, 'build/docs.css'), 'utf8')
  // The fonts have hashed names in the build. One that is not there is left out: the fallbacks are monospace, too.
  const withFonts = tokens.replace(/@font-face\s*\{[^}]*url\("fonts\/([\w-]+)\.woff2"\)[^}]*\}/g, (face, stem) => {
    const file = assets.find((asset) => asset.startsWith(`${stem}-`) && asset.endsWith('.woff2'))
    return file ? face.replace(`fonts/${stem}.woff2`, `/assets/${file}`) : ''
  })
  const { code } = await transform(withFonts + own, { loader: 'css', minify: true })
  return code
}

const html = (text) =>
  String(text).replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char])

/** The contract's prose: paragraphs and `code`. */
const inline = (text) => html(text.trim()).replace(/`([^`]+)`/g, '<code>$1</code>')
const paragraphs = (text, css = '') =>
  text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => `<p${css && ` class="${css}"`}>${inline(paragraph)}</p>`)
    .join('')
/** Columns that say nothing are left out. */
const table = (allHeads, allRows) => {
  const used = allHeads.map((_, column) => allRows.some((row) => row[column] !== ''))
  const head = allHeads.filter((_, column) => used[column])
  const rows = allRows.map((row) => row.filter((_, column) => used[column]))
  return grid(head, rows)
}
const grid = (head, rows) =>
  `<div class="scroll"><table><thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join('')}</tr></thead><tbody>${rows
    .map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
    .join('')}</tbody></table></div>`
const part = (title, content) => `<div class="part"><h4>${title}</h4>${content}</div>`
const code = (text) => `<pre tabindex="0"><code>${html(text)}</code></pre>`
const json = (value) => JSON.stringify(value, null, 2)

class Pages {
  constructor(contract) {
    this.contract = contract
    this.operations = Object.entries(contract.paths).flatMap(([path, item]) =>
      METHODS.filter((method) => item[method]).map((method) => {
        const operation = item[method]
        const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((one) => this.follow(one))
        const open = (operation.security ?? contract.security ?? []).length === 0
        return { ...operation, path, method, parameters, open }
      }),
    )
  }

  /** What a `$ref` names; other nodes as they are. */
  follow(node) {
    if (!node.$ref) return node
    const found = node.$ref
      .slice(2)
      .split('/')
      .reduce((at, key) => at?.[key], this.contract)
    if (!found) throw new Error(`openapi.yaml: ${node.$ref} leads nowhere`)
    return found
  }

  document(sheet, icon) {
    const { info, tags, components } = this.contract
    const schemas = Object.entries(components.schemas)
    return `<!doctype html>
<html lang="en" data-theme="ink">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="theme-color" content="#0b0b09">
<title>${html(info.title)} API</title>
<meta name="description" content="The REST API of ${html(info.title)} ${html(info.version)}">
${icon ? `<link rel="icon" href="${icon}" type="image/svg+xml">\n` : ''}<link rel="stylesheet" href="${sheet}">
</head>
<body>
<header class="bar"><a class="brand" href="/">${html(info.title)}</a><span>API ${html(info.version)}</span><span class="grow"></span><a class="file" href="/openapi.yaml">openapi.yaml</a></header>
<div class="page">
<nav class="toc" aria-label="Contents">${tags.map((tag) => this.contents(tag)).join('')}<h2>Schemas</h2><ul>${schemas
      .map(([name]) => `<li><a class="plain" href="#schema-${name}">${name}</a></li>`)
      .join('')}</ul></nav>
<main>
<h1>${html(info.title)} API</h1>
${paragraphs(info.description, 'say')}
${tags.map((tag) => this.section(tag)).join('\n')}
<h2 id="schemas">Schemas</h2>
${schemas.map(([name, schema]) => this.schema(name, schema)).join('\n')}
</main>
</div>
</body>
</html>
`
  }

  contents(tag) {
    const entries = this.tagged(tag).map(
      ({ operationId, method, summary }) =>
        `<li><a href="#${operationId}"><small>${method.toUpperCase()}</small><span>${inline(summary)}</span></a></li>`,
    )
    return `<h2>${html(tag.name)}</h2><ul>${entries.join('')}</ul>`
  }

  section(tag) {
    const operations = this.tagged(tag).map((operation) => this.operation(operation))
    return `<h2 id="tag-${tag.name}">${html(tag.name)}</h2>${paragraphs(tag.description)}${operations.join('\n')}`
  }

  tagged({ name }) {
    return this.operations.filter(({ tags }) => tags.includes(name))
  }

  operation(operation) {
    const { operationId, method, path, summary, description, parameters, requestBody, responses, open } = operation
    const scheme = Object.values(this.contract.components.securitySchemes)[0]
    const parts = [
      `<div class="part"><p class="summary">${inline(summary)}</p>${description ? paragraphs(description) : ''}</div>`,
      part('Who', `<p>${open ? 'Anyone.' : `<code>Authorization: Bearer</code>: ${inline(scheme.description)}`}</p>`),
    ]
    if (parameters.length > 0) {
      const rows = parameters.map((one) => [
        `${html(one.name)} <small>${one.in}${one.required ? ', <span class="need">required</span>' : ''}</small>`,
        this.type(one.schema),
        inline(one.description ?? ''),
      ])
      parts.push(part('Parameters', table(['Name', 'Type', 'Meaning'], rows)))
    }
    if (requestBody) parts.push(part('Request', this.request(requestBody)))
    parts.push(part('Try it', code(this.curl(operation))), part('Answers', this.answers(responses)))
    return `<section class="op" id="${operationId}" aria-labelledby="${operationId}-path"><header><span class="method" data-method="${method}">${method.toUpperCase()}</span><h3 id="${operationId}-path">${html(path)}</h3><a class="anchor" href="#${operationId}" aria-label="Link to ${operationId}">#</a></header>${parts.join('')}</section>`
  }

  request({ content, required }) {
    return Object.entries(content)
      .map(([type, { schema, example }]) => {
        const need = required ? ', <span class="need">required</span>' : ''
        return `<p><code>${type}</code>${need}: ${this.type(schema)}</p>${this.fields(schema)}${example ? code(json(example)) : ''}`
      })
      .join('')
  }

  answers(responses) {
    const all = Object.entries(responses).map(([status, response]) => [status, this.follow(response)])
    const rows = all.map(([status, { description, content, headers }]) => [
      `<span class="status" data-kind="${status[0]}">${status}</span>`,
      `${inline(description)}${Object.entries(headers ?? {})
        .map(([name, header]) => `<small>${name}: ${inline(this.follow(header).description)}</small>`)
        .join('')}`,
      Object.entries(content ?? {})
        .map(([type, { schema }]) => `${this.type(schema)} <small>${type}</small>`)
        .join(''),
    ])
    const [, good] = all.find(([status]) => status.startsWith('2')) ?? []
    const schema = good?.content?.['application/json']?.schema
    const example = schema ? code(json(this.sample(schema))) : ''
    return `${table(['Status', 'When', 'Body'], rows)}${example}`
  }

  curl({ method, path, parameters, requestBody, open }) {
    const lines = [
      `curl${method === 'get' ? '' : ` -X ${method.toUpperCase()}`} "$HOTSEAT${path.replace('{id}', '$ID')}"`,
    ]
    if (!open) lines.push('-H "Authorization: Bearer $TOKEN"')
    const body = requestBody?.content['application/json']?.example
    if (body) lines.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`)
    if (parameters.some(({ name }) => name === 'If-Match')) lines.push(`-H 'If-Match: "…"'`)
    return lines.join(' \\\n  ')
  }

  schema(name, schema) {
    const whole = this.fields(schema) || `<p>${this.type(schema)}</p>`
    const say = schema.description ? `<p>${inline(schema.description)}</p>` : ''
    return `<section class="schema" id="schema-${name}" aria-labelledby="schema-${name}-name"><header><h3 id="schema-${name}-name">${name}</h3><a class="anchor" href="#schema-${name}" aria-label="Link to ${name}">#</a></header><div class="part">${say}${whole}</div></section>`
  }

  /** All properties of an object, those of what it builds on included; empty for what is no object. */
  properties(schema) {
    const own = this.follow(schema)
    understand(own)
    const inherited = (own.allOf ?? []).map((base) => this.properties(base))
    return {
      properties: Object.assign({}, ...inherited.map((base) => base.properties), own.properties),
      required: [...inherited.flatMap((base) => base.required), ...(own.required ?? [])],
    }
  }

  fields(schema) {
    const { properties, required } = this.properties(schema)
    const rows = Object.entries(properties).map(([name, one]) => [
      `${name}${required.includes(name) ? ' <small class="need">required</small>' : ''}`,
      this.type(one),
      one.description ? inline(one.description) : '',
    ])
    return rows.length > 0 ? table(['Field', 'Type', 'Meaning'], rows) : ''
  }

  /** A schema in words, with a link where it has a name. */
  type(schema) {
    understand(schema)
    if (schema.$ref) {
      const name = schema.$ref.split('/').at(-1)
      return `<a href="#schema-${name}">${name}</a>`
    }
    if (schema.oneOf) return schema.oneOf.map((one) => this.type(one)).join(' or ')
    if (schema.allOf) return schema.allOf.map((one) => this.type(one)).join(' and ')
    if (schema.enum) return schema.enum.map((value) => `<code>${html(value)}</code>`).join(' or ')
    if (schema.type === 'array') return `list of ${this.type(schema.items)}`
    const limits = [
      schema.format,
      schema.minLength && `at least ${schema.minLength}`,
      schema.maxLength && `at most ${schema.maxLength} characters`,
      schema.minimum !== undefined && `from ${schema.minimum}`,
      schema.maximum !== undefined && `to ${schema.maximum}`,
      schema.default !== undefined && `default <code>${html(schema.default)}</code>`,
      schema.pattern && `<code>${html(schema.pattern)}</code>`,
    ].filter(Boolean)
    const name = [schema.type].flat().join(' or ')
    return `${name}${limits.length > 0 ? ` <small>${limits.join(', ')}</small>` : ''}`
  }

  /** A value that fits: to show the shape of an answer. `name` is the field it is for. */
  sample(schema, name = '') {
    const one = this.follow(schema)
    if (one.enum) return one.enum[0]
    if (one.oneOf) return this.sample(one.oneOf[0], name)
    if (one.type === 'array') return [this.sample(one.items, name)]
    if (one.type === 'object' || one.allOf) {
      const { properties } = this.properties(one)
      return Object.fromEntries(Object.entries(properties).map(([field, value]) => [field, this.sample(value, field)]))
    }
    if (one.type === 'boolean') return true
    if ([one.type].flat()[0] === 'integer') return one.minimum ?? 1
    if (one.format === 'date-time') return '2026-01-01T12:00:00Z'
    if (one.format === 'uri') return `https://hotseat.example/s/…#${name[0]}.…`
    return samples[name] ?? '…'
  }
}

function understand(schema) {
  const unknown = Object.keys(schema).find((keyword) => !KEYWORDS.has(keyword))
  if (unknown) throw new Error(`openapi.yaml: build/docs.mjs does not know the keyword ${unknown}`)
}

const samples = { title: 'Rota gaps', name: 'Noor', file: 'main', code: "print('hello')\n" }
