/** Reads responses from bytes. Uses {@code delivery}. */
@NullMarked
package dev.carillon.hooks.http.response;

import org.jspecify.annotations.NullMarked;
