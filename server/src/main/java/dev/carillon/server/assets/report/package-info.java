/** Search results as CSV. Uses {@code assets}, {@code asset} and {@code bulk}. */
@NullMarked
package dev.carillon.server.assets.report;

import org.jspecify.annotations.NullMarked;
