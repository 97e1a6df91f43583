import { post, type ResponseOf } from './calls'
import type { Scope } from './tokens'

/** A program that waits for a person's decision; its names are what it claims. */
export type PairingRequest = ResponseOf<'/api/pairings/request', 'post'>
export type Confirmed = ResponseOf<'/api/pairings/confirmation', 'post'>

export interface Confirmation {
  userCode: string
  scopes: Scope[]
  expiresInDays: number
  /** One's own. */
  password: string
}

export const find = (userCode: string) => post('/api/pairings/request', { json: { userCode } })
export const confirm = (confirmation: Confirmation) => post('/api/pairings/confirmation', { json: confirmation })
export const refuse = (userCode: string) => post('/api/pairings/refusal', { json: { userCode } })
