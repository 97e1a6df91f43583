/**
 * Changes and removes many assets at once, as jobs. Uses {@code asset}, {@code folder} and {@code
 * search.index}.
 */
@NullMarked
package dev.carillon.server.assets.bulk;

import org.jspecify.annotations.NullMarked;
