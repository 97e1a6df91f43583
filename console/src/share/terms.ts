import { idAt } from '../api/uploads'
import { forLinks, type Preset } from '../api/presets'
import type { ShareLink, Terms } from '../api/shares'
import { ApiError } from '../api/http'

/** What receivers may download. */
export type Offer = 'original' | 'preview' | 'size' | 'nothing'

/** A link as the form holds it. */
export interface Draft {
  subject: string
  validUntil: string
  description: string
  offer: Offer
  pixels: number
  requestApproval: boolean
  requestUpload: boolean
  importFolderPath: string
  brandLogo: string
  brandColour: string
  brandText: string
}

/** A day from today on, in the calendar of the user, as a date field has it. */
export function day(days: number): string {
  const now = new Date()
  return new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() + days)).toISOString().slice(0, 10)
}

/** The next Friday, or today where it is one: until then people ask for things. */
export const friday = () => day((5 - new Date().getDay() + 7) % 7)

export const blank = (subject: string, offer: Offer): Draft => ({
  subject,
  validUntil: day(14),
  description: '',
  offer,
  pixels: 2000,
  requestApproval: false,
  requestUpload: false,
  importFolderPath: '',
  brandLogo: '',
  brandColour: '',
  brandText: '',
})

export function draftOf(link: ShareLink, presets: Preset[]): Draft {
  const { options } = link
  const named = presets.find((preset) => preset.id === options.downloadPresetIds)
  const size = (named?.renditionSettings as { maxWidth?: number } | undefined)?.maxWidth
  return {
    subject: link.subject,
    // its day as the server ends it
    validUntil: link.validUntil.slice(0, 10),
    description: link.description,
    offer: link.downloadOriginal ? 'original' : !link.downloadPreview ? 'nothing' : size ? 'size' : 'preview',
    pixels: size ?? 2000,
    requestApproval: link.requestApproval,
    requestUpload: link.requestUpload,
    importFolderPath: options.importFolderPath ?? '',
    brandLogo: options.brandLogo ?? '',
    brandColour: options.brandColour ?? '',
    brandText: options.brandText ?? '',
  }
}

/** What the server is asked for: the logo by its path, the size by a preset. */
export async function termsOf(draft: Draft, presets: Preset[]): Promise<Terms> {
  const { offer, pixels, ...rest } = draft
  return { ...rest, brandLogo: await logoOf(draft), ...(await grantsOf(offer, pixels, presets)) }
}

/**
 * What the server is asked to change. What the user left as it was is not sent: the form knows of the
 * end only its day, and of what may be downloaded only what it can offer.
 */
export async function changesOf(link: ShareLink, draft: Draft, presets: Preset[]): Promise<Partial<Terms>> {
  const before = draftOf(link, presets)
  const { offer, pixels, ...rest } = draft
  const changes: Partial<Terms> = Object.fromEntries(Object.entries(rest).filter(([field, value]) => value !== before[field as keyof Draft]))
  if (changes.brandLogo !== undefined) changes.brandLogo = await logoOf(draft)
  const offered = offer !== before.offer || (offer === 'size' && pixels !== before.pixels)
  return offered ? { ...changes, ...(await grantsOf(offer, pixels, presets)) } : changes
}

async function logoOf(draft: Draft): Promise<string> {
  const logo = draft.brandLogo.trim()
  if (!logo.startsWith('/')) return logo
  const id = await idAt(logo)
  if (!id) throw new ApiError(404, 'NotFound', `'brandLogo' is '${logo}', but there is no such asset`)
  return id
}

const grantsOf = async (offer: Offer, pixels: number, presets: Preset[]) => ({
  downloadOriginal: offer === 'original',
  downloadPreview: offer !== 'nothing',
  downloadPresetIds: offer === 'size' ? await forLinks(pixels, presets) : '',
})
