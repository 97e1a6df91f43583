/** How deliveries lie in few bytes. */
@NullMarked
package dev.carillon.hooks.jdbc.packed;

import org.jspecify.annotations.NullMarked;
