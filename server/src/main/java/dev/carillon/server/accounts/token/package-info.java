/** Long-lived API tokens. Uses {@code login} and {@code platform}. */
@NullMarked
package dev.carillon.server.accounts.token;

import org.jspecify.annotations.NullMarked;
