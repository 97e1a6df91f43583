// Cuts the console's typeface out of Inter, and prints how large it became.
// Usage: node renew-typeface.mjs INTER CONSOLE; called by ./ops/renew-typeface.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import subset from 'subset-font'

const [inter, console_] = process.argv.slice(2)

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)).join('')

/** What the pages' own words and names in Latin letters are made of; accents also come on their own, as file names from macOS have them. */
const LATIN = [
  range(0x20, 0x7e),
  range(0xa0, 0x17f),
  '\u018f\u0192\u0259',
  range(0x1e6, 0x1e7),
  range(0x218, 0x21b),
  range(0x300, 0x304),
  range(0x306, 0x308),
  range(0x30a, 0x30c),
  range(0x326, 0x328),
  range(0x1e80, 0x1e85),
  '\u1e9e\u1ef2\u1ef3',
  '\u2007\u2009\u200a\u202f',
  range(0x2010, 0x2015),
  range(0x2018, 0x201e),
  range(0x2020, 0x2022),
  '\u2026\u2030\u2032\u2033\u2039\u203a\u2044\u20ac\u2116\u2122',
  range(0x2190, 0x2193),
  '\u2197\u2212\u2248\u2260\u2264\u2265',
].join('')

/** A file of their own: few pages show one of these. */
const GREEK_AND_CYRILLIC = [range(0x384, 0x38a), '\u038c', range(0x38e, 0x3a1), range(0x3a3, 0x3ce), range(0x400, 0x45f), '\u0490\u0491'].join('')

/** Kerning, digits of one width, and what puts accents in their places. */
const FEATURES = ['kern', 'tnum', 'ccmp', 'locl', 'mark', 'mkmk']

const font = readFileSync(`${inter}/variable/InterVariable.woff2`)
for (const [name, text] of Object.entries({ latin: LATIN, 'greek-cyrillic': GREEK_AND_CYRILLIC })) {
  const cut = await subset(font, text, { targetFormat: 'woff2', keepFeatures: FEATURES, noHinting: true, variationAxes: { opsz: 14, wght: { min: 400, max: 700 } } })
  writeFileSync(`${console_}/src/styles/inter-${name}.woff2`, cut)
  console.log(`inter-${name}.woff2: ${cut.length} bytes`)
}
copyFileSync(`${inter}/LICENSE.txt`, `${console_}/public/inter-LICENSE.txt`)
