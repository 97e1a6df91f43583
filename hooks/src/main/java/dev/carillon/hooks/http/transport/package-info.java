/** The bytes of one connection, plain or encrypted. Uses {@code response} and {@code tls}. */
@NullMarked
package dev.carillon.hooks.http.transport;

import org.jspecify.annotations.NullMarked;
