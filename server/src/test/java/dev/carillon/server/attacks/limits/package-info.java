/** Too much of everything: bytes, depth, names, headers, connections, requests. */
@NullMarked
package dev.carillon.server.attacks.limits;

import org.jspecify.annotations.NullMarked;
