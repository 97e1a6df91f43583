/** How large the fault tests run, and the table of what they found. Known to all of them. */
@NullMarked
package dev.carillon.server.faults;

import org.jspecify.annotations.NullMarked;
