import type { Page } from 'playwright-core'

/** Files that a browser plays, or that have pages: made by the tests. */

/** A second of a tone, as a WAV file. */
export function tone(seconds = 1, rate = 8_000): Buffer {
  const data = Buffer.from(Array.from({ length: seconds * rate }, (_, n) => 128 + Math.round(60 * Math.sin(n / 3))))
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(data.length, 40)
  return Buffer.concat([head, data])
}

/** A PDF with so many pages, each with its number. */
export function pdf(pages: number): Buffer {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', `<< /Type /Pages /Kids [${Array.from({ length: pages }, (_, n) => `${4 + 2 * n} 0 R`).join(' ')}] /Count ${pages} >>`, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>']
  for (let n = 1; n <= pages; n++) {
    const text = `BT /F1 90 Tf 60 80 Td (Page ${n}) Tj ET`
    objects.push(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 240] /Contents ${3 + 2 * n} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`, `<< /Length ${text.length} >>\nstream\n${text}\nendstream`)
  }
  let body = '%PDF-1.4\n'
  const places = objects.map((object, index) => {
    const place = body.length
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const table = body.length
  body += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`
  return Buffer.from(body, 'latin1')
}

/** Half a second of a moving picture, as the browser itself records it. */
export async function film(page: Page): Promise<Buffer> {
  return Buffer.from(
    await page.evaluate(async () => {
      const canvas = document.createElement('canvas')
      canvas.width = 160
      canvas.height = 90
      const context = canvas.getContext('2d')!
      const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm;codecs=vp8' })
      const chunks: Blob[] = []
      recorder.ondataavailable = (event) => chunks.push(event.data)
      const ended = new Promise((resolve) => (recorder.onstop = resolve))
      recorder.start()
      for (let n = 0; n < 12; n++) {
        context.fillStyle = `hsl(${n * 30} 80% 50%)`
        context.fillRect(0, 0, 160, 90)
        await new Promise((drawn) => setTimeout(drawn, 50))
      }
      recorder.stop()
      await ended
      return [...new Uint8Array(await new Blob(chunks).arrayBuffer())]
    }),
  )
}
