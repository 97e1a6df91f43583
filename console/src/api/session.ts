import { service, type Schema } from './calls'

export type Profile = Schema<'Profile'>

export type LoginResult = { ok: true; csrfToken: string; profile: Profile } | { ok: false; message: string; waitSeconds: number }

export async function login(username: string, password: string): Promise<LoginResult> {
  const response = await service('/services/login', { username, password, returnProfile: 'true', clientType: 'console' }, { anonymous: true })
  if (response.loginSuccess && response.csrfToken && response.userProfile) {
    return { ok: true, csrfToken: response.csrfToken, profile: response.userProfile }
  }
  const message = response.loginFaultMessage ?? 'Login failed.'
  return { ok: false, message, waitSeconds: waitOf(message) }
}

/** The seconds to wait that a refusal names; 0 where it names none. */
export function waitOf(message: string): number {
  return Number(/(?:retry|try again) in (\d+) s/.exec(message)?.[1] ?? 0)
}

export const profile = () => service('/services/profile', {}, { anonymous: true })
export const logout = () => service('/services/logout', {}, { anonymous: true })
