/**
 * The admin API of webhooks: registering, changing, enabling, rolling tokens, removing. Meets the
 * core through its ports; may use {@code http}, {@code event}, {@code field} and {@code config}.
 */
@NullMarked
package dev.carillon.server.webhook;

import org.jspecify.annotations.NullMarked;
