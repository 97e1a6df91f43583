/** Tests of where requests compute. */
@NullMarked
package dev.carillon.server.platform.http.capacity;

import org.jspecify.annotations.NullMarked;
