/**
 * What becomes of webhooks, as events for other webhooks. Uses {@code event}, {@code webhook} and
 * {@code delivery}.
 */
@NullMarked
package dev.carillon.hooks.operational;

import org.jspecify.annotations.NullMarked;
