/** TLS of the listener, and client certificates of webhooks. */
@NullMarked
package dev.carillon.server.tls;

import org.jspecify.annotations.NullMarked;
