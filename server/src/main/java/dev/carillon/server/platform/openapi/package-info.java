/** The API's description, and requests checked by it. Uses {@code http} and {@code config}. */
@NullMarked
package dev.carillon.server.platform.openapi;

import org.jspecify.annotations.NullMarked;
