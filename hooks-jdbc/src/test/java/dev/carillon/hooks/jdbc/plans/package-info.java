/** Watches which rows statements read, and by which way they find them. Depends on JDBC only. */
@NullMarked
package dev.carillon.hooks.jdbc.plans;

import org.jspecify.annotations.NullMarked;
