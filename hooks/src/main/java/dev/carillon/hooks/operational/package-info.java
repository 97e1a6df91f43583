/**
 * Operational events: {@code webhook.disabled} and the like, sent to other webhooks. Uses {@code
 * event}, {@code webhook} and {@code delivery}.
 *
 * @apiNote For stores, senders and tools of your own. It may change in any minor version, also
 *     after 1.0; a program that keeps to {@code dev.carillon.hooks.Hooks} does not notice.
 */
@NullMarked
package dev.carillon.hooks.operational;

import org.jspecify.annotations.NullMarked;
