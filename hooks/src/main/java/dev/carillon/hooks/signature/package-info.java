/**
 * Signs requests with a webhook's secrets. Uses {@code event}, {@code webhook} and {@code
 * delivery}.
 */
@NullMarked
package dev.carillon.hooks.signature;

import org.jspecify.annotations.NullMarked;
