/**
 * Certificates, trust and TLS contexts. Uses {@code webhook}.
 *
 * @apiNote For stores, senders and tools of your own. It may change in any minor version, also
 *     after 1.0; a program that keeps to {@code dev.carillon.hooks.Hooks} does not notice.
 */
@NullMarked
package dev.carillon.hooks.http.tls;

import org.jspecify.annotations.NullMarked;
