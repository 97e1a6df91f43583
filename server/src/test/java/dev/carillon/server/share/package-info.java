/** Auth keys' rows, on both databases. */
@NullMarked
package dev.carillon.server.share;

import org.jspecify.annotations.NullMarked;
