/** Tests of where requests compute. */
@NullMarked
package dev.carillon.server.http.cpu;

import org.jspecify.annotations.NullMarked;
