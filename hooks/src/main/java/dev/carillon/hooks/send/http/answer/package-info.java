/**
 * Reads answers (RFC 9112): status line, fields, body, within limits, and names each fault. Knows
 * bytes and nothing of connections; uses {@code delivery} alone.
 */
@NullMarked
package dev.carillon.hooks.send.http.answer;

import org.jspecify.annotations.NullMarked;
