/**
 * Outgoing connections of the server: name servers and trusted certificates. Uses {@code config}
 * and {@code hooks}.
 */
@NullMarked
package dev.carillon.server.platform.network;

import org.jspecify.annotations.NullMarked;
