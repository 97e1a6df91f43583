/** Secrets at rest: looked for in every byte, and encrypted anew while deliveries go on. */
@NullMarked
package dev.carillon.server.operations.secrets;

import org.jspecify.annotations.NullMarked;
