/** Secrets at rest: looked for in every byte, and encrypted anew while deliveries go on. */
@NullMarked
package dev.carillon.server.secret;

import org.jspecify.annotations.NullMarked;
