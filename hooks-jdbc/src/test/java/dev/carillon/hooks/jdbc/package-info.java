/** What the tests of both dialects share. */
@NullMarked
package dev.carillon.hooks.jdbc;

import org.jspecify.annotations.NullMarked;
