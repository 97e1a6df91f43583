import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SAMPLES } from '../../src/webhooks/samples'

const TOKEN = 'c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlYyE='
const BODY = '{"timestamp":1,"type":"folder_create","folderPath":"/Ünïcödé"}'
const SIGNATURE = createHmac('sha256', TOKEN).update(BODY).digest('hex')
const code = (language: string) => SAMPLES.find((sample) => sample.language === language)!.code

function inFolder<T>(run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-sample-'))
  try {
    writeFileSync(join(folder, 'body.json'), BODY)
    return run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe('the code that checks signatures', () => {
  it('is there in eight languages, each once', () => {
    expect(new Set(SAMPLES.map((sample) => sample.language)).size).toBe(8)
    for (const sample of SAMPLES) expect(sample.code.toLowerCase()).toMatch(/x.?hook.?signature/)
  })

  it('works in Node', () =>
    inFolder((folder) => {
      writeFileSync(
        join(folder, 'a.mjs'),
        `${code('Node')}
import { readFileSync } from 'node:fs'
const body = readFileSync('body.json')
console.log(genuine(body, { 'x-hook-signature': '${SIGNATURE}' }, '${TOKEN}'), genuine(body, { 'x-hook-signature': '${SIGNATURE.replace(/^./, (c) => (c === '0' ? '1' : '0'))}' }, '${TOKEN}'), genuine(body, {}, '${TOKEN}'))`,
      )
      expect(execFileSync('node', ['a.mjs'], { cwd: folder }).toString().trim()).toBe('true false false')
    }))

  it('works in a shell', () =>
    inFolder((folder) => {
      const run = (signature: string) =>
        execFileSync('bash', ['-c', `${code('Shell')} || echo forged`], { cwd: folder, env: { ...process.env, SECRET_TOKEN: TOKEN, SIGNATURE: signature } }).toString().trim()
      expect(run(SIGNATURE)).toBe('genuine')
      expect(run('00')).toBe('forged')
    }))
})
