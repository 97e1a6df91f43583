/** Auth keys' rows, on both databases. */
@NullMarked
package dev.carillon.server.assets.share;

import org.jspecify.annotations.NullMarked;
