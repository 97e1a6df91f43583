/** Reads request bodies within limits. Uses {@code http}, {@code header} and {@code capacity}. */
@NullMarked
package dev.carillon.server.platform.http.body;

import org.jspecify.annotations.NullMarked;
