/**
 * Commands for webhooks, event types and test events. Uses {@code listen}, {@code remote} and
 * {@code terminal}.
 */
@NullMarked
package dev.carillon.cli.webhook;

import org.jspecify.annotations.NullMarked;
