/** How the log of a packed store is read. */
@NullMarked
package dev.carillon.hooks.jdbc.log;

import org.jspecify.annotations.NullMarked;
