/** How the log is read. */
@NullMarked
package dev.carillon.hooks.jdbc.log;

import org.jspecify.annotations.NullMarked;
