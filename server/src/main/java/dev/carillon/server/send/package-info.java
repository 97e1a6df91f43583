/**
 * How requests leave: the core's {@code Sender} on Apache HttpClient, with the address guard inside
 * its name look-up. Depends on the core's {@code send} only.
 */
@NullMarked
package dev.carillon.server.send;

import org.jspecify.annotations.NullMarked;
