/**
 * Operational events: {@code webhook.disabled} and the like, sent to other webhooks. Uses {@code
 * event}, {@code webhook} and {@code delivery}.
 */
@NullMarked
package dev.carillon.hooks.operational;

import org.jspecify.annotations.NullMarked;
