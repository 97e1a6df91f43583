/** {@code carillon webhooks}: what the page Webhooks of the console does. */
@NullMarked
package dev.carillon.server.cli.webhook;

import org.jspecify.annotations.NullMarked;
