import { call } from './http'
import { service, type Schema } from './calls'

export type Preset = Schema<'RenditionPreset'>

/** The presets that the user sees, by name. */
export const list = () => service('/services/renditionpreset/list', {})

const settingsOf = (preset: Preset) => preset.renditionSettings as { format?: string; maxWidth?: number; maxHeight?: number; scale?: number; page?: number }

/** The preset by which links offer JPEG pictures of at most so many pixels; it is made where there is none. */
export async function forLinks(pixels: number, all: Preset[]): Promise<string> {
  const name = `JPEG, ${pixels.toLocaleString('en')} px`
  const there = all.find((preset) => {
    const { format, maxWidth, maxHeight } = settingsOf(preset)
    return preset.sharedWithAuthKey && preset.name === name && format === 'jpg' && maxWidth === pixels && maxHeight === pixels
  })
  if (there) return there.id
  const made = await call<Preset>('POST', '/services/renditionpreset/save', {
    query: { name },
    json: { name, type: 'IMAGE_PRESET', sharedWithAuthKey: true, renditionSettings: { format: 'jpg', maxWidth: pixels, maxHeight: pixels } },
  })
  return made.id
}
