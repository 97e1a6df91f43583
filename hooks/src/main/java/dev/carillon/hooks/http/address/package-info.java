/**
 * Which addresses may be called: URLs, resolved addresses and the networks that are refused or
 * allowed. Uses nothing.
 */
@NullMarked
package dev.carillon.hooks.http.address;

import org.jspecify.annotations.NullMarked;
