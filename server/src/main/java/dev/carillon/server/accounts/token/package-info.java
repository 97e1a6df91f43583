/**
 * Long-lived API tokens, {@code /api/tokens}. A token's scopes are {@link
 * dev.carillon.server.platform.http.TokenScope}; {@code access.RequiredScope} says which one each
 * route needs, and refuses a token without it. Uses {@code login} and {@code platform}.
 */
@NullMarked
package dev.carillon.server.accounts.token;

import org.jspecify.annotations.NullMarked;
