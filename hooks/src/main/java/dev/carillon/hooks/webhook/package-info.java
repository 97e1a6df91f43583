/**
 * Webhooks, what they subscribe to, their secret, their health, and the pure decision which of them
 * gets an event. Depends on {@code event}, {@code validation} and the form of URLs.
 */
@NullMarked
package dev.carillon.hooks.webhook;

import org.jspecify.annotations.NullMarked;
