/** Who may call what: a table of operations and visitors, and a call for each of its cells. */
@NullMarked
package dev.carillon.server.attacks.matrix;

import org.jspecify.annotations.NullMarked;
