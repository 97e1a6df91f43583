/** Tests over real files. */
@NullMarked
package dev.carillon.hooks.jdbc.sqlite;

import org.jspecify.annotations.NullMarked;
