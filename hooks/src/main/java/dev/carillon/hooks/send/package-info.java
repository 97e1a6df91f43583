/**
 * One signed POST: the request, its signatures, and the guard in front of the network. Depends on
 * {@code event}, {@code webhook} and {@code delivery}.
 */
@NullMarked
package dev.carillon.hooks.send;

import org.jspecify.annotations.NullMarked;
